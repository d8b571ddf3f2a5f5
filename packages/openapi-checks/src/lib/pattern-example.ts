/** How often an unbounded part is repeated at most, to reach a length. */
const LONGEST = 64;
const CLASSES: Readonly<Record<string, string>> = { d: '0', w: 'a', s: ' ', D: 'a', W: '-', S: 'a', t: '\t', n: '\n', r: '\r', b: '', B: '' };
/** Tried for classes and dots, the plainest first. */
const CANDIDATES = [...'a0A-_ .:/@#xyz123XYZ'];

/**
 * A text that a pattern takes: of its alternatives the first, of its repetitions the fewest that make it long enough.
 *
 * It knows literals, escapes, classes, groups, alternatives and quantifiers; what it makes is held against the pattern itself.
 *
 * @returns undefined where it finds none
 * @see ECMA-262 section 22.2.1
 */
export function patternExample(pattern: string, minLength = 0, maxLength = Number.POSITIVE_INFINITY): string | undefined {
  for (let more = 0; more <= LONGEST; more++) {
    const text = new PatternWriter(pattern, more).text();
    if (text === undefined) return undefined;
    if (text.length >= minLength && text.length <= maxLength && takes(pattern, text)) return text;
  }
  return undefined;
}

/** Whether a text is one of a pattern; none is of a pattern that is not well-formed. */
export function takes(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return false;
  }
}

class PatternWriter {
  readonly #pattern: string;
  readonly #more: number;
  #at = 0;

  /** @param more how often parts without an upper bound are repeated beyond what they have to be */
  constructor(pattern: string, more: number) {
    this.#pattern = pattern;
    this.#more = more;
  }

  /** @returns undefined for a pattern with parts that are not known, such as look-aheads */
  text(): string | undefined {
    const text = this.#alternatives();
    return this.#at < this.#pattern.length ? undefined : text;
  }

  #alternatives(): string | undefined {
    const first = this.#sequence();
    while (this.#pattern[this.#at] === '|') {
      this.#at++;
      if (this.#sequence() === undefined) return undefined;
    }
    return first;
  }

  #sequence(): string | undefined {
    let text = '';
    while (this.#at < this.#pattern.length && this.#pattern[this.#at] !== '|' && this.#pattern[this.#at] !== ')') {
      const atom = this.#atom();
      if (atom === undefined) return undefined;
      text += atom.repeat(this.#times());
    }
    return text;
  }

  #atom(): string | undefined {
    const sign = String.fromCodePoint(this.#pattern.codePointAt(this.#at) as number);
    if (sign === '(') return this.#group();
    if (sign === '[') return this.#class();
    this.#at += sign.length;
    if (sign === '^' || sign === '$') return '';
    if (sign === '.') return 'a';
    return sign === '\\' ? this.#escape() : sign;
  }

  #escape(): string | undefined {
    const sign = this.#pattern[this.#at++] as string;
    // Properties, code points and references to groups.
    if (/[pPuxck1-9]/.test(sign)) return undefined;
    return CLASSES[sign] ?? sign;
  }

  #group(): string | undefined {
    const opening = /^\((?:\?(?::|<[A-Za-z]\w*>))?(?!\?)/.exec(this.#pattern.slice(this.#at));
    if (opening === null) return undefined;
    this.#at += opening[0].length;
    const inside = this.#alternatives();
    if (this.#pattern[this.#at] !== ')') return undefined;
    this.#at++;
    return inside;
  }

  #class(): string | undefined {
    const [whole] = /^\[(?:[^\]\\]|\\.)*\]/.exec(this.#pattern.slice(this.#at)) ?? [];
    if (whole === undefined) return undefined;
    this.#at += whole.length;
    return [...CANDIDATES, ...whole.slice(1, -1)].find((sign) => takes(whole, sign));
  }

  /** How often the atom before is written. */
  #times(): number {
    const [whole = '', sign = '', least, comma] = /^(?:([*+?])|\{(\d+)(,?)\d*\})\??/.exec(this.#pattern.slice(this.#at)) ?? [];
    this.#at += whole.length;
    if (whole === '') return 1;
    if (least !== undefined) return Number(least) + (comma === ',' ? this.#within(whole, Number(least)) : 0);
    return sign === '?' ? 0 : (sign === '+' ? 1 : 0) + this.#more;
  }

  #within(quantifier: string, least: number): number {
    const [, most] = /,(\d+)/.exec(quantifier) ?? [];
    return Math.min(this.#more, most === undefined ? LONGEST : Number(most) - least);
  }
}
