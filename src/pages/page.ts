/** Something that a person or a tool reads, served at a path of its own. */
export interface Page {
  readonly path: string;
  /** The full Content-Type. */
  readonly type: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where to go instead, relative to the page. */
  readonly redirect?: string;
  /** The bytes; called at the first request, not at start. */
  load(): Buffer;
}

/** Pages change with a release, not in between; a browser asks each time whether its copy still holds. */
export const REVALIDATE: Readonly<Record<string, string>> = { 'Cache-Control': 'no-cache' };

/**
 * The fields of an HTML page: it loads nothing from another host, and no other site may frame it.
 *
 * @param directives what the page needs beside nothing at all (W3C Content Security Policy Level 3)
 */
export function htmlFields(directives: readonly string[]): Readonly<Record<string, string>> {
  const policy = ["default-src 'none'", ...directives, "img-src 'self' data:", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"];
  return { ...REVALIDATE, 'Content-Security-Policy': policy.join('; '), 'Referrer-Policy': 'no-referrer' };
}

/** Escapes text for HTML, inside of elements and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
