'use strict';
/**
 * What validators change in a request: members that only the service sends are taken out, and defaults are set. It is noted while they
 * go through the data, and done once all is known to be valid, as an alternative that turns out not to hold has no say, and one that
 * holds must not be seen by the next. One list is enough, as validators never wait.
 */
const noted = [];
const EACH = 3;
/** In the place of a name: the object is a group of notes, and the value tells whether it is the first time that it is noted. */
const GROUP = Symbol('group');
/** Where runs of notes begin and end that are taken back for now, one after the other: none is gone through twice. */
const suspended = [];

/** Notes a member of an object that is to be taken out. */
exports.remove = (object, name) => {
  noted.push(object, name, undefined);
};

/** Sets a member of an object, and notes it. */
exports.set = (object, name, value) => {
  object[name] = value;
  noted.push(object, name, value);
};

/** How much is noted, for `suspend`, `forget` and `group`. */
exports.count = () => noted.length;

/** Takes back for now what was set since. */
exports.suspend = (count) => {
  takeBack(count);
  if (noted.length > count) suspended.push(count, noted.length);
};

/** Takes back what was set since, and forgets all. */
exports.forget = (count) => {
  takeBack(count);
  noted.length = count;
};

/** Makes one note of all since, for `repeat`: it is as long however often it is noted. */
exports.group = (count) => {
  while (suspended.length > 0 && suspended.at(-1) > count) suspended.length -= 2;
  const group = { notes: noted.splice(count), isSet: true };
  noted.push(group, GROUP, true);
  return group;
};

/** Notes a group once more, for another alternative that wants the same of the same data. */
exports.repeat = (group) => {
  noted.push(group, GROUP, false);
};

function takeBack(count) {
  for (let index = noted.length; index > count; ) {
    if (suspended.at(-1) === index) {
      suspended.pop();
      index = suspended.pop();
      continue;
    }
    index -= EACH;
    takeBackOne(noted, index);
  }
}

function takeBackOne(notes, index) {
  const object = notes[index];
  const name = notes[index + 1];
  const value = notes[index + 2];
  if (name !== GROUP) {
    if (value !== undefined) delete object[name];
  } else if (value && object.isSet) {
    object.isSet = false;
    for (let inner = object.notes.length - EACH; inner >= 0; inner -= EACH) takeBackOne(object.notes, inner);
  }
}

/** Does all that is noted. */
exports.apply = () => {
  const removals = [];
  applyAll(noted, removals, new Set());
  for (let index = 0; index < removals.length; index += 2) delete removals[index][removals[index + 1]];
  noted.length = 0;
  suspended.length = 0;
};

/** Sets all defaults of members that are not there, the first of a name; none is gone through twice. */
function applyAll(notes, removals, done) {
  for (let index = 0; index < notes.length; index += EACH) {
    const object = notes[index];
    const name = notes[index + 1];
    const value = notes[index + 2];
    if (name === GROUP) {
      if (done.has(object)) continue;
      done.add(object);
      applyAll(object.notes, removals, done);
    } else if (value === undefined) removals.push(object, name);
    else if (!Object.hasOwn(object, name)) object[name] = value;
  }
}
