'use strict';
/**
 * The errors of one validation: all validators share one list, so that errors are not copied from a schema to those that refer to it. The
 * list is capped, so that a request with many errors costs no more than one with a few; validators still count all of their errors, as
 * the count decides whether a value is valid.
 *
 * A context is the object that Ajv passes to every validator of one validation (`dynamicAnchors`). Its `errors` is the list, and its
 * `most` the cap, if the caller sets one.
 */

/** One more than a problem lists, to know whether there are more. */
const MOST = 101;

/** Whether the list has room for an error. Creates the list. */
exports.hasRoom = (context) => {
  context.errors ??= [];
  return context.errors.length < (context.most ?? MOST);
};

/** The number of errors in the list. */
exports.length = ({ errors }) => (errors === undefined ? 0 : errors.length);

/** Removes the errors of a branch that doesn't count. */
exports.truncate = ({ errors }, length) => {
  if (errors !== undefined && errors.length > length) errors.length = length;
};

/**
 * The number of errors of a validator after a validator that it called has failed.
 *
 * @param start the length of the list when the validator began
 * @param count the number of its errors before the call
 */
exports.countAfter = ({ errors }, start, count) => Math.max(count + 1, errors.length - start);
