/** What the checks and the feature builder use. Internal: it may change in any version. */
export { describesEvents } from './body-schema.ts';
export { bodyKind } from './body-table.ts';
export { type CompiledDocument, compileDocument } from './compile-document.ts';
export { bodyTypes, parameterType } from './compile-types.ts';
export type { Side } from './definitions.ts';
export { type Diagnostic, type Fault, type Finding, RefusedDocument } from './diagnostics/diagnostic.ts';
export { fileMembers } from './form-schema.ts';
export { repeatedMembers } from './json-locations.ts';
export { files, MANIFEST, makeManifest } from './manifest.ts';
export { type DocumentOperation, type Located, located, METHODS, readOperations } from './operations.ts';
export { normalizeReferences } from './references.ts';
export { isRequirements, needsCredentials, schemesOf } from './security-schemes.ts';
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
} from './source-document.ts';
export { union, usesType } from './type-text.ts';
export { TypeWriter } from './type-writer.ts';
export { memberPointers, valueTable } from './value-table.ts';
