import { finished, Readable } from 'node:stream';
import type Koa from 'koa';
import { InternalError } from '../problems/internal-error.ts';
import { Problem } from '../problems/problem.ts';
import { isAborted } from '../problems/request-aborted.ts';
import { closedEarly, discard, readBefore } from '../response/response-stream.ts';
import type { SerializedResponse } from '../response/serialized-response.ts';
import type { ContractContext } from './context.ts';

/**
 * Lets an answer wait in `ctx.exchange.response` until the last middleware is done, so that it can be written in one piece.
 *
 * Middleware around the contract sees an ordinary Koa response all the same: the first time it reads or sets anything of it, the
 * waiting answer is moved into Koa's own response, and Koa writes it. So the fast way is taken only when nobody looked.
 *
 * @param app the app whose `response` prototype gets the watching accessors
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

/** Moves a waiting answer into Koa's response. */
export function settle(ctx: ContractContext): void {
  const answer = ctx.exchange?.response;
  if (answer === undefined) return;
  ctx.exchange.response = undefined;
  const { res, response } = ctx;
  for (let index = 0; index < answer.headers.length; index += 2) {
    const name = answer.headers[index] as string;
    const value = answer.headers[index + 1] as string;
    const lower = name.toLowerCase();
    // Each cookie has a field of its own, beside those that middleware set.
    if (lower === 'set-cookie') res.appendHeader(name, value);
    // A list, of which middleware may have said a part.
    else if (lower === 'vary') response.vary(value);
    else res.setHeader(name, value);
  }
  if (answer.body instanceof Readable) followSource(ctx, answer.body);
  // Koa guesses a type for a body without one, and a status for no body; so the type comes before, and the status after.
  response.body = answer.body ?? null;
  response.status = answer.status;
  if (answer.contentLength !== undefined) res.setHeader('Content-Length', answer.contentLength);
}

/**
 * Follows a stream that was given to middleware, which may send something that it makes of it, such as its bytes compressed: `pipe` passes
 * on neither an error nor an early end, so the response would never end. The stream is destroyed when the response is closed.
 */
function followSource(ctx: ContractContext, stream: Readable): void {
  const { res } = ctx;
  const fail = (error: unknown) => {
    // A stream that middleware replaced by something else was destroyed by Koa; nothing of it is to be sent.
    if (isAborted(ctx) || typeof (ctx.body as { pipe?: unknown } | null | undefined)?.pipe !== 'function') return;
    ctx.onerror(error instanceof Problem ? error : new InternalError(error));
  };
  if (stream.readableEnded) process.nextTick(fail, readBefore());
  else finished(stream, { writable: false }, (error) => error && fail(stream.errored ?? closedEarly()));
  if (res.closed) discard(stream);
  else res.once('close', () => discard(stream));
}

/** The statuses for which Koa takes a body away (RFC 9110 sections 15.3.5, 15.3.6 and 15.4.5). */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * Takes the response that middleware made out of Koa, by the rules of Koa's own `respond`. Its headers stay on the response, but for
 * those that frame the message.
 */
export function takeFromKoa(ctx: ContractContext): SerializedResponse {
  const { req, res, response } = ctx;
  const status = res.statusCode;
  const body = BODILESS.has(status) ? undefined : bodyOf(ctx);
  if (BODILESS.has(status)) discard(response.body);
  if (body === undefined && req.method !== 'HEAD') response.remove('Content-Type');
  const length = String(res.getHeader('Content-Length'));
  res.removeHeader('Content-Length');
  // Node.js would not send chunks any more where the header was removed without being there.
  if (res.hasHeader('Transfer-Encoding')) res.removeHeader('Transfer-Encoding');
  return { status, headers: [], body, ...(/^\d{1,15}$/.test(length) && { contentLength: Number(length) }) };
}

/** Whether somebody gave the response no body, which is what it has, too, while nobody has responded. */
export function isEmptyOnPurpose(response: Koa.Response): boolean {
  return (response as { _explicitNullBody?: boolean })._explicitNullBody === true;
}

/** The body as it is sent. Koa sends the name of the status where middleware gave no body. */
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
  // A stream of another library, or of Node's first kind.
  if (typeof (body as { pipe?: unknown }).pipe === 'function') return new Readable().wrap(body as NodeJS.ReadableStream);
  return JSON.stringify(body);
}
