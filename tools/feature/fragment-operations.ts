import { isObject, type JsonObject, METHODS } from '@petsage/openapi-compiler/internal';

/** An operation of a document or fragment, and where it stands. */
export interface Placed {
  readonly path: string;
  readonly method: (typeof METHODS)[number];
  readonly value: JsonObject;
}

/** Every operation in `paths`, as it stands. */
export function operationsIn(root: JsonObject): Placed[] {
  const paths = isObject(root['paths']) ? root['paths'] : {};
  return Object.entries(paths).flatMap(([path, item]) =>
    isObject(item) ? METHODS.flatMap((method) => (isObject(item[method]) ? [{ path, method, value: item[method] }] : [])) : [],
  );
}

/** Every component, with its place such as `['components', 'schemas', 'Pet']`. */
export function componentsIn(root: JsonObject): { readonly kind: string; readonly name: string; readonly value: unknown }[] {
  const kinds = isObject(root['components']) ? root['components'] : {};
  return Object.entries(kinds).flatMap(([kind, members]) => (isObject(members) ? Object.entries(members).map(([name, value]) => ({ kind, name, value })) : []));
}
