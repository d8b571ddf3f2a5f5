import { exec } from 'jsonpath-rfc9535';
import parse from 'jsonpath-rfc9535/parser';
import type { Json } from '../json.ts';

/** Where a node stands: the names of members and the indexes of items from the root on. */
export type Path = readonly (string | number)[];

/** A query that RFC 9535 doesn't allow. The message says why. */
export class JsonPathError extends Error {
  override readonly name = 'JsonPathError';
}

/** The functions of RFC 9535 section 2.4, with how many arguments they take. */
const FUNCTIONS: ReadonlyMap<unknown, number> = new Map([
  ['length', 1],
  ['count', 1],
  ['value', 1],
  ['match', 2],
  ['search', 2],
]);

/** @throws JsonPathError if a query isn't valid */
export function checkQuery(query: string): void {
  let tree: unknown;
  try {
    tree = parse(query);
  } catch (error) {
    throw new JsonPathError(reasonOf(error as QueryError));
  }
  checkFunctions(tree);
}

/** The library takes a function that doesn't exist for one that is never true. */
function checkFunctions(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  const { type, name, arguments: given } = node as { type?: unknown; name?: unknown; arguments?: unknown };
  if (type === 'FunctionExpr' && FUNCTIONS.get(name) !== (given as unknown[]).length) {
    const known = [...FUNCTIONS].map(([each, count]) => `${each} (${count} ${count === 1 ? 'argument' : 'arguments'})`);
    throw new JsonPathError(`unknown function ${name} of ${(given as unknown[]).length}; functions are ${known.join(', ')}`);
  }
  for (const child of Object.values(node)) checkFunctions(child);
}

/**
 * The nodes that a JSONPath query selects, each once, in the order of the query.
 *
 * @param query one that `checkQuery` takes
 * @see RFC 9535
 */
export function select(root: Json, query: string): Path[] {
  const paths = new Map<string, Path>();
  exec(root as Parameters<typeof exec>[0], query, (_value, path) => {
    paths.set(JSON.stringify(path), path.map(plainName));
  });
  return [...paths.values()];
}

/** What the library throws for a query: where it stopped reading, or only a message. */
interface QueryError extends Error {
  readonly found?: string | null;
  readonly location?: { readonly start: { readonly offset: number } };
}

function reasonOf({ found, location, message }: QueryError): string {
  if (location === undefined) return message;
  return typeof found === 'string' ? `unexpected ${JSON.stringify(found)} at character ${location.start.offset + 1}` : 'it is incomplete';
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** The library has names as normalized paths write them (RFC 9535 section 2.7). */
function plainName(name: string | number): string | number {
  if (typeof name === 'number') return name;
  return name.replace(/\\(?:u([0-9a-f]{4})|(.))/g, (_, hex: string | undefined, letter: string) =>
    hex === undefined ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
