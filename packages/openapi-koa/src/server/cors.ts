import type { IncomingHttpHeaders } from 'node:http';
import { addVary, HeaderList, mayBeStored } from '../http/header-list.ts';
import { listMembers, TOKEN } from '../http/headers.ts';
import type { SerializedResponse } from '../response/serialized-response.ts';

const PREFLIGHT_MAX_AGE_S = 7200;
/** Headers that a page may send to any operation, in addition to declared ones. */
const USUAL_HEADERS: readonly string[] = ['Authorization', 'Content-Type', 'X-Request-Id'];

/**
 * Which other origins may read responses.
 *
 * @see WHATWG Fetch, CORS protocol
 */
export interface CorsOptions {
  /** `*` for every origin; or a list of origins as browsers send them, such as `https://app.example`; or a function that returns `true` for allowed origins. */
  readonly origins: '*' | readonly string[] | ((origin: string) => boolean);
  /** Whether requests may include credentials, such as cookies. Not allowed with `*`. */
  readonly credentials?: boolean;
  /** The response headers that pages may read; all of them by default. */
  readonly exposeHeaders?: readonly string[];
  /** How long a browser may cache the response to a preflight, in seconds; 7,200 by default. */
  readonly maxAgeS?: number;
}

/** A serialized origin (WHATWG HTML, section 7.1.1), such as `https://app.example:8443` or `null`. */
const ORIGIN = /^(?:null|[a-z][a-z0-9+.-]*:\/\/[^/?#@\s,*A-Z]+)$/;
/** The origin of a request whose headers could not be parsed. */
export const UNKNOWN_ORIGIN = '';

/** The CORS policy of an app, for every response: of operations, pages, preflights and problems. */
export class CorsPolicy {
  readonly #options: CorsOptions | undefined;
  readonly #allows: (origin: string) => boolean;

  /**
   * @param options `false` to leave CORS to middleware, or to allow no other origin
   * @throws TypeError naming the invalid option
   */
  constructor(options: CorsOptions | false) {
    this.#options = options === false ? undefined : options;
    this.#allows = options === false ? () => false : allowedBy(options);
  }

  /** Whether an OPTIONS is a CORS preflight (WHATWG Fetch, CORS-preflight request). */
  isPreflight(headers: IncomingHttpHeaders): boolean {
    return this.#options !== undefined && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
  }

  /**
   * Adds the CORS headers of a response. A request without an Origin gets only `Vary`, for caches.
   *
   * @param headers all others of the response; an `Access-Control-Allow-Origin` that middleware set takes precedence
   * @param origin  the Origin header of the request
   */
  addTo(headers: HeaderList, origin: string | undefined): void {
    const options = this.#options;
    if (options === undefined) return;
    if (origin !== undefined && this.#allows(origin) && !headers.has('access-control-allow-origin')) {
      const { credentials = false, exposeHeaders } = options;
      const exposed = exposeHeaders ?? (credentials ? exposableNames(headers) : ['*']);
      headers.add('Access-Control-Allow-Origin', options.origins === '*' ? '*' : origin);
      if (credentials) headers.addMissing('Access-Control-Allow-Credentials', 'true');
      if (exposed.length > 0) headers.addMissing('Access-Control-Expose-Headers', exposed.join(', '));
    }
    // A response that no cache may store needs no `Vary`.
    if (options.origins !== '*' || mayBeStored(headers)) addVary(headers, 'Origin');
  }

  /**
   * The response to a CORS preflight.
   *
   * @param headers  the headers of the request
   * @param allow    the methods of the path
   * @param declared the request headers that the document declares
   * @param own      further headers of the response
   */
  preflight(headers: IncomingHttpHeaders, allow: string, declared: readonly string[], own: Readonly<Record<string, string>>): SerializedResponse {
    if (this.#options === undefined || !this.#allows(headers.origin ?? '')) return optionsResponse(allow, own);
    const { credentials = false, maxAgeS = PREFLIGHT_MAX_AGE_S } = this.#options;
    // `*` means every header except Authorization; with credentials it is the name of a header.
    const others = credentials ? listMembers(headers['access-control-request-headers'] ?? '').filter((name) => TOKEN.test(name)) : ['*'];
    return optionsResponse(allow, {
      ...own,
      'Access-Control-Allow-Methods': allow,
      'Access-Control-Allow-Headers': distinctNames([...others, ...USUAL_HEADERS, ...declared]).join(', '),
      'Access-Control-Max-Age': String(maxAgeS),
    });
  }
}

/** The response to an OPTIONS that the document doesn't declare (RFC 9110 section 9.3.7). */
export function optionsResponse(allow: string, headers: Readonly<Record<string, string>> = {}): SerializedResponse {
  return { status: 204, headers: HeaderList.of({ Allow: allow, ...headers }), body: undefined };
}

function allowedBy({ origins, credentials = false, exposeHeaders = [], maxAgeS = 0 }: CorsOptions): (origin: string) => boolean {
  if (!Number.isInteger(maxAgeS) || maxAgeS < 0) throw new TypeError(`cors.maxAgeS must be a whole number of seconds from 0; got ${maxAgeS}.`);
  const invalidName = exposeHeaders.find((name) => !TOKEN.test(name));
  if (invalidName !== undefined) throw new TypeError(`cors.exposeHeaders must be names of headers; got ${JSON.stringify(invalidName)}.`);
  if (origins === '*') {
    if (credentials) throw new TypeError('cors.credentials must not be true where cors.origins is "*": name the origins.');
    return () => true;
  }
  // Anything but `true`, such as a promise, allows no origin.
  if (typeof origins === 'function') return (origin) => origin !== UNKNOWN_ORIGIN && isTrue(origins, origin);
  const invalid = origins.find((origin) => !isOrigin(origin));
  if (invalid !== undefined)
    throw new TypeError(`cors.origins must be origins such as "https://app.example", in lower case and without a path; got ${JSON.stringify(invalid)}.`);
  const known = new Set(origins);
  return (origin) => known.has(origin);
}

function isTrue(allows: (origin: string) => boolean, origin: string): boolean {
  try {
    return allows(origin) === true;
  } catch {
    // A function that throws must not fail the response, so it allows no origin.
    return false;
  }
}

/** Whether a browser could send this origin: the default port of `http` and `https` is left out. */
function isOrigin(text: string): boolean {
  return ORIGIN.test(text) && (!/^https?:/.test(text) || (URL.canParse(text) && new URL(text).origin === text));
}

/** The header names of a response. Pages cannot read Set-Cookie (WHATWG Fetch, forbidden response-header name). */
function exposableNames(headers: HeaderList): string[] {
  // Every response has a request id.
  return distinctNames(['X-Request-Id', ...[...headers].map(([name]) => name)]).filter((name) => name.toLowerCase() !== 'set-cookie');
}

/** Each name once, whatever its case (RFC 9110 section 5.1). */
function distinctNames(names: readonly string[]): string[] {
  const seen = new Map<string, string>();
  for (const name of names) if (!seen.has(name.toLowerCase())) seen.set(name.toLowerCase(), name);
  return [...seen.values()];
}
