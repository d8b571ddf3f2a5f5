'use strict';
/**
 * Patterns with look-around or back-references for which a backtracking engine could take exponential time, on an engine that counts its
 * steps. Without back-references, each step is tried at most once at each position, so that the cost is proportional to pattern and
 * string.
 */

/** In characters. A longer string is refused by a separate keyword. */
const LONGEST = 1024;
/**
 * The budget of all strings that are matched before other code can run, which is one validation: about 0.4 s. A look-ahead through the
 * rest of the string at each of 1,024 positions takes a tenth of it.
 */
const MOST_STEPS = 10_000_000;
let left = MOST_STEPS;

function refill() {
  left = MOST_STEPS;
}

/** Matching took too many steps, as in an attack. */
class PatternCostError extends Error {
  constructor() {
    super('takes too long to be checked against a pattern');
    this.name = 'PatternCostError';
    this.code = 'ERR_PATTERN_COST';
  }
}

/**
 * @param program a pattern as steps, written by the compiler
 * @returns an object with `test` for strings of at most 1,024 characters; a longer one doesn't match
 */
module.exports = function boundedRegExp({ steps, classes, unicode, registers }) {
  const single = classes.map((written) => new RegExp(`^(?:${written})$`, unicode ? 'u' : ''));
  return {
    test(text) {
      const characters = unicode ? [...text] : text.split('');
      if (characters.length > LONGEST) return false;
      if (left === MOST_STEPS) queueMicrotask(refill);
      const run = { steps, single, characters, unicode, looks: registers === 0 ? new Map() : undefined };
      const seen = registers === 0 ? new Set() : undefined;
      for (let place = 0; place <= characters.length; place++) if (way(run, 0, place, new Array(registers).fill(-1), seen) !== undefined) return true;
      return false;
    },
  };
};

/**
 * Searches for a path from a step and a position to the next `match`.
 *
 * @param seen the steps and positions without a path; undefined if that depends on what groups have matched
 * @returns the registers at the end of the path; undefined if there is none
 */
function way(run, step, place, registers, seen) {
  const { steps, single, characters } = run;
  const open = [];
  let at = step;
  let here = place;
  let notes = registers;
  for (;;) {
    if (--left < 0) throw new PatternCostError();
    const [what, one, other, third] = steps[at];
    let holds = true;
    at++;
    switch (what) {
      case 'match':
        return notes;
      case 'character':
        holds = other ? here > 0 && single[one].test(characters[here - 1]) : here < characters.length && single[one].test(characters[here]);
        here += other ? -1 : 1;
        break;
      case 'split':
        if (seen !== undefined) {
          const key = at * (LONGEST + 1) + here;
          holds = !seen.has(key);
          seen.add(key);
        }
        if (holds) open.push([other, here, notes]);
        at = one;
        break;
      case 'jump':
        at = one;
        break;
      case 'start':
        holds = here === 0 || (one && LINE_END.test(characters[here - 1]));
        break;
      case 'end':
        holds = here === characters.length || (one && LINE_END.test(characters[here]));
        break;
      case 'word':
        holds = (isWord(characters[here - 1]) !== isWord(characters[here])) !== one;
        break;
      case 'look': {
        const found = look(run, at, here, notes);
        holds = (found !== undefined) !== one;
        if (holds && !one) notes = found;
        at = other;
        break;
      }
      case 'note':
      case 'mark':
        notes = notes.with(one, here);
        break;
      case 'forget':
        notes = notes.map((value, index) => (index >= one && index <= other ? -1 : value));
        break;
      case 'moved':
        holds = notes[one] !== here;
        break;
      case 'repeat':
        here = repeat(run, one, here, notes, other, third);
        holds = here !== undefined;
        break;
    }
    if (holds) continue;
    const next = open.pop();
    if (next === undefined) return undefined;
    [at, here, notes] = next;
  }
}

/** The result of a look-around is the same each time, unless it has groups. */
function look(run, step, place, registers) {
  const key = step * (LONGEST + 1) + place;
  if (run.looks?.has(key)) return run.looks.get(key);
  const found = way(run, step, place, registers, run.looks && new Set());
  run.looks?.set(key, found);
  return found;
}

/** The end of a back-reference at a position; undefined if it doesn't match. A group without a match is empty. */
function repeat(run, groups, place, notes, back, ignoreCase) {
  const group = groups.find((register) => notes[register] >= 0 && notes[register + 1] >= 0);
  if (group === undefined) return place;
  const [from, to] = [notes[group], notes[group + 1]];
  const start = back ? place - (to - from) : place;
  left -= to - from;
  if (start < 0) return undefined;
  for (let index = 0; index < to - from; index++) if (!isSame(run, run.characters[from + index], run.characters[start + index], ignoreCase)) return undefined;
  return back ? start : place + (to - from);
}

function isSame({ unicode }, one, other, ignoreCase) {
  if (one === other || !ignoreCase || other === undefined) return one === other;
  const code = one.codePointAt(0).toString(16);
  return new RegExp(unicode ? `^\\u{${code}}$` : `^\\u${code.padStart(4, '0')}$`, unicode ? 'iu' : 'i').test(other);
}

/** ECMA-262 section 12.3. */
const LINE_END = /^[\n\r\u2028\u2029]$/;
const WORD = /^\w$/;
const isWord = (character) => character !== undefined && WORD.test(character);
