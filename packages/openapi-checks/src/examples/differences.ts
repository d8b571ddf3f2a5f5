import { isObject, type Json, joinPointer } from '@petsage/openapi-compiler/internal';

export interface Tolerance {
  /** Properties that may have any value, in lower case. */
  readonly varies: readonly string[];
  /** Whether a response may have this string instead of the example's, such as a URL with another host. */
  readonly sameString: (example: string, actual: string) => boolean;
}

/**
 * Compares a response body with its example.
 *
 * @returns a line for each difference, with the place of it, a JSON Pointer (RFC 6901)
 */
export function differences(example: Json, actual: Json, tolerance: Tolerance, pointer = ''): string[] {
  const place = pointer === '' ? 'the body' : pointer;
  if (isObject(example) && isObject(actual)) {
    return [...new Set([...Object.keys(example), ...Object.keys(actual)])].flatMap((name) => {
      const inner = joinPointer(pointer, name);
      const [expected, found] = [example[name], actual[name]];
      if (expected === undefined) return [`${inner} is not in the example`];
      if (found === undefined) return [`${inner} is in the example only`];
      return tolerance.varies.includes(name.toLowerCase()) ? [] : differences(expected, found, tolerance, inner);
    });
  }
  if (Array.isArray(example) && Array.isArray(actual)) {
    if (example.length !== actual.length) return [`${place} has ${actual.length} items; the example has ${example.length}`];
    return example.flatMap((item, index) => differences(item, actual[index] ?? null, tolerance, joinPointer(pointer, index)));
  }
  const same = typeof example === 'string' && typeof actual === 'string' ? tolerance.sameString(example, actual) : example === actual;
  return same ? [] : [`${place} is ${JSON.stringify(actual)}; the example has ${JSON.stringify(example)}`];
}
