import type { Json, JsonObject } from '../../json.ts';

/** Where a converted schema has others: for the same instance (JSON Schema 2020-12 core, section 10.2), or for its properties and items (10.3). */
export type Place = 'same' | 'inside';

const ONE = {
  inside: ['items', 'contains', 'additionalProperties', 'propertyNames', 'unevaluatedItems', 'unevaluatedProperties'],
  same: ['not', 'then', 'if', 'else'],
};
const LISTS = { inside: ['prefixItems'], same: ['allOf', 'anyOf', 'oneOf'] };
const MAPS = { inside: ['properties', 'patternProperties'], same: ['dependentSchemas'] };
const BOTH: readonly Place[] = ['inside', 'same'];

/**
 * The subschemas of a converted schema, each with its keyword.
 *
 * @param more further keywords with a schema for the same instance
 */
export function* subschemasOf(
  schema: JsonObject,
  places: readonly Place[] = BOTH,
  more: readonly string[] = [],
): Generator<readonly [part: Json, keyword: string]> {
  for (const keyword of [...places.flatMap((place) => ONE[place]), ...more]) if (schema[keyword] !== undefined) yield [schema[keyword], keyword];
  for (const keyword of places.flatMap((place) => LISTS[place])) for (const part of (schema[keyword] ?? []) as Json[]) yield [part, keyword];
  for (const keyword of places.flatMap((place) => MAPS[place]))
    for (const part of Object.values((schema[keyword] ?? {}) as JsonObject)) yield [part as Json, keyword];
}

/** A copy of a converted schema with others in place of its subschemas. */
export function withSubschemas(schema: JsonObject, change: (part: Json, keyword: string) => Json, more: readonly string[] = []): JsonObject {
  const copy: JsonObject = { ...schema };
  for (const keyword of [...BOTH.flatMap((place) => ONE[place]), ...more]) if (copy[keyword] !== undefined) copy[keyword] = change(copy[keyword], keyword);
  for (const keyword of BOTH.flatMap((place) => LISTS[place]))
    if (copy[keyword] !== undefined) copy[keyword] = (copy[keyword] as Json[]).map((part) => change(part, keyword));
  for (const keyword of BOTH.flatMap((place) => MAPS[place]))
    if (copy[keyword] !== undefined)
      copy[keyword] = Object.fromEntries(Object.entries(copy[keyword] as JsonObject).map(([name, part]) => [name, change(part as Json, keyword)]));
  return copy;
}
