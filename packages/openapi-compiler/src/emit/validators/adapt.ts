import { isObject, type Json, type JsonObject } from '../../json.ts';

/** Refuses an object without the member whose name is the empty text. */
const HAS_EMPTY_NAME = { not: { type: 'object', properties: { '': false } } };

/** Keywords that say something of numbers alone, or may do so. */
const OF_NUMBERS = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'format'];
const ALL_TYPES = ['null', 'boolean', 'number', 'string', 'array', 'object'];

/** Changes what is valid JSON Schema, and no input for Ajv. */
export function adapt(schema: JsonObject): void {
  const { enum: values, required, dependentRequired } = schema;
  // Ajv notes the name of a missing member, and takes an empty one for none missing.
  if (isNames(required) && required.includes('')) {
    schema['required'] = required.filter((name) => name !== '');
    schema['allOf'] = [...((schema['allOf'] ?? []) as Json[]), HAS_EMPTY_NAME];
  }
  for (const [name, names] of Object.entries(isObject(dependentRequired) ? dependentRequired : {})) {
    if (!isNames(names) || !names.includes('')) continue;
    const others = isObject(schema['dependentSchemas']) ? schema['dependentSchemas'] : {};
    schema['dependentSchemas'] = { ...others, [name]: { allOf: [others[name] ?? true, HAS_EMPTY_NAME] } };
  }
  // No value is valid (JSON Schema 2020-12 validation, section 6.1.2).
  if (Array.isArray(values) && values.length === 0) {
    delete schema['enum'];
    schema['allOf'] = [...((schema['allOf'] ?? []) as Json[]), false];
  }
  // To Ajv, what is no finite number is nobody's business: without a type, 1e400 would be below every maximum.
  if (schema['type'] === undefined && OF_NUMBERS.some((keyword) => schema[keyword] !== undefined)) schema['type'] = [...ALL_TYPES];
  adaptProto(schema);
}

/** Ajv passes over a member `__proto__` of `properties`, but for its default. */
export function adaptProto(schema: JsonObject): void {
  const { properties } = schema;
  if (!isObject(properties) || !Object.hasOwn(properties, '__proto__')) return;
  const { ['__proto__']: member } = properties;
  schema['patternProperties'] = { ...(schema['patternProperties'] as JsonObject | undefined), '^(?:__proto__)$': member };
}

/** A schema that null is valid against as well. */
export function nullable(schema: JsonObject): JsonObject {
  return { anyOf: [{ type: 'null' }, schema] };
}

/** An integer beyond 2^53 is rounded when JSON is parsed, and nobody could see that it was another one: it is refused instead. */
export function exactIntegers(schema: JsonObject): void {
  const types: readonly (Json | undefined)[] = Array.isArray(schema['type']) ? schema['type'] : [schema['type']];
  if (!types.includes('integer') || types.includes('number')) return;
  const { format, minimum, exclusiveMinimum, maximum, exclusiveMaximum } = schema;
  if (schema['enum'] !== undefined || schema['const'] !== undefined || BOUNDED.test(String(format))) return;
  if (!(Math.max(...numbers(minimum, exclusiveMinimum)) >= Number.MIN_SAFE_INTEGER)) schema['minimum'] = Number.MIN_SAFE_INTEGER;
  if (!(Math.min(...numbers(maximum, exclusiveMaximum)) <= Number.MAX_SAFE_INTEGER)) schema['maximum'] = Number.MAX_SAFE_INTEGER;
}

/** Formats that are no wider than what a double holds. */
const BOUNDED = /^(?:u?int(?:8|16|32|64)|double-int|sf-integer)$/;

const numbers = (...bounds: readonly (Json | undefined)[]) => bounds.filter((bound) => typeof bound === 'number');

function isNames(value: Json | undefined): value is string[] {
  return Array.isArray(value);
}
