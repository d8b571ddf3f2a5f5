'use strict';
const errorList = require('./error-list.cjs');
/**
 * Makes a validator validate each object once per validation. If several subschemas refer to the same schema, an object would otherwise be
 * validated several times, and its properties exponentially often at each level.
 *
 * Results are kept for one validation, during which the data doesn't change.
 *
 * @param validate the validator of a schema to which several subschemas refer
 * @param changes  `./request-defaults.cjs`; undefined for responses, which are not changed
 * @param from     results are kept after this number of calls in one validation, as keeping them costs more than validating a small value
 * @returns a validator with the same `errors`, of which only the first is repeated, and `evaluated`
 */
module.exports = (validate, changes, from = 0) => {
  let validation;
  let results = new WeakMap();
  let calls = 0;
  const memoized = (data, context, parentData, parentDataProperty) => {
    if (typeof data !== 'object' || data === null || context === undefined) return validate(data, context, parentData, parentDataProperty);
    if (context !== validation) {
      validation = context;
      if (calls > from) results = new WeakMap();
      calls = 0;
    }
    if (++calls <= from) return validate(data, context, parentData, parentDataProperty);
    const known = results.get(data);
    // The list may have been full when the error occurred, and have room now.
    if (known !== undefined && (known.isValid || known.error !== undefined || !errorList.hasRoom(context))) {
      if (known.error !== undefined && errorList.hasRoom(context)) context.errors.push({ ...known.error });
      memoized.errors = known.isValid ? null : context.errors;
      Object.assign(memoized.evaluated ?? {}, copyOf(known.evaluated));
      if (known.group !== undefined) changes.repeat(context, known.group);
      return known.isValid;
    }
    const start = errorList.length(context);
    const count = changes?.count(context);
    const isValid = validate(data, context, parentData, parentDataProperty);
    const group = isValid && changes?.count(context) !== count ? changes.group(context, count) : undefined;
    const first = isValid ? undefined : context.errors[start];
    // The callers complete the place of the error that is in the list.
    results.set(data, { isValid, error: first && { ...first }, evaluated: copyOf(memoized.evaluated), group });
    return isValid;
  };
  return memoized;
};

/** The caller adds names to its copy. */
function copyOf({ props, items } = {}) {
  return { props: typeof props === 'object' ? { ...props } : props, items };
}
