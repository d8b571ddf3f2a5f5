'use strict';
/**
 * What validators change in a request: members that only the service sends are taken out, and defaults are set. It is noted while they
 * go through the data, and done once all is known to be valid, as an alternative that turns out not to hold has no say, and one that
 * holds must not be seen by the next. One list is enough, as validators never wait.
 */
const noted = [];
const EACH = 3;
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

/** How much is noted, for `suspend` and `forget`. */
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

function takeBack(count) {
  for (let index = noted.length; index > count; ) {
    if (suspended.at(-1) === index) {
      suspended.pop();
      index = suspended.pop();
      continue;
    }
    index -= EACH;
    if (noted[index + 2] !== undefined) delete noted[index][noted[index + 1]];
  }
}

/** Does all that is noted. */
exports.apply = () => {
  for (let index = 0; index < noted.length; index += EACH) {
    const object = noted[index];
    const name = noted[index + 1];
    if (noted[index + 2] !== undefined && !Object.hasOwn(object, name)) object[name] = noted[index + 2];
  }
  for (let index = 0; index < noted.length; index += EACH) if (noted[index + 2] === undefined) delete noted[index][noted[index + 1]];
  noted.length = 0;
  suspended.length = 0;
};
