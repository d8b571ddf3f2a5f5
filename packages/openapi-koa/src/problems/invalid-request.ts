import { InvalidRequestProblem } from './invalid-request-problem.ts';
import type { Problem, Violation } from './problem.ts';
import { distinct, MOST_VIOLATIONS } from './violations.ts';

/** The default for the largest body of a problem, in bytes. */
export const DEFAULT_PROBLEM_BYTES = 64 * 1024;
/** Reserved for everything but the violations. */
const OTHER_BYTES = 4 * 1024;
/** The longest pointer, in characters; JSON escapes can make each of them six bytes. */
const LONGEST_POINTER = 4096;

/**
 * The problem for a request that breaks the contract. It lists at most 100 violations and is bounded in bytes, so that a small request
 * cannot produce a large response; `detail` says what is left out.
 *
 * @param all  the collected violations, in order, at least one
 * @param more how many violations there are beyond `all`
 * @param problemBytes the largest body of the problem, in bytes
 */
export function invalidRequest(all: readonly Violation[], more: number, problemBytes: number): Problem {
  const total = all.length + more;
  const known = distinct(all.slice(0, MOST_VIOLATIONS));
  const { violations, withoutAllowed } = fitting(known.map(withShortPointer), problemBytes);
  // Validators stop collecting errors beyond the limit, so the exact number is unknown then.
  const isCounted = total <= MOST_VIOLATIONS;
  const count = isCounted ? known.length + more : known.length;
  if (isCounted && count === violations.length && withoutAllowed === 0) return new InvalidRequestProblem(wholeDetail(count), violations);
  const where = isCounted && count === violations.length ? 'see violations' : `violations has the first ${violations.length}`;
  const omitted =
    withoutAllowed === 0 ? '' : ` To save space, ${withoutAllowed} of them ${withoutAllowed === 1 ? 'omits' : 'omit'} the list of allowed values.`;
  return new InvalidRequestProblem(`${detailOf(isCounted ? places(count) : `at least ${places(count)}`, where)}${omitted}`, violations);
}

/** By the number of violations. */
const wholeDetails: string[] = [];

/** Where all violations are listed as they are. The same string each time is found faster by its hash. */
function wholeDetail(count: number): string {
  wholeDetails[count] ??= detailOf(places(count), 'see violations');
  return wholeDetails[count];
}

const places = (count: number) => `${count} ${count === 1 ? 'place' : 'places'}`;
const detailOf = (counted: string, where: string) => `The request breaks the contract in ${counted}; ${where}.`;

/** The first violations that fit. Lists of allowed values are dropped first, since every item of an array repeats the same list. */
function fitting(all: readonly Violation[], problemBytes: number): { violations: readonly Violation[]; withoutAllowed: number } {
  let bytesLeft = problemBytes - OTHER_BYTES;
  if (mostBytes(all) <= bytesLeft) return { violations: all, withoutAllowed: 0 };
  const violations: Violation[] = [];
  for (const { allowed, ...rest } of all) {
    const bytes = bytesOf(rest) + 1;
    if (bytes > bytesLeft) break;
    bytesLeft -= bytes;
    violations.push(rest);
  }
  let withoutAllowed = 0;
  for (const [index, violation] of violations.entries()) {
    const allowed = all[index]?.allowed;
    if (allowed === undefined) continue;
    const bytes = ALLOWED.length + bytesOfAllowed(allowed);
    if (bytes > bytesLeft) withoutAllowed++;
    else {
      bytesLeft -= bytes;
      violations[index] = { ...violation, allowed };
    }
  }
  return { violations, withoutAllowed };
}

const ALLOWED = ',"allowed":';

/** The names, quotes and separators of a violation. */
const MEMBER_BYTES = 100;
/** JSON escapes can make a character six bytes. */
const CHARACTER_BYTES = 6;

/** An upper bound of the bytes of violations, which is found without writing them. */
function mostBytes(violations: readonly Violation[]): number {
  let bytes = 0;
  for (const { name = '', pointer = '', keyword, message, allowed } of violations) {
    bytes += MEMBER_BYTES + CHARACTER_BYTES * (name.length + pointer.length + keyword.length + message.length);
    if (allowed !== undefined) bytes += bytesOfAllowed(allowed);
  }
  return bytes;
}

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

/** Sizes of the lists in schemas, which may be long and are the same objects each time. */
const sizes = new WeakMap<object, number>();

function bytesOfAllowed(allowed: readonly unknown[]): number {
  // Each `const` violation has a new list around the same value.
  const [only] = allowed;
  const key = allowed.length === 1 && typeof only === 'object' && only !== null ? only : allowed;
  let bytes = sizes.get(key);
  if (bytes === undefined) {
    bytes = bytesOf(allowed);
    sizes.set(key, bytes);
  }
  return bytes;
}

/** A pointer contains names the client sent and can be as long as the body: a long one is cut at a property or item that contains the place. */
function withShortPointer(violation: Violation): Violation {
  const { pointer, message } = violation;
  if (pointer === undefined || pointer.length <= LONGEST_POINTER) return violation;
  const end = pointer.lastIndexOf('/', LONGEST_POINTER);
  return {
    ...violation,
    pointer: pointer.slice(0, end),
    message: `${message} (at a place inside this one, whose pointer exceeds ${LONGEST_POINTER} characters)`,
  };
}
