import { isUtf8 } from 'node:buffer';
import { parametersOf } from '../http/media-type.ts';

/** A part's header fields by lower-case name, a character a byte. */
export type PartFields = Readonly<Record<string, readonly string[]>>;

/** The largest header section of a part, in bytes. */
export const MAX_HEADER_BYTES = 8 * 1024;

/** What the header fields of a part say (RFC 7578 section 4). */
export interface PartHeader {
  readonly name: string | undefined;
  /** Without folders (section 4.2); empty where a browser had no file to send. */
  readonly filename: string | undefined;
  readonly contentType: string | undefined;
  readonly transferEncoding: string | undefined;
}

export function readPartHeader(fields: PartFields): PartHeader {
  const parameters = parametersOf(textOf(fields['content-disposition']?.[0] ?? ''));
  const filename = extended(parameters.get('filename*')) ?? unescaped(parameters.get('filename'));
  return {
    name: unescaped(parameters.get('name')),
    filename: filename?.replace(/^.*[/\\]/s, ''),
    contentType: fields['content-type']?.[0]?.trim() || undefined,
    transferEncoding: fields['content-transfer-encoding']?.[0]?.trim().toLowerCase(),
  };
}

/** The size of a part's header section in bytes, about. */
export function sizeOf(fields: PartFields): number {
  return Object.entries(fields).reduce((sum, [name, values]) => values.reduce((size, value) => size + name.length + value.length + 4, sum), 0);
}

/** Names are sent in UTF-8 (section 5.1); old clients send Latin-1. */
function textOf(bytes: string): string {
  const buffer = Buffer.from(bytes, 'latin1');
  return isUtf8(buffer) ? buffer.toString('utf8') : bytes;
}

const ESCAPES: Readonly<Record<string, string>> = { '%22': '"', '%0D': '\r', '%0A': '\n' };

/** The three characters that browsers escape in names (WHATWG HTML, multipart/form-data encoding). */
function unescaped(text: string | undefined): string | undefined {
  return text?.replace(/%(?:22|0D|0A)/gi, (written) => ESCAPES[written.toUpperCase()] as string);
}

/** RFC 8187 section 3.2: `utf-8''%e2%82%ac.txt`. Section 4.2 of RFC 7578 forbids it; some clients send it all the same. */
function extended(text: string | undefined): string | undefined {
  const value = text?.match(/^utf-8'[^']*'(.*)$/is)?.[1];
  try {
    return value === undefined ? undefined : decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
