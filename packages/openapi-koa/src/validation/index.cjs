'use strict';
/**
 * Everything that generated code requires, and that the compiler gives to Ajv, so that both apply the same rules. Each part is loaded when
 * it is first used. `./linear-regexp.cjs` is an entry of its own: most documents don't need its engine, and bundles leave it out.
 */
module.exports = {
  /** By name: a RegExp, a function, or an Ajv format definition. */
  get formats() {
    return require('./formats.cjs');
  },
  get toRegExp() {
    return require('./regexp.cjs');
  },
  get boundedRegExp() {
    return require('./bounded-regexp.cjs');
  },
  get equal() {
    return require('./equal.cjs');
  },
  get errorList() {
    return require('./error-list.cjs');
  },
  get int64() {
    return require('./int64.cjs');
  },
  get memoize() {
    return require('./memoize.cjs');
  },
  get requestDefaults() {
    return require('./request-defaults.cjs');
  },
  get isAmong() {
    return require('./enumeration.cjs');
  },
  get isMultipleOf() {
    return require('./multiple-of.cjs');
  },
  get repeatedItems() {
    return require('./unique-items.cjs');
  },
  get codePointLength() {
    return require('./code-point-length.cjs');
  },
};
