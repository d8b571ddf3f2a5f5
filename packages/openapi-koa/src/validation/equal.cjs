'use strict';
/**
 * Whether two JSON values are equal (JSON Schema 2020-12 core, section 4.2.2). Ajv's own function calls `valueOf` and `toString` of an
 * object, which may be properties that a client sent.
 */
module.exports = function equal(a, b) {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a)) return a.length === b.length && a.every((item, index) => equal(item, b[index]));
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && equal(a[name], b[name]));
};
