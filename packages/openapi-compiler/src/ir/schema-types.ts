import { isObject, type Json, type JsonObject } from '../parse/source-document.ts';

/** Whether other schemas have a say about the same data. */
export function isComposed(schema: JsonObject): boolean {
  return ['$ref', 'allOf', 'oneOf', 'anyOf', 'if', 'then', 'else', 'dependentSchemas'].some((keyword) => schema[keyword] !== undefined);
}

/** The types that a schema names; those that its keywords are about where it names none, as that is what authors mean. */
export function typesOf(schema: JsonObject): readonly string[] | undefined {
  const { type } = schema;
  if (typeof type === 'string') return [type];
  if (Array.isArray(type)) return type.map(String);
  if (['properties', 'required', 'additionalProperties', 'patternProperties'].some((keyword) => schema[keyword] !== undefined)) return ['object'];
  return schema['items'] !== undefined || schema['prefixItems'] !== undefined ? ['array'] : undefined;
}

/** Whether a value is of a type. */
export function fitsType(value: Json, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}
