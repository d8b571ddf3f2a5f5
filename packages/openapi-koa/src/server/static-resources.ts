import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { HeaderList } from '../http/header-list.ts';
import { evaluatePreconditions } from '../http/preconditions.ts';
import { Problem } from '../problems/problem.ts';
import { contractProblems } from '../problems/registry.ts';
import { checkLength } from '../request/body-limits.ts';
import { notModified, representationOf } from '../response/not-modified.ts';
import type { SerializedResponse } from '../response/serialized-response.ts';
import { parseTarget } from '../routing/request-target.ts';
import { Router } from '../routing/router.ts';
import { type HandlerMiddleware, handlerMiddleware } from './koa-response.ts';
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

/** A path whose response is made for each request, such as a probe. */
export interface Endpoint {
  readonly path: string;
  respond(): SerializedResponse | Promise<SerializedResponse>;
}

/**
 * Serves resources under the same rules as operations: HEAD, OPTIONS, 405 with Allow, conditional requests (RFC 9110 section 13).
 *
 * A page's path with a trailing slash redirects to the page. Requests for other paths go to the next middleware.
 *
 * @param bodyLimitBytes the largest request body that is read and discarded; a larger one is refused
 */
export function serveResources(resources: readonly (Resource | Endpoint)[], bodyLimitBytes: number): HandlerMiddleware {
  const router = new Router(
    withSlashes(resources).map((resource) => ({
      path: resource.path,
      method: 'GET' as const,
      serve: 'respond' in resource ? () => resource.respond() : representation(resource),
    })),
  );
  return handlerMiddleware((exchange) => {
    const { req } = exchange;
    const method = req.method as string;
    const match = router.match(parseTarget(req.url as string, method).path);
    if (match === undefined) return undefined;
    const { route } = match;
    exchange.route = route.path;
    if (method !== 'GET' && method !== 'HEAD') return undeclaredMethod(exchange, method, { allow: route.allow });
    checkLength(req, bodyLimitBytes);
    return (route.operations.get('GET') as { serve: Serve }).serve(req);
  });
}

/** Adds a redirect for each HTML page; its Location is relative, as a proxy may put a path in front. */
function withSlashes(resources: readonly (Resource | Endpoint)[]): readonly (Resource | Endpoint)[] {
  const paths = new Set(resources.map(({ path }) => path));
  const pages = resources.filter(
    (resource): resource is Resource =>
      'load' in resource && resource.type.startsWith('text/html') && !resource.path.endsWith('/') && !paths.has(`${resource.path}/`),
  );
  return [...resources, ...pages.map(({ path, load }) => ({ path: `${path}/`, type: '', redirect: `..${path.slice(path.lastIndexOf('/'))}`, load }))];
}

/** The response to a GET or HEAD, depending on the request's headers. */
type Serve = (req: IncomingMessage) => SerializedResponse | Promise<SerializedResponse>;

function representation({ type, headers = {}, redirect, load }: Resource): (req: IncomingMessage) => SerializedResponse {
  if (redirect !== undefined) {
    const response = { status: 302, headers: HeaderList.of({ ...headers, Location: redirect }).share(), body: undefined };
    return () => response;
  }
  let loaded: SerializedResponse | undefined;
  return (req) => {
    loaded ??= pageOf(load(), type, headers);
    // Cache-Control of the request is ignored: it is meant for caches, and conditional requests of pages always have one.
    switch (evaluatePreconditions(req, representationOf(loaded))) {
      case 304:
        return notModified(loaded);
      case 412:
        throw new Problem(contractProblems['precondition-failed'], { detail: 'The page does not have the ETag that the request requires.' });
      default:
        return loaded;
    }
  };
}

function pageOf(body: Buffer, type: string, headers: Readonly<Record<string, string>>): SerializedResponse {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
  return { status: 200, headers: HeaderList.of({ ...headers, ETag: etag, 'Content-Type': type }).share(), body };
}
