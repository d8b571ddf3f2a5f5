import type { AST } from '@eslint-community/regexpp';
import { type Ranges, rangesOf } from './characters.ts';
import { isCharacter, isLookaround } from './parse.ts';

/** More characters in a pattern are not looked through. */
const MOST_CHARACTERS = 2000;

/** A character of a pattern, where it stands. */
interface Position {
  readonly ranges: Ranges;
  readonly next: Set<Position>;
}

/** What can begin and end a part of a pattern, and whether it can be empty. */
interface Part {
  readonly first: readonly Position[];
  readonly last: readonly Position[];
  readonly empty: boolean;
}

const NOTHING: Part = { first: [], last: [], empty: true };

/** That there are two ways, or that it is not known. */
class Ambiguous extends Error {}

/**
 * Whether the next character of a text always tells which way to go on in a pattern, so that a backtracking engine goes through the text
 * once where it is tried at one place only. It is of most patterns, and far faster to find than what recheck finds of all.
 *
 * Repetitions count as any number of them, and look-around as if it were not there, which only adds ways.
 */
export function isDeterministic(alternatives: readonly AST.Alternative[], unicode: boolean): boolean {
  try {
    const reader = new Reader(unicode);
    reader.check(reader.alternatives(alternatives, true).first);
    for (const { next } of reader.positions) reader.check([...next]);
    return true;
  } catch (error) {
    if (error instanceof Ambiguous) return false;
    throw error;
  }
}

class Reader {
  readonly positions: Position[] = [];
  readonly #unicode: boolean;

  constructor(unicode: boolean) {
    this.#unicode = unicode;
  }

  /** @param whole whether `^` and `$` may stand at the ends */
  alternatives(all: readonly AST.Alternative[], whole: boolean): Part {
    const parts = all.map(({ elements }) => this.#sequence(elements, whole));
    if (parts.filter(({ empty }) => empty).length > 1) throw new Ambiguous();
    return { first: parts.flatMap(({ first }) => first), last: parts.flatMap(({ last }) => last), empty: parts.some(({ empty }) => empty) };
  }

  /** One character at most leads on from each. */
  check(positions: readonly Position[]): void {
    const all = positions.flatMap(({ ranges }) => ranges).sort(([a], [b]) => a - b);
    if (all.some(([from], index) => index > 0 && from <= (all[index - 1] as Ranges[number])[1])) throw new Ambiguous();
  }

  #sequence(elements: readonly AST.Element[], whole: boolean): Part {
    return elements
      .filter(
        (element, index) => !isLookaround(element) && !(whole && isEdge(element, index === 0 ? 'start' : index === elements.length - 1 ? 'end' : undefined)),
      )
      .reduce<Part>((before, element) => {
        const part = this.#element(element);
        this.#link(before.last, part.first);
        return {
          first: before.empty ? [...before.first, ...part.first] : before.first,
          last: part.empty ? [...before.last, ...part.last] : part.last,
          empty: before.empty && part.empty,
        };
      }, NOTHING);
  }

  #element(element: AST.Element): Part {
    if (isCharacter(element)) {
      const position: Position = { ranges: rangesOf(element, this.#unicode), next: new Set() };
      if (this.positions.push(position) > MOST_CHARACTERS) throw new Ambiguous();
      return { first: [position], last: [position], empty: false };
    }
    if (element.type === 'Quantifier') return this.#quantified(element);
    if (element.type === 'CapturingGroup' || (element.type === 'Group' && element.modifiers === null)) return this.alternatives(element.alternatives, false);
    throw new Ambiguous();
  }

  #quantified({ min, max, element }: AST.Quantifier): Part {
    if (max === 0 || isLookaround(element)) return NOTHING;
    const part = this.#element(element);
    // What is empty can be repeated in any number of ways.
    if (part.empty) throw new Ambiguous();
    if (max > 1) this.#link(part.last, part.first);
    return { ...part, empty: min === 0 };
  }

  /** Where one way is there already, this is another one: by a loop in a loop. */
  #link(from: readonly Position[], to: readonly Position[]): void {
    for (const position of from)
      for (const next of to) {
        if (position.next.has(next)) throw new Ambiguous();
        position.next.add(next);
      }
  }
}

const isEdge = (element: AST.Element, kind: 'start' | 'end' | undefined) => element.type === 'Assertion' && element.kind === kind;
