import { numbers } from '../../../../test/support/numbers.ts';

/** Makes patterns and texts, the same each time. */
export class RandomPatterns {
  readonly #below: (below: number) => number;
  readonly #reach: 'regular' | 'all';

  /** @param reach whether patterns have look-around and back-references */
  constructor(seed: number, reach: 'regular' | 'all') {
    this.#below = numbers(seed);
    this.#reach = reach;
  }

  /** @returns a pattern that is none of ECMA-262 now and then */
  pattern(unicode: boolean, depth = 4): string {
    const inner = () => this.pattern(unicode, depth - 1);
    const choice = this.#below(this.#reach === 'all' ? 13 : 10);
    if (depth <= 0 || choice < 4) return this.#one(this.#below(3) > 0 ? ATOMS : unicode ? UNICODE_ATOMS : OTHER_ATOMS);
    switch (choice) {
      case 4:
        return inner() + inner();
      case 5:
        return `(${inner()}|${inner()})`;
      case 6:
        return `(?:${inner()})${this.#one(COUNTS)}`;
      case 7:
        return `(?<n${this.#below(1_000_000)}>${inner()})`;
      case 8:
        return `${this.#one(['^', '$', '\\b', '\\B', ''])}${inner()}${this.#one(['$', ''])}`;
      case 10:
        return `(?${this.#one(['=', '!', '<=', '<!'])}${inner()})`;
      case 11:
        return this.#one(['\\1', '\\2']);
      case 12:
        return `(${inner()})${this.#one(COUNTS)}\\1`;
      default:
        return `${inner()}|${inner()}`;
    }
  }

  text(): string {
    // V8 finds empty matches of look-around in the middle of a character of two units, which ECMA-262 section 22.2.7.2 rules out.
    const characters = this.#reach === 'all' ? CHARACTERS.filter((character) => !/[\u{10000}-\u{10ffff}\ude00]/u.test(character)) : CHARACTERS;
    return Array.from({ length: this.#below(7) }, () => this.#one(characters)).join('');
  }

  #one(list: readonly string[]): string {
    return list[this.#below(list.length)] as string;
  }
}

const ATOMS = [
  ...['a', 'b', 'é', '-', '.', '\\d', '\\w', '\\s', '\\S', '\\W', '\\n', '\\t', '\\x41', '\\u00e9', '\\cA', '\\0', '\\/'],
  ...['[ab]', '[^a]', '[^]', '[]', '[a-c\\d]', '[\\b]', '[[:alpha:]]', '[a&&b]', '[^\\w\\s]', '[\\S\\s]'],
];
const UNICODE_ATOMS = ['😀', '\\u{1f600}', '\\ud83d\\ude00', '\\ud83d', '[^😀]', '[\\p{Lu}😀]', '\\p{L}', '\\P{L}', '\\p{Script=Greek}'];
const OTHER_ATOMS = ['\\_', '\\-', '\\a', '[\\w-a]', '\\ud83d', '[\\ud800-\\udbff]', '[^\\ud83d]', '{', ']', 'a{,2}'];
const COUNTS = ['*', '+', '?', '*?', '{2}', '{2,}', '{1,3}', '{0,2}'];
const CHARACTERS = [
  ...['a', 'b', 'c', 'A', 'B', '1', '_', '-', ' ', '\n', '\r', '\t', '\0', '\x01', '[', ':', ']', '\\', '{', '@'],
  ...['\u2028', '\u00a0', '\ufeff', '\u212a', 'é', 'É', 'α', 'Ω', '😀', '𝕏', '\ud83d', '\ude00'],
];
