import type { BodyKind } from '../operation-spec.ts';

/** The part of a media type before its parameters, in lower case: `application/json` of `Application/JSON; charset=utf-8`. */
export function essenceOf(contentType: string): string {
  const semicolon = contentType.indexOf(';');
  return (semicolon === -1 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase();
}

/** RFC 9110 section 5.6.6: a name, and a token or a quoted string. */
const PARAMETER = /;\s*([!#$%&'*+.^_`|~\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s";]*))/gs;

/** The parameters of a field value such as a media type, by lower-case name, quotes undone; the first of a name counts. */
export function parametersOf(value: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = '', quoted, token = ''] of value.matchAll(PARAMETER)) {
    const lower = name.toLowerCase();
    if (!found.has(lower)) found.set(lower, quoted === undefined ? token : quoted.replace(/\\(["\\])/g, '$1'));
  }
  return found;
}

/** JSON, or a format that is JSON below (RFC 6839 section 3.1; `text/json` by the MIME Sniffing Standard, section 4.6). */
export function isJson(contentType: string): boolean {
  const essence = essenceOf(contentType);
  return essence === 'application/json' || essence === 'text/json' || (essence.endsWith('+json') && essence.includes('/'));
}

/** What is read, and answered, as a string. */
export function isText(contentType: string): boolean {
  return kindOf(contentType) === 'text';
}

/** How a body of a media type is read where the document says nothing else. */
export function kindOf(contentType: string): BodyKind {
  const essence = essenceOf(contentType);
  if (isJson(essence)) return 'json';
  if (essence === 'application/x-www-form-urlencoded') return 'urlencoded';
  if (essence.startsWith('multipart/')) return 'multipart';
  return essence.startsWith('text/') ? 'text' : 'binary';
}

const CHARSET = /;\s*charset\s*=\s*"?([^\s";]+)/i;

/** The charset parameter in lower case; undefined when there is none. */
export function charsetOf(contentType: string): string | undefined {
  return CHARSET.exec(contentType)?.[1]?.toLowerCase();
}

/**
 * What a type falls under, the most specific first: itself, all of its structured syntax suffix (`application/*+json`), all of its kind
 * (`application/*`), everything.
 *
 * The second is none of RFC 9110's ranges, yet documents have it, as frameworks write it for what they read.
 *
 * @see RFC 9110 section 12.5.1, RFC 6838 section 4.2.8
 */
function rangesOf(essence: string): readonly string[] {
  const slash = essence.indexOf('/');
  const plus = essence.lastIndexOf('+');
  const kind = essence.slice(0, slash);
  return [essence, ...(plus > slash ? [`${kind}/*${essence.slice(plus)}`] : []), `${kind}/*`, '*/*'];
}

/** A range, which no body can have for its type. */
export function isRange(contentType: string): boolean {
  return essenceOf(contentType).includes('*');
}

/**
 * Finds the declared media type or range that a type falls under, the most specific first: the same type with the most parameters,
 * the same type without, its ranges. A declared parameter has to be sent, with its value (RFC 9110 section 12.5.1).
 *
 * @param declared as in the document, in lower case: `application/json`, `application/*+json`, `text/*`, or the range of everything
 * @see OpenAPI 3.0.3 section 4.7.13, `content`
 */
export function findDeclared(declared: readonly string[], contentType: string): string | undefined {
  if (declared.includes(contentType)) return contentType;
  for (const wanted of rangesOf(essenceOf(contentType))) {
    const found = closest(
      declared.filter((candidate) => essenceOf(candidate) === wanted),
      contentType,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A media type in parts: its essence and the names of parameters in lower case, and so is the value of `charset`. */
export interface MediaType {
  readonly essence: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** RFC 9110 sections 5.6.2, 5.6.4 and 5.6.6; a semicolon may stand without a parameter. */
const ESSENCE = /^[\w!#$%&'*+\-.^`|~]+\/[\w!#$%&'*+\-.^`|~]+/;
const NEXT_PARAMETER = /[ \t]*;[ \t]*(?:([\w!#$%&'*+\-.^`|~]+)=(?:([\w!#$%&'*+\-.^`|~]+)|"((?:[\t \x21\x23-\x5b\x5d-\x7e]|\\[\t\x20-\x7e])*)"))?/y;

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
  NEXT_PARAMETER.lastIndex = essence.length;
  while (NEXT_PARAMETER.lastIndex < text.length) {
    const match = NEXT_PARAMETER.exec(text);
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
 * most; then its ranges, the most specific first.
 *
 * @param declared as in the document
 * @param charset  what its text is in where it does not say so itself
 */
export function findAnswered(declared: readonly string[], { essence, parameters }: MediaType, charset: string | undefined): string | undefined {
  const ranges = rangesOf(essence);
  const valueNamed = (name: string) => parameters.get(name) ?? (name === 'charset' ? charset : undefined);
  return declared
    .map((text) => ({ text, type: parseMediaType(text) }))
    .filter(({ type }) => type !== undefined && ranges.includes(type.essence) && [...type.parameters].every(([name, value]) => valueNamed(name) === value))
    .map(({ text, type }) => ({ text, range: ranges.indexOf(type?.essence ?? ''), count: type?.parameters.size ?? 0 }))
    .sort((a, b) => a.range - b.range || b.count - a.count)[0]?.text;
}

/** Of one type with several sets of parameters, the largest set that was sent; undefined where none was. */
function closest(candidates: readonly string[], contentType: string): string | undefined {
  if (candidates.length === 0) return undefined;
  const sent = parametersOf(contentType.toLowerCase());
  const fitting = candidates
    .map((candidate) => ({ candidate, parameters: [...parametersOf(candidate)] }))
    .filter(({ parameters }) => parameters.every(([name, value]) => isSent(name, value, sent)))
    .sort((a, b) => b.parameters.length - a.parameters.length);
  return fitting[0]?.candidate;
}

function isSent(name: string, value: string, sent: ReadonlyMap<string, string>): boolean {
  // Each message has a boundary of its own (RFC 2046 section 5.1.1).
  if (name === 'boundary') return true;
  // What does not say its charset is in UTF-8 (RFC 8259 section 8.1, RFC 6657 section 3), which has another name in WHATWG Encoding.
  return name === 'charset' ? (sent.get(name) ?? 'utf-8').replace('utf8', 'utf-8') === value.replace('utf8', 'utf-8') : sent.get(name) === value;
}

/** Whether a type is one of those named, or falls under one of the ranges; parameters do not count. */
export function isOneOf(types: readonly string[], contentType: string): boolean {
  return (
    findDeclared(
      types.map((type) => essenceOf(type)),
      essenceOf(contentType),
    ) !== undefined
  );
}
