import { escapePart, unescapePart } from './pointer-part.ts';
import type { Violation } from './problem.ts';
import type { ValidationError } from './tables.ts';

/** A violation before it is known whose it is. */
export type ValueViolation = Pick<Violation, 'keyword' | 'message' | 'allowed'> & { readonly pointer: string };

/** More help nobody. */
export const MOST_VIOLATIONS = 100;
/** What a client sent stands in pointers: of a deep body each may be as long as the body itself. */
const MOST_CHARACTERS = 64 * 1024;

/** The first errors of a validator, one at least: all that an answer tells, so that a small request has no large one. */
export function toldOf(errors: readonly ValidationError[]): readonly ValidationError[] {
  let characters = 0;
  const end = errors.findIndex(({ instancePath }, index) => {
    characters += instancePath.length;
    return index >= MOST_VIOLATIONS || (index > 0 && characters > MOST_CHARACTERS);
  });
  return end === -1 ? errors : errors.slice(0, end);
}

/** Without those that are there twice: alternatives say the same of the same place, each for itself. */
export function distinct<V extends ValueViolation | Violation>(violations: readonly V[]): readonly V[] {
  return violations.length < 2 ? violations : [...new Map(violations.map((violation) => [JSON.stringify(violation), violation])).values()];
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
  const pointer = extra === undefined ? error.instancePath : `${error.instancePath}/${escapePart(String(extra))}`;
  const allowed = keyword === 'enum' ? params['allowedValues'] : keyword === 'const' ? [params['allowedValue']] : undefined;
  const inexact = keyword === 'type' && [params['type']].flat().includes('integer') && isInexact(valueAt(root, error.instancePath));
  return {
    pointer,
    keyword,
    message: inexact
      ? `must be from -${Number.MAX_SAFE_INTEGER} to ${Number.MAX_SAFE_INTEGER}`
      : extra === undefined
        ? (error.message ?? keyword)
        : 'must not be there',
    ...(Array.isArray(allowed) ? { allowed } : undefined),
  };
}

function valueAt(root: unknown, pointer: string): unknown {
  let value = root;
  for (const part of pointer.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[unescapePart(part)];
  }
  return value;
}
