'use strict';
const { RE2JS } = require('re2js');

/**
 * A pattern for which a backtracking engine could take exponential time, on an engine that takes linear time.
 *
 * @param source  in the syntax of RE2
 * @param unicode whether the pattern matches code points. Otherwise it matches UTF-16 code units, and each surrogate is replaced by a
 *                character of plane 16 for the engine
 */
module.exports = function linearRegExp(source, unicode) {
  const expression = RE2JS.compile(source);
  if (unicode) return expression;
  return { test: (text) => expression.test(HALF.test(text) ? text.replace(HALVES, standIn) : text) };
};

const HALF = /[\ud800-\udfff]/;
const HALVES = /[\ud800-\udfff]/g;
const standIn = (half) => String.fromCodePoint(0x100000 + half.charCodeAt(0) - 0xd800);
