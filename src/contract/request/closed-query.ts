import type { ParameterSpec } from '../operation-spec.ts';
import type { Violation } from '../problems/problem.ts';
import { queryPairs } from './pairs.ts';

/** It may be any of those that are taken, or none. */
const UNREADABLE: Violation = { in: 'query', keyword: 'parse', message: 'has a name with a percent sign that begins no valid UTF-8 escape' };

/**
 * The query parameters that an operation does not take, for a document that forbids others than it names (`x-closed-query`).
 *
 * @param query  percent-encoded, without the `?`
 * @param others names that something else than a parameter takes, such as a key
 */
export function undeclaredQuery(query: string, tables: readonly ParameterSpec[], others: readonly string[]): Violation[] {
  const inQuery = tables.filter((table) => table.in === 'query');
  if (inQuery.some(({ rest }) => rest !== undefined)) return [];
  const declared = new Set([...others, ...inQuery.flatMap(namesOf)]);
  const members = inQuery.filter(({ style }) => style === 'deepObject').map(({ name }) => `${name}[`);
  const allowed = [...declared];
  const pairs = queryPairs(query);
  const unreadable: Violation[] = pairs.unreadable ? [UNREADABLE] : [];
  const extra = pairs
    .names()
    .filter((name) => !declared.has(name) && !members.some((start) => name.startsWith(start)))
    .map((name): Violation => ({ in: 'query', name, keyword: 'x-closed-query', message: 'is not taken', allowed }));
  return [...unreadable, ...extra];
}

/** An exploded object stands in the query as its members. */
function namesOf({ name, style, explode, value }: ParameterSpec): string[] {
  return style === 'form' && explode && value?.properties !== undefined ? Object.keys(value.properties) : [name];
}
