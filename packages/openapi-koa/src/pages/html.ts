/** Pages change only with a release; browsers revalidate their copy each time. */
export const REVALIDATE: Readonly<Record<string, string>> = { 'Cache-Control': 'no-cache' };

/**
 * The headers of an HTML page, which loads nothing from other hosts and cannot be framed.
 *
 * @param directives what the page may load (W3C Content Security Policy Level 3); nothing else is allowed
 */
export function htmlHeaders(directives: readonly string[]): Readonly<Record<string, string>> {
  const policy = ["default-src 'none'", ...directives, "img-src 'self' data:", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"];
  return { ...REVALIDATE, 'Content-Security-Policy': policy.join('; '), 'Referrer-Policy': 'no-referrer' };
}

/** Escapes text for HTML elements and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
