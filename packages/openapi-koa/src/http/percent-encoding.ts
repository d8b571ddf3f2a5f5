/** Percent-decodes UTF-8 (RFC 3986 section 2.1); undefined if the encoding is invalid. */
export function decodeComponent(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
