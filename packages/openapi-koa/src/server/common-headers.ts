import type { HeaderList } from '../http/header-list.ts';
import { TOKEN } from '../http/headers.ts';
import type { CorsPolicy } from './cors.ts';

/** Headers by name that a response gets unless it has its own. */
export type SecurityHeaders = Readonly<Record<string, string>>;

/**
 * The security headers of every response: those of helmet's defaults that protect an API, whose responses a browser may be made to open as a
 * page. The others concern pages, or would contradict open CORS (`Cross-Origin-Resource-Policy`); `Strict-Transport-Security` is for
 * services that are reached only by HTTPS.
 *
 * @see OWASP REST Security Cheat Sheet, security headers
 */
export const SECURITY_HEADERS: SecurityHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
};

/** What the common headers depend on that is the same for all responses of an app. */
export interface CommonHeaderOptions {
  readonly cors: CorsPolicy;
  readonly security: readonly { readonly name: string; readonly value: string; readonly key: string }[];
}

/** What they depend on in one exchange. */
export interface ExchangeHeaders {
  readonly requestId: string;
  /** The Origin header of the request. */
  readonly origin: string | undefined;
  /** Whether the connection closes after the response. */
  readonly closes: boolean;
}

/**
 * The headers that every response has, whether it comes from an operation, a page, middleware, or a refusal before the application. A
 * response may have its own instead, except for the request id.
 */
export class CommonHeaders {
  readonly #options: CommonHeaderOptions;
  /** Lists of many responses with what those have to an ordinary request: putting it together costs as much as writing the rest. */
  readonly #completed = new WeakMap<HeaderList, HeaderList>();

  constructor(options: CommonHeaderOptions) {
    this.#options = options;
  }

  get cors(): CorsPolicy {
    return this.#options.cors;
  }

  /** @returns names and values in turn, as `writeHead` takes them; its own for each call */
  addTo(headers: HeaderList, exchange: ExchangeHeaders): string[] {
    const isOrdinary = headers.isShared && exchange.origin === undefined && !exchange.closes;
    let completed = isOrdinary ? this.#completed.get(headers) : undefined;
    if (completed === undefined) {
      completed = this.#complete(headers, exchange);
      if (isOrdinary) this.#completed.set(headers, completed);
    }
    return [...completed.raw, 'X-Request-Id', exchange.requestId];
  }

  #complete(own: HeaderList, { origin, closes }: ExchangeHeaders): HeaderList {
    const { cors, security } = this.#options;
    const headers = own.copy();
    headers.delete('x-request-id');
    for (const { name, value, key } of security) headers.addMissing(name, value, key);
    cors.addTo(headers, origin);
    if (closes) headers.set('Connection', 'close');
    return headers;
  }
}

const NOT_A_VALUE = /[^\t\x20-\x7e]/;

/** @throws TypeError naming a header that cannot be sent */
export function securityEntries(headers: SecurityHeaders | false = SECURITY_HEADERS): CommonHeaderOptions['security'] {
  const entries = Object.entries(headers === false ? {} : headers);
  const invalid = entries.find(([name, value]) => !TOKEN.test(name) || typeof value !== 'string' || NOT_A_VALUE.test(value));
  if (invalid !== undefined) throw new TypeError(`securityHeaders must be names and values of headers; got ${JSON.stringify(invalid[0])}.`);
  return entries.map(([name, value]) => ({ name, value, key: name.toLowerCase() }));
}
