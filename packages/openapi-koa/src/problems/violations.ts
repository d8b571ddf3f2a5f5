import { escapePart, unescapePart } from '../http/json-pointer.ts';
import type { ValidationError } from '../operation-spec.ts';
import type { Violation } from './problem.ts';

/** A violation within one value, not yet attributed to a parameter or the body. */
export type ValueViolation = Pick<Violation, 'keyword' | 'message' | 'allowed' | 'alternative'> & { readonly pointer: string };

/** The most violations that a problem lists. Validators collect one more error, which shows whether there are more. */
export const MOST_VIOLATIONS = 100;

/** Pointers contain names the client sent; in a deep body, each can be as long as the body. */
const MOST_POINTER_CHARACTERS = 64 * 1024;

/** The first errors, at least one. Capped so that a small request cannot produce a large response. */
export function reportable(errors: readonly ValidationError[]): readonly ValidationError[] {
  let characters = 0;
  const end = errors.findIndex(({ instancePath }, index) => {
    characters += instancePath.length;
    return index >= MOST_VIOLATIONS || (index > 0 && characters > MOST_POINTER_CHARACTERS);
  });
  return end === -1 ? errors : errors.slice(0, end);
}

/**
 * Removes duplicates: each alternative of `oneOf` or `anyOf` can report the same violation. The message of one that only some alternatives
 * report names its alternative.
 *
 * @param violations at most `MOST_VIOLATIONS`, as each is compared with the others
 */
export function distinct<V extends ValueViolation | Violation>(violations: readonly V[]): readonly V[] {
  const distinctOnes: { readonly violation: V; alternative: string | undefined }[] = [];
  for (const violation of violations) {
    const same = distinctOnes.find((other) => isAlike(other.violation, violation));
    if (same === undefined) distinctOnes.push({ violation, alternative: violation.alternative });
    else if (same.alternative !== violation.alternative) same.alternative = undefined;
  }
  return distinctOnes.map(({ violation, alternative }) => withAlternative(violation, alternative));
}

/** The violation with the alternative in its message. */
function withAlternative<V extends ValueViolation | Violation>(violation: V, alternative: string | undefined): V {
  if (violation.alternative === undefined) return violation;
  const { alternative: _, ...rest } = violation;
  return (alternative === undefined ? rest : { ...rest, message: `${rest.message} (alternative ${alternative})` }) as V;
}

/** Whether two violations are the same except for their alternatives. */
function isAlike(one: ValueViolation | Violation, other: ValueViolation | Violation): boolean {
  const { in: location, name } = one as Partial<Violation>;
  const { in: otherLocation, name: otherName } = other as Partial<Violation>;
  return (
    one.pointer === other.pointer &&
    one.keyword === other.keyword &&
    one.message === other.message &&
    location === otherLocation &&
    name === otherName &&
    isSameList(one.allowed, other.allowed)
  );
}

/** Equal lists are mostly the same object, so long lists are rarely compared item by item. */
export function isSameList(one: readonly unknown[] | undefined, other: readonly unknown[] | undefined): boolean {
  return one === other || (one?.length === other?.length && one !== undefined && one.every((value, index) => value === other?.[index]));
}

/**
 * Converts an error of a validator to a violation: place, keyword, message and allowed values, but never the value sent, which may be a
 * secret.
 *
 * @param root      the validated value
 * @param isInexact whether a value is an integer that stayed a string because a double cannot represent it exactly
 */
export function violationOf(error: ValidationError, root: unknown, isInexact: (value: unknown) => boolean = () => false): ValueViolation {
  const { alternative } = error;
  const violation = withoutAlternative(error, root, isInexact);
  return alternative === undefined ? violation : { ...violation, alternative };
}

function withoutAlternative(error: ValidationError, root: unknown, isInexact: (value: unknown) => boolean): ValueViolation {
  const { keyword, params, instancePath } = error;
  const extra = params['additionalProperty'] ?? params['unevaluatedProperty'];
  if (extra !== undefined) return undeclared(error, String(extra));
  const allowed = keyword === 'enum' ? params['allowedValues'] : keyword === 'const' ? [params['allowedValue']] : undefined;
  const minimum = leastExact(error, () => valueAt(root, instancePath), isInexact);
  const message =
    keyword === 'false schema'
      ? 'must not be present'
      : minimum === undefined
        ? (error.message ?? keyword)
        : `must be from ${minimum} to ${Number.MAX_SAFE_INTEGER}`;
  const violation = { pointer: instancePath, keyword, message };
  return Array.isArray(allowed) ? { ...violation, allowed } : violation;
}

/** The most property names listed with an undeclared property. */
const MOST_NAMES = 50;
/** The most characters of a name shown in a message; the pointer has the whole name. */
const MOST_NAME_CHARACTERS = 64;

/** The violation for a property that a closed object does not declare, with those it declares. */
function undeclared({ keyword, instancePath, params }: ValidationError, name: string): ValueViolation {
  const { allowed, patterns } = params as { readonly allowed?: readonly string[]; readonly patterns?: readonly string[] };
  const shown = JSON.stringify(name.length > MOST_NAME_CHARACTERS ? `${name.slice(0, MOST_NAME_CHARACTERS)}…` : name);
  const matching = patterns === undefined ? '' : `, and does not match ${patterns.join(' or ')}`;
  const more = allowed === undefined || allowed.length <= MOST_NAMES ? '' : `; allowed has the first ${MOST_NAMES} names`;
  return {
    pointer: `${instancePath}/${escapePart(name)}`,
    keyword,
    message: `must not be present: the property ${shown} is not declared${matching}${more}`,
    ...(allowed === undefined ? undefined : { allowed: allowed.slice(0, MOST_NAMES) }),
  };
}

/** The minimum of each integer format that is limited to what a double represents exactly. */
const LEAST: Readonly<Record<string, number>> = { int64: Number.MIN_SAFE_INTEGER, 'double-int': Number.MIN_SAFE_INTEGER, uint64: 0 };

/** The minimum to report for an integer that a double cannot represent exactly; undefined for other errors. */
function leastExact({ keyword, params }: ValidationError, value: () => unknown, isInexact: (value: unknown) => boolean): number | undefined {
  if (keyword === 'type') return [params['type']].flat().includes('integer') && isInexact(value()) ? Number.MIN_SAFE_INTEGER : undefined;
  if (keyword !== 'format') return undefined;
  const number = value();
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? LEAST[String(params['format'])] : undefined;
}

/** The violation for a value whose validation had to be aborted; undefined if the error is a bug. */
export function unendedBy(error: unknown): Pick<ValueViolation, 'keyword' | 'message'> | undefined {
  // A recursive schema recurses as deep as the data: a stack overflow here is an attack, not a bug.
  if (isStackOverflow(error)) return { keyword: 'parse', message: 'must not be nested so deeply' };
  const { code, message } = error as { readonly code?: unknown; readonly message: string };
  return code === 'ERR_PATTERN_COST' ? { keyword: 'pattern', message } : undefined;
}

/** @param pointer to a place in `root`, which need not exist */
export function valueAt(root: unknown, pointer: string): unknown {
  let value = root;
  for (const part of pointer.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[unescapePart(part)];
  }
  return value;
}

/** Whether an error is a stack overflow, as thrown by recursive functions on a value that is nested too deeply. */
export function isStackOverflow(error: unknown): boolean {
  const { name, message } = (error ?? {}) as { name?: unknown; message?: unknown };
  return name === 'RangeError' && String(message).startsWith('Maximum call stack');
}
