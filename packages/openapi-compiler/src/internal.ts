/** What the checks and the feature builder use. Internal: it may change in any version. */

export { type CompiledDocument, compileDocument, compileSource } from './compile.ts';
export { type Diagnostic, type Fault, type Finding, RefusedDocument } from './diagnostics/diagnostic.ts';
export { bodyKindAt, coercionAt, describesEventsAt, filePropertiesAt, parserOf, propertyPointers } from './document-facts.ts';
export { union, usesType } from './emit/types/type-text.ts';
export { TypeWriter } from './emit/types/type-writer.ts';
export { bodyTypes, parameterType } from './emit/types/types-module.ts';
export { isErrorKey } from './ir/error-schemas.ts';
export type { Direction } from './ir/read-write-only.ts';
export { STREAMED_FILE } from './ir/streamed-file.ts';
export { isObject, itemPointers, type Json, type JsonObject, joinPointer, parsePointer, refPointer, resolve, valueAt } from './json.ts';
export { files, MANIFEST, makeManifest } from './manifest.ts';
export { checkedRoot } from './parse/checked-root.ts';
export { isInside } from './parse/file-set.ts';
export { repeatedMembers } from './parse/json-locations.ts';
export { type LoadOptions, loadSource } from './parse/load-source.ts';
export { type DocumentOperation, type Located, located, METHODS, readOperations } from './parse/operations.ts';
export { normalizeReferences } from './parse/references.ts';
export { isRequirements, needsCredentials, schemesOf } from './parse/security-schemes.ts';
export type { Source } from './parse/source.ts';
export { printable, SourceDocument } from './parse/source-document.ts';
