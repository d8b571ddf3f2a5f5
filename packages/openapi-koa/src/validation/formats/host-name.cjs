'use strict';
/**
 * Host names, and internationalized host names of IDNA 2008 (RFC 5890 to 5893). Node.js (UTS 46) decodes labels, and checks joiners (RFC
 * 5892 appendices A.1 and A.2) and the direction of a label. The rest is checked here, as UTS 46 allows and maps more characters.
 */
const { domainToASCII, domainToUnicode } = require('node:url');

/** RFC 1123 section 2.1 and RFC 952: letters, digits and inner hyphens. */
const LDH = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
const ASCII = /^[\0-\x7f]*$/;
/** RFC 3490 section 3.1: all of these separate labels. */
const DOTS = /[.\u3002\uff0e\uff61]/;

/** RFC 5892 section 2.1, without what sections 2.4, 2.6, 2.8 and 2.9 take out of it. */
const LETTERS_AND_DIGITS = /^[\p{Ll}\p{Lu}\p{Lo}\p{Nd}\p{Lm}\p{Mn}\p{Mc}\-\u00b7\u0375\u05f3\u05f4\u06fd\u06fe\u0f0b\u3007\u30fb\u200c\u200d]+$/u;
const DISALLOWED =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: combining characters are what is looked for.
  /[\u0640\u07fa\u302e\u302f\u3031-\u3035\u303b\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb\u20d0-\u20ff\u{1d100}-\u{1d24f}]|(?![\u200c\u200d])\p{Default_Ignorable_Code_Point}/u;

/** RFC 5892 appendices A.3 to A.9: characters that are allowed only beside certain others. */
const OUT_OF_CONTEXT = /(?<!l)\u00b7|\u00b7(?!l)|\u0375(?!\p{Script=Greek})|(?<!\p{Script=Hebrew})[\u05f3\u05f4]/u;
const KATAKANA_DOT = /\u30fb/;
const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;
const ARABIC_DIGIT = /[\u0660-\u0669]/;
const EXTENDED_ARABIC_DIGIT = /[\u06f0-\u06f9]/;

function isOutOfContext(label) {
  if (OUT_OF_CONTEXT.test(label) || (KATAKANA_DOT.test(label) && !JAPANESE.test(label))) return true;
  return ARABIC_DIGIT.test(label) && EXTENDED_ARABIC_DIGIT.test(label);
}

/** Characters written from right to left (RFC 5893 section 1.4), without the marks and digits in their blocks. */
const RIGHT_TO_LEFT = /(?![\u06f0-\u06f9]|\p{Mn})[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** The A-label of a U-label; undefined for an invalid one. */
function toALabel(label) {
  if (!LETTERS_AND_DIGITS.test(label) || DISALLOWED.test(label)) return undefined;
  if (label.startsWith('-') || label.endsWith('-') || label.slice(2, 4) === '--') return undefined;
  if (isOutOfContext(label)) return undefined;
  // Node.js checks only one joiner, so each is checked alone.
  if (joiners(label).some((alone) => domainToASCII(alone) === '')) return undefined;
  const ascii = domainToASCII(label);
  return ascii.startsWith('xn--') && ascii.length <= 63 && domainToUnicode(ascii) === label ? ascii : undefined;
}

/** A label with several joiners (RFC 5892 appendix A.1): one copy per joiner, without the others. */
function joiners(label) {
  const places = [...label.matchAll(/[\u200c\u200d]/g)].map(({ index }) => index);
  if (places.length < 2) return [];
  const without = (text) => text.replace(/[\u200c\u200d]/g, '');
  return places.map((at) => `${without(label.slice(0, at))}${label[at]}${without(label.slice(at + 1))}`);
}

/** The U-label of an A-label; both must convert into each other (RFC 5890 section 2.3.2.1). */
function toULabel(label) {
  const lower = label.toLowerCase();
  const decoded = domainToUnicode(lower);
  return !ASCII.test(decoded) && toALabel(decoded) === lower ? decoded : undefined;
}

/** In a name with a label from right to left, no label begins with a digit (RFC 5893 section 2, rule 1). */
function fitTogether(labels) {
  return !labels.some((label) => RIGHT_TO_LEFT.test(label)) || !labels.some((label) => /^\p{Nd}/u.test(label));
}

/** RFC 1123 section 2.1; A-labels must be valid. */
function hostname(text) {
  if (text.length > 253) return false;
  const labels = text.split('.');
  if (!labels.every((label) => LDH.test(label))) return false;
  if (!/xn--/i.test(text)) return true;
  const decoded = labels.map((label) => (/^xn--/i.test(label) ? toULabel(label) : label));
  return !decoded.includes(undefined) && fitTogether(decoded);
}

/** RFC 5890 section 2.3.2.3. */
function idnHostname(text) {
  // A character has at most two UTF-16 code units here, and takes at least one octet in ASCII.
  if (text.length > 506) return false;
  const labels = text.split(DOTS);
  if (labels.every((label) => ASCII.test(label))) return hostname(labels.join('.'));
  const encoded = labels.map((label) => (ASCII.test(label) ? label : toALabel(label)));
  return !encoded.includes(undefined) && hostname(encoded.join('.'));
}

module.exports = { hostname, idnHostname };
