import type { TextDecoder } from 'node:util';
import { util } from '../node-modules.ts';

/** UTF-8, a superset of MIME's default US-ASCII (RFC 6657 section 3). */
const DEFAULT_CHARSET = 'utf-8';

/** The decoder of a charset; undefined if it is unknown. A byte order mark is removed from the string. */
export function decoderFor(charset: string = DEFAULT_CHARSET): TextDecoder | undefined {
  try {
    return new util.TextDecoder(charset, { fatal: true });
  } catch {
    return undefined;
  }
}

/** Decodes bytes to a string; undefined if they are invalid in this charset. */
export function decodeText(decoder: TextDecoder, bytes: Buffer): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
