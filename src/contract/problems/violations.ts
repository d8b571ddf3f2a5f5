import { escapePart, unescapePart } from '../http/json-pointer.ts';
import type { ValidationError } from '../operation-spec.ts';
import { isStackOverflow } from '../request/json-depth.ts';
import type { Violation } from './problem.ts';

/** A violation before it is known whose it is. */
export type ValueViolation = Pick<Violation, 'keyword' | 'message' | 'allowed'> & { readonly pointer: string };

/** The most violations that a problem lists. Validators collect one more error, so that it is known whether there are more. */
export const MOST_VIOLATIONS = 100;

/** Pointers have what a client sent in them: of a deep body, each may be as long as the body. */
const MOST_CHARACTERS = 64 * 1024;

/** The errors that a problem can list: the first, and at least one. */
export function reportable(errors: readonly ValidationError[]): readonly ValidationError[] {
  let characters = 0;
  const end = errors.findIndex(({ instancePath }, index) => {
    characters += instancePath.length;
    return index >= MOST_VIOLATIONS || (index > 0 && characters > MOST_CHARACTERS);
  });
  return end === -1 ? errors : errors.slice(0, end);
}

/** Without repetitions: alternatives refuse the same place for the same reason, each by itself. */
export function distinct<V extends ValueViolation | Violation>(violations: readonly V[]): readonly V[] {
  if (violations.length < 2) return violations;
  const seen = new Map<string, (readonly unknown[] | undefined)[]>();
  return violations.filter(({ allowed, ...rest }) => {
    const text = JSON.stringify(rest);
    const lists = seen.get(text) ?? [];
    if (lists.some((list) => isSame(list, allowed))) return false;
    lists.push(allowed);
    seen.set(text, lists);
    return true;
  });
}

/** Lists of schemas, of which equal ones are mostly the same: not all of a long one is compared. */
function isSame(one: readonly unknown[] | undefined, other: readonly unknown[] | undefined): boolean {
  return one === other || (one?.length === other?.length && one !== undefined && one.every((value, index) => value === other?.[index]));
}

/**
 * Turns an error of a validator into what a client reads: place, keyword, message and permitted values, and never the value sent,
 * which may be a secret.
 *
 * @param root      what was validated
 * @param isInexact tells a number that was left a text because a double cannot hold it
 */
export function violationOf(error: ValidationError, root: unknown, isInexact: (value: unknown) => boolean = () => false): ValueViolation {
  const { keyword, params } = error;
  const extra = params['additionalProperty'] ?? params['unevaluatedProperty'];
  if (extra !== undefined) return undeclared(error, String(extra));
  const allowed = keyword === 'enum' ? params['allowedValues'] : keyword === 'const' ? [params['allowedValue']] : undefined;
  const least = leastExact(error, () => valueAt(root, error.instancePath), isInexact);
  return {
    pointer: error.instancePath,
    keyword,
    message:
      keyword === 'false schema'
        ? 'must not be there'
        : least === undefined
          ? (error.message ?? keyword)
          : `must be from ${least} to ${Number.MAX_SAFE_INTEGER}`,
    ...(Array.isArray(allowed) ? { allowed } : undefined),
  };
}

/** More names of properties are not listed with each that is not among them. */
const MOST_NAMES = 50;
/** In characters: the pointer has all of a longer name. */
const MOST_NAME = 64;

/** A property that a closed object has no place for, with those that it has. */
function undeclared({ keyword, instancePath, params }: ValidationError, name: string): ValueViolation {
  const { allowed, patterns } = params as { readonly allowed?: readonly string[]; readonly patterns?: readonly string[] };
  const shown = JSON.stringify(name.length > MOST_NAME ? `${name.slice(0, MOST_NAME)}…` : name);
  const matching = patterns === undefined ? '' : `, and does not match ${patterns.join(' or ')}`;
  const more = allowed === undefined || allowed.length <= MOST_NAMES ? '' : `; allowed has the first ${MOST_NAMES} names`;
  return {
    pointer: `${instancePath}/${escapePart(name)}`,
    keyword,
    message: `must not be there: the property ${shown} is not declared${matching}${more}`,
    ...(allowed === undefined ? undefined : { allowed: allowed.slice(0, MOST_NAMES) }),
  };
}

/** The least integer of the formats whose bounds are those of a double. */
const LEAST: Readonly<Record<string, number>> = { int64: Number.MIN_SAFE_INTEGER, 'double-int': Number.MIN_SAFE_INTEGER, uint64: 0 };

/** The least integer that is allowed, where one was refused for being beyond what a double holds exactly. */
function leastExact({ keyword, params }: ValidationError, value: () => unknown, isInexact: (value: unknown) => boolean): number | undefined {
  if (keyword === 'type') return [params['type']].flat().includes('integer') && isInexact(value()) ? Number.MIN_SAFE_INTEGER : undefined;
  if (keyword !== 'format') return undefined;
  const number = value();
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? LEAST[String(params['format'])] : undefined;
}

/** Why a validator cannot come to an end with a value, as a violation of the whole; undefined for a fault of ours. */
export function unendedBy(error: unknown): Pick<ValueViolation, 'keyword' | 'message'> | undefined {
  // A recursive schema follows the data down; what overflows the stack is an attack, not a fault of ours.
  if (isStackOverflow(error)) return { keyword: 'parse', message: 'must not be nested so deeply' };
  const { code, message } = error as { readonly code?: unknown; readonly message: string };
  return code === 'ERR_PATTERN_COST' ? { keyword: 'pattern', message } : undefined;
}

/** @param pointer of something that was validated, or of what would be in it */
export function valueAt(root: unknown, pointer: string): unknown {
  let value = root;
  for (const part of pointer.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[unescapePart(part)];
  }
  return value;
}
