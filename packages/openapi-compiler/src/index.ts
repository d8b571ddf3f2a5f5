/** Compiles an OpenAPI document into validators, types and an operation table for `@petsage/openapi-koa`. */
export { type CompiledContract, type CompileOptions, compileContract } from './compile-contract.ts';
export { RefusedDocument } from './source-document.ts';
