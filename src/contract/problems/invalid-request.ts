import { Problem, type Violation } from './problem.ts';
import { contractProblems } from './registry.ts';
import { distinct, MOST_VIOLATIONS } from './violations.ts';

/** The largest body of a problem, in bytes, where nothing else is said. */
export const DEFAULT_PROBLEM_BYTES = 64 * 1024;
/** For all of it but the violations. */
const OTHER_BYTES = 4 * 1024;
/** The longest pointer, in characters, of which each takes up to six bytes of JSON. */
const LONGEST_POINTER = 4096;

/**
 * The problem of a request that breaks the contract. It lists at most 100 violations and is bounded in bytes, so that a small request
 * cannot produce a large response; `detail` says what it leaves out.
 *
 * @param all  what is known, in order, at least one
 * @param more the number of others that are known
 * @param problemBytes the largest body of the problem, in bytes
 */
export function invalidRequest(all: readonly Violation[], more: number, problemBytes: number): Problem {
  const total = all.length + more;
  const known = distinct(all.slice(0, MOST_VIOLATIONS));
  const { violations, withoutAllowed } = fitting(known.map(withShortPointer), problemBytes);
  // Beyond the bound nothing is collected, and so nothing is counted.
  const isCounted = total <= MOST_VIOLATIONS;
  const count = isCounted ? known.length + more : known.length;
  const places = `${isCounted ? '' : 'at least '}${count} ${count === 1 ? 'place' : 'places'}`;
  const where = !isCounted || count > violations.length ? `violations has the first ${violations.length}` : 'see violations';
  const left = withoutAllowed === 0 ? '' : ` For lack of space, ${withoutAllowed} of them ${withoutAllowed === 1 ? 'does' : 'do'} not list what is allowed.`;
  return new Problem(contractProblems['invalid-request'], { detail: `The request breaks the contract in ${places}; ${where}.${left}`, violations });
}

/** The first violations that fit. First the lists of what is allowed go, as the same one stands in each item of an array. */
function fitting(all: readonly Violation[], problemBytes: number): { violations: Violation[]; withoutAllowed: number } {
  let room = problemBytes - OTHER_BYTES;
  const violations: Violation[] = [];
  for (const { allowed, ...rest } of all) {
    const bytes = bytesOf(rest) + 1;
    if (bytes > room) break;
    room -= bytes;
    violations.push(rest);
  }
  let withoutAllowed = 0;
  for (const [index, violation] of violations.entries()) {
    const allowed = all[index]?.allowed;
    if (allowed === undefined) continue;
    const bytes = ALLOWED.length + bytesOfAllowed(allowed);
    if (bytes > room) withoutAllowed++;
    else {
      room -= bytes;
      violations[index] = { ...violation, allowed };
    }
  }
  return { violations, withoutAllowed };
}

const ALLOWED = ',"allowed":';

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

/** Of the lists in schemas, which may be long and are the same each time. */
const sizes = new WeakMap<object, number>();

function bytesOfAllowed(allowed: readonly unknown[]): number {
  // A list of one is made anew for each `const`, its value is not.
  const [only] = allowed;
  const key = allowed.length === 1 && typeof only === 'object' && only !== null ? only : allowed;
  let bytes = sizes.get(key);
  if (bytes === undefined) {
    bytes = bytesOf(allowed);
    sizes.set(key, bytes);
  }
  return bytes;
}

/** A pointer is what a client sent, and may be as long as the body: it then ends at a member around the place. */
function withShortPointer(violation: Violation): Violation {
  const { pointer, message } = violation;
  if (pointer === undefined || pointer.length <= LONGEST_POINTER) return violation;
  const end = pointer.lastIndexOf('/', LONGEST_POINTER);
  return { ...violation, pointer: pointer.slice(0, end), message: `${message}, at a place inside whose pointer is longer than ${LONGEST_POINTER} characters` };
}
