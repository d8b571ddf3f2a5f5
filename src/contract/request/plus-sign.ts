import type { ValidationError } from '../operation-spec.ts';
import { valueAt } from '../problems/violations.ts';
import { queryTexts } from './pairs.ts';

/** What a string with a space in place of a plus sign may violate, as `2026-01-15T09:30:00+01:00` violates its format. */
const KEYWORDS: ReadonlySet<string> = new Set(['const', 'enum', 'format', 'pattern', 'type']);

/**
 * Adds to the message of a violation that a plus sign was read as a space, where that may be the reason: clients that build a query by hand
 * leave it unencoded.
 *
 * @param error what the message is of
 * @param root  what was validated
 * @param query the query or form that it was read from, still encoded
 */
export function explainPlus<V extends { readonly message: string }>(violation: V, error: ValidationError, root: unknown, query: string): V {
  if (!query.includes('+') || !KEYWORDS.has(error.keyword)) return violation;
  const value = valueAt(root, error.instancePath);
  if (typeof value !== 'string' || !value.includes(' ')) return violation;
  if (!queryTexts(query).some(({ sent, read }) => sent.includes('+') && read?.includes(value))) return violation;
  return { ...violation, message: `${violation.message}; a + is read as a space here, so send %2B for a plus sign` };
}
