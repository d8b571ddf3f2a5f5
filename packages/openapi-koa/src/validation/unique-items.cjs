'use strict';
const canonical = require('./canonical.cjs');
/**
 * Finds the first item of an array that equals an earlier one (JSON Schema 2020-12 validation, section 6.4.3), in linear time.
 *
 * Arrays with `uniqueItems` may be nested: writing the whole text of an item for every array around it would take its size times its
 * depth. So items are compared by prefixes of their texts, and only those with equal prefixes by prefixes twice as long. An item then
 * costs about twice as much as the longest prefix that it shares with another item, whatever its own size.
 *
 * @returns the indexes of both; undefined if all items differ
 */
module.exports = function repeatedItems(items) {
  const places = new Map();
  const objects = [];
  let found;
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    if (typeof item === 'object' && item !== null) objects.push(index);
    else if (places.has(item)) {
      found = [places.get(item), index];
      break;
    } else places.set(item, index);
  }
  let groups = objects.length > 1 ? [objects] : [];
  for (let size = 64; groups.length > 0; size *= 2) {
    const longer = [];
    for (const group of groups) found = compare(items, group, size, found, longer);
    groups = longer;
  }
  return found;
};

/**
 * Compares items by prefixes of one length.
 *
 * @param group  the indexes of items that have the same shorter prefix
 * @param found  the result so far
 * @param longer receives the groups that must be compared by longer prefixes
 * @returns the new result
 */
function compare(items, group, size, found, longer) {
  const alike = new Map();
  let first = found;
  for (const index of group) {
    if (first !== undefined && index > first[1]) break;
    const { text, isWhole } = canonical(items[index], size);
    const others = alike.get(text);
    if (others === undefined) alike.set(text, [index]);
    else if (!isWhole) others.push(index);
    else first = [others[0], index];
  }
  for (const others of alike.values()) if (others.length > 1) longer.push(others);
  return first;
}
