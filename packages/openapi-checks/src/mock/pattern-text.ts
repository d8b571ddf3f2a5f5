import { type AST, RegExpParser } from '@eslint-community/regexpp';
import type { Faker } from '@faker-js/faker';

/** Tried for classes that list no characters, such as negated ones and properties of Unicode. */
const CANDIDATES = [...'aeimqnA0157-_ .:/@#Äßя漢あ'];
/** How often a part is repeated beyond what it has to be. */
const MORE = 5;

/**
 * A text that a pattern describes, drawn at random. Look-arounds count for nothing, so the text may not match.
 *
 * @param least of an unbounded part, how often it may be repeated at least, to reach a length
 * @returns undefined for a pattern that JavaScript does not have
 * @see ECMA-262 section 22.2.1
 */
export function patternText(pattern: string, faker: Faker, least = 0): string | undefined {
  const parsed = parse(pattern);
  return parsed && new PatternDrawing(faker, Math.max(MORE, least)).alternatives(parsed.alternatives);
}

/** With Unicode, else without. */
function parse(pattern: string): AST.Pattern | undefined {
  for (const unicode of [true, false]) {
    try {
      return new RegExpParser().parsePattern(pattern, 0, pattern.length, { unicode });
    } catch {
      // It may be one without Unicode.
    }
  }
  return undefined;
}

class PatternDrawing {
  readonly #faker: Faker;
  readonly #more: number;
  /** What each group was drawn as, for references to it. */
  readonly #groups = new Map<AST.CapturingGroup, string>();

  constructor(faker: Faker, more: number) {
    this.#faker = faker;
    this.#more = more;
  }

  alternatives(alternatives: readonly AST.Alternative[]): string {
    return this.#faker.helpers
      .arrayElement(alternatives)
      .elements.map((element) => this.#element(element))
      .join('');
  }

  #element(element: AST.Element): string {
    switch (element.type) {
      case 'Assertion':
        return '';
      case 'Group':
        return this.alternatives(element.alternatives);
      case 'CapturingGroup': {
        const text = this.alternatives(element.alternatives);
        this.#groups.set(element, text);
        return text;
      }
      case 'Backreference':
        return [element.resolved].flat().reduce((text, group) => text || (this.#groups.get(group) ?? ''), '');
      case 'Quantifier': {
        const count = this.#faker.number.int({ min: element.min, max: Math.min(element.max, element.min + this.#more) });
        return Array.from({ length: count }, () => this.#element(element.element)).join('');
      }
      case 'CharacterClass':
        return this.#class(element);
      case 'Character':
        return String.fromCodePoint(element.value);
      default:
        return this.#candidate(element.raw);
    }
  }

  #class({ elements, negate, raw }: AST.CharacterClass): string {
    if (negate || elements.length === 0) return this.#candidate(raw);
    const element = this.#faker.helpers.arrayElement(elements);
    if (element.type === 'CharacterClassRange') return String.fromCodePoint(this.#faker.number.int({ min: element.min.value, max: element.max.value }));
    return element.type === 'Character' ? String.fromCodePoint(element.value) : this.#candidate(element.raw);
  }

  #candidate(raw: string): string {
    const expression = new RegExp(`^${raw}$`, 'u');
    const possible = CANDIDATES.filter((sign) => expression.test(sign));
    return possible.length === 0 ? '' : this.#faker.helpers.arrayElement(possible);
  }
}
