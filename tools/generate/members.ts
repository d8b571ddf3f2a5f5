import { toRegExp } from './keywords.ts';
import { isObject, type JsonObject, joinPointer } from './source-document.ts';

/** Where a schema itself describes a member of an object: by its name, by patterns, or with all others. */
export function describing(schema: JsonObject, pointer: string, name: string): string[] {
  const { properties, patternProperties } = schema;
  const named = isObject(properties) && Object.hasOwn(properties, name) ? [joinPointer(pointer, 'properties', name)] : [];
  const patterns = Object.keys(isObject(patternProperties) ? patternProperties : {})
    .filter((pattern) => toRegExp(pattern)?.test(name))
    .map((pattern) => joinPointer(pointer, 'patternProperties', pattern));
  const found = [...named, ...patterns];
  return found.length > 0 ? found : ['additionalProperties', 'unevaluatedProperties'].map((keyword) => joinPointer(pointer, keyword));
}
