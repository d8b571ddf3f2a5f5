import { decodeComponent } from '../http/percent-encoding.ts';
import { Problem } from '../problems/problem.ts';
import { contractProblems } from '../problems/registry.ts';
import { isHost } from '../server/message-framing.ts';

/** The two parts of a request target that an origin server looks at, both still percent-encoded. */
export interface RequestTarget {
  /** Begins with `/`, or is `*`. */
  readonly path: string;
  /** Without the `?`; empty when there is none. */
  readonly query: string;
}

const ABSOLUTE_FORM = /^https?:\/\/([^/?#]+)/i;

/**
 * Splits a request target.
 *
 * @throws Problem `malformed-target` for anything but the origin and absolute forms, and the asterisk form of OPTIONS; and for a fragment,
 *   which no form has: proxies cut it off, and would find another path than this server
 * @see RFC 9112 section 3.2: a server accepts the absolute form, and ignores its authority here
 */
export function parseTarget(url: string, method: string): RequestTarget {
  if (url.includes('#')) throw malformed('The request target has a #. A fragment is not sent, and a # that is part of a value is written %23.');
  let target = url;
  if (url.charCodeAt(0) !== SLASH) {
    if (url === '*' && method === 'OPTIONS') return { path: '*', query: '' };
    if (url === '*') throw malformed('The request target * is for OPTIONS alone.');
    const [origin, authority] = ABSOLUTE_FORM.exec(url) ?? [];
    if (origin === undefined) throw malformed('The request target is neither a path nor an http address.');
    if (!isHost(authority as string)) throw malformed('The request target has no valid host and port; user and password are no part of it.');
    target = url.slice(origin.length);
    if (target.charCodeAt(0) !== SLASH) target = `/${target}`;
  }
  const mark = target.indexOf('?');
  return mark === -1 ? { path: target, query: '' } : { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

const SLASH = 0x2f;
const NOT_ASCII = /[^\x21-\x7e]/;

/**
 * Decodes a path segment by segment, so that an encoded slash stays inside its segment.
 *
 * @param path as parseTarget gives it, with at least one `%` or a character that a URI has no place for
 * @throws Problem `malformed-target` for a bad escape or octets that are not UTF-8
 */
export function decodeSegments(path: string): string[] {
  if (NOT_ASCII.test(path)) throw malformed('The path has characters outside of ASCII that are not percent-encoded.');
  return path
    .slice(1)
    .split('/')
    .map((segment) => {
      const text = decodeComponent(segment);
      if (text === undefined) throw malformed('The path has a percent sign that begins no valid UTF-8 escape.');
      return text;
    });
}

const AUTHORITY = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;
const MAX_LOGGED_LENGTH = 256;

/**
 * The path of a request target for the log: without authority, query and fragment, which may have secrets in them.
 *
 * @param url as it was sent, whether or not it is well-formed
 * @returns characters from `!` to `~`, others percent-encoded as they are on the wire; at most 256, then an ellipsis
 */
export function loggedPath(url: string): string {
  const [path = ''] = url.replace(AUTHORITY, '').split(/[?#]/, 1);
  const text = path.slice(0, MAX_LOGGED_LENGTH + 1).replace(/[^\x21-\x7e]/gu, percentEncode);
  // The last escape is not cut in two.
  return text.length > MAX_LOGGED_LENGTH ? `${text.slice(0, MAX_LOGGED_LENGTH).replace(/%[^%]?$/, '')}…` : text || '/';
}

/** Node.js reads the octets of a target as Latin-1; middleware may have put any character in. */
function percentEncode(character: string): string {
  return Buffer.from(character, character <= '\xff' ? 'latin1' : 'utf8')
    .toString('hex')
    .toUpperCase()
    .replace(/../g, '%$&');
}

function malformed(detail: string): Problem {
  return new Problem(contractProblems['malformed-target'], { detail });
}
