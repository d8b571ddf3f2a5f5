import type { AST } from '@eslint-community/regexpp';
import { elementsOf, groupsOf, isCharacter, isLookaround, parsePattern } from './parse.ts';

/**
 * One step of a pattern, for `bounded-regexp.cjs`: what it does, and its operands. `jump`, `split` and `look` name other steps by number.
 */
export type Step =
  /** A character of a class, to the left of the place in a look-behind. */
  | readonly ['character', classNumber: number, back: boolean]
  | readonly ['split', one: number, other: number]
  | readonly ['jump', to: number]
  | readonly ['start' | 'end', eachLine: boolean]
  | readonly ['word', negated: boolean]
  /** What follows up to a `match` is looked for at the place, which stays; then go on at a step. */
  | readonly ['look', negated: boolean, next: number]
  | readonly ['match']
  /** Notes the place as the beginning or end of a group. */
  | readonly ['note', register: number]
  /** Forgets what the groups in a loop matched before. */
  | readonly ['forget', from: number, to: number]
  | readonly ['mark', register: number]
  /** Ends a way that has not moved since the mark. */
  | readonly ['moved', register: number]
  /** The text of a group once more, in upper or lower case where case does not count. */
  | readonly ['repeat', groups: readonly number[], back: boolean, ignoreCase: boolean];

export interface Program {
  readonly steps: readonly Step[];
  /** Each as a regular expression for one character. */
  readonly classes: readonly string[];
  readonly unicode: boolean;
  /** Of groups and marks; none where there are no back-references, so that a step at a place is done once. */
  readonly registers: number;
}

/** A text has at most 1,024 characters: no more repetitions make a difference. */
const MOST = 1025;
/** The largest program. */
const MOST_STEPS = 50_000;

/** @returns undefined where the pattern is too large */
export function programOf(source: string, unicode: boolean): Program | undefined {
  const { alternatives } = parsePattern(source, unicode);
  const elements = [...elementsOf(alternatives)];
  const writer = new Writer(
    elements.some(({ type }) => type === 'Backreference'),
    elements,
  );
  try {
    writer.alternatives(alternatives, { back: false, modifiers: [], eachLine: false, ignoreCase: false });
    writer.add(['match']);
  } catch (error) {
    if (error instanceof TooLarge) return undefined;
    throw error;
  }
  return { steps: writer.steps, classes: [...writer.classes.keys()], unicode, registers: writer.registers };
}

class TooLarge extends Error {}

interface Around {
  readonly back: boolean;
  /** Such as `(?i:`, from the outside in. */
  readonly modifiers: readonly string[];
  /** Whether `^` and `$` stand for the ends of lines. */
  readonly eachLine: boolean;
  readonly ignoreCase: boolean;
}

class Writer {
  readonly steps: Step[] = [];
  readonly classes = new Map<string, number>();
  registers = 0;
  readonly #groups = new Map<AST.CapturingGroup, number>();
  readonly #refers: boolean;

  constructor(refers: boolean, elements: readonly AST.Element[]) {
    this.#refers = refers;
    if (!refers) return;
    for (const element of elements)
      if (element.type === 'CapturingGroup') {
        this.#groups.set(element, this.registers);
        this.registers += 2;
      }
  }

  add(step: Step): number {
    if (this.steps.length >= MOST_STEPS) throw new TooLarge();
    return this.steps.push(step) - 1;
  }

  alternatives(all: readonly AST.Alternative[], around: Around): void {
    const ends: number[] = [];
    for (const [index, { elements }] of all.entries()) {
      const split = index < all.length - 1 ? this.add(['match']) : undefined;
      for (const element of around.back ? elements.toReversed() : elements) this.#element(element, around);
      if (split === undefined) break;
      ends.push(this.add(['match']));
      this.steps[split] = ['split', split + 1, this.steps.length];
    }
    for (const end of ends) this.steps[end] = ['jump', this.steps.length];
  }

  #element(element: AST.Element, around: Around): void {
    if (isCharacter(element)) {
      const written = `${around.modifiers.join('')}${element.raw}${')'.repeat(around.modifiers.length)}`;
      if (!this.classes.has(written)) this.classes.set(written, this.classes.size);
      this.add(['character', this.classes.get(written) as number, around.back]);
    } else if (isLookaround(element)) {
      const look = this.add(['match']);
      this.alternatives(element.alternatives, { ...around, back: element.kind === 'lookbehind' });
      this.add(['match']);
      this.steps[look] = ['look', element.negate, this.steps.length];
    } else if (element.type === 'Assertion') {
      if (element.kind === 'word') this.add(['word', element.negate]);
      else this.add([element.kind, around.eachLine]);
    } else if (element.type === 'Backreference')
      this.add(['repeat', groupsOf(element).map((group) => this.#groups.get(group) as number), around.back, around.ignoreCase]);
    else if (element.type === 'Quantifier') this.#quantified(element, around);
    else this.#group(element, around);
  }

  #group(group: AST.Group | AST.CapturingGroup, around: Around): void {
    if (group.type === 'Group') {
      this.alternatives(group.alternatives, group.modifiers === null ? around : modified(around, group.modifiers));
      return;
    }
    const register = this.#groups.get(group);
    if (register !== undefined) this.add(['note', around.back ? register + 1 : register]);
    this.alternatives(group.alternatives, around);
    if (register !== undefined) this.add(['note', around.back ? register : register + 1]);
  }

  #quantified({ min, max, greedy, element }: AST.Quantifier, around: Around): void {
    const once = () => {
      if (this.#refers) this.#forgetIn(element);
      this.#element(element, around);
    };
    for (let count = 0; count < Math.min(min, MOST); count++) once();
    const split = (): number => this.add(['match']);
    const set = (at: number, inside: number, outside: number) => {
      this.steps[at] = greedy ? ['split', inside, outside] : ['split', outside, inside];
    };
    if (max > MOST) {
      const at = split();
      this.#moving(once);
      this.add(['jump', at]);
      set(at, at + 1, this.steps.length);
      return;
    }
    const splits: number[] = [];
    for (let count = min; count < max; count++) {
      splits.push(split());
      this.#moving(once);
    }
    for (const at of splits) set(at, at + 1, this.steps.length);
  }

  /** ECMA-262 section 22.2.2.3.1: a repetition that may be left out has to match something. */
  #moving(write: () => void): void {
    const register = this.#refers ? this.registers++ : undefined;
    if (register !== undefined) this.add(['mark', register]);
    write();
    if (register !== undefined) this.add(['moved', register]);
  }

  #forgetIn(element: AST.QuantifiableElement): void {
    const inside = [element, ...('alternatives' in element ? elementsOf(element.alternatives) : [])].flatMap((one) => {
      const register = one.type === 'CapturingGroup' ? this.#groups.get(one) : undefined;
      return register === undefined ? [] : [register];
    });
    if (inside.length > 0) this.add(['forget', Math.min(...inside), Math.max(...inside) + 1]);
  }
}

function modified({ back, modifiers, eachLine, ignoreCase }: Around, { raw, add, remove }: AST.Modifiers): Around {
  return {
    back,
    modifiers: [...modifiers, `(?${raw}:`],
    eachLine: add.multiline || (eachLine && remove?.multiline !== true),
    ignoreCase: add.ignoreCase || (ignoreCase && remove?.ignoreCase !== true),
  };
}
