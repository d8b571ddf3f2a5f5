import { isAuthority } from '../http/host.ts';
import { decodeComponent } from '../http/percent-encoding.ts';
import { Problem } from '../problems/problem.ts';
import { contractProblems } from '../problems/registry.ts';

/** The two parts of a request target that an origin server uses, both still percent-encoded. */
export interface RequestTarget {
  /** Begins with `/`, or is `*`. */
  readonly path: string;
  /** Without the `?`; empty if there is none. */
  readonly query: string;
}

const ABSOLUTE_FORM = /^https?:\/\/([^/?#]+)/i;

/**
 * Splits a request target.
 *
 * @throws Problem `malformed-target` for anything but the origin form, the absolute form, and the asterisk form with OPTIONS; and for a
 *   fragment, which no form allows: a proxy that strips it would see another path than this server
 * @see RFC 9112 section 3.2: a server must accept the absolute form; its authority is ignored here
 */
export function parseTarget(url: string, method: string): RequestTarget {
  if (url.includes('#')) throw malformedTarget('The request target must not contain a #; encode a # in a value as %23, and do not send a fragment.');
  let target = url;
  if (url.charCodeAt(0) !== SLASH) {
    if (url === '*' && method === 'OPTIONS') return { path: '*', query: '' };
    if (url === '*') throw malformedTarget('The request target * is only allowed with OPTIONS.');
    const [origin, authority] = ABSOLUTE_FORM.exec(url) ?? [];
    if (origin === undefined) throw malformedTarget('The request target must be a path or an http or https URL.');
    if (!isAuthority(authority as string)) throw malformedTarget('The request target must have a valid host, optionally with a port, and no user or password.');
    target = url.slice(origin.length);
    if (target.charCodeAt(0) !== SLASH) target = `/${target}`;
  }
  const mark = target.indexOf('?');
  return mark === -1 ? { path: target, query: '' } : { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

const SLASH = 0x2f;
const NOT_ASCII = /[^\x21-\x7e]/;

/**
 * Decodes a path segment by segment, so that an encoded slash stays within its segment.
 *
 * @param path as parseTarget returns it; only needed if it contains a `%` or a character outside of printable ASCII
 * @throws Problem `malformed-target` for invalid percent-encoding or bytes that are not UTF-8
 */
export function decodeSegments(path: string): string[] {
  if (NOT_ASCII.test(path)) throw malformedTarget('The path contains characters outside of printable ASCII that are not percent-encoded.');
  return path
    .slice(1)
    .split('/')
    .map((segment) => {
      const text = decodeComponent(segment);
      if (text === undefined) throw malformedTarget('The path contains invalid percent-encoding: each % must start an escape, and the bytes must be UTF-8.');
      return text;
    });
}

const AUTHORITY = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;
const MAX_LOGGED_LENGTH = 256;

/**
 * The path of a request target for the log: without authority, query and fragment, which may contain secrets.
 *
 * @param url as sent, well-formed or not
 * @returns printable ASCII, all other characters percent-encoded as on the wire; at most 256 characters, then an ellipsis
 */
export function loggedPath(url: string): string {
  const [path = ''] = url.replace(AUTHORITY, '').split(/[?#]/, 1);
  const text = path.slice(0, MAX_LOGGED_LENGTH + 1).replace(/[^\x21-\x7e]/gu, percentEncode);
  // Do not cut the last escape in two.
  return text.length > MAX_LOGGED_LENGTH ? `${text.slice(0, MAX_LOGGED_LENGTH).replace(/%[^%]?$/, '')}…` : text || '/';
}

/** Node.js decodes the bytes of a target as Latin-1; middleware may have inserted any other character. */
function percentEncode(character: string): string {
  return Buffer.from(character, character <= '\xff' ? 'latin1' : 'utf8')
    .toString('hex')
    .toUpperCase()
    .replace(/../g, '%$&');
}

function malformedTarget(detail: string): Problem {
  return new Problem(contractProblems['malformed-target'], { detail });
}
