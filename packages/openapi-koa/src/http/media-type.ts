/** The part of a media type before its parameters, in lower case: `application/json` of `Application/JSON; charset=utf-8`. */
export function essenceOf(contentType: string): string {
  const semicolon = contentType.indexOf(';');
  return (semicolon === -1 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase();
}

/** RFC 9110 section 5.6.6: a name, then a token or a quoted string. */
const PARAMETER = /;\s*([!#$%&'*+.^_`|~\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s";]*))/gs;

/** The parameters of a header value such as a media type, by lower-case name, unquoted; the first one of a name counts. */
export function parametersOf(value: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const [, name = '', quoted, token = ''] of value.matchAll(PARAMETER)) {
    const lower = name.toLowerCase();
    if (!parameters.has(lower)) parameters.set(lower, quoted === undefined ? token : quoted.replace(/\\(["\\])/g, '$1'));
  }
  return parameters;
}

/** Whether a media type is JSON or based on it (RFC 6839 section 3.1; `text/json` by the MIME Sniffing Standard, section 4.6). */
export function isJson(contentType: string): boolean {
  const essence = essenceOf(contentType);
  return essence === 'application/json' || essence === 'text/json' || (essence.endsWith('+json') && essence.includes('/'));
}

/** Whether a body of this media type is a string, in requests and responses. */
export function isText(contentType: string): boolean {
  return kindOf(contentType) === 'text';
}

/** A way to read a body: see `MediaTypeSpec.kind`. */
export type BodyKind = 'json' | 'urlencoded' | 'multipart' | 'text' | 'binary';

/** How a body of this media type is parsed unless the document says otherwise. */
export function kindOf(contentType: string): BodyKind {
  const essence = essenceOf(contentType);
  if (isJson(essence)) return 'json';
  if (essence === 'application/x-www-form-urlencoded') return 'urlencoded';
  if (essence.startsWith('multipart/')) return 'multipart';
  return essence.startsWith('text/') ? 'text' : 'binary';
}

const CHARSET = /;\s*charset\s*=\s*"?([^\s";]+)/i;

/** The charset parameter in lower case; undefined if there is none. */
export function charsetOf(contentType: string): string | undefined {
  return CHARSET.exec(contentType)?.[1]?.toLowerCase();
}

/**
 * A media type and the ranges that contain it, most specific first: the type itself, the range of its structured syntax suffix
 * (`application/*+json`), the range of its top-level type (`application/*`), and the range of everything.
 *
 * RFC 9110 does not define the suffix range, but documents use it because frameworks accept it.
 *
 * @see RFC 9110 section 12.5.1, RFC 6838 section 4.2.8
 */
function rangesOf(essence: string): readonly string[] {
  const slash = essence.indexOf('/');
  const plus = essence.lastIndexOf('+');
  const topLevel = essence.slice(0, slash);
  return [essence, ...(plus > slash ? [`${topLevel}/*${essence.slice(plus)}`] : []), `${topLevel}/*`, '*/*'];
}

/** Whether this is a range, which cannot be the type of an actual body. */
export function isRange(contentType: string): boolean {
  return essenceOf(contentType).includes('*');
}

/**
 * Finds the declared media type or range that matches a media type, most specific first: the same type with the most parameters,
 * the same type without parameters, its ranges. A declared parameter must be sent with the same value (RFC 9110 section 12.5.1).
 *
 * @param declared as in the document, in lower case: `application/json`, `application/*+json`, `text/*`, or the range of everything
 * @see OpenAPI 3.0.3 section 4.7.13, `content`
 */
export function findDeclared(declared: readonly string[], contentType: string): string | undefined {
  if (declared.includes(contentType)) return contentType;
  for (const range of rangesOf(essenceOf(contentType))) {
    const match = closest(
      declared.filter((candidate) => essenceOf(candidate) === range),
      contentType,
    );
    if (match !== undefined) return match;
  }
  return undefined;
}

/** A parsed media type: its essence, the names of its parameters and the value of `charset` are in lower case. */
export interface MediaType {
  readonly essence: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** RFC 9110 sections 5.6.2, 5.6.4 and 5.6.6; a semicolon may be followed by no parameter. */
const ESSENCE = /^[\w!#$%&'*+\-.^`|~]+\/[\w!#$%&'*+\-.^`|~]+/;
const NEXT_PARAMETER = /[ \t]*;[ \t]*(?:([\w!#$%&'*+\-.^`|~]+)=(?:([\w!#$%&'*+\-.^`|~]+)|"((?:[\t \x21\x23-\x5b\x5d-\x7e]|\\[\t\x20-\x7e])*)"))?/y;

/**
 * Parses a Content-Type.
 *
 * @returns undefined if it is invalid or repeats a parameter
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
 * Finds the declared media type or range that matches the type of a response: the same type with the most parameters, all of which the
 * response must have; then its ranges, most specific first.
 *
 * @param declared as in the document
 * @param charset  the charset of the body if the type has no `charset` parameter
 */
export function findResponseType(declared: readonly string[], { essence, parameters }: MediaType, charset: string | undefined): string | undefined {
  const ranges = rangesOf(essence);
  const parameterValue = (name: string) => parameters.get(name) ?? (name === 'charset' ? charset : undefined);
  return declared
    .map((text) => ({ text, type: parseMediaType(text) }))
    .filter(({ type }) => type !== undefined && ranges.includes(type.essence) && [...type.parameters].every(([name, value]) => parameterValue(name) === value))
    .map(({ text, type }) => ({ text, range: ranges.indexOf(type?.essence ?? ''), count: type?.parameters.size ?? 0 }))
    .sort((a, b) => a.range - b.range || b.count - a.count)[0]?.text;
}

/** Of several declarations of one type, the one with the most parameters, all of which were sent; undefined if there is none. */
function closest(candidates: readonly string[], contentType: string): string | undefined {
  if (candidates.length === 0) return undefined;
  const sent = parametersOf(contentType.toLowerCase());
  const matching = candidates
    .map((candidate) => ({ candidate, parameters: [...parametersOf(candidate)] }))
    .filter(({ parameters }) => parameters.every(([name, value]) => isSent(name, value, sent)))
    .sort((a, b) => b.parameters.length - a.parameters.length);
  return matching[0]?.candidate;
}

function isSent(name: string, value: string, sent: ReadonlyMap<string, string>): boolean {
  // Every message chooses its own boundary (RFC 2046 section 5.1.1).
  if (name === 'boundary') return true;
  // The default is UTF-8 (RFC 8259 section 8.1, RFC 6657 section 3), which WHATWG Encoding also labels `utf8`.
  return name === 'charset' ? (sent.get(name) ?? 'utf-8').replace('utf8', 'utf-8') === value.replace('utf8', 'utf-8') : sent.get(name) === value;
}

/** Whether a media type is one of the types or matches one of the ranges; parameters are ignored. */
export function isOneOf(types: readonly string[], contentType: string): boolean {
  return (
    findDeclared(
      types.map((type) => essenceOf(type)),
      essenceOf(contentType),
    ) !== undefined
  );
}
