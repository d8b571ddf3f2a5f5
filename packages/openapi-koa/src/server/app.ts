import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BlockList } from 'node:net';
import Koa from 'koa';
import { Problem } from '../problems/problem.ts';
import { contractProblems } from '../problems/registry.ts';
import { checkMessage } from '../request/message-framing.ts';
import type { ErrorFormat } from '../response/error-format.ts';
import { rememberAddress } from './client-address.ts';
import { type SecurityHeaders, securityEntries } from './common-headers.ts';
import { type ContractContext, Exchange, type Mount } from './context.ts';
import { type CorsOptions, CorsPolicy } from './cors.ts';
import { ExchangeRecord } from './exchange-record.ts';
import { guarded, warn } from './hooks.ts';
import type { ShedReason } from './http-server.ts';
import { type HandleRequest, isEmptyOnPurpose, isHandlerMiddleware, readBodyOf, takeFromKoa, takeReadBody } from './koa-response.ts';
import { Responder } from './responder.ts';
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
  /**
   * The document's own error format, `errorFormat` of a contract: for what no operation responds to, such as an unknown path or a malformed
   * message. Without it, those are problems.
   */
  readonly errorFormat?: ErrorFormat | undefined;
  /** Called once per request, when its response is sent or its client has disconnected. */
  readonly onResponse?: (record: ExchangeRecord) => void;
  /** Called with the error behind a 500, which never reaches the client. */
  readonly onFailure?: (error: unknown, exchange: Exchange) => void;
  /** Handles a request by calling `handle`, for tracing: the function may have a context that asynchronous calls keep. */
  readonly runInContext?: <T>(exchange: Exchange, handle: () => T) => T;
  /** Called for each request that is refused because of the limit on the memory of bodies. */
  readonly onShed?: (reason: ShedReason) => void;
}

/**
 * A Koa app whose responses all conform to HTTP: malformed messages are refused, every response has a request id, errors and unknown paths
 * are problems (RFC 9457), and a response without a stream is written to the socket in one piece.
 *
 * Without middleware other than `createContract` and `serveResources`, a request doesn't pass through Koa: nobody would see its context.
 */
export class ContractApp extends Koa {
  readonly #writer: ResponseWriter;
  readonly #responder: Responder;
  readonly #isRecorded: boolean;
  readonly #runInContext: NonNullable<ContractAppOptions['runInContext']> | undefined;
  readonly #onFailure: ((error: unknown, exchange: Exchange) => void) | undefined;
  #mounts: WeakMap<IncomingMessage, Mount> | undefined;
  /** The functions behind the middleware, and how much middleware they were made from; undefined if some needs Koa's context. */
  #handlers: readonly HandleRequest[] | undefined;
  #handlersOf = 0;
  #requestsInWork = 0;

  /** @throws TypeError naming an invalid option of `cors`, or an invalid security header */
  constructor(options: ContractAppOptions) {
    const { problemBase, bodyLimitBytes, trustedProxies, cors, securityHeaders, health, errorFormat, onResponse, onFailure, onShed, runInContext } = options;
    super();
    this.#onFailure = guarded(onFailure, warn);
    const record = guarded(onResponse, (error, { exchange }) => {
      if (this.#onFailure === undefined) warn(error);
      else this.#onFailure(error, exchange);
    });
    this.#runInContext = runInContext;
    this.#isRecorded = record !== undefined;
    this.#writer = new ResponseWriter({ cors: new CorsPolicy(cors ?? { origins: '*' }), security: securityEntries(securityHeaders) });
    registerWriter(this, this.#writer);
    const responder = new Responder({
      writer: this.#writer,
      problemBase,
      errorFormat,
      bodyLimitBytes,
      health,
      onDone: (exchange) => {
        this.#requestsInWork--;
        record?.(new ExchangeRecord(exchange, trustedProxies));
      },
      onShed: guarded(onShed, warn),
      onFailure: (error, exchange) => this.#report(error, exchange),
    });
    this.#responder = responder;
    // Called by Koa and middleware for errors after the middleware has finished, such as those of a stream.
    this.context.onerror = function onerror(this: Koa.Context, error: unknown) {
      if (error !== null && error !== undefined) responder.fail((this as ContractContext).exchange, error);
    };
  }

  /** How many requests have no complete response yet. */
  get requestsInWork(): number {
    return this.#requestsInWork;
  }

  /** The listener for an HTTP server. `createHttpServer` finds the app's writer by it. */
  override callback(): ReturnType<Koa['callback']> {
    const throughKoa = super.callback();
    const listener = (req: IncomingMessage, res: ServerResponse) => {
      const handlers = this.#directHandlers();
      if (handlers === undefined) return throughKoa(req, res);
      const exchange = this.#exchange(req, res);
      if (this.#runInContext === undefined) return this.#handle(exchange, handlers);
      return this.#runInContext(exchange, () => this.#handle(exchange, handlers));
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
      const mount: Mount = { ctx, isPassedOn: false };
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
    if (exchange.mount !== undefined) Object.assign(ctx.request, readBodyOf(exchange.mount.ctx));
    const refusal = checkMessage(ctx.req);
    if (refusal !== undefined) {
      this.#responder.fail(exchange, refusal);
      return Promise.resolve();
    }
    const handle = () =>
      middleware(ctx).then(
        () => this.#respondFromKoa(ctx),
        (error: unknown) => this.#responder.fail(exchange, error),
      );
    return this.#runInContext === undefined ? handle() : this.#runInContext(exchange, handle);
  }

  /** Koa's own listener, which prints to the console, is used only without `onFailure`. */
  override onerror(error: Error): void {
    if (this.#onFailure === undefined) super.onerror(error);
  }

  #exchange(req: IncomingMessage, res: ServerResponse): Exchange {
    if (this.#isRecorded) rememberAddress(req);
    this.#requestsInWork++;
    return new Exchange(this, req, res, this.#isRecorded ? performance.now() : 0, this.#mounts?.get(req));
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
    const responder = this.#responder;
    if (exchange.mount !== undefined) takeReadBody(exchange, exchange.mount.ctx);
    const refusal = checkMessage(exchange.req);
    if (refusal !== undefined) return responder.fail(exchange, refusal);
    let response: ReturnType<HandleRequest>;
    try {
      for (const handle of handlers) {
        response = handle(exchange);
        if (response !== undefined) break;
      }
    } catch (error) {
      return responder.fail(exchange, error);
    }
    if (response === undefined) return this.#passOn(exchange);
    if (!(response instanceof Promise)) return responder.respondOrFail(exchange, response);
    return response.then(
      (settled) => responder.respondOrFail(exchange, settled),
      (error: unknown) => responder.fail(exchange, error),
    );
  }

  #respondFromKoa(ctx: ContractContext): void {
    const { exchange, res } = ctx;
    const responder = this.#responder;
    // Middleware handled the error, so it is reported here.
    if (exchange.failure !== undefined) responder.report(exchange, exchange.failure);
    if (exchange.done) return;
    if (ctx.respond === false || res.headersSent || res.writableEnded) responder.end(exchange);
    else if (res.statusCode === 404 && (ctx.body === undefined || ctx.body === null) && !isEmptyOnPurpose(ctx.response)) this.#passOn(exchange);
    else {
      try {
        responder.respond(exchange, takeFromKoa(ctx));
      } catch (error) {
        responder.fail(exchange, error);
      }
    }
  }

  /** Nothing in this app responds to the request. */
  #passOn(exchange: Exchange): void {
    if (exchange.mount !== undefined) {
      exchange.mount.isPassedOn = true;
      this.#requestsInWork--;
    } else this.#responder.fail(exchange, new Problem(contractProblems['not-found'], { detail: 'Nothing is served at this path.' }));
  }

  #report(error: unknown, exchange: Exchange): void {
    this.#onFailure?.(error, exchange);
    try {
      this.emit('error', error, exchange.context ?? this.#contextOf(exchange));
    } catch (thrown) {
      this.#onFailure?.(thrown, exchange);
    }
  }

  /** Koa's context for a listener of `error`. */
  #contextOf(exchange: Exchange): Koa.Context {
    exchange.context = Object.assign(this.createContext(exchange.req, exchange.res), { exchange });
    return exchange.context;
  }
}
