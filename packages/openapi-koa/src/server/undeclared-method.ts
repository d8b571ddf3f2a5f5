import { Problem } from '../problems/problem.ts';
import { contractProblems } from '../problems/registry.ts';
import type { SerializedResponse } from '../response/serialized-response.ts';
import type { Exchange } from './context.ts';
import { optionsResponse } from './cors.ts';
import { writerOf } from './response-writer.ts';

/** What the response to an undeclared method depends on. The functions are called only for OPTIONS. */
export interface PathMethods {
  /** The methods of the path, as in an Allow header (RFC 9110 section 10.2.1). */
  readonly allow: string;
  /** The problem of GET while it is unavailable. */
  readonly unavailable?: () => Problem | undefined;
  /** The request headers that the document declares, for a CORS preflight. */
  readonly requestHeaders?: () => readonly string[];
  /** Further headers of the response. */
  readonly responseHeaders?: () => Readonly<Record<string, string>>;
}

/**
 * The response to a method that a path doesn't declare: to OPTIONS, CORS preflights included, a 204 with Allow.
 *
 * @throws Problem `method-not-allowed` (405) with Allow for any other method; for OPTIONS, the problem of an unavailable GET
 */
export function undeclaredMethod({ app, req }: Exchange, method: string, path: PathMethods): SerializedResponse {
  const { allow } = path;
  if (method !== 'OPTIONS') throw new Problem(contractProblems['method-not-allowed'], { detail: `This path supports ${allow}.`, headers: { Allow: allow } });
  const { cors } = writerOf(app);
  const { headers } = req;
  const preflight = cors.isPreflight(headers);
  // A load balancer's health check may be an OPTIONS, which must show that the instance is draining.
  const unavailable = preflight ? undefined : path.unavailable?.();
  if (unavailable !== undefined) throw unavailable;
  const own = path.responseHeaders?.() ?? {};
  return preflight ? cors.preflight(headers, allow, path.requestHeaders?.() ?? [], own) : optionsResponse(allow, own);
}
