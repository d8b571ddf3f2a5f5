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

/** A media type in parts: its essence and the names of parameters in lower case, and so is the value of `charset`. */
export interface MediaType {
  readonly essence: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** RFC 9110 sections 5.6.2, 5.6.4 and 5.6.6; a semicolon may stand without a parameter. */
const ESSENCE = /^[\w!#$%&'*+\-.^`|~]+\/[\w!#$%&'*+\-.^`|~]+/;
const PARAMETER = /[ \t]*;[ \t]*(?:([\w!#$%&'*+\-.^`|~]+)=(?:([\w!#$%&'*+\-.^`|~]+)|"((?:[\t \x21\x23-\x5b\x5d-\x7e]|\\[\t\x20-\x7e])*)"))?/y;

/**
 * Reads a Content-Type.
 *
 * @returns undefined for what is none, or has a parameter twice
 * @see RFC 9110 section 8.3.1
 */
export function parseMediaType(text: string): MediaType | undefined {
  const essence = ESSENCE.exec(text)?.[0];
  if (essence === undefined) return undefined;
  const parameters = new Map<string, string>();
  PARAMETER.lastIndex = essence.length;
  while (PARAMETER.lastIndex < text.length) {
    const match = PARAMETER.exec(text);
    if (match === null) return undefined;
    const [, name, token, quoted] = match;
    if (name === undefined) continue;
    const key = name.toLowerCase();
    const value = token ?? (quoted as string).replace(/\\(.)/g, '$1');
    if (parameters.has(key)) return undefined;
    parameters.set(key, key === 'charset' ? value.toLowerCase() : value);
  }
  return { essence: essence.toLowerCase(), parameters };
}

/**
 * Finds the declared media type or range that the type of an answer falls under: of those whose parameters it has, the one with the
 * most; then the range of its kind, then the range of everything.
 *
 * @param declared as in the document
 * @param charset  what its text is in where it does not say so itself
 */
export function findAnswered(declared: readonly string[], { essence, parameters }: MediaType, charset: string | undefined): string | undefined {
  const ranges = [essence, `${essence.split('/')[0]}/*`, '*/*'];
  const valueNamed = (name: string) => parameters.get(name) ?? (name === 'charset' ? charset : undefined);
  return declared
    .map((text) => ({ text, type: parseMediaType(text) }))
    .filter(({ type }) => type !== undefined && ranges.includes(type.essence) && [...type.parameters].every(([name, value]) => valueNamed(name) === value))
    .map(({ text, type }) => ({ text, range: ranges.indexOf(type?.essence ?? ''), count: type?.parameters.size ?? 0 }))
    .sort((a, b) => a.range - b.range || b.count - a.count)[0]?.text;
}
