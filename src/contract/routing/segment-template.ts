/** Text between braces in a path: the name of a parameter (OpenAPI 3.0.3 section 4.7.8.2). */
const PARAMETER = /\{([^{}]+)\}/g;
/** An escape, or a character that stands in no segment as itself (RFC 3986 section 3.3, `pchar`). */
const NOT_AS_ITSELF = /%[0-9a-f]{2}|[^\w\-.~!$&'()*+,;=:@%]/gi;
const UNRESERVED = /[\w\-.~]/;

/**
 * A segment of a path with text and parameters, such as `{name}.{extension}` or `{id}:cancel`.
 *
 * Each parameter takes as little as it can, and at least one character. Only a delimiter that is written as itself ends a value:
 * an encoded one is data (RFC 3986 section 2.2). One pass, without going back, whatever the segment holds.
 */
export class SegmentTemplate {
  readonly names: readonly string[];
  /** What stands before, between and after the parameters, one more than there are names. */
  readonly #texts: readonly string[];
  /** Alike for templates that differ in the names of parameters only. */
  readonly shape: string;
  /** How many characters are fixed: the more, the more concrete. */
  readonly fixed: number;

  /** @param segment as the document writes it, with at least one parameter */
  constructor(segment: string) {
    this.names = [...segment.matchAll(PARAMETER)].map((match) => match[1] as string);
    this.#texts = segment
      .replace(PARAMETER, '/')
      .split('/')
      .map((text) => normalize(text));
    this.shape = this.#texts.join('{}');
    this.fixed = this.#texts.join('').length;
  }

  /**
   * @param segment percent-encoded
   * @returns the values in the order of `names`, still percent-encoded; undefined where the segment does not fit
   */
  match(segment: string): string[] | undefined {
    const text = normalize(segment);
    const texts = this.#texts;
    const last = texts.at(-1) as string;
    const end = text.length - last.length;
    if (!text.startsWith(texts[0] as string) || !text.endsWith(last)) return undefined;
    const values: string[] = [];
    let from = (texts[0] as string).length;
    for (let index = 1; index < texts.length; index++) {
      const to = index === texts.length - 1 ? end : text.indexOf(texts[index] as string, from + 1);
      if (to <= from || to > end) return undefined;
      values.push(text.slice(from, to));
      from = to + (texts[index] as string).length;
    }
    return values;
  }
}

/** Escapes that need not be are undone, and what must be escaped is, so that one text has one form (RFC 3986 section 6.2.2). */
function normalize(text: string): string {
  return text.replace(NOT_AS_ITSELF, (found) => {
    if (found.length < 3 || found[0] !== '%') return encodeURIComponent(found);
    const character = String.fromCharCode(Number.parseInt(found.slice(1), 16));
    return UNRESERVED.test(character) ? character : found.toUpperCase();
  });
}
