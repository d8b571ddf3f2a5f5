import type { AST } from '@eslint-community/regexpp';

/** Characters from one number to another, both included; in order, with room between them. */
export type Ranges = readonly (readonly [from: number, to: number])[];

type CharacterNode = AST.Character | AST.CharacterClass | AST.CharacterSet | AST.ExpressionCharacterClass;

/** ECMA-262 section 12.3, which `.` leaves out. */
const LINE_TERMINATORS: Ranges = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
];
const DIGITS: Ranges = [[0x30, 0x39]];
const WORD: Ranges = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];

/**
 * The characters that a part of a pattern stands for, without the flags `i` and `s`.
 *
 * @param unicode whether they are code points, or units of UTF-16
 */
export function rangesOf(node: CharacterNode, unicode: boolean): Ranges {
  const last = unicode ? 0x10ffff : 0xffff;
  const complement = (ranges: Ranges) => complementOf(ranges, last);
  const signed = (ranges: Ranges, { negate }: { negate: boolean }) => (negate ? complement(ranges) : ranges);
  switch (node.type) {
    case 'Character':
      return [[node.value, node.value]];
    case 'CharacterClass':
      return signed(
        union(
          (node.elements as (AST.Character | AST.CharacterClassRange | AST.CharacterSet)[]).map((element) =>
            element.type === 'CharacterClassRange' ? [[element.min.value, element.max.value]] : rangesOf(element, unicode),
          ),
        ),
        node,
      );
    case 'CharacterSet':
      if (node.kind === 'any') return complement(LINE_TERMINATORS);
      if (node.kind === 'digit') return signed(DIGITS, node);
      if (node.kind === 'word') return signed(WORD, node);
      return found(node.raw, last);
    default:
      throw new Error(`${node.raw} is for the flag v, which patterns of schemas do not have.`);
  }
}

const known = new Map<string, Ranges>();

/** The characters of an escape that this Node.js, and so most likely the one that runs the service, takes for one of its class. */
function found(written: string, last: number): Ranges {
  const key = `${last} ${written}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const one = new RegExp(`^${written}$`, 'u');
  const ranges: [number, number][] = [];
  for (let code = 0; code <= last; code++) {
    if (!one.test(String.fromCodePoint(code))) continue;
    const end = ranges.at(-1);
    if (end !== undefined && end[1] === code - 1) end[1] = code;
    else ranges.push([code, code]);
  }
  known.set(key, ranges);
  return ranges;
}

function union(all: readonly Ranges[]): Ranges {
  const joined: [number, number][] = [];
  for (const [from, to] of all.flat().sort(([a], [b]) => a - b)) {
    const end = joined.at(-1);
    if (end !== undefined && from <= end[1] + 1) end[1] = Math.max(end[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

function complementOf(ranges: Ranges, last: number): Ranges {
  const others: [number, number][] = [];
  let next = 0;
  for (const [from, to] of ranges) {
    if (from > next) others.push([next, from - 1]);
    next = to + 1;
  }
  if (next <= last) others.push([next, last]);
  return others;
}
