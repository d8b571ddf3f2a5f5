'use strict';
/**
 * Formats of JSON Schema 2020-12 (validation, section 7.3) and of OpenAPI's Format Registry (https://spec.openapis.org/registry/format/).
 * Used by the compiler and by validators.
 */
const dates = require('./formats/date-time.cjs');
const addresses = require('./formats/ip-address.cjs');
const hosts = require('./formats/host-name.cjs');
const mailboxes = require('./formats/mailbox.cjs');
const uris = require('./formats/uri.cjs');

const whole = (min, max) => ({ type: 'number', validate: (value) => Number.isInteger(value) && value >= min && value <= max });
const MAX = Number.MAX_SAFE_INTEGER;

/** An escape sequence, with the name of a Unicode property. */
const ESCAPE = /\\(?:[pP]\{([^{}]*)\}|.)/gs;
/** Unicode properties that exist; a few thousand at most. */
const properties = new Set();

/**
 * A regular expression of ECMA-262 with Unicode (JSON Schema core, section 6.4). Parsing a Unicode property costs as much as a thousand
 * other characters, so each property is parsed once and replaced by a cheap class.
 */
function regex(text) {
  return isRegExp(text.replace(ESCAPE, (escaped, property) => (property === undefined ? escaped : isProperty(property) ? '\\d' : '\\p')));
}

function isProperty(name) {
  if (properties.has(name)) return true;
  // No name is longer than this.
  if (name.length > 100 || !isRegExp(`\\p{${name}}`)) return false;
  properties.add(name);
  return true;
}

function isRegExp(text) {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}

/** RFC 9110 section 5.6.7, the form for sending: what `Date.prototype.toUTCString` writes. */
function httpDate(text) {
  const time = /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toUTCString() === text;
}

/** RFC 9110 section 12.5.1. */
const TOKEN = "[\\w!#$%&'*+\\-.^`|~]+";
const QUOTED = '"(?:[\\t !#-[\\]-~\\x80-\\uffff]|\\\\[\\t -~\\x80-\\uffff])*"';
const SEMICOLONS = '(?:[ \\t]*;)+[ \\t]*';
const MEDIA_RANGE = new RegExp(`^(?:\\*/\\*|(?!\\*/)${TOKEN}/${TOKEN})(?:${SEMICOLONS}${TOKEN}=(?:${TOKEN}|${QUOTED}))*(?:${SEMICOLONS})?$`);

module.exports = {
  // JSON Schema 2020-12 validation, section 7.3.
  'date-time': dates.dateTime,
  date: dates.date,
  time: dates.time,
  duration: dates.duration,
  email: mailboxes.email,
  'idn-email': mailboxes.idnEmail,
  hostname: hosts.hostname,
  'idn-hostname': hosts.idnHostname,
  ipv4: addresses.ipv4,
  ipv6: addresses.ipv6,
  uri: uris.uri,
  // In no registry, and in many documents.
  url: uris.uri,
  'uri-reference': uris.uriReference,
  iri: uris.iri,
  'iri-reference': uris.iriReference,
  // RFC 9562 section 4.
  uuid: /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i,
  'uri-template': uris.uriTemplate,
  // RFC 6901 section 3, and draft-bhutton-relative-json-pointer section 3.
  'json-pointer': /^(?:\/(?:[^~/]|~0|~1)*)*$/,
  'relative-json-pointer': /^(?:0|[1-9][0-9]*)(?:#|(?:\/(?:[^~/]|~0|~1)*)*)$/,
  regex,

  // Numbers of OpenAPI. Beyond 2^53 an integer is not exact.
  int8: whole(-(2 ** 7), 2 ** 7 - 1),
  int16: whole(-(2 ** 15), 2 ** 15 - 1),
  int32: whole(-(2 ** 31), 2 ** 31 - 1),
  int64: whole(-MAX, MAX),
  uint8: whole(0, 2 ** 8 - 1),
  uint16: whole(0, 2 ** 16 - 1),
  uint32: whole(0, 2 ** 32 - 1),
  uint64: whole(0, MAX),
  'double-int': whole(-MAX, MAX),
  float: { type: 'number', validate: Number.isFinite },
  double: { type: 'number', validate: Number.isFinite },

  // Strings of OpenAPI. RFC 4648 sections 4 and 5; base64url may omit the padding.
  byte: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
  base64url: /^(?:[\w-]{4})*(?:[\w-]{2}(?:==)?|[\w-]{3}=?)?$/,
  binary: true,
  password: true,
  commonmark: true,
  char: /^.$/su,
  'date-time-local': dates.dateTimeLocal,
  'time-local': dates.timeLocal,
  'http-date': httpDate,
  'media-range': MEDIA_RANGE,
  // RFC 9651 sections 3.3.1, 3.3.3 to 3.3.6.
  'sf-integer': whole(-999_999_999_999_999, 999_999_999_999_999),
  'sf-string': /^"(?:[ !#-[\]-~]|\\["\\])*"$/,
  'sf-token': /^[A-Za-z*][\w!#$%&'*+\-.^`|~:/]*$/,
  'sf-binary': /^:(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?:$/,
  'sf-boolean': /^\?[01]$/,
};
