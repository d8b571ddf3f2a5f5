'use strict';
/**
 * What validators change in a request: members that only the service sends are taken out, and defaults are set. It is noted while they
 * go through the data, and done once all is known to be valid, as an alternative that turns out not to hold has no say, and one that
 * holds must not be seen by the next. One list is enough, as validators never wait.
 */
const noted = [];
const EACH = 3;

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
exports.suspend = suspend;
function suspend(count) {
  for (let index = noted.length - EACH; index >= count; index -= EACH) if (noted[index + 2] !== undefined) delete noted[index][noted[index + 1]];
}

/** Takes back what was set since, and forgets all. */
exports.forget = (count) => {
  suspend(count);
  noted.length = count;
};

/** Does all that is noted. */
exports.apply = () => {
  for (let index = 0; index < noted.length; index += EACH) {
    const object = noted[index];
    const name = noted[index + 1];
    if (noted[index + 2] !== undefined && object[name] === undefined) object[name] = noted[index + 2];
  }
  for (let index = 0; index < noted.length; index += EACH) if (noted[index + 2] === undefined) delete noted[index][noted[index + 1]];
  noted.length = 0;
};
