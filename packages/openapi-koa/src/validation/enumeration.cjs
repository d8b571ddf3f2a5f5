'use strict';
const canonical = require('./canonical.cjs');
/**
 * Whether a value is in a long `enum` (JSON Schema 2020-12 validation, section 6.1.2), in a time that doesn't depend on its length.
 *
 * @param values the `enum`: the same array each time, as its index is cached
 */
module.exports = function isAmong(values, value) {
  let known = lists.get(values);
  if (known === undefined) {
    known = prepare(values);
    lists.set(values, known);
  }
  if (typeof value !== 'object' || value === null) return known.primitives.has(value);
  const { text, isWhole } = canonical(value, known.longest);
  return isWhole && known.texts.has(text);
};

const lists = new WeakMap();

function prepare(values) {
  const objects = values.filter((value) => typeof value === 'object' && value !== null);
  const texts = objects.map((value) => canonical(value, Number.POSITIVE_INFINITY).text);
  // A text has at least one character for each value and for each character of a string.
  const longest = texts.reduce((most, text) => Math.max(most, text.length), 0);
  return { primitives: new Set(values), texts: new Set(texts), longest };
}
