import { decodeComponent } from '../http/percent-encoding.ts';

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
    else add(byName, name, mark === -1 ? '' : pair.slice(mark + 1));
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

/** Splits a Cookie header (RFC 6265 section 4.2.1). An exploded value may be sent in one cookie, `v=3&v=4` (OpenAPI 3.0.3 section 4.7.12.4). */
export function cookiePairs(header: string | undefined): Pairs {
  const byName = new Map<string, string[]>();
  for (const pair of header === undefined ? [] : header.split(';')) {
    const mark = pair.indexOf('=');
    if (mark === -1) continue;
    const value = pair.slice(mark + 1).trim();
    const quoted = value.length > 1 && value.startsWith('"') && value.endsWith('"');
    add(byName, pair.slice(0, mark).trim(), quoted ? value.slice(1, -1) : value);
  }
  const pairs = pairsOf(byName);
  return {
    ...pairs,
    exploded: (names) => pairs.exploded(names).flatMap(([name, text]) => splitPairs(name, text, names)),
    decode: decodeComponent,
    unreadable: false,
  };
}

/** Splits the value of one cookie into pairs: at each ampersand before one of the names, since other ampersands are data. */
function splitPairs(first: string, text: string, names: readonly string[]): Pair[] {
  const [start = '', ...rest] = text.split('&');
  const pairs: [string, string][] = [[first, start]];
  for (const part of rest) {
    const name = names.find((candidate) => part.startsWith(`${candidate}=`));
    const last = pairs.at(-1) as [string, string];
    if (name === undefined) last[1] += `&${part}`;
    else pairs.push([name, part.slice(name.length + 1)]);
  }
  return pairs;
}

/** Pairs that need no decoding, such as the parts of a multipart form. */
export function plainPairs(pairs: Iterable<readonly [name: string, text: string]>): Pairs {
  const byName = new Map<string, string[]>();
  for (const [name, text] of pairs) add(byName, name, text);
  return { ...pairsOf(byName), decode: (text) => text, unreadable: false };
}

function pairsOf(byName: ReadonlyMap<string, readonly string[]>): Pick<Pairs, 'get' | 'exploded' | 'names'> {
  return {
    get: (name) => byName.get(name),
    exploded: (names) => names.flatMap((name) => (byName.get(name) ?? []).map((text): Pair => [name, text])),
    names: () => [...byName.keys()],
  };
}

const decodeQuery = (text: string) => decodeComponent(text.includes('+') ? text.replaceAll('+', ' ') : text);

function add(byName: Map<string, string[]>, name: string, value: string): void {
  const known = byName.get(name);
  if (known === undefined) byName.set(name, [value]);
  else known.push(value);
}
