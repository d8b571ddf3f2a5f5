import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import fresh from 'fresh';
import type { Middleware } from 'koa';
import { checkLength } from '../request/body-limits.ts';
import { flatten, type SerializedResponse } from '../response/serialized-response.ts';
import { parseTarget } from '../routing/request-target.ts';
import { Router } from '../routing/router.ts';
import { type ContractContext, RESPONDED, setResponse } from './context.ts';
import { undeclaredMethod } from './undeclared-method.ts';

/** A page or file that is served in addition to the API. */
export interface Resource {
  readonly path: string;
  /** The full Content-Type; ignored for a redirect. */
  readonly type: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A Location, relative or absolute: the response is a 302 without a body. */
  readonly redirect?: string;
  /** Returns the bytes; called at the first request. */
  load(): Buffer;
}

/**
 * Serves resources under the same rules as operations: HEAD, OPTIONS, 405 with Allow, conditional requests (RFC 9110 section 13).
 *
 * Requests for other paths go to the next middleware.
 *
 * @param bodyLimitBytes the largest request body that is read and discarded; a larger one is refused
 */
export function serveResources(resources: readonly Resource[], bodyLimitBytes: number): Middleware {
  const router = new Router(resources.map((resource) => ({ path: resource.path, method: 'GET' as const, serve: representation(resource) })));
  return function serve(context, next) {
    const ctx = context as unknown as ContractContext;
    const method = ctx.req.method as string;
    const match = router.match(parseTarget(ctx.req.url as string, method).path);
    if (match === undefined) return next();
    const { route } = match;
    ctx.exchange.route = route.path;
    if (method === 'GET' || method === 'HEAD') {
      checkLength(ctx.req, bodyLimitBytes);
      setResponse(ctx, (route.operations.get('GET') as { serve: Serve }).serve(ctx.req.headers));
    } else setResponse(ctx, undeclaredMethod(ctx, method, { allow: route.allow }));
    return RESPONDED;
  };
}

/** The response to a GET, depending on the request headers. */
type Serve = (headers: IncomingHttpHeaders) => SerializedResponse;

function representation(resource: Resource): Serve {
  const own = flatten(resource.headers ?? {});
  const { redirect } = resource;
  if (redirect !== undefined) return () => ({ status: 302, headers: [...own, 'Location', redirect], body: undefined });
  let loaded: { body: Buffer; etag: string } | undefined;
  return (headers) => {
    if (loaded === undefined) {
      const body = resource.load();
      loaded = { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"` };
    }
    const { body, etag } = loaded;
    const common = [...own, 'ETag', etag];
    // Cache-Control of the request is ignored: it is meant for caches, and conditional requests of pages always have one.
    const ifNoneMatch = headers['if-none-match'];
    if (ifNoneMatch !== undefined && fresh({ 'if-none-match': ifNoneMatch }, { etag })) return { status: 304, headers: common, body: undefined };
    return { status: 200, headers: [...common, 'Content-Type', resource.type], body };
  };
}
