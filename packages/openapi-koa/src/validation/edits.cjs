'use strict';
/**
 * The changes that validators make to a request: read-only properties are removed, and defaults are set. They are recorded during
 * validation and applied once the whole request is valid, because a branch that doesn't match must change nothing, and the changes of
 * one that does must not affect the next. One list is enough, as validation is synchronous.
 */
const recorded = [];
const EACH = 3;
/** In place of a name: the object is a group of changes, and the value is whether this is its first occurrence. */
const GROUP = Symbol('group');
/** The starts and ends of ranges that are currently undone, so that no range is processed twice. */
const suspended = [];

/** Records that a property is to be removed. */
exports.remove = (object, name) => {
  recorded.push(object, name, undefined);
};

/** Sets a property, and records it. */
exports.set = (object, name, value) => {
  object[name] = value;
  recorded.push(object, name, value);
};

/** The length of the list, for `suspend`, `forget` and `group`. */
exports.count = () => recorded.length;

/** Temporarily undoes what was set since. */
exports.suspend = (count) => {
  undo(count);
  if (recorded.length > count) suspended.push(count, recorded.length);
};

/** Undoes what was set since, and discards it. */
exports.forget = (count) => {
  undo(count);
  recorded.length = count;
};

/** Combines the changes since into one entry, for `repeat`: it stays short however often it is recorded. */
exports.group = (count) => {
  while (suspended.length > 0 && suspended.at(-1) > count) suspended.length -= 2;
  const group = { changes: recorded.splice(count), isSet: true };
  recorded.push(group, GROUP, true);
  return group;
};

/** Records a group again, for another branch that makes the same changes to the same data. */
exports.repeat = (group) => {
  recorded.push(group, GROUP, false);
};

function undo(count) {
  for (let index = recorded.length; index > count; ) {
    if (suspended.at(-1) === index) {
      suspended.pop();
      index = suspended.pop();
      continue;
    }
    index -= EACH;
    undoOne(recorded, index);
  }
}

function undoOne(changes, index) {
  const object = changes[index];
  const name = changes[index + 1];
  const value = changes[index + 2];
  if (name !== GROUP) {
    if (value !== undefined) delete object[name];
  } else if (value && object.isSet) {
    object.isSet = false;
    for (let inner = object.changes.length - EACH; inner >= 0; inner -= EACH) undoOne(object.changes, inner);
  }
}

/** Applies all recorded changes. */
exports.apply = () => {
  const removals = [];
  applyAll(recorded, removals, new Set());
  for (let index = 0; index < removals.length; index += 2) delete removals[index][removals[index + 1]];
  recorded.length = 0;
  suspended.length = 0;
};

/** Sets the defaults of missing properties, the first default for each name. No group is processed twice. */
function applyAll(changes, removals, done) {
  for (let index = 0; index < changes.length; index += EACH) {
    const object = changes[index];
    const name = changes[index + 1];
    const value = changes[index + 2];
    if (name === GROUP) {
      if (done.has(object)) continue;
      done.add(object);
      applyAll(object.changes, removals, done);
    } else if (value === undefined) removals.push(object, name);
    else if (!Object.hasOwn(object, name)) object[name] = value;
  }
}
