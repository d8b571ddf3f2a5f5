import { finished, Readable } from 'node:stream';
import type Koa from 'koa';
import { InternalError } from '../problems/internal-error.ts';
import { Problem } from '../problems/problem.ts';
import { isAborted } from '../problems/request-aborted.ts';
import { closedEarly, discard, readBefore } from '../response/response-stream.ts';
import { BODILESS } from '../response/response-validator.ts';
import type { SerializedResponse } from '../response/serialized-response.ts';
import type { ContractContext } from './context.ts';

/**
 * Keeps a response in `ctx.exchange.response` until the last middleware is done, so that it can be written in one piece.
 *
 * Middleware around the contract still sees an ordinary Koa response: the first access to any of its properties moves the response into
 * Koa's own. So the fast path is taken only if no middleware accesses the response.
 *
 * @param app the app whose `response` prototype gets the accessors
 */
export function watchResponse(app: Koa): void {
  const koaResponse: object = Object.getPrototypeOf(app.response);
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(koaResponse))) {
    const { get, set, value } = property;
    if (get === undefined && set === undefined && typeof value !== 'function') continue;
    Object.defineProperty(app.response, name, {
      configurable: true,
      enumerable: property.enumerable ?? true,
      ...(typeof value === 'function'
        ? {
            writable: true,
            value(this: Koa.Response, ...args: unknown[]) {
              settle(this.ctx as unknown as ContractContext);
              return value.apply(this, args);
            },
          }
        : {
            get(this: Koa.Response) {
              settle(this.ctx as unknown as ContractContext);
              return get?.call(this);
            },
            set(this: Koa.Response, to: unknown) {
              settle(this.ctx as unknown as ContractContext);
              set?.call(this, to);
            },
          }),
    });
  }
}

/** Moves a pending response into Koa's response. */
function settle(ctx: ContractContext): void {
  const pending = ctx.exchange?.response;
  if (pending === undefined) return;
  ctx.exchange.response = undefined;
  const { res, response } = ctx;
  for (let index = 0; index < pending.headers.length; index += 2) {
    const name = pending.headers[index] as string;
    const value = pending.headers[index + 1] as string;
    const lower = name.toLowerCase();
    // Each cookie has its own header, in addition to those that middleware set.
    if (lower === 'set-cookie') res.appendHeader(name, value);
    // A list to which middleware may have added.
    else if (lower === 'vary') response.vary(value);
    else res.setHeader(name, value);
  }
  if (pending.body instanceof Readable) followSource(ctx, pending.body);
  // Without a body, Koa would send the JSON text `null` under a JSON type that middleware set before.
  if (pending.body === undefined) res.removeHeader('Content-Type');
  // Koa guesses a type for a body, and a status without a body; so the type is set before the body, and the status after.
  response.body = pending.body ?? null;
  response.status = pending.status;
  if (pending.contentLength !== undefined) res.setHeader('Content-Length', pending.contentLength);
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

/**
 * Takes the response that middleware made from Koa, by the rules of Koa's own `respond`. Its headers stay on the response, except those
 * that frame the message.
 */
export function takeFromKoa(ctx: ContractContext): SerializedResponse {
  const { req, res, response } = ctx;
  const status = res.statusCode;
  const body = BODILESS.has(status) ? undefined : bodyOf(ctx);
  if (BODILESS.has(status)) discard(response.body);
  if (body === undefined && req.method !== 'HEAD') response.remove('Content-Type');
  const length = String(res.getHeader('Content-Length'));
  res.removeHeader('Content-Length');
  // Removing an absent Transfer-Encoding would stop Node.js from sending chunks.
  if (res.hasHeader('Transfer-Encoding')) res.removeHeader('Transfer-Encoding');
  return { status, headers: [], body, ...(/^\d{1,15}$/.test(length) && { contentLength: Number(length) }) };
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
