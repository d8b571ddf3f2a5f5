import type { IncomingMessage } from 'node:http';
import type { BlockList } from 'node:net';
import { Readable } from 'node:stream';
import Koa from 'koa';
import { FAILURE_DETAIL, InternalError } from '../problems/internal-error.ts';
import { NOT_STORED, PROBLEM_JSON, Problem } from '../problems/problem.ts';
import { contractProblems } from '../problems/registry.ts';
import { isAbort } from '../problems/request-aborted.ts';
import { isBodyToCome } from '../request/content.ts';
import { InvalidResponseError } from '../response/invalid-response.ts';
import { discard, endConnection } from '../response/response-stream.ts';
import { flatten, type SerializedResponse } from '../response/serialized-response.ts';
import { rememberAddress } from './client-address.ts';
import { type ContractContext, Exchange, RESPONDED } from './context.ts';
import { type CorsOptions, CorsPolicy, registerCors } from './cors.ts';
import { ExchangeRecord } from './exchange-record.ts';
import { guarded, warn } from './hooks.ts';
import { isEmptyOnPurpose, takeFromKoa, watchResponse } from './koa-response.ts';
import { checkMessage } from './message-framing.ts';
import { requestIdOf } from './request-id.ts';
import { ResponseQueue } from './response-queue.ts';
import { leavesBody, streamResponse, writeResponse } from './response-writer.ts';

/** The options of a `ContractApp`. */
export interface ContractAppOptions {
  /** Returns the address of the page that lists the problem types. Called for each problem, as the port may be known late. */
  readonly problemBase: () => string;
  /** After an early response, the connection is kept if the rest of the request's body is known to be no larger than this. */
  readonly bodyLimitBytes: number;
  /** Proxies whose `X-Forwarded-For` names the client; none by default, as any client can send that header. */
  readonly trustedProxies?: BlockList;
  /** Which other origins may read responses: `false` for none, or to leave it to middleware; every origin by default. */
  readonly cors?: CorsOptions | false;
  /** Returns whether responses carry `Connection: close`. */
  readonly closing?: () => boolean;
  /** Called once per request, when its response is sent or its client has disconnected. */
  readonly onResponse?: (record: ExchangeRecord) => void;
  /** Called with the error behind a 500, which never reaches the client. */
  readonly onFailure?: (error: unknown, exchange: Exchange) => void;
}

type Middleware = (ctx: Koa.Context) => Promise<void>;

/**
 * A Koa app whose responses all conform to HTTP: malformed messages are refused, every response has a request id, errors and unknown paths
 * are problems (RFC 9457), and a response without a stream is written to the socket in one piece.
 */
export class ContractApp extends Koa {
  readonly #options: ContractAppOptions;
  readonly #cors: CorsPolicy;
  readonly #queue = new ResponseQueue<ContractContext>((ctx) => this.#send(ctx));
  readonly #onResponse: ((record: ExchangeRecord) => void) | undefined;
  readonly #onFailure: ((error: unknown, exchange: Exchange) => void) | undefined;
  /** The contexts of other apps that this one is mounted in, by request. */
  #mounts: WeakMap<IncomingMessage, { readonly ctx: Koa.Context; isPassedOn: boolean }> | undefined;

  /** @throws TypeError naming an invalid option of `cors` */
  constructor(options: ContractAppOptions) {
    super();
    this.#options = options;
    this.#onFailure = guarded(options.onFailure, warn);
    this.#onResponse = guarded(options.onResponse, (error, { requestId, operationId, route }) => {
      if (this.#onFailure === undefined) warn(error);
      else this.#onFailure(error, Object.assign(new Exchange(requestId, 0), { operationId, route }));
    });
    this.#cors = new CorsPolicy(options.cors ?? { origins: '*' });
    registerCors(this, this.#cors);
    watchResponse(this);
    const fail = (ctx: ContractContext, error: unknown) => this.#fail(ctx, error);
    // Called by Koa and middleware for errors after the middleware has finished, such as those of a stream.
    this.context.onerror = function onerror(this: Koa.Context, error: unknown) {
      if (error !== null && error !== undefined) fail(this as ContractContext, error);
    };
  }

  /** The listener for an HTTP server. `createHttpServer` finds the app's CORS policy by it. */
  override callback(): ReturnType<Koa['callback']> {
    const listener = super.callback();
    registerCors(listener, this.#cors);
    return listener;
  }

  /**
   * Mounts this app in another Koa app, below a path with koa-mount: as middleware that responds as this app does, and passes a request on
   * where nothing in this app responds. Middleware before it may have read the body. It sees the response's status afterwards, but no body.
   */
  toMiddleware(): Koa.Middleware {
    const listener = this.callback();
    this.#mounts ??= new WeakMap();
    const mounts = this.#mounts;
    return async function mountedApp(ctx, next) {
      const outer = { ctx, isPassedOn: false };
      mounts.set(ctx.req, outer);
      await listener(ctx.req, ctx.res);
      if (outer.isPassedOn) return next();
      ctx.respond = false;
    };
  }

  /** Handles one request. */
  handleRequest(context: Koa.Context, middleware: Middleware): Promise<void> {
    const ctx = context as ContractContext;
    const { req, res } = ctx;
    ctx.exchange = new Exchange(requestIdOf(req.headers['x-request-id']), this.#onResponse === undefined ? 0 : performance.now());
    if (this.#onResponse !== undefined) rememberAddress(req);
    const outer = this.#mounts?.get(req);
    if (outer !== undefined) takeReadBody(ctx, outer.ctx);
    res.statusCode = 404;
    // 1. Malformed messages (RFC 9112) are refused before any middleware runs.
    const refusal = checkMessage(req);
    if (refusal !== undefined) {
      this.#fail(ctx, refusal);
      return RESPONDED;
    }
    // 2. The middleware, which includes the contract, creates a response.
    const finished = middleware(ctx);
    // 3. If it is synchronous, the response is queued at once.
    if (finished === RESPONDED && ctx.exchange.response !== undefined) {
      this.#put(ctx);
      return RESPONDED;
    }
    // 4. Otherwise it is sent when the last middleware is done; an error becomes a problem.
    return finished.then(
      () => this.#respond(ctx),
      (error: unknown) => this.#fail(ctx, error),
    );
  }

  /** Koa's own listener, which prints to the console, is used only without `onFailure`. */
  override onerror(error: Error): void {
    if (this.#onFailure === undefined) super.onerror(error);
  }

  #respond(ctx: ContractContext): void {
    const { exchange, res } = ctx;
    const { failure } = exchange;
    // Middleware handled the error, so it is reported here.
    if (failure !== undefined) this.#report(failure, ctx);
    if (exchange.done) return;
    if (ctx.respond === false || res.headersSent || res.writableEnded) {
      discard(exchange.response?.body);
      this.#record(ctx);
    } else if (exchange.response !== undefined) this.#put(ctx);
    else if (res.statusCode === 404 && (ctx.body === undefined || ctx.body === null) && !isEmptyOnPurpose(ctx.response)) {
      const outer = this.#mounts?.get(ctx.req);
      if (outer !== undefined) outer.isPassedOn = true;
      else this.#fail(ctx, new Problem(contractProblems['not-found'], { detail: 'Nothing is served at this path.' }));
    } else this.#send(ctx);
  }

  /** Sends a problem if no response has begun; otherwise closes the connection. */
  #fail(ctx: ContractContext, error: unknown): void {
    const { exchange, res } = ctx;
    // The body of a replaced response isn't sent. A failure after the response, or after the client disconnected, has no effect.
    discard(exchange.response?.body);
    exchange.response = undefined;
    exchange.stopStream();
    if (exchange.done) return;
    if (isAbort(error, ctx)) {
      this.#record(ctx);
      return;
    }
    const { failure } = exchange;
    // Middleware may map a handler's error to a problem, which isn't a failure.
    const isMapped = error instanceof Problem && !(failure instanceof InvalidResponseError);
    if (failure !== undefined && failure !== error && !isMapped) this.#report(failure, ctx);
    const problem = problemOf(error);
    if (problem.type === contractProblems['internal-error']) this.#report(error, ctx);
    else if (problem.status >= 500 && problem.cause !== undefined) this.#report(problem.cause, ctx);
    if (res.headersSent || res.writableEnded) {
      this.#record(ctx);
      endConnection(res);
      return;
    }
    for (const name of res.getHeaderNames()) if (!name.startsWith('access-control-') && name !== 'vary') res.removeHeader(name);
    res.statusMessage = '';
    try {
      this.#write(ctx, this.#problemResponse(problem, exchange));
    } catch (unwritable) {
      // The problem itself cannot be sent, so no response can.
      this.#report(unwritable, ctx);
      this.#record(ctx);
      res.destroy();
    }
  }

  /** Reports a failure; for an error of an operation, its cause. */
  #report(error: unknown, ctx: ContractContext): void {
    const { exchange } = ctx;
    exchange.failure = undefined;
    const reason = error instanceof InternalError && error.cause !== undefined ? error.cause : error;
    this.#onFailure?.(reason, exchange);
    try {
      this.emit('error', reason, ctx);
    } catch (thrown) {
      this.#onFailure?.(thrown, exchange);
    }
  }

  /** In another app, the middleware around this one expects the response to be written once it gets its turn again. */
  #put(ctx: ContractContext): void {
    if (this.#mounts?.has(ctx.req)) this.#send(ctx);
    else this.#queue.put(ctx, ctx.req.socket);
  }

  /** Writes a queued response. Code that kept the context may have moved it into Koa's response since. */
  #send(ctx: ContractContext): void {
    try {
      this.#write(ctx, ctx.exchange.response ?? takeFromKoa(ctx));
    } catch (error) {
      this.#fail(ctx, error);
    }
  }

  #problemResponse(problem: Problem, { requestId, operation }: Exchange): SerializedResponse {
    // An operation's document decides about caching; other problems are specific to their request.
    const headers = { ...(operation === undefined ? NOT_STORED : operation.requiredHeaderConstants(problem.status)), ...problem.headers };
    return {
      status: problem.status,
      headers: [...flatten(headers), 'Content-Type', PROBLEM_JSON],
      body: JSON.stringify(problem.toJson(this.#options.problemBase(), requestId)),
      closes: problem.closes,
    };
  }

  /** Whether the connection closes after this response: the service is closing, or the rest of the request's body isn't worth reading. */
  #closes({ req, exchange }: ContractContext): boolean {
    if (this.#options.closing?.() ?? false) return true;
    return isBodyToCome(req) && leavesBody(req, exchange.operation?.bodyLimitBytes ?? this.#options.bodyLimitBytes);
  }

  #write(ctx: ContractContext, response: SerializedResponse): void {
    const { req, res, exchange } = ctx;
    exchange.response = undefined;
    const options = { requestId: exchange.requestId, closes: response.closes === true || this.#closes(ctx), cors: this.#cors };
    const { body } = response;
    if (!(body instanceof Readable)) {
      writeResponse(req, res, response, options);
      this.#record(ctx);
      return;
    }
    res.statusCode = response.status;
    exchange.stopStream = streamResponse(req, res, response, body, options, {
      ended: () => this.#record(ctx),
      aborted: () => this.#record(ctx),
      // A problem is meant for the client, such as a 413 of the request's own body stream. Anything else is internal.
      failedUnsent: (error) => this.#fail(ctx, error instanceof Problem ? error : new InternalError(error)),
      failedSent: (error) => {
        // A problem was caused by the client: its request turned out to be invalid after part of the response was sent.
        if (!exchange.done && !(error instanceof Problem)) this.#report(error, ctx);
        this.#record(ctx);
      },
    });
  }

  #record(ctx: ContractContext): void {
    const { exchange } = ctx;
    if (exchange.done) return;
    exchange.done = true;
    this.#onResponse?.(new ExchangeRecord(ctx, this.#options.trustedProxies));
  }
}

/** Takes the body that a parser of the outer app has read. */
function takeReadBody({ request }: Koa.Context, { request: outer }: Koa.Context): void {
  const { body, rawBody } = outer as { body?: unknown; rawBody?: unknown };
  Object.assign(request, { body, rawBody });
}

/** The problem for an error: the error itself if it is one, one for an error marked as meant for clients, or a 500. */
function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { status, expose, message } = (error ?? {}) as { status?: unknown; expose?: unknown; message?: unknown };
  if (typeof status === 'number' && status >= 400 && status < 500 && expose === true) return new Problem(status, { detail: String(message) });
  return new Problem(contractProblems['internal-error'], { detail: FAILURE_DETAIL });
}
