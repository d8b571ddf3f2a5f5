import { isObject, type Json, type JsonObject } from '@petsage/openapi-compiler/internal';

const PREFIX = '#/components/schemas/';
const LISTS = ['allOf', 'anyOf', 'oneOf'] as const;
const MAPS = ['properties', 'patternProperties'] as const;
const SINGLES = ['items', 'additionalProperties', 'not'] as const;

/** The name of a schema's closed copy. */
export function closedName(name: string): string {
  return `Closed.${name}`;
}

/**
 * A copy of a schema whose objects have only the properties that it names: json-schema-faker otherwise invents some, and Prism's option
 * against that does not reach the copy of json-schema-faker that it generates with.
 *
 * @returns references point to the closed copies of `components.schemas`
 */
export function closedSchema(schema: Json): Json {
  if (!isObject(schema)) return schema;
  const copy: JsonObject = { ...schema };
  const { $ref } = copy;
  if (typeof $ref === 'string' && $ref.startsWith(PREFIX)) copy['$ref'] = PREFIX + closedName($ref.slice(PREFIX.length));
  for (const key of SINGLES) if (copy[key] !== undefined) copy[key] = closedSchema(copy[key]);
  for (const key of LISTS) if (Array.isArray(copy[key])) copy[key] = copy[key].map(closedSchema);
  for (const key of MAPS) {
    const map = copy[key];
    if (isObject(map)) copy[key] = Object.fromEntries(Object.entries(map).map(([name, value]) => [name, closedSchema(value as Json)]));
  }
  // A schema for additional properties describes some that exist; `true`, or no keyword, only allows them.
  if (isObject(copy['properties']) && !isObject(copy['additionalProperties'])) copy['additionalProperties'] = false;
  return copy;
}
