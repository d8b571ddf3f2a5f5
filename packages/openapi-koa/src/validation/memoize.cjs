'use strict';
const errorList = require('./error-list.cjs');
/**
 * Has a validator look at an object once. Where several parts of a schema lead to the same one, each of them would look at the same
 * members again, and what is inside of them twice as often at every level.
 *
 * Verdicts are kept for one validation, as nobody changes data while it is validated.
 *
 * @param validate of a schema that can be met more than once
 * @param edits    what validators change in a request; undefined for responses, of which nothing is changed
 * @param from     the number of calls in one validation from which on verdicts are kept, as they cost more than a look at a small value
 * @returns the same, with what it says of its last data: `errors`, of which the first alone is repeated, and `evaluated`
 */
module.exports = (validate, edits, from = 0) => {
  let validation;
  let verdicts = new WeakMap();
  let calls = 0;
  const once = (data, context) => {
    if (typeof data !== 'object' || data === null || context === undefined) return validate(data, context);
    const { dynamicAnchors } = context;
    // Ajv hands the same object through one validation, and another one through the next.
    if (dynamicAnchors !== validation) {
      validation = dynamicAnchors;
      if (calls > from) verdicts = new WeakMap();
      calls = 0;
    }
    if (++calls <= from) return validate(data, context);
    const known = verdicts.get(data);
    // Its error may have found no room in the list, which has some now.
    if (known !== undefined && (known.isValid || known.error !== undefined || !errorList.hasRoom(dynamicAnchors))) {
      if (known.error !== undefined && errorList.hasRoom(dynamicAnchors)) dynamicAnchors.errors.push(known.error);
      once.errors = known.isValid ? null : dynamicAnchors.errors;
      Object.assign(once.evaluated ?? {}, copyOf(known.evaluated));
      if (known.group !== undefined) edits.repeat(known.group);
      return known.isValid;
    }
    const start = errorList.length(dynamicAnchors);
    const count = edits?.count();
    const isValid = validate(data, context);
    const group = isValid && edits?.count() !== count ? edits.group(count) : undefined;
    verdicts.set(data, { isValid, error: isValid ? undefined : dynamicAnchors.errors[start], evaluated: copyOf(once.evaluated), group });
    return isValid;
  };
  return once;
};

/** Whoever asks adds to the names that it gets. */
function copyOf({ props, items } = {}) {
  return { props: typeof props === 'object' ? { ...props } : props, items };
}
