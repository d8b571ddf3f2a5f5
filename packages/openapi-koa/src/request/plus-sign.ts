import type { ValidationError } from '../operation-spec.ts';
import { valueAt } from '../problems/violations.ts';
import { queryTexts } from './query.ts';

/** Keywords that a string can violate because a plus sign was decoded as a space, such as `format` with `2026-01-15T09:30:00+01:00`. */
const KEYWORDS: ReadonlySet<string> = new Set(['const', 'enum', 'format', 'pattern', 'type']);

/**
 * Adds a hint to a violation that a decoded plus sign may have caused: clients that build a query by hand often do not encode it.
 *
 * @param error the error behind the violation
 * @param root  the validated value
 * @param query the query or form the value came from, still encoded
 */
export function explainPlus<V extends { readonly message: string }>(violation: V, error: ValidationError, root: unknown, query: string): V {
  if (!query.includes('+') || !KEYWORDS.has(error.keyword)) return violation;
  const value = valueAt(root, error.instancePath);
  if (typeof value !== 'string' || !value.includes(' ')) return violation;
  if (!queryTexts(query).some(({ sent, read }) => sent.includes('+') && read?.includes(value))) return violation;
  return { ...violation, message: `${violation.message}; a + means a space here, so send %2B for a plus sign` };
}
