import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BlockList } from 'node:net';
import { Readable } from 'node:stream';
import Koa from 'koa';
import { addVary } from '../http/header-list.ts';
import { listMembers } from '../http/headers.ts';
import { FAILURE_DETAIL, InternalError } from '../problems/internal-error.ts';
import { exposedProblem, NOT_STORED, Problem } from '../problems/problem.ts';
import { contractProblems } from '../problems/registry.ts';
import { isAbort } from '../problems/request-aborted.ts';
import { checkMessage, isBodyToCome } from '../request/message-framing.ts';
import { InvalidResponseError } from '../response/invalid-response.ts';
import { problemResponse } from '../response/problem-response.ts';
import { discard, endConnection } from '../response/response-stream.ts';
import type { SerializedResponse } from '../response/serialized-response.ts';
import { rememberAddress } from './client-address.ts';
import { type SecurityHeaders, securityEntries } from './common-headers.ts';
import { type ContractContext, Exchange } from './context.ts';
import { type CorsOptions, CorsPolicy } from './cors.ts';
import { ExchangeRecord } from './exchange-record.ts';
import { guarded, warn } from './hooks.ts';
import { type HandleRequest, isEmptyOnPurpose, isHandlerMiddleware, takeFromKoa, takeHeaders, takeReadBody } from './koa-response.ts';
import { leavesBody } from './lingering-close.ts';
import { ResponseQueue } from './response-queue.ts';
import { ResponseWriter, registerWriter } from './response-writer.ts';

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
  /** Headers that every response gets unless it has its own: `SECURITY_HEADERS` by default; `false` to leave them to middleware. */
  readonly securityHeaders?: SecurityHeaders | false;
  /** While it is draining, responses carry `Connection: close`. */
  readonly health?: { readonly draining: boolean };
  /** Called once per request, when its response is sent or its client has disconnected. */
  readonly onResponse?: (record: ExchangeRecord) => void;
  /** Called with the error behind a 500, which never reaches the client. */
  readonly onFailure?: (error: unknown, exchange: Exchange) => void;
}

/** A response that is ready to be written. */
interface ReadyResponse {
  readonly exchange: Exchange;
  readonly response: SerializedResponse;
}

/** The request of another Koa app that this one is mounted in. */
interface Mount {
  readonly ctx: Koa.Context;
  /** Nothing in this app responds to the request. */
  isPassedOn: boolean;
}

/**
 * A Koa app whose responses all conform to HTTP: malformed messages are refused, every response has a request id, errors and unknown paths
 * are problems (RFC 9457), and a response without a stream is written to the socket in one piece.
 *
 * Without middleware other than `createContract` and `serveResources`, a request doesn't pass through Koa: nobody would see its context.
 */
export class ContractApp extends Koa {
  readonly #options: ContractAppOptions;
  readonly #writer: ResponseWriter;
  readonly #queue = new ResponseQueue<ReadyResponse>(({ exchange, response }) => this.#send(exchange, response));
  readonly #onResponse: ((record: ExchangeRecord) => void) | undefined;
  readonly #onFailure: ((error: unknown, exchange: Exchange) => void) | undefined;
  #mounts: WeakMap<IncomingMessage, Mount> | undefined;
  /** The functions behind the middleware, and how much middleware they were made from; undefined if some needs Koa's context. */
  #handlers: readonly HandleRequest[] | undefined;
  #handlersOf = 0;

  /** @throws TypeError naming an invalid option of `cors`, or an invalid security header */
  constructor(options: ContractAppOptions) {
    super();
    this.#options = options;
    this.#onFailure = guarded(options.onFailure, warn);
    this.#onResponse = guarded(options.onResponse, (error, { exchange }) => {
      if (this.#onFailure === undefined) warn(error);
      else this.#onFailure(error, exchange);
    });
    this.#writer = new ResponseWriter({ cors: new CorsPolicy(options.cors ?? { origins: '*' }), security: securityEntries(options.securityHeaders) });
    registerWriter(this, this.#writer);
    const fail = (exchange: Exchange, error: unknown) => this.#fail(exchange, error);
    // Called by Koa and middleware for errors after the middleware has finished, such as those of a stream.
    this.context.onerror = function onerror(this: Koa.Context, error: unknown) {
      if (error !== null && error !== undefined) fail((this as ContractContext).exchange, error);
    };
  }

  /** The listener for an HTTP server. `createHttpServer` finds the app's writer by it. */
  override callback(): ReturnType<Koa['callback']> {
    const throughKoa = super.callback();
    const listener = (req: IncomingMessage, res: ServerResponse) => {
      const handlers = this.#directHandlers();
      return handlers === undefined ? throughKoa(req, res) : this.#handle(this.#exchange(req, res), handlers);
    };
    registerWriter(listener, this.#writer);
    return listener as ReturnType<Koa['callback']>;
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
      const mount = { ctx, isPassedOn: false };
      mounts.set(ctx.req, mount);
      await listener(ctx.req, ctx.res);
      if (mount.isPassedOn) return next();
      ctx.respond = false;
    };
  }

  /** Handles a request that passes through Koa, as some middleware needs its context. */
  handleRequest(context: Koa.Context, middleware: (ctx: Koa.Context) => Promise<void>): Promise<void> {
    const ctx = context as ContractContext;
    const exchange = this.#exchange(ctx.req, ctx.res);
    exchange.context = ctx;
    ctx.exchange = exchange;
    ctx.res.statusCode = 404;
    const mount = this.#mounts?.get(ctx.req);
    if (mount !== undefined) Object.assign(ctx.request, readBodyOf(mount.ctx));
    const refusal = checkMessage(ctx.req);
    if (refusal !== undefined) {
      this.#fail(exchange, refusal);
      return Promise.resolve();
    }
    return middleware(ctx).then(
      () => this.#respondFromKoa(ctx),
      (error: unknown) => this.#fail(exchange, error),
    );
  }

  /** Koa's own listener, which prints to the console, is used only without `onFailure`. */
  override onerror(error: Error): void {
    if (this.#onFailure === undefined) super.onerror(error);
  }

  #exchange(req: IncomingMessage, res: ServerResponse): Exchange {
    const isRecorded = this.#onResponse !== undefined;
    if (isRecorded) rememberAddress(req);
    return new Exchange(this, req, res, isRecorded ? performance.now() : 0);
  }

  #directHandlers(): readonly HandleRequest[] | undefined {
    const { middleware } = this;
    if (middleware.length !== this.#handlersOf) {
      this.#handlersOf = middleware.length;
      this.#handlers = middleware.every(isHandlerMiddleware) ? middleware.map(({ handle }) => handle) : undefined;
    }
    return this.#handlers;
  }

  /** Handles a request without Koa: refuses a malformed message, then asks each handler in turn. */
  #handle(exchange: Exchange, handlers: readonly HandleRequest[]): void | Promise<void> {
    const mount = this.#mounts?.get(exchange.req);
    if (mount !== undefined) takeReadBody(exchange, mount.ctx);
    const refusal = checkMessage(exchange.req);
    if (refusal !== undefined) return this.#fail(exchange, refusal);
    let response: ReturnType<HandleRequest>;
    try {
      for (const handle of handlers) {
        response = handle(exchange);
        if (response !== undefined) break;
      }
    } catch (error) {
      return this.#fail(exchange, error);
    }
    if (response === undefined) return this.#passOn(exchange, mount);
    if (!(response instanceof Promise)) return this.#respond(exchange, response);
    return response.then(
      (settled) => this.#respond(exchange, settled),
      (error: unknown) => this.#fail(exchange, error),
    );
  }

  /** Sends a response, once other responses that are ready can be sent with it. */
  #respond(exchange: Exchange, response: SerializedResponse): void {
    if (exchange.done) discard(response.body);
    // In another app, the middleware around this one expects the response to be written once it gets its turn again.
    else if (this.#mounts?.has(exchange.req)) this.#send(exchange, response);
    else this.#queue.put({ exchange, response }, exchange.req.socket);
  }

  #respondFromKoa(ctx: ContractContext): void {
    const { exchange, res } = ctx;
    const { failure } = exchange;
    // Middleware handled the error, so it is reported here.
    if (failure !== undefined) this.#report(failure, exchange);
    if (exchange.done) return;
    if (ctx.respond === false || res.headersSent || res.writableEnded) this.#record(exchange);
    else if (res.statusCode === 404 && (ctx.body === undefined || ctx.body === null) && !isEmptyOnPurpose(ctx.response))
      this.#passOn(exchange, this.#mounts?.get(ctx.req));
    else {
      try {
        this.#respond(exchange, takeFromKoa(ctx));
      } catch (error) {
        this.#fail(exchange, error);
      }
    }
  }

  #passOn(exchange: Exchange, mount: Mount | undefined): void {
    if (mount !== undefined) mount.isPassedOn = true;
    else this.#fail(exchange, new Problem(contractProblems['not-found'], { detail: 'Nothing is served at this path.' }));
  }

  /** Sends a problem if no response has begun; otherwise closes the connection. */
  #fail(exchange: Exchange, error: unknown): void {
    const { res, context, operation } = exchange;
    exchange.stopStream();
    // A failure after the response, or after the client disconnected, has no effect.
    if (exchange.done) return;
    if (isAbort(error, exchange)) {
      this.#record(exchange);
      return;
    }
    const { failure } = exchange;
    // Middleware may map a handler's error to a problem, which isn't a failure.
    const isMapped = error instanceof Problem && !(failure instanceof InvalidResponseError);
    if (failure !== undefined && failure !== error && !isMapped) this.#report(failure, exchange);
    const problem = problemOf(error);
    if (problem.type === contractProblems['internal-error']) this.#report(error, exchange);
    else if (problem.status >= 500 && problem.cause !== undefined) this.#report(problem.cause, exchange);
    if (res.headersSent || res.writableEnded) {
      this.#record(exchange);
      endConnection(res);
      return;
    }
    try {
      // An operation's document decides about caching; other problems are specific to their request.
      const headers = operation === undefined ? NOT_STORED : operation.requiredHeaderConstants(problem.status);
      const response = problemResponse(problem, this.#options.problemBase(), exchange.requestId, headers);
      if (context !== undefined) keepHeaders(context, response);
      this.#write(exchange, response);
    } catch (unwritable) {
      // The problem itself cannot be sent, so no response can.
      this.#report(unwritable, exchange);
      this.#record(exchange);
      res.destroy();
    }
  }

  /** Reports a failure; for an error of an operation, its cause. */
  #report(error: unknown, exchange: Exchange): void {
    exchange.failure = undefined;
    const reason = error instanceof InternalError && error.cause !== undefined ? error.cause : error;
    this.#onFailure?.(reason, exchange);
    try {
      this.emit('error', reason, exchange.context ?? this.#contextOf(exchange));
    } catch (thrown) {
      this.#onFailure?.(thrown, exchange);
    }
  }

  /** Koa's context for a listener of `error`. */
  #contextOf(exchange: Exchange): Koa.Context {
    exchange.context = Object.assign(this.createContext(exchange.req, exchange.res), { exchange });
    return exchange.context;
  }

  #send(exchange: Exchange, response: SerializedResponse): void {
    try {
      this.#write(exchange, response);
    } catch (error) {
      this.#fail(exchange, error);
    }
  }

  /** Whether the connection closes after this response: the service is draining, or the rest of the request's body isn't worth reading. */
  #closes({ req, operation }: Exchange): boolean {
    if (this.#options.health?.draining === true) return true;
    return isBodyToCome(req) && leavesBody(req, operation?.bodyLimitBytes ?? this.#options.bodyLimitBytes);
  }

  #write(exchange: Exchange, response: SerializedResponse): void {
    const { req, res, requestId } = exchange;
    const { body } = response;
    const headers = { requestId, origin: req.headers.origin, closes: response.closes === true || this.#closes(exchange) };
    if (!(body instanceof Readable)) {
      this.#writer.write(req, res, response, headers);
      this.#record(exchange);
      return;
    }
    res.statusCode = response.status;
    exchange.stopStream = this.#writer.stream(req, res, { ...response, body }, headers, {
      ended: () => this.#record(exchange),
      aborted: () => this.#record(exchange),
      // A problem is meant for the client, such as a 413 of the request's own body stream. Anything else is internal.
      failedUnsent: (error) => this.#fail(exchange, error instanceof Problem ? error : new InternalError(error)),
      failedSent: (error) => {
        // A problem was caused by the client: its request turned out to be invalid after part of the response was sent.
        if (!exchange.done && !(error instanceof Problem)) this.#report(error, exchange);
        this.#record(exchange);
      },
    });
  }

  #record(exchange: Exchange): void {
    if (exchange.done) return;
    exchange.done = true;
    this.#onResponse?.(new ExchangeRecord(exchange, this.#options.trustedProxies));
  }
}

/** The body that a parser of another app has read. */
function readBodyOf({ request }: Koa.Context): { body: unknown; rawBody: unknown } {
  const { body, rawBody } = request as { body?: unknown; rawBody?: unknown };
  return { body, rawBody };
}

/** Discards the response that middleware has set, except its headers about CORS and caches, which concern the problem as well. */
function keepHeaders(context: Koa.Context, { headers }: SerializedResponse): void {
  discard(context.body);
  for (const [name, value] of takeHeaders(context)) {
    const key = name.toLowerCase();
    if (key === 'vary') for (const member of listMembers(value)) addVary(headers, member);
    else if (key.startsWith('access-control-')) headers.addMissing(name, value);
  }
  context.res.statusMessage = '';
}

/** The problem for an error: the error itself if it is one, one for an error marked as meant for clients, or a 500. */
function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const exposed = exposedProblem(error);
  if (exposed !== undefined && exposed.status < 500) return exposed;
  return new Problem(contractProblems['internal-error'], { detail: FAILURE_DETAIL });
}
