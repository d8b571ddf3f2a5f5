import { isObject, type Json, type JsonObject, joinPointer, type Located, refPointer, valueAt } from '../json.ts';

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
  const items = new Map<string, Located>();
  let pointer = joinPointer('/paths', path);
  while (!items.has(pointer)) {
    const value: Json | undefined = valueAt(root, pointer);
    if (!isObject(value)) break;
    items.set(pointer, { value, pointer });
    if (typeof value['$ref'] !== 'string') break;
    pointer = refPointer(value['$ref']) ?? '';
  }
  return [...items.values()];
}
