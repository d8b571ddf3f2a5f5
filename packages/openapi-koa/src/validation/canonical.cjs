'use strict';
/**
 * The beginning of a text that is the same for values of JSON that are the same (JSON Schema 2020-12 core, section 4.2.2), whatever the
 * order of members, and another one for others where nothing of it is left out.
 *
 * @param size how many values and characters may be written
 * @returns the text, and whether all of it is there
 */
module.exports = function canonical(value, size) {
  left = size;
  const text = write(value);
  return { text, isWhole: left >= 0 };
};

/** How much may still be written; below 0 where something was left out. */
let left = 0;
/** Stands where something is left out, as it does in no JSON but in a text. */
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
