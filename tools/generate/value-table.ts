import type { JsonType, ValueTable } from '../../src/contract/tables.ts';
import { located } from './operations.ts';
import { isObject, type Json, type JsonObject, joinPointer, refPointer, valueAt } from './source-document.ts';

export const ALL_TYPES: readonly JsonType[] = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'];

/** The deepest that the text of a parameter can go: members or items of an object or array. */
const DEPTH = 2;

/**
 * What the text of a parameter may stand for, by the schema at a pointer.
 *
 * @param depth how far inside the parameter it stands
 */
export function valueTable(root: JsonObject, pointer: string, depth = 0): ValueTable {
  const types = [...typesOf(root, pointer, new Set())];
  const properties = depth < DEPTH ? propertiesOf(root, pointer, new Set()) : new Map<string, string>();
  const items = depth < DEPTH ? itemsOf(root, pointer) : undefined;
  return {
    types: ALL_TYPES.filter((type) => types.includes(type)),
    ...(items === undefined ? undefined : { items: valueTable(root, items, depth + 1) }),
    ...(properties.size === 0 ? undefined : { properties: Object.fromEntries([...properties].map(([name, at]) => [name, valueTable(root, at, depth + 1)])) }),
  };
}

/** The types that a schema admits, so far as `type`, `enum`, `const` and compositions tell. */
function typesOf(root: JsonObject, pointer: string, seen: Set<string>): Set<JsonType> {
  const schema = valueAt(root, pointer);
  if (!isObject(schema) || seen.has(pointer)) return new Set(ALL_TYPES);
  const inner = new Set([...seen, pointer]);
  let types = new Set(ALL_TYPES);
  const narrow = (to: Iterable<JsonType>) => {
    const wanted = new Set(to);
    // An integer is a number, so either narrows to the integer.
    if (wanted.has('number') && types.has('integer')) wanted.add('integer');
    types = new Set([...types].filter((type) => wanted.has(type)));
  };
  if (typeof schema['$ref'] === 'string') narrow(typesOf(root, refPointer(schema['$ref']) ?? '', inner));
  if (typeof schema['type'] === 'string') narrow([schema['type'] as JsonType]);
  if (Array.isArray(schema['type'])) narrow(schema['type'] as JsonType[]);
  if (Array.isArray(schema['enum'])) narrow(schema['enum'].map(typeOfValue));
  for (const keyword of ['anyOf', 'oneOf'] as const) {
    const parts = schema[keyword];
    if (Array.isArray(parts)) narrow(parts.flatMap((_, index) => [...typesOf(root, joinPointer(pointer, keyword, index), inner)]));
  }
  if (Array.isArray(schema['allOf'])) for (const index of schema['allOf'].keys()) narrow(typesOf(root, joinPointer(pointer, 'allOf', index), inner));
  if (schema['nullable'] === true) types.add('null');
  return types;
}

function typeOfValue(value: Json): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value as JsonType;
}

/** Where the schema of each named member of an object stands, compositions included. */
export function memberPointers(root: JsonObject, pointer: string): Map<string, string> {
  return propertiesOf(root, pointer, new Set());
}

function propertiesOf(root: JsonObject, pointer: string, seen: Set<string>): Map<string, string> {
  const schema = valueAt(root, pointer);
  const found = new Map<string, string>();
  if (!isObject(schema) || seen.has(pointer)) return found;
  seen.add(pointer);
  if (typeof schema['$ref'] === 'string') for (const [name, at] of propertiesOf(root, refPointer(schema['$ref']) ?? '', seen)) found.set(name, at);
  for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const) {
    const parts = schema[keyword];
    if (Array.isArray(parts))
      for (const index of parts.keys()) for (const [name, at] of propertiesOf(root, joinPointer(pointer, keyword, index), seen)) found.set(name, at);
  }
  if (isObject(schema['properties'])) for (const name of Object.keys(schema['properties'])) found.set(name, joinPointer(pointer, 'properties', name));
  return found;
}

function itemsOf(root: JsonObject, pointer: string): string | undefined {
  const schema = located(root, pointer);
  return schema !== undefined && isObject(schema.value['items']) ? joinPointer(schema.pointer, 'items') : undefined;
}
