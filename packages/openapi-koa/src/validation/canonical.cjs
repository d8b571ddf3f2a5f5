'use strict';
/**
 * Writes a JSON value, or its beginning, in a canonical form: equal values (JSON Schema 2020-12 core, section 4.2.2) have the same text,
 * whatever the order of their properties, and different ones have different texts unless the text is cut.
 *
 * @param size the most values and characters to write
 * @returns the text, and whether it is complete
 */
module.exports = function canonical(value, size) {
  left = size;
  const text = write(value);
  return { text, isWhole: left >= 0 };
};

/** How much may still be written; negative if something was cut. */
let left = 0;
/** Marks a cut. Outside of strings, JSON doesn't contain this character. */
const CUT = '…';

function write(value) {
  left--;
  if (typeof value === 'string') {
    left -= value.length;
    return left < 0 ? CUT : JSON.stringify(value);
  }
  if (typeof value !== 'object' || value === null) return String(value);
  let text = '';
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length && left >= 0; index++) text += `${write(value[index])},`;
    return left < 0 ? `[${text}${CUT}` : `[${text}]`;
  }
  const names = Object.keys(value);
  if (names.length > left) {
    left = -1;
    return `{${CUT}`;
  }
  for (const name of names.sort()) {
    if (left < 0) break;
    left -= name.length;
    text += left < 0 ? CUT : `${JSON.stringify(name)}:${write(value[name])},`;
  }
  return left < 0 ? `{${text}${CUT}` : `{${text}}`;
}
