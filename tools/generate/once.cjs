'use strict';
/**
 * Has a validator look at an object once. Where a schema has alternatives that lead back to it, each of them would look at the same
 * members again, and what is inside of them twice as often at every level.
 *
 * Verdicts are kept as long as the object is there, which nobody changes while it is validated. Not kept are those of the whole value,
 * whose members may be read again in another way, and those that came with edits, which an alternative that does not hold takes back.
 *
 * @param validate of a schema that can come back to itself
 * @param edits    what validators change in a request
 * @returns the same, with what it says of its last data: `errors`, the first alone where they were told before, and `evaluated`
 */
module.exports = (validate, edits) => {
  const verdicts = new WeakMap();
  const once = (data, context) => {
    if (typeof data !== 'object' || data === null || context === undefined || data === context.rootData) return validate(data, context);
    const known = verdicts.get(data);
    if (known !== undefined) {
      once.errors = known.error === undefined ? null : [known.error];
      Object.assign(once.evaluated ?? {}, copyOf(known.evaluated));
      return known.error === undefined;
    }
    const count = edits.count();
    const valid = validate(data, context);
    if (!valid || edits.count() === count) verdicts.set(data, { error: valid ? undefined : once.errors[0], evaluated: copyOf(once.evaluated) });
    return valid;
  };
  return once;
};

/** Whoever asks adds to the names that it gets. */
function copyOf({ props, items } = {}) {
  return { props: typeof props === 'object' ? { ...props } : props, items };
}
