import type { ClientRequest } from 'node:http';
import { finished, Readable } from 'node:stream';
import type Koa from 'koa';
import { addVary, HeaderList } from '../http/header-list.ts';
import { listMembers } from '../http/headers.ts';
import { InternalError } from '../problems/internal-error.ts';
import { Problem } from '../problems/problem.ts';
import { isAborted } from '../problems/request-aborted.ts';
import type { ErrorFormat } from '../response/error-format.ts';
import { closedEarly, discard, readBefore } from '../response/response-stream.ts';
import { BODILESS } from '../response/response-validator.ts';
import type { ResponseOrProblem, SerializedResponse } from '../response/serialized-response.ts';
import type { ContractContext, Exchange } from './context.ts';

export type { Middleware } from 'koa';

/**
 * Handles a request: returns its response or the problem that refuses it, or a promise of one of them, or undefined to pass the request on. A
 * synchronous response costs no turn of the microtask queue.
 */
export type HandleRequest = (exchange: Exchange) => ResponseOrProblem | Promise<ResponseOrProblem> | undefined;

/** Koa middleware made from a function that needs no Koa: a `ContractApp` without other middleware calls the function itself. */
export type HandlerMiddleware = Koa.Middleware & { readonly handle: HandleRequest };

/** The middleware of a contract. */
export type ContractMiddleware = HandlerMiddleware & {
  /** The document's own error format, for the app and the server; undefined without `mapProblem`. */
  readonly errorFormat: ErrorFormat | undefined;
};

/** Makes Koa middleware that puts the response into Koa's context, where the middleware around it can read and change it. */
export function handlerMiddleware(handle: HandleRequest): HandlerMiddleware {
  async function contract(context: Koa.Context, next: Koa.Next): Promise<void> {
    const ctx = context as ContractContext;
    const { exchange } = ctx;
    if (exchange === undefined) throw new TypeError('Use this middleware in a ContractApp, which toMiddleware() mounts in another Koa app.');
    takeReadBody(exchange, ctx);
    const response = await handle(exchange);
    if (response === undefined) return next();
    // Middleware around the contract sees the problem as it would any error.
    if (response instanceof Problem) throw response;
    const request = ctx.request as { body?: unknown };
    if (exchange.parsedBody !== undefined) request.body = exchange.parsedBody;
    applyResponse(ctx, response);
  }
  return Object.assign(contract, { handle });
}

export function isHandlerMiddleware(middleware: unknown): middleware is HandlerMiddleware {
  return typeof (middleware as Partial<HandlerMiddleware>).handle === 'function';
}

/** The body that middleware has read: `rawBody` by the convention of body parsers, and `body`. */
export function readBodyOf({ request }: Koa.Context): { readonly body: unknown; readonly rawBody: string | Buffer | undefined } {
  const { body, rawBody } = request as { body?: unknown; rawBody?: string | Buffer };
  return { body, rawBody };
}

export function takeReadBody(exchange: Exchange, context: Koa.Context): void {
  const { body, rawBody } = readBodyOf(context);
  exchange.parsedBody ??= body;
  exchange.rawBody ??= rawBody;
}

function applyResponse(ctx: ContractContext, { status, headers, body, contentLength }: SerializedResponse): void {
  const { res, response } = ctx;
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    // Each cookie has its own header, in addition to those that middleware set.
    if (lower === 'set-cookie') res.appendHeader(name, value);
    // A list to which middleware may have added.
    else if (lower === 'vary') response.vary(value);
    else res.setHeader(name, value);
  }
  if (body instanceof Readable) followSource(ctx, body);
  // Without a body, Koa would send the JSON text `null` under a JSON type that middleware set before.
  if (body === undefined) res.removeHeader('Content-Type');
  // Koa guesses a type for a body, and a status without a body; so the type is set before the body, and the status after.
  response.body = body ?? null;
  response.status = status;
  if (contentLength !== undefined) res.setHeader('Content-Length', contentLength);
}

/**
 * Watches a stream that middleware may replace by one made from it, such as its bytes compressed: `pipe` forwards neither an error nor an
 * early end, so the response would never end. The stream is destroyed when the response is closed.
 */
function followSource(ctx: ContractContext, stream: Readable): void {
  const { res } = ctx;
  const fail = (error: unknown) => {
    // Koa destroys a stream that middleware replaced by something other than a stream; its error doesn't matter.
    if (isAborted(ctx) || typeof (ctx.body as { pipe?: unknown } | null | undefined)?.pipe !== 'function') return;
    ctx.onerror(error instanceof Problem ? error : new InternalError(error));
  };
  if (stream.readableEnded) process.nextTick(fail, readBefore());
  else finished(stream, { writable: false }, (error) => error && fail(stream.errored ?? closedEarly()));
  if (res.closed) discard(stream);
  else res.once('close', () => discard(stream));
}

/** Takes the response that middleware left in Koa's context, by the rules of Koa's own `respond`, with every header. */
export function takeFromKoa(ctx: ContractContext): SerializedResponse {
  const { req, res, response } = ctx;
  const status = res.statusCode;
  const body = BODILESS.has(status) ? undefined : bodyOf(ctx);
  if (BODILESS.has(status)) discard(response.body);
  if (body === undefined && req.method !== 'HEAD') response.remove('Content-Type');
  const headers = takeHeaders(ctx);
  const length = headers.get('content-length') ?? '';
  headers.delete('content-length');
  headers.delete('transfer-encoding');
  return { status, headers, body, ...(/^\d{1,15}$/.test(length) && { contentLength: Number(length) }) };
}

/** Discards the response that middleware has set in favour of a problem, except its headers about CORS and caches, which concern the problem, too. */
export function withKeptHeaders(context: Koa.Context, given: HeaderList): HeaderList {
  const headers = given.copy();
  discard(context.body);
  for (const [name, value] of takeHeaders(context)) {
    const key = name.toLowerCase();
    if (key === 'vary') for (const member of listMembers(value)) addVary(headers, member);
    else if (key.startsWith('access-control-')) headers.addMissing(name, value);
  }
  context.res.statusMessage = '';
  return headers;
}

/** Takes the headers out of Koa's context. */
function takeHeaders({ res }: Koa.Context): HeaderList {
  const headers = new HeaderList();
  // In the documentation of node:http, but missing in its types for responses.
  for (const name of (res as unknown as ClientRequest).getRawHeaderNames()) {
    for (const value of [res.getHeader(name) ?? []].flat()) headers.add(name, String(value));
    res.removeHeader(name);
  }
  return headers;
}

/** Whether middleware set the body to null; a response that nothing has set yet has no body, either. */
export function isEmptyOnPurpose(response: Koa.Response): boolean {
  return (response as { _explicitNullBody?: boolean })._explicitNullBody === true;
}

/** The body to send. Without one, Koa sends the reason phrase of the status. */
function bodyOf({ req, res, response }: ContractContext): SerializedResponse['body'] {
  const { body } = response;
  if (body === undefined || body === null) {
    if (req.method === 'HEAD' || isEmptyOnPurpose(response)) return undefined;
    response.type = 'text';
    return response.message || String(res.statusCode);
  }
  if (typeof body === 'string' || Buffer.isBuffer(body) || body instanceof Readable) return body;
  if (body instanceof Blob) return Readable.from(body.stream());
  if (body instanceof ReadableStream) return Readable.from(body);
  if (body instanceof Response) return Readable.from(body.body ?? []);
  // A stream of another library, or an old-style stream of Node.js.
  if (typeof (body as { pipe?: unknown }).pipe === 'function') return new Readable().wrap(body as NodeJS.ReadableStream);
  return JSON.stringify(body);
}
