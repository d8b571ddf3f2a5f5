import { CODES, type Code } from '../diagnostics/codes.ts';
import { type Finding, RefusedDocument } from '../diagnostics/diagnostic.ts';
import type { JsonObject } from '../json.ts';
import { normalizeReferences } from './references.ts';
import type { Source } from './source.ts';

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
