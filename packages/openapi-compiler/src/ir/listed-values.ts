import { isObject, itemPointers, type Json, type JsonObject, joinPointer, refPointer, valueAt } from '../parse/source-document.ts';

/** The only values that a schema takes, by `enum` and `const`; undefined where the schemas that certainly apply do not list them. */
export function listedValues(root: JsonObject, pointer: string): readonly Json[] | undefined {
  return common(root, pointer, new Set(), (schema) => {
    const values = schema['const'] === undefined ? schema['enum'] : [schema['const']];
    return schema['nullable'] === true || !Array.isArray(values) ? undefined : values;
  });
}

/** The same of a member of an object. */
export function memberValues(root: JsonObject, pointer: string, name: string): readonly Json[] | undefined {
  return common(root, pointer, new Set(), ({ properties }, at) =>
    isObject(properties) && Object.hasOwn(properties, name) ? listedValues(root, joinPointer(at, 'properties', name)) : undefined,
  );
}

type Own = (schema: JsonObject, pointer: string) => readonly Json[] | undefined;

/** What a schema and those that certainly apply with it have in common; undefined where none of them lists anything. */
function common(root: JsonObject, pointer: string, seen: Set<string>, own: Own): readonly Json[] | undefined {
  const schema = valueAt(root, pointer);
  if (!isObject(schema) || seen.has(pointer)) return undefined;
  seen.add(pointer);
  const parts = [...(typeof schema['$ref'] === 'string' ? [refPointer(schema['$ref']) ?? ''] : []), ...itemPointers(schema, pointer, 'allOf')];
  const lists = [own(schema, pointer), ...parts.map((part) => common(root, part, seen, own))].filter((list) => list !== undefined);
  return lists.length === 0 ? undefined : lists.reduce((one, other) => one.filter((value) => other.includes(value)));
}
