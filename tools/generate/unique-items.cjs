'use strict';
/**
 * Finds an item that stands in a list before (JSON Schema 2020-12 validation, section 6.4.3), in time that grows with the list.
 *
 * @returns the places of both, or undefined where all items differ
 */
module.exports = function repeated(items) {
  const places = new Map();
  for (let index = 0; index < items.length; index++) {
    const text = canonical(items[index]);
    const first = places.get(text);
    if (first !== undefined) return [first, index];
    places.set(text, index);
  }
  return undefined;
};

/** The same text for values that are the same, and for no others: the order of members does not count. */
function canonical(value) {
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? JSON.stringify(value) : String(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join()}}`;
}
