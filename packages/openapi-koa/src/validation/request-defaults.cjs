'use strict';
/**
 * What changes in a request once it is valid: defaults are set, and read-only properties are removed. Validators change nothing. They
 * record what the matching schemas say, discard it where a branch turns out not to match, and apply it when the whole request is valid
 * (annotations, JSON Schema 2020-12 core, section 7.7.1).
 *
 * A context is the object that all validators of one validation get. Its `changes` is the list.
 */
const EACH = 3;
/** In place of a name: the object is a group of changes. */
const GROUP = Symbol('group');
/** In place of a value. */
const REMOVED = Symbol('removed');
const WITHOUT_DEFAULT = Symbol('without default');

function record(context, object, name, value) {
  context.changes ??= [];
  context.changes.push(object, name, value);
}

/** Records the default of a property that was not sent. */
exports.set = record;

/** Records that a property that was not sent stays absent, whatever defaults were recorded for it before. */
exports.leaveOut = (context, object, name) => record(context, object, name, WITHOUT_DEFAULT);

/** Records that a property is to be removed. */
exports.remove = (context, object, name) => record(context, object, name, REMOVED);

/** The length of the list, for `forget` and `group`. */
exports.count = ({ changes }) => (changes === undefined ? 0 : changes.length);

/** Discards everything recorded since: the branch does not match. */
exports.forget = ({ changes }, count) => {
  if (changes !== undefined) changes.length = count;
};

/** Combines the changes since into one entry, for `repeat`: it stays short however often it is recorded. */
exports.group = (context, count) => {
  const group = context.changes.splice(count);
  record(context, group, GROUP, undefined);
  return group;
};

/** Records a group again, for another branch that makes the same changes to the same data. */
exports.repeat = (context, group) => record(context, group, GROUP, undefined);

/** Makes the recorded changes. */
exports.apply = (context) => {
  if (context.changes === undefined) return;
  const removals = [];
  applyAll(context.changes, removals, new Set());
  for (let index = 0; index < removals.length; index += 2) delete removals[index][removals[index + 1]];
  context.changes = undefined;
};

/** Of several defaults of a property the last one is set: that of a schema comes after those of its parts. No group is processed twice. */
function applyAll(changes, removals, done) {
  for (let index = 0; index < changes.length; index += EACH) {
    const object = changes[index];
    const name = changes[index + 1];
    const value = changes[index + 2];
    if (name === GROUP) {
      if (done.has(object)) continue;
      done.add(object);
      applyAll(object, removals, done);
    } else if (value === REMOVED) removals.push(object, name);
    else if (value === WITHOUT_DEFAULT) delete object[name];
    else object[name] = value;
  }
}
