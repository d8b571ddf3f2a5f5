import { toRegExp } from '../patterns/regexp.ts';
import { subschemas } from './applicators.ts';
import { describedByName } from './members.ts';
import type { Schema } from './schema.ts';

/** Decides for a schema whether its instances may have a property of a value; undefined where its applicators decide. */
export type Decision = (schema: Schema) => boolean | undefined;

/**
 * Whether an object that is valid against a schema may have a string as one of its properties, as far as `type`, `enum`, `const`,
 * `pattern` and applicators restrict it.
 *
 * @param decide called for each schema of the object, before its applicators are looked at
 */
export function acceptsProperty(schema: Schema, name: string, value: string, decide: Decision, above: ReadonlySet<Schema> = new Set()): boolean {
  if (schema.boolean !== undefined || above.has(schema)) return schema.boolean !== false;
  const described = describedByName(schema, name);
  // What is evaluated elsewhere is none of those that `unevaluatedProperties` is about.
  const own = described.length > 0 || schema.additionalProperties === undefined ? described : [schema.additionalProperties];
  if (!allowsType(schema, 'object') || !own.every((property) => acceptsString(property, value))) return false;
  const seen = new Set([...above, schema]);
  return decide(schema) ?? together(schema, (part) => acceptsProperty(part, name, value, decide, seen));
}

function acceptsString(schema: Schema, value: string, above: ReadonlySet<Schema> = new Set()): boolean {
  if (schema.boolean !== undefined || above.has(schema)) return schema.boolean !== false;
  const { const: constant, enum: values, pattern } = schema.assertions;
  if (!allowsType(schema, 'string') || (constant !== undefined && constant !== value) || values?.includes(value) === false) return false;
  if (pattern !== undefined && toRegExp(pattern)?.test(value) === false) return false;
  return together(schema, (part) => acceptsString(part, value, new Set([...above, schema])));
}

const allowsType = ({ assertions: { type } }: Schema, name: 'object' | 'string') => type === undefined || type.includes(name);

/** What the schemas that apply to the same instance decide together. */
function together(schema: Schema, accepts: (part: Schema) => boolean): boolean {
  return (
    subschemas(schema, '$ref', 'allOf').every(accepts) &&
    schema.applicators.every(({ keyword, schemas }) => (keyword !== 'anyOf' && keyword !== 'oneOf') || schemas.some(accepts))
  );
}
