import { decodeComponent } from './request-target.ts';

/** The named texts of a query or a Cookie field, values still encoded, every occurrence in order. */
export interface Pairs {
  get(name: string): readonly string[] | undefined;
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
  return { get: (name) => found.get(name), names: () => [...found.keys()], decode: decodeQuery, unreadable };
}

/** Splits a Cookie field (RFC 6265 section 4.2.1). */
export function cookiePairs(field: string | undefined): Pairs {
  const found = new Map<string, string[]>();
  for (const pair of field === undefined ? [] : field.split(';')) {
    const mark = pair.indexOf('=');
    if (mark === -1) continue;
    const value = pair.slice(mark + 1).trim();
    const quoted = value.length > 1 && value.startsWith('"') && value.endsWith('"');
    add(found, pair.slice(0, mark).trim(), quoted ? value.slice(1, -1) : value);
  }
  return { get: (name) => found.get(name), names: () => [...found.keys()], decode: decodeComponent, unreadable: false };
}

/** Names and texts that need no decoding, such as the parts of a multipart form. */
export function plainPairs(pairs: Iterable<readonly [name: string, text: string]>): Pairs {
  const found = new Map<string, string[]>();
  for (const [name, text] of pairs) add(found, name, text);
  return { get: (name) => found.get(name), names: () => [...found.keys()], decode: (text) => text, unreadable: false };
}

const decodeQuery = (text: string) => decodeComponent(text.includes('+') ? text.replaceAll('+', ' ') : text);

function add(found: Map<string, string[]>, name: string, value: string): void {
  const known = found.get(name);
  if (known === undefined) found.set(name, [value]);
  else known.push(value);
}
