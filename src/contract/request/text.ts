import { TextDecoder } from 'node:util';

/** Where no charset is named: UTF-8, of which MIME's US-ASCII is a part (RFC 6657 section 3). */
const DEFAULT_CHARSET = 'utf-8';

/** What decodes a charset; undefined for one that is unknown. A byte order mark is no part of the text. */
export function decoderFor(charset: string = DEFAULT_CHARSET): TextDecoder | undefined {
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    return undefined;
  }
}

/** Decodes a text; undefined for bytes that are none in this charset. */
export function decodeText(decoder: TextDecoder, bytes: Buffer): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
