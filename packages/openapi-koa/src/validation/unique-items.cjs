'use strict';
const canonical = require('./canonical.cjs');
/**
 * Finds an item that stands in a list before (JSON Schema 2020-12 validation, section 6.4.3), in time that grows with the list.
 *
 * Lists may stand in lists, each with unique items of its own: to write the whole text of an item for every list around it would take
 * its size times its depth. So items are compared by the beginnings of their texts, and only those that begin alike by beginnings twice
 * as long. An item then costs about twice as much as the next smaller one that begins like it, and not what is inside of it.
 *
 * @returns the places of both, those of the first item that stands there before; undefined where all items differ
 */
module.exports = function repeated(items) {
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
 * Compares items by beginnings of one size.
 *
 * @param group  places of items of which nothing shorter tells that they differ
 * @param found  the places that are known
 * @param longer gets the groups that have to be compared by longer beginnings
 * @returns the places that are known now
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
