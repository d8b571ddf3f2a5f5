import { isObject, itemPointers, type Json, type JsonObject, joinPointer, refPointer, valueAt } from '../parse/source-document.ts';
import { describingByName } from './applicators.ts';

/** What a document says of one value: a schema at a pointer, or several, which hold together, one of them, or under a condition. */
export type Description =
  | { readonly at: string }
  | { readonly all: readonly Description[] }
  | { readonly any: readonly Description[] }
  | { readonly perhaps: readonly Description[] };

/** Where the schemas inside of one schema stand that describe a part of its data; empty where it describes none. */
type Own = (schema: JsonObject, pointer: string) => readonly string[];

/** The schemas for the same data as a schema at a pointer, its own keywords aside. */
export function descriptionsOf(schema: JsonObject, pointer: string): Description[] {
  const list = (keyword: string): Description[] => itemPointers(schema, pointer, keyword).map((at) => ({ at }));
  const alternatives = (['anyOf', 'oneOf'] as const).filter((keyword) => Array.isArray(schema[keyword])).map((keyword) => ({ any: list(keyword) }));
  const conditional = [
    ...(['if', 'then', 'else'] as const).filter((keyword) => schema[keyword] !== undefined).map((keyword) => ({ at: joinPointer(pointer, keyword) })),
    ...keysOf(schema['dependentSchemas']).map((name) => ({ at: joinPointer(pointer, 'dependentSchemas', name) })),
  ];
  return [
    ...(typeof schema['$ref'] === 'string' ? [{ at: refPointer(schema['$ref']) ?? '' }] : []),
    ...list('allOf'),
    ...alternatives,
    ...(conditional.length === 0 ? [] : [{ perhaps: conditional }]),
  ];
}

/** Where all schemas of a description stand. */
export function pointersOf(description: Description): string[] {
  if ('at' in description) return [description.at];
  const parts = 'all' in description ? description.all : 'any' in description ? description.any : description.perhaps;
  return parts.flatMap(pointersOf);
}

/** What is said of a part of the data; undefined where nothing is. */
function inside(root: JsonObject, description: Description, own: Own, seen: ReadonlySet<string> = new Set()): Description | undefined {
  const all = (parts: readonly Description[], within = seen) => parts.flatMap((part) => inside(root, part, own, within) ?? []);
  if ('any' in description) return group('any', all(description.any));
  if ('perhaps' in description) return group('perhaps', all(description.perhaps));
  if ('all' in description) return group('all', all(description.all));
  const { at } = description;
  const schema = valueAt(root, at);
  if (!isObject(schema) || seen.has(at)) return undefined;
  return group('all', [...own(schema, at).map((pointer) => ({ at: pointer })), ...all(descriptionsOf(schema, at), new Set([...seen, at]))]);
}

function group(keyword: 'all' | 'any' | 'perhaps', parts: readonly Description[]): Description | undefined {
  const [first] = parts;
  // One that holds under a condition still holds under a condition only.
  if (first === undefined || (parts.length === 1 && keyword !== 'perhaps')) return first;
  return { [keyword]: parts } as unknown as Description;
}

/** The names that the members of an object have, or the patterns of their names, in the order of the document; none twice. */
export function namesOf(root: JsonObject, description: Description, keyword: 'properties' | 'patternProperties'): string[] {
  const names = new Set<string>();
  inside(root, description, (schema) => {
    for (const name of keysOf(schema[keyword])) names.add(name);
    return [];
  });
  return [...names];
}

/** What is said of the member of a name (JSON Schema 2020-12 core, section 10.3.2); undefined where nothing is. */
export function memberOf(root: JsonObject, description: Description, name: string): Description | undefined {
  return inside(root, description, (schema, pointer) => {
    const named = describingByName(schema, pointer, name);
    return named.length > 0 ? named : others(schema, pointer);
  });
}

/** What is said of members whose names match a pattern of the document. */
export function patternMemberOf(root: JsonObject, description: Description, pattern: string): Description | undefined {
  return inside(root, description, (schema, pointer) =>
    keysOf(schema['patternProperties']).includes(pattern) ? [joinPointer(pointer, 'patternProperties', pattern)] : [],
  );
}

/** What is said of members that have neither a name nor a pattern in the document. */
export function otherMemberOf(root: JsonObject, description: Description): Description | undefined {
  return inside(root, description, others);
}

/** Whether the document says of an object that it may have members that have neither a name nor a pattern. */
export function namesOthers(root: JsonObject, description: Description): boolean {
  return inside(root, description, saysOthers) !== undefined;
}

/** How many items of an array are described one by one. */
export function prefixLengthOf(root: JsonObject, description: Description): number {
  let length = 0;
  inside(root, description, ({ prefixItems }) => {
    if (Array.isArray(prefixItems)) length = Math.max(length, prefixItems.length);
    return [];
  });
  return length;
}

/** What is said of the item at an index; of items that are not described one by one where the index is undefined. */
export function itemOf(root: JsonObject, description: Description, index?: number): Description | undefined {
  return inside(root, description, (schema, pointer) => {
    const { prefixItems } = schema;
    if (index !== undefined && Array.isArray(prefixItems) && index < prefixItems.length) return [joinPointer(pointer, 'prefixItems', index)];
    const rest = isObject(schema['items']) ? 'items' : 'unevaluatedItems';
    return (isObject(schema[rest]) ? [rest] : isObject(schema['contains']) ? ['contains'] : []).map((keyword) => joinPointer(pointer, keyword));
  });
}

const others: Own = (schema, pointer) => {
  const keyword = schema['additionalProperties'] === undefined ? 'unevaluatedProperties' : 'additionalProperties';
  return isObject(schema[keyword]) ? [joinPointer(pointer, keyword)] : [];
};

/** As `others`, with what says only that there may be some. */
const saysOthers: Own = (schema, pointer) =>
  schema['additionalProperties'] === true ? [joinPointer(pointer, 'additionalProperties')] : others(schema, pointer);

const keysOf = (value: Json | undefined): string[] => (isObject(value) ? Object.keys(value) : []);
