'use strict';
const equal = require('./equal.cjs');
const isMultipleOf = require('./multiple-of.cjs');
const requestDefaults = require('./request-defaults.cjs');
const repeatedItems = require('./unique-items.cjs');
/**
 * Validates integers that a handler gets and gives as a string of digits or as a BigInt (`x-int64`), where a double would be rounded.
 *
 * JSON is parsed into doubles all the same, as only schemas say which numbers are meant; the digits of those that a double cannot hold are
 * kept beside them (`note`). What a value is converted to is recorded like a default, and takes effect once the whole value is valid.
 */

/** The digits of rounded integers, by the object or array that has them. */
const digitsByHolder = new WeakMap();
const DIGITS = /^-?(?:0|[1-9]\d*)$/;

/** Keeps the digits of an integer that was rounded when it was parsed. */
exports.note = (holder, name, digits) => {
  const known = digitsByHolder.get(holder);
  if (known === undefined) digitsByHolder.set(holder, new Map([[name, digits]]));
  else known.set(name, digits);
};

const digitsOf = (holder, name) => (holder === undefined ? undefined : digitsByHolder.get(holder)?.get(String(name)));

/** The same as `unique-items.cjs`, for items some of which may have been rounded. */
exports.repeatedItems = (items) => {
  const known = digitsByHolder.get(items);
  return repeatedItems(known === undefined ? items : items.map((item, index) => (known.has(String(index)) ? BigInt(known.get(String(index))) : item)));
};

/**
 * @param spec what the document says of the integer: `as` what it becomes, `converts` whether this schema makes it so, `types` all types that
 *   are allowed, if any are named, `bounds` and `multipleOf` as numbers or, where a double would be rounded, as digits, and `listed` the
 *   values of `enum` and `const`
 * @returns a function that returns the keyword, message and params of the first violation; undefined for a valid value
 */
exports.request = (spec) => checkOf(spec, 'request');

/** The same for responses. */
exports.response = (spec) => checkOf(spec, 'response');

/** By the form in which a value is, what is an integer, what it becomes, if anything, and the message for what is no integer. */
const FORMS = {
  /** What a client has sent: it becomes what a handler gets. */
  request: () => [readInteger, (integer, as) => (as === 'string' ? String(integer) : integer), 'must be integer'],
  /** What a handler gives, or gets: it becomes a number of JSON. */
  response: (as) => [
    (value) => writtenInteger(value, as),
    (integer) => JSON.rawJSON(String(integer)),
    as === 'string' ? 'must be an integer as a string of digits' : 'must be an integer as a BigInt',
  ],
  /** An example of a document, which was rounded when that was read: the largest of 64 bits to 2^63. */
  example: () => [(value) => (Number.isInteger(value) ? BigInt(value) - (value === 2 ** 63 ? 1n : 0n) : undefined), undefined, 'must be integer'],
};

/** Parameters and fields of forms have a BigInt where a double would be rounded. */
function readInteger(value, holder, name) {
  if (typeof value === 'bigint') return value;
  if (!Number.isInteger(value)) return undefined;
  return BigInt(digitsOf(holder, name) ?? value);
}

function writtenInteger(value, as) {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'string') return as === 'string' && DIGITS.test(value) ? BigInt(value) : undefined;
  return Number.isSafeInteger(value) ? BigInt(value) : undefined;
}

/** Comparisons of a BigInt with a number are exact (ECMAScript 2024 section 7.2.13). */
const BOUNDS = {
  minimum: ['>=', (value, limit) => value >= limit],
  maximum: ['<=', (value, limit) => value <= limit],
  exclusiveMinimum: ['>', (value, limit) => value > limit],
  exclusiveMaximum: ['<', (value, limit) => value < limit],
};

/** JSON has no BigInt: digits stand for one. */
const exact = (limit) => (typeof limit === 'string' ? BigInt(limit) : limit);

function checkOf({ as, types, bounds = {}, multipleOf, listed = [], converts }, usual) {
  const forms = Object.fromEntries(Object.entries(FORMS).map(([name, form]) => [name, form(as)]));
  const limits = Object.entries(bounds).map(([keyword, limit]) => [keyword, ...BOUNDS[keyword], exact(limit)]);
  const divisor = multipleOf === undefined ? undefined : exact(multipleOf);
  const lists = listed.map(({ integers, ...list }) => ({ ...list, integers: new Set(integers.map(BigInt)) }));
  const isOf = (type) => types === undefined || types.includes(type);
  return (value, holder, name, context) => {
    const [integerOf, convert, notInteger] = forms[context.form ?? usual];
    const integer = integerOf(value, holder, name);
    const isNumber = integer !== undefined || typeof value === 'number';
    if (!(integer !== undefined && isOf('integer')) && !isOf(isNumber ? 'number' : typeOf(value)))
      return { keyword: 'type', message: types.length === 1 ? notInteger : `must be ${types.join()}`, params: { type: types.length === 1 ? types[0] : types } };
    const number = integer ?? value;
    if (isNumber) {
      for (const [keyword, comparison, holds, limit] of limits)
        if (!holds(number, limit)) return { keyword, message: `must be ${comparison} ${limit}`, params: { comparison, limit: String(limit) } };
      if (divisor !== undefined && !isMultipleOf(number, divisor))
        return { keyword: 'multipleOf', message: `must be multiple of ${divisor}`, params: { multipleOf: String(divisor) } };
    }
    for (const { keyword, integers, others, allowed } of lists) {
      if (integer === undefined ? others.some((other) => equal(other, value)) : integers.has(integer)) continue;
      return keyword === 'enum'
        ? { keyword, message: 'must be equal to one of the allowed values', params: { allowedValues: allowed } }
        : { keyword, message: 'must be equal to constant', params: { allowedValue: allowed[0] } };
    }
    if (!converts || convert === undefined || integer === undefined) return undefined;
    if (typeof value === 'number' && !Number.isSafeInteger(value) && digitsOf(holder, name) === undefined) return isOf('number') ? undefined : ROUNDED;
    if (holder !== undefined) requestDefaults.set(context, holder, name, convert(integer, as));
    return undefined;
  };
}

/** An exponent or a fraction, such as in 1e18. */
const ROUNDED = {
  keyword: 'type',
  message: `must be an integer in digits alone, as it is beyond ${Number.MAX_SAFE_INTEGER}`,
  params: { type: 'integer' },
};

function typeOf(value) {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
