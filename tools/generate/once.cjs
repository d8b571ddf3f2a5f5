'use strict';
/**
 * Has a validator look at an object once. Where a schema has alternatives that lead back to it, each of them would look at the same
 * members again, and what is inside of them twice as often at every level.
 *
 * Verdicts are kept for one validation, as nobody changes data while it is validated. Not kept are those of the whole value, whose
 * members may be read again in another way.
 *
 * @param validate of a schema that can come back to itself
 * @param edits    what validators change in a request; undefined for answers, of which nothing is changed
 * @returns the same, with what it says of its last data: `errors`, the first alone where they were told before, and `evaluated`
 */
module.exports = (validate, edits) => {
  let validation;
  let verdicts = new WeakMap();
  const once = (data, context) => {
    if (typeof data !== 'object' || data === null || context === undefined || data === context.rootData) return validate(data, context);
    // Ajv hands the same object through one validation, and another one through the next.
    if (context.dynamicAnchors !== validation) {
      validation = context.dynamicAnchors;
      verdicts = new WeakMap();
    }
    const known = verdicts.get(data);
    if (known !== undefined) {
      once.errors = known.error === undefined ? null : [known.error];
      Object.assign(once.evaluated ?? {}, copyOf(known.evaluated));
      if (known.group !== undefined) edits.repeat(known.group);
      return known.error === undefined;
    }
    const count = edits?.count();
    const valid = validate(data, context);
    const group = valid && edits?.count() !== count ? edits.group(count) : undefined;
    verdicts.set(data, { error: valid ? undefined : once.errors[0], evaluated: copyOf(once.evaluated), group });
    return valid;
  };
  return once;
};

/** Whoever asks adds to the names that it gets. */
function copyOf({ props, items } = {}) {
  return { props: typeof props === 'object' ? { ...props } : props, items };
}
