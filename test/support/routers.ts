import { type Document, OpenAPIRouter } from 'openapi-backend';
import type { Method } from '../../packages/openapi-koa/src/operation-spec.ts';
import { Problem } from '../../packages/openapi-koa/src/problems/problem.ts';
import { parseTarget } from '../../packages/openapi-koa/src/routing/request-target.ts';
import { operationFor, Router } from '../../packages/openapi-koa/src/routing/router.ts';
import type { Outcome, RoutingRow } from '../../packages/openapi-koa/test/routing/row.ts';

/** A row's operation as routers know it. */
interface Entry {
  readonly method: Method;
  readonly path: string;
}

function entriesOf(operations: readonly string[]): Entry[] {
  return operations.map((operation) => {
    const [method, path] = split(operation);
    return { method: method as Method, path };
  });
}

/** Only the first space separates. */
function split(text: string): [method: string, target: string] {
  const space = text.indexOf(' ');
  return [text.slice(0, space), text.slice(space + 1)];
}

/** Routes as `createContract` does; with `areChecked`, for a document that the compiler has checked. */
export function routeByOurs({ operations, multiSegment = [], prefix = '', request }: RoutingRow, areChecked = false): Outcome {
  const entries = entriesOf(operations).map((entry) => ({ ...entry, path: `${prefix}${entry.path}`, entry, multiSegment }));
  const router = new Router(entries, areChecked);
  const [method, target] = split(request);
  try {
    const { path } = parseTarget(target, method);
    const match = path === '*' ? undefined : router.match(path);
    if (match === undefined) return { want: path === '*' ? '204' : '404' };
    const found = operationFor(match.route, method);
    if (found === undefined) return { want: method === 'OPTIONS' ? '204' : '405' };
    return { want: `${found.entry.method} ${found.entry.path}`, params: match.params };
  } catch (error) {
    if (error instanceof Problem) return { want: String(error.status) };
    throw error;
  }
}

/** Routes as openapi-backend does when nobody swaps its router. */
export function routeByStock({ operations, prefix = '/', request }: RoutingRow): Outcome {
  const paths: Record<string, Record<string, object>> = {};
  for (const { method, path } of entriesOf(operations)) paths[path] = { ...paths[path], [method.toLowerCase()]: { responses: {} } };
  const definition = { openapi: '3.0.3', info: { title: '', version: '' }, paths } as unknown as Document;
  const router = new OpenAPIRouter({ definition, apiRoot: prefix });
  const [method, path] = split(request);
  const asked = { method, path, headers: {} };
  try {
    const found = router.matchOperation(asked, true);
    if (found === undefined) return { want: '404' };
    return { want: `${found.method.toUpperCase()} ${found.path}`, params: router.parseRequest(asked, found).params as Record<string, string> };
  } catch (error) {
    // Its errors begin with the status that they lead to; `decodeURIComponent` fails in it, to which a server responds with 500.
    if (error instanceof URIError) return { want: '500' };
    return { want: (error as Error).message.slice(0, 3) };
  }
}
