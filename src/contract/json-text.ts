import { isUtf8 } from 'node:buffer';
import Bourne from '@hapi/bourne';

/**
 * Parses JSON from a client (RFC 8259).
 *
 * @throws SyntaxError for bytes that are not UTF-8, a text that is not JSON, or a member `__proto__`
 */
export function parseJsonBytes(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new SyntaxError('not UTF-8');
  const text = bytes.toString('utf8');
  // A byte order mark may be ignored (RFC 8259 section 8.1).
  return parseJson(text.startsWith('\ufeff') ? text.slice(1) : text);
}

/** @throws SyntaxError for a text that is not JSON, or a member `__proto__` */
export function parseJson(text: string): unknown {
  // Bourne looks through every text with an expression; the name cannot be in one without either of these.
  return text.includes('__proto__') || text.includes('\\u') ? Bourne.parse(text) : JSON.parse(text);
}
