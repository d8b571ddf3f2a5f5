import type { AST } from '@eslint-community/regexpp';
import { RE2JS } from 're2js';
import { type Ranges, rangesOf } from './characters.ts';
import { isCharacter, isLookaround, parsePattern } from './parse.ts';

const FIRST_SURROGATE = 0xd800;
const LAST_SURROGATE = 0xdfff;
/** Where the halves of characters stand for a pattern that is read by units of UTF-16: beyond all that a unit can be. */
const HALVES = 0x100000;

/**
 * A pattern in the syntax of RE2 (https://github.com/google/re2/wiki/Syntax), with the same meaning: the classes of ECMA-262 have other
 * characters than those of RE2, so that each is written out.
 *
 * @param unicode whether it is read by code points; else each half of a character beyond U+FFFF is one of its own, see `linear-regexp.cjs`
 * @returns undefined for look-around, back-references, and what RE2 does not take, such as more than 1,000 repetitions
 */
export function linearPattern(source: string, unicode: boolean): string | undefined {
  const { alternatives } = parsePattern(source, unicode);
  const written = writeAll(alternatives, unicode);
  if (written === undefined) return undefined;
  try {
    RE2JS.compile(written);
    return written;
  } catch {
    return undefined;
  }
}

function writeAll(alternatives: readonly AST.Alternative[], unicode: boolean): string | undefined {
  const parts = alternatives.map(({ elements }) => elements.map((element) => write(element, unicode)));
  return parts.flat().includes(undefined) ? undefined : parts.map((elements) => elements.join('')).join('|');
}

function write(element: AST.Element, unicode: boolean): string | undefined {
  if (isCharacter(element)) return classOf(rangesOf(element, unicode), unicode);
  if (isLookaround(element) || element.type === 'Backreference') return undefined;
  switch (element.type) {
    case 'Assertion':
      if (element.kind === 'word') return element.negate ? '\\B' : '\\b';
      return element.kind === 'start' ? '\\A' : '\\z';
    case 'Quantifier': {
      const inner = write(element.element, unicode);
      return inner && `(?:${inner})${countOf(element)}`;
    }
    case 'Group':
      if (element.modifiers !== null) return undefined;
  }
  const inner = writeAll((element as AST.Group | AST.CapturingGroup).alternatives, unicode);
  return inner === undefined ? undefined : `(?:${inner})`;
}

function countOf({ min, max }: AST.Quantifier): string {
  if (max === Number.POSITIVE_INFINITY) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  return min === 0 && max === 1 ? '?' : `{${min},${max}}`;
}

function classOf(ranges: Ranges, unicode: boolean): string {
  const [first] = ranges;
  if (first !== undefined && ranges.length === 1 && first[0] === first[1])
    return charactersOf(first, unicode)
      .map(([code]) => codeOf(code))
      .join('');
  const parts = ranges.flatMap((range) => charactersOf(range, unicode)).map(([from, to]) => (from === to ? codeOf(from) : `${codeOf(from)}-${codeOf(to)}`));
  return parts.length === 0 ? '[^\\x{0}-\\x{10ffff}]' : `[${parts.join('')}]`;
}

/** A range, with halves of characters where they stand. */
function charactersOf([from, to]: Ranges[number], unicode: boolean): Ranges {
  if (unicode || to < FIRST_SURROGATE || from > LAST_SURROGATE) return [[from, to]];
  const halves = [Math.max(from, FIRST_SURROGATE), Math.min(to, LAST_SURROGATE)].map((code) => HALVES + code - FIRST_SURROGATE) as [number, number];
  const before: Ranges = from < FIRST_SURROGATE ? [[from, FIRST_SURROGATE - 1]] : [];
  const after: Ranges = to > LAST_SURROGATE ? [[LAST_SURROGATE + 1, to]] : [];
  return [...before, halves, ...after];
}

const codeOf = (code: number) => {
  const character = String.fromCodePoint(code);
  return /^[A-Za-z0-9]$/.test(character) ? character : `\\x{${code.toString(16)}}`;
};
