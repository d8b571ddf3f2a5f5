'use strict';
/** The length of a string in characters, as `minLength` and `maxLength` count them (JSON Schema 2020-12 validation, section 6.3.1). */
module.exports = function codePointLength(text) {
  let length = text.length;
  for (let index = 0; index < text.length - 1; index++) {
    const code = text.charCodeAt(index);
    if (code < 0xd800 || code > 0xdbff) continue;
    const next = text.charCodeAt(index + 1);
    if (next < 0xdc00 || next > 0xdfff) continue;
    length--;
    index++;
  }
  return length;
};
