import { decodeComponent } from '../http/percent-encoding.ts';

export type Pair = readonly [name: string, text: string];

/** The named texts of a query or a Cookie field, values still encoded, every occurrence in order. */
export interface Pairs {
  get(name: string): readonly string[] | undefined;
  /** The texts of an exploded array or object, which has these names. */
  exploded(names: readonly string[]): readonly Pair[];
  names(): readonly string[];
  /** Decodes one value; undefined when it cannot be decoded. */
  decode(text: string): string | undefined;
  /** There is a name that cannot be decoded. */
  readonly unreadable: boolean;
}

/**
 * Splits a query string or a form. A name that cannot be decoded is nobody's and is passed over.
 *
 * @see WHATWG URL, application/x-www-form-urlencoded: `+` is a space
 */
export function queryPairs(query: string): Pairs {
  const found = new Map<string, string[]>();
  let unreadable = false;
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const mark = pair.indexOf('=');
    const name = decodeQuery(mark === -1 ? pair : pair.slice(0, mark));
    if (name === undefined) unreadable = true;
    else add(found, name, mark === -1 ? '' : pair.slice(mark + 1));
  }
  return { ...pairsOf(found), decode: decodeQuery, unreadable };
}

/** The texts of a query string or a form, as they were sent and as they are read. */
export function queryTexts(query: string): { readonly sent: string; readonly read: string | undefined }[] {
  return query.split('&').map((pair) => {
    const sent = pair.slice(pair.indexOf('=') + 1);
    return { sent, read: decodeQuery(sent) };
  });
}

/** Splits a Cookie field (RFC 6265 section 4.2.1). An exploded value may stand in one cookie, `v=3&v=4` (OpenAPI 3.0.3 section 4.7.12.4). */
export function cookiePairs(field: string | undefined): Pairs {
  const found = new Map<string, string[]>();
  for (const pair of field === undefined ? [] : field.split(';')) {
    const mark = pair.indexOf('=');
    if (mark === -1) continue;
    const value = pair.slice(mark + 1).trim();
    const quoted = value.length > 1 && value.startsWith('"') && value.endsWith('"');
    add(found, pair.slice(0, mark).trim(), quoted ? value.slice(1, -1) : value);
  }
  const pairs = pairsOf(found);
  return {
    ...pairs,
    exploded: (names) => pairs.exploded(names).flatMap(([name, text]) => splitPairs(name, text, names)),
    decode: decodeComponent,
    unreadable: false,
  };
}

/** The pairs in the text of one: at each ampersand before one of the names, as others are data. */
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

/** Names and texts that need no decoding, such as the parts of a multipart form. */
export function plainPairs(pairs: Iterable<readonly [name: string, text: string]>): Pairs {
  const found = new Map<string, string[]>();
  for (const [name, text] of pairs) add(found, name, text);
  return { ...pairsOf(found), decode: (text) => text, unreadable: false };
}

function pairsOf(found: ReadonlyMap<string, readonly string[]>): Pick<Pairs, 'get' | 'exploded' | 'names'> {
  return {
    get: (name) => found.get(name),
    exploded: (names) => names.flatMap((name) => (found.get(name) ?? []).map((text): Pair => [name, text])),
    names: () => [...found.keys()],
  };
}

const decodeQuery = (text: string) => decodeComponent(text.includes('+') ? text.replaceAll('+', ' ') : text);

function add(found: Map<string, string[]>, name: string, value: string): void {
  const known = found.get(name);
  if (known === undefined) found.set(name, [value]);
  else known.push(value);
}
