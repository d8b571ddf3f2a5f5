/** A parameter in a path: its name in braces (OpenAPI 3.0.3 section 4.7.8.2). */
const PARAMETER = /\{([^{}]+)\}/g;
/** An escape, or a character that a segment must percent-encode (RFC 3986 section 3.3, `pchar`). */
const ESCAPE_OR_UNSAFE = /%[0-9a-f]{2}|[^\w\-.~!$&'()*+,;=:@%]/gi;
const UNRESERVED = /[\w\-.~]/;

/**
 * A segment of a path with literal text and parameters, such as `{name}.{extension}` or `{id}:cancel`.
 *
 * Each parameter matches as little as possible, but at least one character. Only an unencoded delimiter ends a value: an encoded one is
 * data (RFC 3986 section 2.2). Matching is one pass without backtracking.
 */
export class SegmentTemplate {
  readonly names: readonly string[];
  /** The text before, between and after the parameters: one more than there are names. */
  readonly #literals: readonly string[];
  /** The same for templates that differ only in the names of parameters. */
  readonly shape: string;
  /** The number of literal characters: the more, the more concrete. */
  readonly fixed: number;

  /** @param segment as the document writes it, with at least one parameter */
  constructor(segment: string) {
    this.names = [...segment.matchAll(PARAMETER)].map((match) => match[1] as string);
    this.#literals = segment
      .replace(PARAMETER, '/')
      .split('/')
      .map((text) => normalize(text));
    this.shape = this.#literals.join('{}');
    this.fixed = this.#literals.join('').length;
  }

  /**
   * @param segment percent-encoded
   * @returns the values in the order of `names`, still percent-encoded; undefined if the segment does not match
   */
  match(segment: string): string[] | undefined {
    const text = normalize(segment);
    const literals = this.#literals;
    const last = literals.at(-1) as string;
    const end = text.length - last.length;
    if (!text.startsWith(literals[0] as string) || !text.endsWith(last)) return undefined;
    const values: string[] = [];
    let from = (literals[0] as string).length;
    for (let index = 1; index < literals.length; index++) {
      const to = index === literals.length - 1 ? end : text.indexOf(literals[index] as string, from + 1);
      if (to <= from || to > end) return undefined;
      values.push(text.slice(from, to));
      from = to + (literals[index] as string).length;
    }
    return values;
  }
}

/** Undoes needless escapes and adds missing ones, so that equivalent segments are equal (RFC 3986 section 6.2.2). */
function normalize(text: string): string {
  return text.replace(ESCAPE_OR_UNSAFE, (match) => {
    if (match.length < 3 || match[0] !== '%') return encodeURIComponent(match);
    const character = String.fromCharCode(Number.parseInt(match.slice(1), 16));
    return UNRESERVED.test(character) ? character : match.toUpperCase();
  });
}
