import { isUtf8 } from 'node:buffer';
import { parametersOf } from '../http/headers.ts';

/** A part's headers by lower-case name, decoded as Latin-1. */
export type PartFields = Readonly<Record<string, readonly string[]>>;

/** The largest header section of a part, in bytes. */
export const MAX_HEADER_BYTES = 8 * 1024;

/** The parsed headers of a part (RFC 7578 section 4). */
export interface PartHeader {
  readonly name: string | undefined;
  /** Without folders (section 4.2); empty if a browser had no file to send. */
  readonly filename: string | undefined;
  readonly contentType: string | undefined;
  readonly transferEncoding: string | undefined;
}

export function readPartHeader(fields: PartFields): PartHeader {
  const parameters = parametersOf(decodeUtf8OrLatin1(fields['content-disposition']?.[0] ?? ''));
  const filename = extended(parameters.get('filename*')) ?? unescaped(parameters.get('filename'));
  return {
    name: unescaped(parameters.get('name')),
    filename: filename?.replace(/^.*[/\\]/s, ''),
    contentType: fields['content-type']?.[0]?.trim() || undefined,
    transferEncoding: fields['content-transfer-encoding']?.[0]?.trim().toLowerCase(),
  };
}

/** The approximate size of a part's header section in bytes. */
export function sizeOf(fields: PartFields): number {
  return Object.entries(fields).reduce((sum, [name, values]) => values.reduce((size, value) => size + name.length + value.length + 4, sum), 0);
}

/** Names are sent in UTF-8 (section 5.1); old clients send Latin-1. */
function decodeUtf8OrLatin1(latin1: string): string {
  const buffer = Buffer.from(latin1, 'latin1');
  return isUtf8(buffer) ? buffer.toString('utf8') : latin1;
}

const ESCAPES: Readonly<Record<string, string>> = { '%22': '"', '%0D': '\r', '%0A': '\n' };

/** The three characters that browsers escape in names (WHATWG HTML, multipart/form-data encoding). */
function unescaped(text: string | undefined): string | undefined {
  return text?.replace(/%(?:22|0D|0A)/gi, (sequence) => ESCAPES[sequence.toUpperCase()] as string);
}

/** RFC 8187 section 3.2: `utf-8''%e2%82%ac.txt`. RFC 7578 section 4.2 forbids it, but some clients send it. */
function extended(text: string | undefined): string | undefined {
  const value = text?.match(/^utf-8'[^']*'(.*)$/is)?.[1];
  try {
    return value === undefined ? undefined : decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
