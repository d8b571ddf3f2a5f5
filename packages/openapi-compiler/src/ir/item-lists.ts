import type { Schema } from './schema.ts';

/** What may be said of a list in addition to its items: each part of a valid list that has an item is valid, too. */
const ALLOWED: ReadonlySet<string> = new Set(['type', 'minItems', 'maxItems']);

/** A list whose items are validated each by itself. */
export interface ItemList {
  readonly maxItems?: number;
}

/** What a schema says of lists, if that can be checked part by part; undefined otherwise. */
export function itemList(schema: Schema): ItemList | undefined {
  const { assertions, applicators, items, prefixItems, contains, unevaluatedItems } = referred(schema);
  if (items === undefined || applicators.length > 0 || prefixItems !== undefined || contains !== undefined || unevaluatedItems !== undefined) return undefined;
  const { minItems = 0, maxItems } = assertions;
  if (minItems > 1 || Object.keys(assertions).some((keyword) => !ALLOWED.has(keyword))) return undefined;
  return typeof maxItems === 'number' ? { maxItems } : {};
}

/** The schema that a mere reference leads to. */
function referred(schema: Schema): Schema {
  const passed = new Set<Schema>();
  let at = schema;
  while (at.isReference && !passed.has(at)) {
    passed.add(at);
    at = at.applicators[0]?.schemas[0] ?? at;
  }
  return at;
}
