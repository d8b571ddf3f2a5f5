import { patternExample, takes } from '@petsage/openapi-checks/lib';
import {
  coercionAt,
  type Direction,
  isObject,
  itemPointers,
  type Json,
  type JsonObject,
  joinPointer,
  located,
  propertyPointers,
} from '@petsage/openapi-compiler/internal';
import { EXAMPLE_TIME } from './plain-form.ts';

/** A schema that requires itself has no example. */
const DEEPEST = 32;
const TEXTS: Readonly<Record<string, string>> = {
  'date-time': EXAMPLE_TIME,
  date: '2026-01-15',
  time: '09:30:00Z',
  duration: 'PT1H',
  uuid: '0b6c1d3e-8f5a-4c2b-9d7e-3a1f5b8c2d4e',
  email: 'pet@petsage.example',
  'idn-email': 'pet@petsage.example',
  hostname: 'petsage.example',
  'idn-hostname': 'petsage.example',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://petsage.example/pets',
  'uri-reference': '/pets',
  iri: 'https://petsage.example/pets',
  'iri-reference': '/pets',
  'uri-template': '/pets/{petId}',
  'json-pointer': '/pets',
  'relative-json-pointer': '0',
  regex: '^a',
  byte: 'cGV0',
  binary: 'pet',
};

/** What is known of the way to a schema. */
interface Walk {
  readonly direction: Direction;
  /** Whether objects have what they have to have, and no more. */
  readonly least: boolean;
  /** The schemas around it. */
  readonly inside: readonly string[];
}

/**
 * A value for the schema at a pointer: the document's own example where it has one, else one that its keywords describe. Not every
 * keyword is read, so whoever asks holds the value against the schema.
 *
 * @param root  a document whose references are normalized
 * @param least whether only required members are in it
 */
export function exampleOf(root: JsonObject, pointer: string, direction: Direction, least = false): Json {
  return valueFor(root, pointer, { direction, least, inside: [] });
}

function valueFor(root: JsonObject, pointer: string, walk: Walk): Json {
  const schema = located(root, pointer);
  if (schema === undefined) return {};
  const { value, pointer: at } = schema;
  if (walk.inside.length > DEEPEST) return null;
  const within = { ...walk, inside: [...walk.inside, at] };
  const [first] = Array.isArray(value['examples']) ? value['examples'] : [];
  const [choice] = Array.isArray(value['enum']) ? value['enum'] : [];
  const given = value['example'] ?? first ?? value['default'] ?? value['const'] ?? choice;
  if (given !== undefined) return given;
  for (const keyword of ['oneOf', 'anyOf'] as const)
    if (Array.isArray(value[keyword]) && value['properties'] === undefined) return valueFor(root, joinPointer(at, keyword, 0), within);
  const { types } = coercionAt(root, at);
  const only = Array.isArray(value['allOf']) && value['allOf'].length === 1 && value['properties'] === undefined;
  if (only) return valueFor(root, joinPointer(at, 'allOf', 0), within);
  if (types.includes('object') && (types.length < 3 || propertyPointers(root, at).size > 0)) return objectExample(root, at, within);
  if (types.includes('array') && types.length < 3) return arrayExample(root, value, at, within);
  if (types.includes('string')) return textExample(value);
  if (types.includes('number') || types.includes('integer')) return numberExample(value, !types.includes('number'));
  return types.includes('boolean') ? true : null;
}

function objectExample(root: JsonObject, pointer: string, walk: Walk): JsonObject {
  const required = requiredOf(root, pointer);
  const members = [...propertyPointers(root, pointer)].flatMap(([name, at]): [string, Json][] => {
    const schema = located(root, at);
    if (schema?.value[walk.direction === 'request' ? 'readOnly' : 'writeOnly'] === true) return [];
    // A member that leads back to where it stands in would have no end.
    if (!required.has(name) && (walk.least || (schema !== undefined && walk.inside.includes(schema.pointer)))) return [];
    return [[name, valueFor(root, at, walk)]];
  });
  return Object.fromEntries(members);
}

function arrayExample(root: JsonObject, schema: JsonObject, pointer: string, walk: Walk): Json[] {
  const least = typeof schema['minItems'] === 'number' ? schema['minItems'] : 0;
  const item = located(root, joinPointer(pointer, 'items'))?.pointer;
  if (least === 0 && item !== undefined && walk.inside.includes(item)) return [];
  const most = typeof schema['maxItems'] === 'number' ? schema['maxItems'] : Number.POSITIVE_INFINITY;
  const count = Math.min(Math.max(least, 1), most, 100);
  const first = valueFor(root, joinPointer(pointer, 'items'), walk);
  const choices = located(root, joinPointer(pointer, 'items'))?.value['enum'];
  const different = schema['uniqueItems'] === true;
  return Array.from({ length: count }, (_, index) => (different ? unlike(first, index, Array.isArray(choices) ? choices : []) : first));
}

/** The same kind of value, and another one for each index. */
function unlike(value: Json, index: number, choices: readonly Json[]): Json {
  const other = choices.filter((choice) => choice !== value)[index - 1];
  if (index === 0 || other !== undefined) return other ?? value;
  if (typeof value === 'number') return value + index;
  return typeof value === 'string' ? `${value}${index}` : value;
}

function textExample(schema: JsonObject): string {
  const text = TEXTS[String(schema['format'])] ?? 'text';
  const least = typeof schema['minLength'] === 'number' ? schema['minLength'] : 0;
  const most = typeof schema['maxLength'] === 'number' ? schema['maxLength'] : Number.POSITIVE_INFINITY;
  const { pattern } = schema;
  if (typeof pattern === 'string' && !takes(pattern, text)) return patternExample(pattern, least, most) ?? text;
  return schema['format'] === undefined ? text.padEnd(least, 'x').slice(0, most) : text;
}

function numberExample(schema: JsonObject, whole: boolean): number {
  const number = (name: string) => (typeof schema[name] === 'number' ? schema[name] : undefined);
  const step = number('multipleOf') ?? 1;
  const low = number('minimum') ?? number('exclusiveMinimum');
  const high = number('maximum') ?? number('exclusiveMaximum');
  const opens = schema['exclusiveMinimum'] !== undefined && schema['exclusiveMinimum'] !== false;
  if (low !== undefined) {
    const least = Math.ceil(low / step) * step;
    return opens && least <= low ? least + step : least;
  }
  if (high !== undefined && high < 1) return (whole ? Math.floor(high / step) * step : high) - (schema['exclusiveMaximum'] === undefined ? 0 : step);
  return step;
}

/** The members that an object has to have, compositions included. */
export function requiredOf(root: JsonObject, pointer: string, seen = new Set<string>()): Set<string> {
  const schema = located(root, pointer);
  const names = new Set<string>();
  if (schema === undefined || seen.has(schema.pointer)) return names;
  seen.add(schema.pointer);
  const { required, allOf } = schema.value;
  if (Array.isArray(required)) for (const name of required) names.add(String(name));
  if (Array.isArray(allOf))
    for (const index of allOf.keys()) for (const name of requiredOf(root, joinPointer(schema.pointer, 'allOf', index), seen)) names.add(name);
  return names;
}

/** The example of a Media Type, Parameter or Header Object: its own, else one of its schema. */
export function exampleAt(root: JsonObject, pointer: string, direction: Direction): Json {
  return ownExample(root, pointer) ?? exampleOf(root, joinPointer(pointer, 'schema'), direction);
}

/** The example that stands beside a schema, `example` or the first of `examples` (OpenAPI 3.0.3 section 4.7.14.1). */
export function ownExample(root: JsonObject, pointer: string): Json | undefined {
  const holder = located(root, pointer);
  if (holder === undefined) return undefined;
  const { value, pointer: at } = holder;
  if (value['example'] !== undefined) return value['example'];
  const [name] = Object.keys(isObject(value['examples']) ? value['examples'] : {});
  return name === undefined ? undefined : located(root, joinPointer(at, 'examples', name))?.value['value'];
}

/** The places in a value, as JSON Pointers, that are times by its schema. */
export function timesIn(root: JsonObject, pointer: string, value: Json, at = '', depth = 0): string[] {
  const schema = located(root, pointer);
  if (schema === undefined || depth > 32) return [];
  if (typeof value === 'string') return formatOf(root, schema.pointer) === 'date-time' ? [at] : [];
  if (Array.isArray(value)) return value.flatMap((item, index) => timesIn(root, joinPointer(schema.pointer, 'items'), item, joinPointer(at, index), depth + 1));
  if (!isObject(value)) return [];
  const members = propertyPointers(root, schema.pointer);
  return Object.entries(value).flatMap(([name, member]) => {
    const place = members.get(name) ?? (isObject(schema.value['additionalProperties']) ? joinPointer(schema.pointer, 'additionalProperties') : undefined);
    return place === undefined ? [] : timesIn(root, place, member as Json, joinPointer(at, name), depth + 1);
  });
}

function formatOf(root: JsonObject, pointer: string): unknown {
  const schema = located(root, pointer);
  if (schema === undefined || schema.value['format'] !== undefined) return schema?.value['format'];
  const parts = ['allOf', 'oneOf', 'anyOf'].flatMap((keyword) => itemPointers(schema.value, schema.pointer, keyword));
  return parts.map((part) => located(root, part)?.value['format']).find((format) => format !== undefined);
}
