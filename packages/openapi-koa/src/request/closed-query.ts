import type { ParameterSpec } from '../operation-spec.ts';
import type { Violation } from '../problems/problem.ts';
import { queryPairs } from './pairs.ts';

/** Has no `name`, as the name cannot be decoded: it may be declared or not. */
const UNREADABLE: Violation = { in: 'query', keyword: 'parse', message: 'must not have a name with invalid percent-encoding' };

/**
 * The violations for undeclared query parameters, for a document that forbids them (`x-closed-query`).
 *
 * @param query  percent-encoded, without the `?`
 * @param others other allowed names, such as those of API keys
 */
export function undeclaredQuery(query: string, parameters: readonly ParameterSpec[], others: readonly string[]): Violation[] {
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  if (inQuery.some(({ rest }) => rest !== undefined)) return [];
  const declared = new Set([...others, ...inQuery.flatMap(queryNames)]);
  const prefixes = inQuery.filter(({ style }) => style === 'deepObject').map(({ name }) => `${name}[`);
  const allowed = [...declared];
  const pairs = queryPairs(query);
  const unreadable: Violation[] = pairs.unreadable ? [UNREADABLE] : [];
  const undeclared = pairs
    .names()
    .filter((name) => !declared.has(name) && !prefixes.some((prefix) => name.startsWith(prefix)))
    .map(
      (name): Violation => ({
        in: 'query',
        name,
        keyword: 'x-closed-query',
        message: 'must not be present: the parameter is not declared',
        allowed,
      }),
    );
  return [...unreadable, ...undeclared];
}

/** The names a parameter has in the query: an exploded object is sent as its properties. */
function queryNames({ name, style, explode, value }: ParameterSpec): string[] {
  return style === 'form' && explode && value?.properties !== undefined ? Object.keys(value.properties) : [name];
}
