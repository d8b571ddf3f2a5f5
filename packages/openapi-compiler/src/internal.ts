/** What the checks and the feature builder use. Internal: it may change in any version. */

export { type CompiledDocument, compileDocument } from './compile.ts';
export { type Diagnostic, type Fault, type Finding, RefusedDocument } from './diagnostics/diagnostic.ts';
export { describesEvents } from './emit/body-schema.ts';
export { memberPointers, valueTable } from './emit/coercion.ts';
export { fileMembers } from './emit/form-schema.ts';
export { files, MANIFEST, makeManifest } from './emit/manifest.ts';
export { bodyKind } from './emit/media-types.ts';
export { union, usesType } from './emit/types/type-text.ts';
export { TypeWriter } from './emit/types/type-writer.ts';
export { bodyTypes, parameterType } from './emit/types/types-module.ts';
export type { Side } from './emit/validators/definitions.ts';
export { repeatedMembers } from './parse/json-locations.ts';
export { type DocumentOperation, type Located, located, METHODS, readOperations } from './parse/operations.ts';
export { normalizeReferences } from './parse/references.ts';
export { isRequirements, needsCredentials, schemesOf } from './parse/security-schemes.ts';
export {
  isObject,
  itemPointers,
  type Json,
  type JsonObject,
  joinPointer,
  parsePointer,
  refPointer,
  resolve,
  SourceDocument,
  valueAt,
} from './parse/source-document.ts';
