import type { ServerResponse } from 'node:http';
import type { CorsPolicy } from './cors.ts';

export interface CommonHeaderOptions {
  readonly requestId: string;
  readonly cors: CorsPolicy;
  /** The Origin header of the request. */
  readonly origin: string | undefined;
}

/**
 * Adds the headers that every response has, whether it comes from an operation, a page, middleware, or a refusal before the application.
 *
 * @param headers names and values in turn: the headers of the response except those that middleware set
 * @param res     has the headers that middleware set; undefined for a response that no middleware has seen
 */
export function addCommonHeaders(headers: string[], { requestId, cors, origin }: CommonHeaderOptions, res?: ServerResponse): void {
  headers.push('X-Request-Id', requestId, 'X-Content-Type-Options', 'nosniff');
  cors.addTo(headers, origin, res);
}
