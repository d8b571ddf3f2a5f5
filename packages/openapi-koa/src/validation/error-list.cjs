'use strict';
/**
 * The errors of one validation: one list for all the functions that take part in it, so that nothing is copied from a schema to those
 * that refer to it. It ends at a bound, so that a request with many errors costs no more than one with a few; functions still count all
 * of theirs, as that decides what is valid.
 *
 * A context is the object that Ajv passes to every function of one validation (`dynamicAnchors`), and no other validation. `errors` in it
 * is the list, and `most` the bound where the caller sets one.
 */

/** One more than a problem lists, so that it is known whether there are more. */
const MOST = 101;

/** Whether the list takes one more error; it exists from then on. */
exports.hasRoom = (context) => {
  context.errors ??= [];
  return context.errors.length < (context.most ?? MOST);
};

/** How many errors are in the list. */
exports.length = ({ errors }) => (errors === undefined ? 0 : errors.length);

/** Removes what an alternative added that turned out not to count. */
exports.truncate = ({ errors }, length) => {
  if (errors !== undefined && errors.length > length) errors.length = length;
};

/**
 * The errors of a function after one that it called found something wrong.
 *
 * @param start how long the list was when the function began
 * @param count the errors that the function knew of before
 */
exports.countAfter = ({ errors }, start, count) => Math.max(count + 1, errors.length - start);
