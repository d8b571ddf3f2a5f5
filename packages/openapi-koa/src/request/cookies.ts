import { decodeComponent } from '../http/percent-encoding.ts';
import { addPair, type Pair, type Pairs, pairsOf } from './query.ts';

/** Splits a Cookie header (RFC 6265 section 4.2.1). An exploded value may be sent in one cookie, `v=3&v=4` (OpenAPI 3.0.3 section 4.7.12.4). */
export function cookiePairs(header: string | undefined): Pairs {
  const byName = new Map<string, string[]>();
  for (const pair of header === undefined ? [] : header.split(';')) {
    const mark = pair.indexOf('=');
    if (mark === -1) continue;
    const value = pair.slice(mark + 1).trim();
    const quoted = value.length > 1 && value.startsWith('"') && value.endsWith('"');
    addPair(byName, pair.slice(0, mark).trim(), quoted ? value.slice(1, -1) : value);
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
