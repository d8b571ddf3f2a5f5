import { cookiePairs } from '../request/cookies.ts';
import { headerValues } from '../request/parameters.ts';
import { queryPairs } from '../request/query.ts';
import type { Call } from '../server/context.ts';

/** A Security Scheme Object (OpenAPI 3.0.3 section 4.7.27). */
export interface Scheme {
  readonly type?: string;
  readonly scheme?: string;
  readonly in?: string;
  readonly name?: string;
}

/** The credentials of a request for one scheme. */
export interface SentCredentials {
  readonly secret: string;
  readonly user?: string;
}

/** A request has no credentials for a scheme, or none that are accepted. */
export class MissingCredentials extends Error {
  /** A sentence that says what the client can change; undefined if the challenge says it all. */
  readonly hint: string | undefined;

  constructor(hint?: string) {
    super('missing credentials');
    this.hint = hint;
  }
}

/** @throws MissingCredentials if a request has no credentials for a scheme, or malformed ones */
export function readCredentials(scheme: Scheme, { exchange: { req }, query }: Call): SentCredentials {
  const name = scheme.name ?? '';
  if (scheme.type === 'apiKey') {
    const pairs = scheme.in === 'query' ? queryPairs(query) : scheme.in === 'cookie' ? cookiePairs(req.headers.cookie) : undefined;
    const values = pairs === undefined ? headerValues(req, name.toLowerCase()) : pairs.get(name);
    const text = single(values, `${PLACES[scheme.in ?? ''] ?? 'header'} ${name}`);
    const secret = pairs === undefined ? text : pairs.decode(text);
    if (secret === undefined || secret === '') throw new MissingCredentials();
    return { secret };
  }
  // Node keeps the first of several headers, and a proxy may have checked the second.
  const header = single(headerValues(req, 'authorization'), 'header Authorization');
  const [, method = '', text = ''] = CREDENTIALS.exec(header) ?? [];
  const expected = methodOf(scheme).toLowerCase();
  if (method.toLowerCase() !== expected) throw new MissingCredentials();
  // Neither a token nor the encoded user and password contains a space (RFC 6750 section 2.1, RFC 7617 section 2).
  if ((expected === 'bearer' || expected === 'basic') && text.includes(' ')) throw new MissingCredentials();
  if (expected !== 'basic') return { secret: text };
  const decoded = Buffer.from(text, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon === -1) throw new MissingCredentials();
  return { user: decoded.slice(0, colon), secret: decoded.slice(colon + 1) };
}

const PLACES: Readonly<Record<string, string>> = { query: 'query parameter', cookie: 'cookie' };

/** Credentials that are sent twice are ambiguous, so they are refused, though two cookies of one name are legal (RFC 6265 section 5.4). */
function single(values: readonly string[] | undefined, place: string): string {
  const [text] = values ?? [];
  if (text === undefined) throw new MissingCredentials();
  if ((values as readonly string[]).length > 1) throw new MissingCredentials(`The ${place} was sent more than once; send it once.`);
  return text;
}

/** The name of an authentication scheme, and a token or parameters (RFC 9110 section 11.4). */
const CREDENTIALS = /^(\S+) +(\S.*)$/;

/** The HTTP authentication scheme: OAuth 2 and OpenID Connect send bearer tokens (RFC 6750 section 2.1). */
export function methodOf(scheme: Scheme): string {
  return scheme.type === 'http' ? (scheme.scheme ?? '') : 'Bearer';
}
