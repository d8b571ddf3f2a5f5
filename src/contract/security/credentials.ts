import { cookiePairs, queryPairs } from '../request/pairs.ts';
import { headerValues } from '../request/parameters.ts';
import type { Call } from '../server/call.ts';

/** A Security Scheme Object (OpenAPI 3.0.3 section 4.7.27). */
export interface Scheme {
  readonly type?: string;
  readonly scheme?: string;
  readonly in?: string;
  readonly name?: string;
}

/** What a request has for a scheme. */
export interface SentCredentials {
  readonly secret: string;
  readonly user?: string;
}

/** Nothing that is accepted came for a scheme. */
export class MissingCredentials extends Error {
  /** What a client can change, as a sentence; undefined where nothing can be said beside what the challenge says. */
  readonly hint: string | undefined;

  constructor(hint?: string) {
    super('missing credentials');
    this.hint = hint;
  }
}

/** @throws MissingCredentials where a request has nothing for a scheme, or nothing in the form that the scheme asks for */
export function readCredentials(scheme: Scheme, { ctx, query }: Call): SentCredentials {
  const name = scheme.name ?? '';
  if (scheme.type === 'apiKey') {
    const pairs = scheme.in === 'query' ? queryPairs(query) : scheme.in === 'cookie' ? cookiePairs(ctx.req.headers.cookie) : undefined;
    const given = pairs === undefined ? headerValues(ctx.req, name.toLowerCase()) : pairs.get(name);
    const text = single(given, `${PLACES[scheme.in ?? ''] ?? 'header'} ${name}`);
    const secret = pairs === undefined ? text : pairs.decode(text);
    if (secret === undefined || secret === '') throw new MissingCredentials();
    return { secret };
  }
  // Of two Node keeps the first, and somebody in front may have looked at the second.
  const field = single(headerValues(ctx.req, 'authorization'), 'header Authorization');
  const [, method = '', text = ''] = CREDENTIALS.exec(field) ?? [];
  const wanted = methodOf(scheme).toLowerCase();
  if (method.toLowerCase() !== wanted) throw new MissingCredentials();
  // A token has no space in it, and neither has what stands for user and password (RFC 6750 section 2.1, RFC 7617 section 2).
  if ((wanted === 'bearer' || wanted === 'basic') && text.includes(' ')) throw new MissingCredentials();
  if (wanted !== 'basic') return { secret: text };
  const decoded = Buffer.from(text, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon === -1) throw new MissingCredentials();
  return { user: decoded.slice(0, colon), secret: decoded.slice(colon + 1) };
}

const PLACES: Readonly<Record<string, string>> = { query: 'query parameter', cookie: 'cookie' };

/** A key that is given twice is no key: nobody could say which one was meant, though two cookies of one name are legal (RFC 6265 section 5.4). */
function single(given: readonly string[] | undefined, place: string): string {
  const [text] = given ?? [];
  if (text === undefined) throw new MissingCredentials();
  if ((given as readonly string[]).length > 1) throw new MissingCredentials(`The ${place} was sent more than once; send it once.`);
  return text;
}

/** The name of a method, and a token or parameters (RFC 9110 section 11.4). */
const CREDENTIALS = /^(\S+) +(\S.*)$/;

/** The method of HTTP that a scheme is of: OAuth 2 and OpenID Connect send bearer tokens (RFC 6750 section 2.1). */
export function methodOf(scheme: Scheme): string {
  return scheme.type === 'http' ? (scheme.scheme ?? '') : 'Bearer';
}
