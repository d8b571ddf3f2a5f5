/** The part of a media type before its parameters, in lower case: `application/json` of `Application/JSON; charset=utf-8`. */
export function essenceOf(contentType: string): string {
  const semicolon = contentType.indexOf(';');
  return (semicolon === -1 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase();
}

/** JSON, or a format that is JSON below (RFC 6839 section 3.1). */
export function isJson(contentType: string): boolean {
  const essence = essenceOf(contentType);
  return essence === 'application/json' || (essence.endsWith('+json') && essence.includes('/'));
}

const CHARSET = /;\s*charset\s*=\s*"?([^\s";]+)/i;

/** The charset parameter in lower case; undefined when there is none. */
export function charsetOf(contentType: string): string | undefined {
  return CHARSET.exec(contentType)?.[1]?.toLowerCase();
}

/**
 * Finds the declared media type or range that a type falls under, the most specific first.
 *
 * @param declared as in the document, in lower case: `application/json`, `text/*`, or the range of everything
 * @see OpenAPI 3.0.3 section 4.7.13, `content`
 */
export function findDeclared(declared: readonly string[], contentType: string): string | undefined {
  const essence = essenceOf(contentType);
  const exact = declared.find((candidate) => essenceOf(candidate) === essence);
  if (exact !== undefined) return exact;
  const range = `${essence.split('/')[0]}/*`;
  return declared.find((candidate) => candidate === range) ?? declared.find((candidate) => candidate === '*/*');
}
