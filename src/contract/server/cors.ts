import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { listMembers, TOKEN } from '../http/headers.ts';
import { mayBeStored, type SerializedResponse } from '../response/serialized-response.ts';

const PREFLIGHT_MAX_AGE_S = 7200;
/** Headers that a page may send to any operation, beside those that the document declares. */
const USUAL_HEADERS: readonly string[] = ['Authorization', 'Content-Type', 'X-Request-Id'];

/**
 * Which pages of other origins may read responses.
 *
 * @see WHATWG Fetch, CORS protocol
 */
export interface CorsOptions {
  /** `*` for the pages of every origin; or the origins as browsers send them, `https://app.example`; or a function that returns `true` for those that may. */
  readonly origins: '*' | readonly string[] | ((origin: string) => boolean);
  /** Whether their requests may have credentials, such as cookies. Never together with `*`. */
  readonly credentials?: boolean;
  /** The response headers that they may read; every header of a response by default. */
  readonly exposeHeaders?: readonly string[];
  /** For how long, in seconds, a browser may keep the response to a preflight; 7,200 by default. */
  readonly maxAgeS?: number;
}

/** An origin as it is serialized (WHATWG HTML, section 7.1.1), such as `https://app.example:8443` or `null`. */
const ORIGIN = /^(?:null|[a-z][a-z0-9+.-]*:\/\/[^/?#@\s,*A-Z]+)$/;
/** The origin of a request that could not be read. */
export const UNKNOWN_ORIGIN = '';

/** What an app says of cross-origin requests, for every response: those of operations, pages, preflights and problems. */
export class CorsPolicy {
  readonly #options: CorsOptions | undefined;
  readonly #admits: (origin: string) => boolean;

  /**
   * @param options `false` to leave the CORS protocol to middleware, or to be no part of it at all
   * @throws TypeError naming the option that cannot be
   */
  constructor(options: CorsOptions | false) {
    this.#options = options === false ? undefined : options;
    this.#admits = options === false ? () => false : admission(options);
  }

  /** Whether an OPTIONS is a CORS preflight (WHATWG Fetch, CORS-preflight request). */
  isPreflight(headers: IncomingHttpHeaders): boolean {
    return this.#options !== undefined && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
  }

  /**
   * Adds what lets a page of another origin read a response. Most clients are no pages: they get no more than what caches have to know.
   *
   * @param headers names and values in turn: all headers of the response but for those that middleware set
   * @param origin  the Origin of the request
   * @param res     what middleware set; where it has decided itself who may read the response, that counts
   */
  addTo(headers: string[], origin: string | undefined, res?: ServerResponse): void {
    const options = this.#options;
    if (options === undefined) return;
    if (origin !== undefined && this.#admits(origin) && !(res?.hasHeader('access-control-allow-origin') ?? false)) {
      const { credentials = false, exposeHeaders } = options;
      const exposed = exposeHeaders ?? (credentials ? namesOf(headers, res) : ['*']);
      headers.push('Access-Control-Allow-Origin', options.origins === '*' ? '*' : origin);
      if (credentials) headers.push('Access-Control-Allow-Credentials', 'true');
      if (exposed.length > 0) headers.push('Access-Control-Expose-Headers', exposed.join(', '));
    }
    // What no cache may keep cannot be mixed up in one.
    if (options.origins !== '*' || mayBeStored(headers)) headers.push('Vary', 'Origin');
  }

  /**
   * A CORS preflight, from the route table.
   *
   * @param headers  of the request
   * @param allow    the methods of the path
   * @param declared request headers that the document names
   * @param own      further headers of the response, names and values in turn
   */
  preflight(headers: IncomingHttpHeaders, allow: string, declared: readonly string[], own: readonly string[]): SerializedResponse {
    const answer = optionsResponse(allow, own);
    if (this.#options === undefined || !this.#admits(headers.origin ?? '')) return answer;
    const { credentials = false, maxAgeS = PREFLIGHT_MAX_AGE_S } = this.#options;
    // `*` stands for every header but Authorization; where there may be credentials, for a header of that name.
    const others = credentials ? listMembers(headers['access-control-request-headers'] ?? '').filter((name) => TOKEN.test(name)) : ['*'];
    return {
      ...answer,
      headers: [
        ...answer.headers,
        ...['Access-Control-Allow-Methods', allow],
        ...['Access-Control-Allow-Headers', distinctNames([...others, ...USUAL_HEADERS, ...declared]).join(', ')],
        ...['Access-Control-Max-Age', String(maxAgeS)],
      ],
    };
  }
}

/** By the app, and by its listener for `node:http`. */
const policies = new WeakMap<object, CorsPolicy>();
const OPEN = new CorsPolicy({ origins: '*' });

/** Has the policy of an app found by whatever stands for the app. */
export function registerCors(owner: object, policy: CorsPolicy): void {
  policies.set(owner, policy);
}

/** The policy of an app, or of the listener that the app gave; open to every origin where none is known. */
export function corsOf(owner: object): CorsPolicy {
  return policies.get(owner) ?? OPEN;
}

/** An OPTIONS that the document does not declare (RFC 9110 section 9.3.7). */
export function optionsResponse(allow: string, fields: readonly string[]): SerializedResponse {
  return { status: 204, headers: ['Allow', allow, ...fields], body: undefined };
}

function admission({ origins, credentials = false, exposeHeaders = [], maxAgeS = 0 }: CorsOptions): (origin: string) => boolean {
  if (!Number.isInteger(maxAgeS) || maxAgeS < 0) throw new TypeError(`cors.maxAgeS must be a whole number of seconds from 0; got ${maxAgeS}.`);
  const unnamed = exposeHeaders.find((name) => !TOKEN.test(name));
  if (unnamed !== undefined) throw new TypeError(`cors.exposeHeaders must be names of headers; got ${JSON.stringify(unnamed)}.`);
  if (origins === '*') {
    if (credentials) throw new TypeError('cors.credentials must not be true where cors.origins is "*": name the origins.');
    return () => true;
  }
  // Anything but `true`, such as a promise, admits nobody.
  if (typeof origins === 'function') return (origin) => origin !== UNKNOWN_ORIGIN && isTrue(origins, origin);
  const wrong = origins.find((origin) => !isOrigin(origin));
  if (wrong !== undefined)
    throw new TypeError(`cors.origins must be origins such as "https://app.example", in lower case and without a path; got ${JSON.stringify(wrong)}.`);
  const known = new Set(origins);
  return (origin) => known.has(origin);
}

function isTrue(admits: (origin: string) => boolean, origin: string): boolean {
  try {
    return admits(origin) === true;
  } catch {
    // The response must not fail for the policy; one that fails admits nobody.
    return false;
  }
}

/** Whether a browser could send it: one of `http` and `https` leaves out the port that is the default. */
function isOrigin(text: string): boolean {
  return ORIGIN.test(text) && (!/^https?:/.test(text) || (URL.canParse(text) && new URL(text).origin === text));
}

/** The names of a response's headers. No page can read Set-Cookie (WHATWG Fetch, forbidden response-header name). */
function namesOf(headers: readonly string[], res: ServerResponse | undefined): string[] {
  const names = [...headers.filter((_, index) => index % 2 === 0), ...(res?.getHeaderNames() ?? [])];
  return distinctNames(names).filter((name) => name.toLowerCase() !== 'set-cookie');
}

/** Each name once, whatever its case (RFC 9110 section 5.1). */
function distinctNames(names: readonly string[]): string[] {
  const seen = new Map<string, string>();
  for (const name of names) if (!seen.has(name.toLowerCase())) seen.set(name.toLowerCase(), name);
  return [...seen.values()];
}
