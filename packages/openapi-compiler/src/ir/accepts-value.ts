import { toRegExp } from '../parse/keywords.ts';
import { isObject, itemPointers, type JsonObject, refPointer, valueAt } from '../parse/source-document.ts';
import { describing } from './applicators.ts';

/** Says of a schema whether its data may have a member of a value; undefined where that is for its keywords to say. */
export type Decide = (schema: JsonObject, pointer: string) => boolean | undefined;

/**
 * Whether an object that a schema takes may have a text as one of its members, so far as `type`, `enum`, `const`, `pattern` and
 * compositions tell.
 *
 * @param decide asked of each schema for the object, before its compositions are looked at
 */
export function admitsMember(root: JsonObject, pointer: string, name: string, value: string, decide: Decide, above: ReadonlySet<string> = new Set()): boolean {
  const schema = valueAt(root, pointer);
  if (!isObject(schema) || above.has(pointer)) return schema !== false;
  const seen = new Set([...above, pointer]);
  // What is evaluated elsewhere is none of those that `unevaluatedProperties` is about.
  const others = describing(schema, pointer, name).filter((at) => !at.endsWith('/unevaluatedProperties'));
  if (!namesType(schema, 'object') || !others.every((at) => admits(root, at, value))) return false;
  return decide(schema, pointer) ?? composed(schema, pointer, (at) => admitsMember(root, at, name, value, decide, seen));
}

/** Whether a schema takes a text. */
function admits(root: JsonObject, pointer: string, value: string, above: ReadonlySet<string> = new Set()): boolean {
  const schema = valueAt(root, pointer);
  if (!isObject(schema) || above.has(pointer)) return schema !== false;
  const { const: only, enum: values, pattern } = schema;
  if (!namesType(schema, 'string') || (only !== undefined && only !== value) || (Array.isArray(values) && !values.includes(value))) return false;
  if (typeof pattern === 'string' && toRegExp(pattern)?.test(value) === false) return false;
  return composed(schema, pointer, (at) => admits(root, at, value, new Set([...above, pointer])));
}

const namesType = ({ type }: JsonObject, name: string) => type === undefined || (Array.isArray(type) ? type : [type]).includes(name);

/** What the schemas of which one is composed say together. */
function composed(schema: JsonObject, pointer: string, admitted: (pointer: string) => boolean): boolean {
  const { $ref } = schema;
  return (
    (typeof $ref !== 'string' || admitted(refPointer($ref) ?? '')) &&
    itemPointers(schema, pointer, 'allOf').every(admitted) &&
    (['anyOf', 'oneOf'] as const).every((keyword) => !Array.isArray(schema[keyword]) || itemPointers(schema, pointer, keyword).some(admitted))
  );
}
