/** Compiles an OpenAPI document into validators, types and an operation table for `@petsage/openapi-koa`. */
export { type CompiledDocument, type CompileOptions, compileDocument, compileFile } from './compile.ts';
export { CODES, type Code, type CodeSpec, type Severity } from './diagnostics/codes.ts';
export { type Diagnostic, formatDiagnostic, RefusedDocument } from './diagnostics/diagnostic.ts';
export { SeverityError, type SeverityOptions } from './diagnostics/report.ts';
export type { LoadOptions } from './parse/load-source.ts';
