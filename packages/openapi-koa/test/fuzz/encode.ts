import type { Random } from './random.ts';

type Members = Readonly<Record<string, unknown>>;

const encoded = (value: unknown) => encodeURIComponent(String(value).toWellFormed());
const pairsOf = (value: Members, between: string, sign: string) =>
  Object.entries(value)
    .map(([name, member]) => `${encoded(name)}${sign}${encoded(member)}`)
    .join(between);
const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);

const DELIMITERS: Readonly<Record<string, string>> = { form: ',', simple: ',', spaceDelimited: '%20', pipeDelimited: '%7C' };

/** A path parameter, by its style (OpenAPI 3.1.1, "Style Values"). */
export function pathSegment(name: string, style: string, value: unknown): string {
  if (style === 'label') return `.${[value].flat().map(encoded).join('.')}`;
  if (style === 'matrix') return isMembers(value) ? `;${pairsOf(value, ';', '=')}` : `;${encoded(name)}=${encoded(value)}`;
  return [value].flat().map(encoded).join(',');
}

/** A query parameter, as pairs joined with `&`; empty for an empty value. */
export function queryPairs(name: string, style: string, explode: boolean, value: unknown): string {
  if (isMembers(value)) {
    if (style === 'deepObject')
      return Object.entries(value)
        .map(([member, inner]) => `${encoded(name)}%5B${encoded(member)}%5D=${encoded(inner)}`)
        .join('&');
    return pairsOf(value, '&', '=');
  }
  if (!Array.isArray(value)) return `${encoded(name)}=${encoded(value)}`;
  if (explode) return value.map((item) => `${encoded(name)}=${encoded(item)}`).join('&');
  return `${encoded(name)}=${value.map(encoded).join(DELIMITERS[style] ?? ',')}`;
}

/** The value of a header; what HTTP does not allow there is left out. */
export function headerValue(value: unknown): string {
  const text = Array.isArray(value)
    ? value.join(',')
    : isMembers(value)
      ? Object.entries(value)
          .map(([name, member]) => `${name}=${member}`)
          .join(',')
      : String(value);
  return text.replace(/[^\x20-\x7e]/g, '').trim();
}

/** A part of a multipart form. */
export interface Part {
  readonly name: string;
  readonly filename?: string;
  readonly type?: string;
  readonly bytes: Buffer;
}

/** @param boundary does not occur in any part */
export function multipart(boundary: string, parts: readonly Part[]): Buffer {
  const each = parts.flatMap(({ name, filename, type, bytes }) => {
    const file = filename === undefined ? '' : `; filename="${filename}"`;
    const media = type === undefined ? '' : `\r\nContent-Type: ${type}`;
    return [Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}${media}\r\n\r\n`), bytes, Buffer.from('\r\n')];
  });
  return Buffer.concat([...each, Buffer.from(`--${boundary}--\r\n`)]);
}

/** The chunked transfer coding (RFC 9112 section 7.1), cut at random places, now and then with extensions or trailers. */
export function chunked(random: Random, bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = Math.min(1 + random.small(4000), bytes.length - at);
    const extension = random.chance(0.05) ? `;${random.word()}=${random.word()}` : '';
    parts.push(Buffer.from(`${size.toString(16)}${extension}\r\n`), bytes.subarray(at, at + size), Buffer.from('\r\n'));
    at += size;
  }
  const trailer = random.chance(0.05) ? `X-Trailer: ${random.word()}\r\n` : '';
  return Buffer.concat([...parts, Buffer.from(`0\r\n${trailer}\r\n`)]);
}
