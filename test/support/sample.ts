import type { Direction } from '../../packages/openapi-compiler/src/ir/read-write-only.ts';
import { isObject, type Json, type JsonObject, joinPointer, resolve } from '../../packages/openapi-compiler/src/json.ts';

/**
 * A value put together from the examples that stand in a schema and in its members; undefined where they do not make one.
 *
 * @param root references normalized
 * @param side what only the other one sends is left out: `writeOnly` in answers, `readOnly` in requests; undefined for all members
 */
export function sampleOf(root: JsonObject, pointer: string, side: Direction | undefined): Json | undefined {
  const { value: schema, pointer: at } = resolve(root, pointer);
  if (!isObject(schema)) return undefined;
  if (schema['example'] !== undefined) return schema['example'];
  if (Array.isArray(schema['examples']) && schema['examples'].length > 0) return schema['examples'][0];
  const parts = Array.isArray(schema['allOf']) ? schema['allOf'].map((_, index) => sampleOf(root, joinPointer(at, 'allOf', index), side)) : [];
  const members = Object.entries(isObject(schema['properties']) ? schema['properties'] : {}).flatMap(([name, property]): [string, Json][] => {
    const hidden = side !== undefined && isObject(property) && property[side === 'request' ? 'readOnly' : 'writeOnly'] === true;
    const value = hidden ? undefined : sampleOf(root, joinPointer(at, 'properties', name), side);
    return value === undefined ? [] : [[name, value]];
  });
  if (schema['type'] === 'array') {
    const item = sampleOf(root, joinPointer(at, 'items'), side);
    return item === undefined ? undefined : [item];
  }
  const found = [...parts.filter(isObject), ...(members.length > 0 ? [Object.fromEntries(members)] : [])];
  return found.length === 0 ? undefined : Object.assign({}, ...found);
}
