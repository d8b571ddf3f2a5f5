import type { Finding } from '../diagnostics/diagnostic.ts';
import { isObject, type Json, type JsonObject, joinPointer, type Located, refPointer, valueAt } from './source-document.ts';

export const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

/** The paths of a document, without extensions. */
export function pathsOf(root: JsonObject): string[] {
  return Object.keys(isObject(root['paths']) ? root['paths'] : {}).filter((path) => !path.startsWith('x-'));
}

/**
 * The Path Item Object of a path, and those that it refers to: what stands beside the reference counts as well as what it names.
 *
 * @see OpenAPI 3.0.3 section 4.7.9.1, `$ref`
 */
export function pathItems(root: JsonObject, path: string): Located[] {
  const items: Located[] = [];
  let pointer = joinPointer('/paths', path);
  for (let hops = 0; hops < 64; hops++) {
    const value: Json | undefined = valueAt(root, pointer);
    if (!isObject(value)) break;
    items.push({ value, pointer });
    if (typeof value['$ref'] !== 'string') break;
    pointer = refPointer(value['$ref']) ?? '';
  }
  return items;
}

/** Fields that stand beside a reference and in what it names: the specification leaves open which of them counts. */
export function* ambiguousItems(root: JsonObject): Generator<Finding> {
  for (const path of pathsOf(root)) {
    const items = pathItems(root, path);
    for (const [index, { value, pointer }] of items.entries())
      for (const field of [...METHODS, 'parameters'])
        if (value[field] !== undefined && items.slice(index + 1).some((other) => other.value[field] !== undefined))
          yield {
            code: 'ambiguous-path-item',
            pointer: joinPointer(pointer, field),
            reason: `\`${field}\` is also in the path item to which the \`$ref\` beside it leads, and which one counts is undefined; remove one`,
          };
  }
}
