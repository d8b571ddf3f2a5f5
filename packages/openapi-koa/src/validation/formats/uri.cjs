'use strict';
/** URIs (RFC 3986), IRIs (RFC 3987) and URI templates (RFC 6570). */

/** RFC 3986 appendix B: the components of a reference, with any content. */
const PARTS = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;
const SCHEME = /^[a-z][a-z0-9+.-]*$/i;
/** RFC 3986 section 3.2, without the port's number. */
const AUTHORITY = /^(?:([^@]*)@)?(?:\[([^[\]]*)\]|([^:@[\]]*))(?::\d*)?$/s;
const IPV_FUTURE = /^v[0-9a-f]+\.[a-z0-9\-._~!$&'()*+,;=:]+$/i;
const { ipv6 } = require('./ip-address.cjs');

/** RFC 3987 section 2.2, `ucschar` and `iprivate`. */
const PLANES = Array.from({ length: 14 }, (_, index) => `\\u{${(index + 1).toString(16)}0000}-\\u{${(index + 1).toString(16)}fffd}`).join('');
const UCSCHAR = `\\u{a0}-\\u{d7ff}\\u{f900}-\\u{fdcf}\\u{fdf0}-\\u{ffef}${PLANES.replace('\\u{e0000}', '\\u{e1000}')}`;
const IPRIVATE = '\\u{e000}-\\u{f8ff}\\u{f0000}-\\u{ffffd}\\u{100000}-\\u{10fffd}';

/** Strings of unreserved characters, `sub-delims`, percent-encodings and some more (RFC 3986 section 2). */
const texts = (more) => new RegExp(`^[A-Za-z0-9\\-._~!$&'()*+,;=%${more}]*$`, 'u');
const HALF_ENCODED = /%(?![0-9A-Fa-f]{2})/;

/** The characters that each component allows. */
const grammar = (more, inQuery) => ({
  userinfo: texts(`:${more}`),
  host: texts(more),
  path: texts(`:@/${more}`),
  query: texts(`:@/?${more}${inQuery}`),
  fragment: texts(`:@/?${more}`),
});
const URI = grammar('', '');
const IRI = grammar(UCSCHAR, IPRIVATE);

const reference = (parts, isAbsolute) => (text) => {
  const [, scheme, authority, path, query, fragment] = PARTS.exec(text) ?? [];
  if (path === undefined || HALF_ENCODED.test(text) || (scheme === undefined ? isAbsolute : !SCHEME.test(scheme))) return false;
  if (authority !== undefined && !isAuthority(authority, parts)) return false;
  // A colon in the first segment would end a scheme (RFC 3986 section 4.2).
  if (scheme === undefined && authority === undefined && /^[^/]*:/.test(path)) return false;
  return parts.path.test(path) && (query === undefined || parts.query.test(query)) && (fragment === undefined || parts.fragment.test(fragment));
};

function isAuthority(text, parts) {
  const match = AUTHORITY.exec(text);
  if (match === null) return false;
  const [, userinfo, literal, host] = match;
  if (userinfo !== undefined && !parts.userinfo.test(userinfo)) return false;
  return literal === undefined ? parts.host.test(host) : ipv6(literal) || IPV_FUTURE.test(literal);
}

/** RFC 6570 section 2, with erratum 6937: an apostrophe is a literal. */
const VARCHAR = '(?:[a-zA-Z0-9_]|%[0-9a-fA-F]{2})';
const VARSPEC = `${VARCHAR}(?:\\.?${VARCHAR})*(?::[1-9]\\d{0,3}|\\*)?`;
const LITERAL = `[!#$&'()*+,\\-./0-9:;=?@A-Z[\\]_a-z~${UCSCHAR}${IPRIVATE}]|%[0-9a-fA-F]{2}`;
const URI_TEMPLATE = new RegExp(`^(?:${LITERAL}|\\{[+#./;?&=,!@|]?${VARSPEC}(?:,${VARSPEC})*\\})*$`, 'u');

module.exports = {
  uri: reference(URI, true),
  uriReference: reference(URI, false),
  iri: reference(IRI, true),
  iriReference: reference(IRI, false),
  uriTemplate: URI_TEMPLATE,
};
