import { toRegExp } from '../parse/keywords.ts';
import { isObject, type JsonObject, joinPointer } from '../parse/source-document.ts';

/** Where a schema itself describes a member of an object by its name or by patterns (JSON Schema 2020-12 core, sections 10.3.2.1 and 10.3.2.2). */
export function describingByName(schema: JsonObject, pointer: string, name: string): string[] {
  const { properties, patternProperties } = schema;
  const named = isObject(properties) && Object.hasOwn(properties, name) ? [joinPointer(pointer, 'properties', name)] : [];
  const patterns = Object.keys(isObject(patternProperties) ? patternProperties : {})
    .filter((pattern) => toRegExp(pattern)?.test(name))
    .map((pattern) => joinPointer(pointer, 'patternProperties', pattern));
  return [...named, ...patterns];
}

/** The same, or else where it describes all others, whether or not anything stands there. */
export function describing(schema: JsonObject, pointer: string, name: string): string[] {
  const found = describingByName(schema, pointer, name);
  return found.length > 0 ? found : ['additionalProperties', 'unevaluatedProperties'].map((keyword) => joinPointer(pointer, keyword));
}
