'use strict';
/** Formats of JSON Schema (by ajv-formats) and of OpenAPI. Used when validators are compiled, and by them when they run. */
const { fullFormats } = require('ajv-formats/dist/formats');

const isInt32 = (value) => Number.isInteger(value) && value >= -2147483648 && value <= 2147483647;

const DAYS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const digit = (text, at) => {
  const code = text.charCodeAt(at) - 48;
  return code >= 0 && code <= 9 ? code : Number.NaN;
};
const two = (text, at) => digit(text, at) * 10 + digit(text, at + 1);

/**
 * RFC 3339 section 5.6. The form that `Date.prototype.toISOString` writes, which is most of what a service answers, is read digit by
 * digit at a tenth of the cost; every other form goes to ajv-formats.
 */
function dateTime(text) {
  if (text.length !== 24 || text[23] !== 'Z' || text[19] !== '.') return fullFormats['date-time'].validate(text);
  const year = two(text, 0) * 100 + two(text, 2);
  const month = two(text, 5);
  const day = two(text, 8);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const plain =
    text[4] === '-' &&
    text[7] === '-' &&
    text[10] === 'T' &&
    text[13] === ':' &&
    text[16] === ':' &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= (month === 2 && leap ? 29 : DAYS[month]) &&
    two(text, 11) <= 23 &&
    two(text, 14) <= 59 &&
    two(text, 17) <= 59 &&
    two(text, 20) + digit(text, 22) >= 0;
  return plain || fullFormats['date-time'].validate(text);
}

module.exports = {
  ...fullFormats,
  'date-time': { ...fullFormats['date-time'], validate: dateTime },
  int32: { type: 'number', validate: isInt32 },
  // Beyond 2^53 a number is no longer the one that was written.
  int64: { type: 'number', validate: Number.isSafeInteger },
  float: { type: 'number', validate: Number.isFinite },
  double: { type: 'number', validate: Number.isFinite },
  byte: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
  binary: true,
  password: true,
};
