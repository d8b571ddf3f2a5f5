import type { Json, JsonObject } from '../../json.ts';

/** Where a converted schema has others: for the same instance (JSON Schema 2020-12 core, section 10.2), or for its properties and items (10.3). */
export type Place = 'same' | 'inside';

type Kind = 'one' | 'list' | 'map';

const KEYWORDS: Readonly<Record<Place, readonly (readonly [keyword: string, kind: Kind])[]>> = {
  inside: [
    ...one('items', 'contains', 'additionalProperties', 'propertyNames', 'unevaluatedItems', 'unevaluatedProperties'),
    ['prefixItems', 'list'],
    ['properties', 'map'],
    ['patternProperties', 'map'],
  ],
  same: [...one('not', 'then', 'if', 'else'), ['allOf', 'list'], ['anyOf', 'list'], ['oneOf', 'list'], ['dependentSchemas', 'map']],
};

/** Those with one schema first, then lists, then maps. */
const BOTH = (['one', 'list', 'map'] as const).flatMap((kind) => [...KEYWORDS.inside, ...KEYWORDS.same].filter(([, each]) => each === kind));

function one(...keywords: readonly string[]): (readonly [keyword: string, kind: Kind])[] {
  return keywords.map((keyword) => [keyword, 'one']);
}

/**
 * The subschemas of a converted schema, each with its keyword.
 *
 * @param place absent for both
 * @param more further keywords with a schema for the same instance
 */
export function* subschemasOf(schema: JsonObject, place?: Place, more: readonly string[] = []): Generator<readonly [part: Json, keyword: string]> {
  for (const keyword of more) if (schema[keyword] !== undefined) yield [schema[keyword], keyword];
  for (const [keyword, kind] of place === undefined ? BOTH : KEYWORDS[place]) {
    const value = schema[keyword];
    if (value === undefined) continue;
    if (kind === 'one') yield [value, keyword];
    else for (const part of kind === 'list' ? (value as Json[]) : Object.values(value as JsonObject)) yield [part as Json, keyword];
  }
}

/** A copy of a converted schema with others in place of its subschemas. */
export function withSubschemas(schema: JsonObject, change: (part: Json, keyword: string) => Json, more: readonly string[] = []): JsonObject {
  const copy: JsonObject = { ...schema };
  for (const [keyword, kind] of [...BOTH, ...one(...more)]) {
    const value = copy[keyword];
    if (value === undefined) continue;
    if (kind === 'one') copy[keyword] = change(value, keyword);
    else if (kind === 'list') copy[keyword] = (value as Json[]).map((part) => change(part, keyword));
    else copy[keyword] = Object.fromEntries(Object.entries(value as JsonObject).map(([name, part]) => [name, change(part as Json, keyword)]));
  }
  return copy;
}
