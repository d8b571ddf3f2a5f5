import type { Side } from './schema-converter.ts';
import { isObject, type Json, type JsonObject, refPointer, valueAt } from './source-document.ts';
import { memberPointers } from './value-table.ts';

/** Whether only the other side sends a member: `readOnly` in requests, `writeOnly` in answers (OpenAPI 3.0.3 section 4.7.24.2). */
export function isForOtherSide(root: JsonObject, property: Json | undefined, side: Side): boolean {
  const keyword = side === 'request' ? 'readOnly' : 'writeOnly';
  let part = property;
  for (let hops = 0; isObject(part) && hops < 64; hops++) {
    if (part[keyword] === true) return true;
    if (typeof part['$ref'] !== 'string') return false;
    part = valueAt(root, refPointer(part['$ref']) ?? '');
  }
  return false;
}

/** The members that a schema requires of one side: what only the other one sends is never among them, wherever it is described. */
export function requiredOf(root: JsonObject, pointer: string, side: Side): string[] {
  const schema = valueAt(root, pointer);
  const names = isObject(schema) && Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  if (names.length === 0) return names;
  const places = [memberPointers(root, pointer), memberPointers(root, wholeOf(pointer))];
  return names.filter((name) => !places.some((members) => isForOtherSide(root, valueAt(root, members.get(name) ?? '/nowhere'), side)));
}

/** Keywords whose members are named by the author. */
const MAPS = /\/(?:properties|patternProperties|\$defs|definitions|schemas)$/;

/** The schema that another one is a part of, for the same data: that of an `allOf` for each of its parts. */
export function wholeOf(pointer: string): string {
  let whole = pointer;
  for (;;) {
    const [, outer] = /^(.*)\/(?:(?:allOf|anyOf|oneOf)\/\d+|not|if|then|else|dependentSchemas\/[^/]*)$/.exec(whole) ?? [];
    if (outer === undefined || MAPS.test(outer)) return whole;
    whole = outer;
  }
}
