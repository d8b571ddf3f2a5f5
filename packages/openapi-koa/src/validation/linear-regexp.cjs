'use strict';
const { RE2JS } = require('re2js');

/**
 * A pattern that a backtracking engine could take exponential time for, on an engine that takes linear time for every one.
 *
 * @param source  in the syntax of RE2
 * @param unicode whether the pattern is read by code points; else each half of a character beyond U+FFFF is one of its own, for which the
 *                engine gets a character of plane 16
 */
module.exports = function linearRegExp(source, unicode) {
  const expression = RE2JS.compile(source);
  if (unicode) return expression;
  return { test: (text) => expression.test(HALF.test(text) ? text.replace(HALVES, standIn) : text) };
};

const HALF = /[\ud800-\udfff]/;
const HALVES = /[\ud800-\udfff]/g;
const standIn = (half) => String.fromCodePoint(0x100000 + half.charCodeAt(0) - 0xd800);
