import { type Direction, isObject, type Json, type JsonObject, located, refPointer } from '@petsage/openapi-compiler/internal';

/** How many parts of a part are looked at. */
const DEPTH = 8;

/** Whether a document is of OpenAPI 3.0. */
export const isOld = (root: JsonObject) => String(root['openapi']).startsWith('3.0.');

/** The properties that a schema and its parts hide from a direction: `readOnly` from requests, `writeOnly` from responses. */
export function hiddenNames(root: JsonObject, schema: JsonObject, direction: Direction): string[] {
  return partsOf(root, schema).flatMap(({ properties }) => hiddenOf(root, properties, direction));
}

/** The names of all properties in a document that some schema hides. */
export function allHiddenNames(root: JsonObject, direction: Direction): Set<string> {
  const found = new Set<string>();
  const visit = (value: Json | undefined): void => {
    if (typeof value !== 'object' || value === null) return;
    if (isObject(value)) for (const name of hiddenOf(root, value['properties'], direction)) found.add(name);
    for (const member of Object.values(value)) visit(member);
  };
  visit(root);
  return found;
}

function hiddenOf(root: JsonObject, properties: Json | undefined, direction: Direction): string[] {
  const keyword = direction === 'request' ? 'readOnly' : 'writeOnly';
  const isHidden = (property: Json | undefined) => isObject(property) && partsOf(root, property).some((part) => part[keyword] === true);
  return isObject(properties) ? Object.keys(properties).filter((name) => isHidden(properties[name])) : [];
}

/** A schema, what it refers to, and the parts of its `allOf`. */
function partsOf(root: JsonObject, schema: JsonObject, depth = 0): JsonObject[] {
  if (depth > DEPTH) return [];
  const pointer = typeof schema['$ref'] === 'string' ? refPointer(schema['$ref']) : undefined;
  const target = pointer === undefined ? undefined : located(root, pointer)?.value;
  const referred = target === undefined ? [] : partsOf(root, target, depth + 1);
  if (target !== undefined && isOld(root)) return referred;
  const all = Array.isArray(schema['allOf']) ? schema['allOf'].filter(isObject) : [];
  return [schema, ...referred, ...all.flatMap((part) => partsOf(root, part, depth + 1))];
}
