import { isObject, type Json, joinPointer } from '@petsage/openapi-compiler/internal';

export interface Tolerance {
  /** Members that may have any value, in lower case. */
  readonly varies: readonly string[];
  /** A text as it may be answered where the example has another, such as an address that names another host. */
  readonly sameText: (example: string, answer: string) => boolean;
}

/**
 * Compares an answer with its example.
 *
 * @returns a line for each difference, with the place of it, a JSON Pointer (RFC 6901)
 */
export function differences(example: Json, answer: Json, tolerance: Tolerance, pointer = ''): string[] {
  const place = pointer === '' ? 'the body' : pointer;
  if (isObject(example) && isObject(answer)) {
    return [...new Set([...Object.keys(example), ...Object.keys(answer)])].flatMap((name) => {
      const inner = joinPointer(pointer, name);
      const [wanted, found] = [example[name], answer[name]];
      if (wanted === undefined) return [`${inner} is answered, and the example has none`];
      if (found === undefined) return [`${inner} is missing, and the example has one`];
      return tolerance.varies.includes(name.toLowerCase()) ? [] : differences(wanted, found, tolerance, inner);
    });
  }
  if (Array.isArray(example) && Array.isArray(answer)) {
    if (example.length !== answer.length) return [`${place} has ${answer.length} items, and the example has ${example.length}`];
    return example.flatMap((item, index) => differences(item, answer[index] ?? null, tolerance, joinPointer(pointer, index)));
  }
  const same = typeof example === 'string' && typeof answer === 'string' ? tolerance.sameText(example, answer) : example === answer;
  return same ? [] : [`${place} is ${JSON.stringify(answer)}, and the example says ${JSON.stringify(example)}`];
}
