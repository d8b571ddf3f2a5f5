import { parametersOf } from './headers.ts';

/** A way to read a body: see `MediaTypeSpec.kind`. */
export type BodyKind = 'json' | 'urlencoded' | 'multipart' | 'text' | 'binary';

/** RFC 9110 sections 5.6.2, 5.6.4 and 5.6.6; a semicolon may be followed by no parameter. */
const ESSENCE = /^[\w!#$%&'*+\-.^`|~]+\/[\w!#$%&'*+\-.^`|~]+/;
const NEXT_PARAMETER = /[ \t]*;[ \t]*(?:([\w!#$%&'*+\-.^`|~]+)=(?:[\w!#$%&'*+\-.^`|~]+|"(?:[\t \x21\x23-\x5b\x5d-\x7e]|\\[\t\x20-\x7e])*"))?/y;

/** Most messages have one of a few media types. Long ones, such as those with a boundary, are not kept, and clients can fill the map only for a while. */
const KEPT = 64;
const KEPT_LENGTH = 64;
const known = new Map<string, MediaType>();

/**
 * A media type or range with its parameters, as in Content-Type or `content` of a document. Anything can be parsed, as clients send invalid
 * ones; `isValid` says whether it is one.
 *
 * @see RFC 9110 section 8.3.1
 */
export class MediaType {
  /** The part before the parameters, in lower case: `application/json` of `Application/JSON; charset=utf-8`. */
  readonly essence: string;
  /** By lower-case name; the first one of a name counts. The value of `charset` is in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
  /** How a body of this type is parsed unless the document says otherwise. */
  readonly kind: BodyKind;
  readonly #text: string;

  private constructor(text: string) {
    const semicolon = text.indexOf(';');
    this.#text = text;
    this.essence = (semicolon === -1 ? text : text.slice(0, semicolon)).trim().toLowerCase();
    this.parameters = semicolon === -1 ? NONE : withLowerCharset(parametersOf(text.slice(semicolon)));
    this.kind = kindOfEssence(this.essence);
  }

  static parse(text: string): MediaType {
    let type = known.get(text);
    if (type === undefined) {
      type = new MediaType(text);
      if (text.length > KEPT_LENGTH) return type;
      if (known.size >= KEPT) known.clear();
      known.set(text, type);
    }
    return type;
  }

  /** The charset parameter in lower case; undefined if there is none. */
  get charset(): string | undefined {
    return this.parameters.get('charset') || undefined;
  }

  /** Whether it is JSON or based on it (RFC 6839 section 3.1; `text/json` by the MIME Sniffing Standard, section 4.6). */
  get isJson(): boolean {
    return this.kind === 'json';
  }

  /** Whether a body of this type is a string, in requests and responses. */
  get isText(): boolean {
    return this.kind === 'text';
  }

  /** Whether it is a range, which cannot be the type of an actual body. */
  get isRange(): boolean {
    return this.essence.includes('*');
  }

  /** Whether it has the syntax of a media type, and each parameter once. */
  get isValid(): boolean {
    const essence = ESSENCE.exec(this.#text)?.[0];
    if (essence === undefined) return false;
    const names = new Set<string>();
    NEXT_PARAMETER.lastIndex = essence.length;
    while (NEXT_PARAMETER.lastIndex < this.#text.length) {
      const match = NEXT_PARAMETER.exec(this.#text);
      if (match === null) return false;
      const name = match[1]?.toLowerCase();
      if (name === undefined) continue;
      if (names.has(name)) return false;
      names.add(name);
    }
    return true;
  }
}

const NONE: ReadonlyMap<string, string> = new Map();

/** The names of charsets are not case-sensitive (RFC 9110 section 8.3.2). */
function withLowerCharset(parameters: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const charset = parameters.get('charset');
  return charset === undefined ? parameters : new Map([...parameters, ['charset', charset.toLowerCase()]]);
}

function kindOfEssence(essence: string): BodyKind {
  if (essence === 'application/json' || essence === 'text/json' || (essence.endsWith('+json') && essence.includes('/'))) return 'json';
  if (essence === 'application/x-www-form-urlencoded') return 'urlencoded';
  if (essence.startsWith('multipart/')) return 'multipart';
  return essence.startsWith('text/') ? 'text' : 'binary';
}

/** See `MediaType.essence`. */
export const essenceOf = (text: string): string => MediaType.parse(text).essence;
/** See `MediaType.isJson`. */
export const isJson = (text: string): boolean => MediaType.parse(text).isJson;
/** See `MediaType.isText`. */
export const isText = (text: string): boolean => MediaType.parse(text).isText;
/** See `MediaType.kind`. */
export const kindOf = (text: string): BodyKind => MediaType.parse(text).kind;
/** See `MediaType.isRange`. */
export const isRange = (text: string): boolean => MediaType.parse(text).isRange;

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
    .map((text) => ({ text, type: MediaType.parse(text) }))
    .filter(({ type }) => type.isValid && ranges.includes(type.essence) && [...type.parameters].every(([name, value]) => parameterValue(name) === value))
    .map(({ text, type }) => ({ text, range: ranges.indexOf(type.essence), count: type.parameters.size }))
    .sort((a, b) => a.range - b.range || b.count - a.count)[0]?.text;
}

/** Of several declarations of one type, the one with the most parameters, all of which were sent; undefined if there is none. */
function closest(candidates: readonly string[], contentType: string): string | undefined {
  if (candidates.length === 0) return undefined;
  const sent = MediaType.parse(contentType.toLowerCase()).parameters;
  const matching = candidates
    .map((candidate) => ({ candidate, parameters: [...MediaType.parse(candidate).parameters] }))
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
