import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { CODES, type Code, RefusedDocument } from '@petsage/openapi-compiler';
import { type Finding, type JsonObject, loadSource, normalizeReferences, type Source, SourceDocument } from '@petsage/openapi-compiler/internal';

/**
 * Reads an OpenAPI document, including the files that it refers to.
 *
 * @throws RefusedDocument with every error, when a file is neither YAML nor JSON or a reference has no target
 */
export function loadDocument(path: string): JsonObject {
  return checkedRoot(loadSource(path));
}

/**
 * The document of a source that has no errors.
 *
 * @param examine finds more in the document
 * @throws RefusedDocument with every error, as when a reference has no target
 */
export function checkedRoot(source: Source, examine: (root: JsonObject) => readonly Finding[] = () => []): JsonObject {
  const { findings } = normalizeReferences(source.root, (pointer) => source.whyUnresolved(pointer));
  const severityOf = ({ code }: { readonly code: Code }) => CODES[code].severity;
  const errors = [...source.findings, ...examine(source.root), ...findings].filter((finding) => severityOf(finding) === 'error');
  if (errors.length > 0) throw new RefusedDocument(source.diagnostics(errors, severityOf));
  return source.root;
}

/** The same for a released document, whose faults can no longer be fixed and are not reported. */
export const loadReleased = (path: string): JsonObject => loadSource(path).root;

/**
 * @param name how messages name the file
 * @throws RefusedDocument when it is neither YAML nor JSON
 */
export function readSource(path: string, name: string = relative(process.cwd(), path)): SourceDocument {
  return new SourceDocument(name, readFileSync(path, 'utf8'));
}

/** Whether a document refers to other files. */
export function hasOtherFiles(root: JsonObject): boolean {
  return /"\$ref":"[^#"]/.test(JSON.stringify(root));
}
