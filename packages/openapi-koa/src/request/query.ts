/*
 * Hand-written: the styles of OpenAPI split a value before it is decoded, and an invalid escape is a violation. `URLSearchParams` decodes
 * first, and replaces invalid bytes by U+FFFD.
 */
import { decodeComponent } from '../http/percent-encoding.ts';
import type { ParameterSpec } from '../operation-spec.ts';
import type { Violation } from '../problems/problem.ts';

export type Pair = readonly [name: string, text: string];

/** The name-value pairs of a query, form or Cookie header, values still encoded, every occurrence in order. */
export interface Pairs {
  get(name: string): readonly string[] | undefined;
  /** The pairs of an exploded array or object, which has these names. */
  exploded(names: readonly string[]): readonly Pair[];
  names(): readonly string[];
  /** Decodes one value; undefined if its encoding is invalid. */
  decode(text: string): string | undefined;
  /** Whether there is a name that cannot be decoded. */
  readonly unreadable: boolean;
}

/**
 * Splits a query string or a form. A pair whose name cannot be decoded is skipped.
 *
 * @see WHATWG URL, application/x-www-form-urlencoded: `+` is a space
 */
export function queryPairs(query: string): Pairs {
  const byName = new Map<string, string[]>();
  let unreadable = false;
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const mark = pair.indexOf('=');
    const name = decodeQuery(mark === -1 ? pair : pair.slice(0, mark));
    if (name === undefined) unreadable = true;
    else addPair(byName, name, mark === -1 ? '' : pair.slice(mark + 1));
  }
  return { ...pairsOf(byName), decode: decodeQuery, unreadable };
}

/** The values of a query string or form, as sent and as decoded. */
export function queryTexts(query: string): { readonly sent: string; readonly read: string | undefined }[] {
  return query.split('&').map((pair) => {
    const sent = pair.slice(pair.indexOf('=') + 1);
    return { sent, read: decodeQuery(sent) };
  });
}

/** Pairs that need no decoding, such as the parts of a multipart form. */
export function plainPairs(pairs: Iterable<readonly [name: string, text: string]>): Pairs {
  const byName = new Map<string, string[]>();
  for (const [name, text] of pairs) addPair(byName, name, text);
  return { ...pairsOf(byName), decode: (text) => text, unreadable: false };
}

export function pairsOf(byName: ReadonlyMap<string, readonly string[]>): Pick<Pairs, 'get' | 'exploded' | 'names'> {
  return {
    get: (name) => byName.get(name),
    exploded: (names) => names.flatMap((name) => (byName.get(name) ?? []).map((text): Pair => [name, text])),
    names: () => [...byName.keys()],
  };
}

const decodeQuery = (text: string) => decodeComponent(text.includes('+') ? text.replaceAll('+', ' ') : text);

export function addPair(byName: Map<string, string[]>, name: string, value: string): void {
  const known = byName.get(name);
  if (known === undefined) byName.set(name, [value]);
  else known.push(value);
}

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
