'use strict';
/**
 * The errors of one validation: all validators share one list, so that errors are not copied from a schema to those that refer to it. The
 * list is capped, so that a request with many errors costs no more than one with a few; validators still count all of their errors, as
 * the count decides whether a value is valid.
 *
 * A context is the object that all validators of one validation get. Its `errors` is the list, and its `most` the cap, if the caller sets
 * one.
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
 * Completes the places of the errors of a validator, which name them in its own value.
 *
 * @param start the length of the list when it was called
 * @param path  to its value, in the value of the validator that called it
 */
exports.prefix = ({ errors }, start, path) => {
  for (let at = start; at < errors.length; at++) errors[at].instancePath = path + errors[at].instancePath;
};

/**
 * The number of errors of a validator after a validator that it called has failed.
 *
 * @param start the length of the list when the validator began
 * @param count the number of its errors before the call
 */
exports.countAfter = ({ errors }, start, count) => Math.max(count + 1, errors.length - start);

/**
 * Sorts the errors of the alternatives of `oneOf` or `anyOf` after the keyword's own error was added: those of the nearest alternative
 * come first, in each the name of its alternative. Where several alternatives match, their errors are not the reason, and are removed.
 *
 * @param starts  of each alternative its index, and the length of the list before it was validated
 * @param passing the indexes of the alternatives that match, a list if there are several
 */
exports.nearestFirst = ({ errors }, starts, passing) => {
  const union = errors?.at(-1);
  // Without room for it, its error is not in the list.
  if (union === undefined || (union.keyword !== 'oneOf' && union.keyword !== 'anyOf')) return;
  const ends = errors.length - 1;
  // Alternatives that take every value are not validated, so there may be none.
  const first = Math.min(starts[1] ?? ends, ends);
  const alternatives = [];
  for (let at = 0; at < starts.length; at += 2) {
    const found = errors.slice(Math.min(starts[at + 1], ends), Math.min(starts[at + 3] ?? ends, ends));
    for (const error of found) error.alternative ??= `${starts[at] + 1} of ${starts.length / 2}`;
    if (found.length > 0) alternatives.push({ found, distance: distanceOf(found, union.instancePath) });
  }
  errors.length = first;
  if (!Array.isArray(passing)) for (const { found } of alternatives.sort(nearer)) errors.push(...found);
  errors.push(union);
};

/** How far a value is from an alternative: another type, other constants, missing properties, and the number of all errors. */
function distanceOf(errors, path) {
  let types = 0;
  let constants = 0;
  let missing = 0;
  for (const { instancePath, keyword, params } of errors) {
    const isConstant = keyword === 'const' || (keyword === 'enum' && params.allowedValues.length === 1);
    if (instancePath === path && (keyword === 'type' || isConstant)) types++;
    else if (isConstant && instancePath.indexOf('/', path.length + 1) === -1) constants++;
    else if (keyword === 'required' && instancePath === path) missing++;
  }
  return [types, constants, missing, errors.length];
}

/** Compares two distances, the first difference counts. */
const nearer = ({ distance: one }, { distance: other }) => {
  const at = one.findIndex((count, index) => count !== other[index]);
  return at === -1 ? 0 : one[at] - other[at];
};
