import { createRequire } from 'node:module';
import type { AST } from '@eslint-community/regexpp';
import type * as recheck from 'recheck';
import { isDeterministic } from './deterministic.ts';
import { alternativesOf, elementsOf, groupsOf, isCharacter, isLookaround, type ParsedPattern, parsePattern } from './parse.ts';

/** More repetitions than these are taken for any number, as recheck writes each one out. */
const FEW = 10;
/** A backtracking engine may try so many ways in all at one place, which takes a millisecond. */
const FEW_WAYS = 100_000;
/** What a look-around with no more characters costs is the same at every place. */
const SHORT = 256;
/** What recheck tries is bounded by steps, so that it finds the same on every machine; by time, in milliseconds, only as a last resort. */
const LIMITS: recheck.Parameters = {
  timeout: 20_000,
  incubationTimeout: null,
  attackTimeout: null,
  attackLimit: 2_000_000,
  maxAttackStringSize: 20_000,
};

/** How the time for a text grows with its length, at worst. */
export type Cost = 'linear' | 'polynomial' | 'exponential';

export const isCost = (value: unknown): value is Cost => ['linear', 'polynomial', 'exponential'].includes(value as string);

/** By flags and pattern. */
const known = new Map<string, Cost>();

/** The costs that were found in this process, for another one. */
export const knownCosts = (): ReadonlyMap<string, Cost> => known;

/** Remembers costs that another process found. */
export function rememberCosts(costs: ReadonlyMap<string, Cost>): void {
  for (const [key, cost] of costs) known.set(key, cost);
}

/**
 * The time that a backtracking engine takes for a pattern; exponential, too, where that is not known.
 *
 * recheck finds it by an automaton, with the same result on every machine, where a pattern has neither look-around nor back-references,
 * and repeats a few times or without bound. Others are brought into this form, with at least as many ways to match. Only what then may
 * take long, and has look-around or back-references, is tried out by recheck's fuzzing, which takes seconds.
 *
 * @param flags `u`, `i`, `s`, `y` and `g`
 */
export function costOf(source: string, flags: string): Cost {
  const key = `${flags}/${source}`;
  const cost = known.get(key) ?? found(parsePattern(source, flags.includes('u')), flags);
  known.set(key, cost);
  return cost;
}

function found(pattern: ParsedPattern, flags: string): Cost {
  const { alternatives, source } = pattern;
  const elements = [...elementsOf(alternatives)];
  if (elements.some((element) => element.type === 'Group' && element.modifiers !== null)) return 'exponential';
  const refers = elements.some((element) => element.type === 'Backreference');
  if (!refers && isPlain(pattern, elements)) return 'linear';
  const looks = elements.some(isLookaround);
  if (!refers && !looks && isAnchored(alternatives) && !/[is]/.test(flags) && isDeterministic(alternatives, pattern.unicode)) return 'linear';
  if (!refers && !looks) return check(elements.some(repeatsOften) || waysOf(alternatives) > FEW_WAYS ? relaxed(pattern) : source, flags);
  return isSlow(pattern, alternatives, false, flags) ? check(source, flags, 'auto') : 'linear';
}

/** Without a loop that has no bound, and few ways; or one loop at most, of single characters, which goes through a text once. */
function isPlain({ alternatives }: ParsedPattern, elements: readonly AST.Element[]): boolean {
  const anchored = isAnchored(alternatives);
  const loops = elements.filter((element): element is AST.Quantifier => element.type === 'Quantifier' && element.max > 1);
  if (loops.every(({ max }) => max !== Number.POSITIVE_INFINITY)) return waysOf(alternatives) * longest(alternatives) <= (anchored ? FEW_WAYS : FEW_WAYS / 100);
  return loops.length === 1 && anchored && loops.every(({ element }) => isCharacter(element));
}

const isAnchored = (alternatives: readonly AST.Alternative[]) =>
  alternatives.every(({ elements: [first] }) => first?.type === 'Assertion' && first.kind === 'start');

/** @param repeated whether it may be tried at each place of a text */
function isSlow(pattern: ParsedPattern, alternatives: readonly AST.Alternative[], repeated: boolean, flags: string): boolean {
  const isInside = alternatives !== pattern.alternatives;
  const again = repeated || !(isInside || isAnchored(alternatives));
  const atOnePlace = isInside || isAnchored(alternatives);
  const isKnown = atOnePlace && !/[is]/.test(flags) && isDeterministic(alternatives, pattern.unicode);
  if (!isKnown && check(relaxed({ ...pattern, alternatives }, isInside), flags) !== 'linear') return true;
  return lookaroundsOf(alternatives, again).some(
    ({ lookaround, repeated: often }) => (often && longest(lookaround.alternatives) > SHORT) || isSlow(pattern, lookaround.alternatives, often, flags),
  );
}

/** Those that are in no other one. */
function lookaroundsOf(alternatives: readonly AST.Alternative[], repeated: boolean): { lookaround: AST.LookaroundAssertion; repeated: boolean }[] {
  return alternatives.flatMap(({ elements }) =>
    elements.flatMap((element) => {
      if (isLookaround(element)) return [{ lookaround: element, repeated }];
      if (element.type !== 'Quantifier') return lookaroundsOf(alternativesOf(element), repeated);
      const inner = element.element;
      const often = repeated || element.max > 1;
      return inner.type === 'Assertion' ? (isLookaround(inner) ? [{ lookaround: inner, repeated: often }] : []) : lookaroundsOf(alternativesOf(inner), often);
    }),
  );
}

/** The length of the longest match. */
function longest(alternatives: readonly AST.Alternative[]): number {
  return Math.max(0, ...alternatives.map(({ elements }) => elements.reduce((sum, element) => sum + longestOf(element), 0)));
}

function longestOf(element: AST.Element): number {
  if (isCharacter(element)) return 1;
  if (element.type === 'Quantifier') {
    const inner = longestOf(element.element);
    return inner === 0 ? 0 : inner * element.max;
  }
  if (element.type === 'Backreference') return Math.max(0, ...groupsOf(element).map(({ alternatives }) => longest(alternatives)));
  return element.type === 'Assertion' ? 0 : longest(alternativesOf(element));
}

/** In how many ways the parts that are repeated a number of times can match. */
function waysOf(alternatives: readonly AST.Alternative[]): number {
  return alternatives.reduce((sum, { elements }) => sum + elements.reduce((product, element) => product * waysOfOne(element), 1), 0);
}

function waysOfOne(element: AST.Element): number {
  if (element.type !== 'Quantifier') return Math.max(1, waysOf(alternativesOf(element)));
  const { min, max } = element;
  const inner = waysOfOne(element.element);
  return max === Number.POSITIVE_INFINITY ? inner : (max - min + 1) * inner ** max;
}

const repeatsOften = (element: AST.Element) => element.type === 'Quantifier' && element.max > FEW && element.max !== Number.POSITIVE_INFINITY;

/**
 * A pattern with all the ways to match that another one has, and none that ends where it may not fail: what the other one refuses for a
 * count or a look-around may be what this one accepts.
 *
 * @param anchored whether it is tried at one place
 */
function relaxed({ alternatives, unicode }: ParsedPattern, anchored = false): string {
  const never = unicode ? '\\u{10fffe}' : '\\ufffe';
  const write = (parts: readonly AST.Alternative[]): string => parts.map(({ elements }) => elements.map(writeOne).join('')).join('|');
  const writeOne = (element: AST.Element): string => {
    if (isCharacter(element)) return element.raw;
    if (element.type === 'Quantifier') return quantified(element);
    if (element.type === 'Backreference')
      return groupsOf(element)
        .map((group) => `(?:${write(group.alternatives)})?`)
        .join('');
    if (element.type !== 'Assertion') return `(?:${write(element.alternatives)})`;
    if (isLookaround(element)) return '';
    return element.kind === 'end' ? `${never}$` : element.raw;
  };
  const many = waysOf(alternatives) > FEW_WAYS;
  const quantified = ({ min, max, element }: AST.Quantifier): string => {
    if (element.type === 'Assertion') return '';
    const inner = writeOne(element);
    if (min === max && max <= 100 && isCharacter(element)) return `${inner}{${max}}`;
    if (max > FEW || (many && max > 1)) return `${inner}${min === 0 ? '*' : '+'}`;
    return `${inner}{${min},${max}}`;
  };
  return `${anchored ? '^' : ''}(?:${write(alternatives)})${never}`;
}

const require = createRequire(import.meta.url);

function check(source: string, flags: string, checker: 'automaton' | 'auto' = 'automaton'): Cost {
  // The part of the package that runs in this process, in JavaScript, on every machine.
  const { checkSync } = require('recheck/lib/browser.js') as typeof recheck;
  const { status, ...found } = checkSync(source, flags, { ...LIMITS, checker });
  if (status === 'safe') return 'linear';
  return 'complexity' in found && found.complexity.type === 'polynomial' ? 'polynomial' : 'exponential';
}
