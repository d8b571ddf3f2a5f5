'use strict';
/**
 * A schema's pattern as a regular expression: with Unicode (JSON Schema 2020-12 core, section 6.4), or without if it is invalid then, as
 * many documents have unnecessary escapes.
 */
module.exports = function toRegExp(pattern) {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return new RegExp(pattern);
  }
};
