/** Compiles an OpenAPI document into validators, types and an operation table for `@petsage/openapi-koa`. */
export { type CompiledDocument, type CompileOptions, compileDocument } from './compile-document.ts';
export { RefusedDocument } from './source-document.ts';
