'use strict';
/**
 * A pattern of a schema as a regular expression: with Unicode, as JSON Schema wants it (2020-12 core, section 6.4), else without, as many
 * documents escape what needs no escape.
 */
module.exports = function toRegExp(pattern) {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return new RegExp(pattern);
  }
};
