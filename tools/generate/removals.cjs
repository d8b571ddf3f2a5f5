'use strict';
/**
 * Members of a request that only the service sends, noted while a validator meets them and taken out once all is known to be valid: an
 * alternative that turns out not to hold has no say. One list is enough, as validators never wait.
 */
const noted = [];

/** Notes a member of an object. */
exports.note = (object, name) => {
  noted.push(object, name);
};

/** How much is noted, for `forget`. */
exports.count = () => noted.length;

/** Forgets what was noted since. */
exports.forget = (count) => {
  noted.length = count;
};

/** Takes out what is noted. */
exports.takeOut = () => {
  for (let index = 0; index < noted.length; index += 2) delete noted[index][noted[index + 1]];
  noted.length = 0;
};
