/** The content codings of request bodies that are decoded (RFC 9110 section 8.4.1). */
export const CONTENT_CODINGS: readonly string[] = ['identity', 'gzip', 'deflate', 'br'];

/**
 * Parses a Content-Encoding with one coding, in any case.
 *
 * @returns undefined if the coding isn't supported
 */
export function parseCoding(text: string): string | undefined {
  const sent = text.trim().toLowerCase();
  // An alias of gzip (RFC 9110 section 8.4.1.3).
  const name = sent === 'x-gzip' ? 'gzip' : sent;
  return CONTENT_CODINGS.includes(name) ? name : undefined;
}
