import type Koa from 'koa';
import type { ContractContext } from './exchange.ts';

/**
 * Lets an answer wait in `ctx.exchange.answer` until the last middleware is done, so that it can be written in one piece.
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
  const answer = ctx.exchange?.answer;
  if (answer === undefined) return;
  ctx.exchange.answer = undefined;
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
  // Koa guesses a type for a body without one, and a status for no body; so the type comes before, and the status after.
  response.body = answer.body ?? null;
  response.status = answer.status;
}
