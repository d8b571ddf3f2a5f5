/** Percent-decodes UTF-8 (RFC 3986 section 2.1); undefined when that cannot be done. */
export function decodeComponent(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
