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

/** How a `ContractApp` names its problems, and who hears of its exchanges. */
export interface ContractAppOptions {
  /** The address of the page that lists the problem types; asked for at each problem, as the port may be known late. */
  readonly problemBase: () => string;
  /** A request that was answered before its end keeps its connection if the body that it still sends is known to be no larger than this. */
  readonly bodyLimitBytes: number;
  /** Proxies whose `X-Forwarded-For` says who the client is; none by default, as any client can send the field. */
  readonly trustedProxies?: BlockList;
  /** Which pages of other origins may read responses: `false` for none, or to leave it to middleware; those of every origin by default. */
  readonly cors?: CorsOptions | false;
  /** Whether every answer asks the client to close its connection. */
  readonly closing?: () => boolean;
  /** Called once per exchange. */
  readonly onResponse?: (record: ExchangeRecord) => void;
  /** Called with what became a 500: the error never reaches the client. */
  readonly onFailure?: (error: unknown, exchange: Exchange) => void;
}

type Middleware = (ctx: Koa.Context) => Promise<void>;

/**
 * A Koa app in which every answer keeps HTTP's rules: well-formed messages only, a request id on everything, errors and paths that
 * nobody serves as problems (RFC 9457), and ready answers written to the socket in one piece.
 */
export class ContractApp extends Koa {
  readonly #options: ContractAppOptions;
  readonly #cors: CorsPolicy;
  readonly #outbox = new ResponseQueue<ContractContext>((ctx) => this.#send(ctx));
  readonly #onResponse: ((record: ExchangeRecord) => void) | undefined;
  readonly #onFailure: ((error: unknown, exchange: Exchange) => void) | undefined;

  /** @throws TypeError naming an option of `cors` that cannot be */
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
    // What Koa and its middleware call for errors that come when the middleware is done, such as a stream's.
    this.context.onerror = function onerror(this: Koa.Context, error: unknown) {
      if (error !== null && error !== undefined) fail(this as ContractContext, error);
    };
  }

  /** The listener for an HTTP server, which `createHttpServer` gives the same `cors`. */
  override callback(): ReturnType<Koa['callback']> {
    const listener = super.callback();
    registerCors(listener, this.#cors);
    return listener;
  }

  /** The life of one exchange. */
  handleRequest(context: Koa.Context, middleware: Middleware): Promise<void> {
    const ctx = context as ContractContext;
    const { req, res } = ctx;
    ctx.exchange = new Exchange(requestIdOf(req.headers['x-request-id']), this.#onResponse === undefined ? 0 : performance.now());
    if (this.#onResponse !== undefined) rememberAddress(req);
    res.statusCode = 404;
    // 1. What RFC 9112 calls malformed is refused before anything looks at it.
    const refusal = checkMessage(req);
    if (refusal !== undefined) {
      this.#fail(ctx, refusal);
      return RESPONDED;
    }
    // 2. The middleware, and with it the contract, makes an answer,
    const answered = middleware(ctx);
    // 3. which is ready if nothing was waited for,
    if (answered === RESPONDED && ctx.exchange.response !== undefined) {
      this.#outbox.put(ctx, req.socket);
      return RESPONDED;
    }
    // 4. else when the last middleware is done; or 5. it fails.
    return answered.then(
      () => this.#respond(ctx),
      (error: unknown) => this.#fail(ctx, error),
    );
  }

  /** Koa's own listener, which prints to the console, is for apps that have no other. */
  override onerror(error: Error): void {
    if (this.#onFailure === undefined) super.onerror(error);
  }

  #respond(ctx: ContractContext): void {
    const { exchange, res } = ctx;
    const { failure } = exchange;
    // Middleware made a response of it.
    if (failure !== undefined) this.#report(failure, ctx);
    if (exchange.done) return;
    if (ctx.respond === false || res.headersSent || res.writableEnded) {
      discard(exchange.response?.body);
      this.#record(ctx);
    } else if (exchange.response !== undefined) this.#outbox.put(ctx, ctx.req.socket);
    else if (res.statusCode === 404 && (ctx.body === undefined || ctx.body === null) && !isEmptyOnPurpose(ctx.response)) {
      this.#fail(ctx, new Problem(contractProblems['not-found'], { detail: 'Nothing is served at this path.' }));
    } else this.#send(ctx);
  }

  /** Responds with a problem where that can still be done, and ends the connection where a response is half sent. */
  #fail(ctx: ContractContext, error: unknown): void {
    const { exchange, res } = ctx;
    // A body that was to be sent is not; and what fails after its response is sent, or its client gone, changes nothing any more.
    discard(exchange.response?.body);
    exchange.response = undefined;
    exchange.stopStream();
    if (exchange.done) return;
    if (isAbort(error, ctx)) {
      this.#record(ctx);
      return;
    }
    const { failure } = exchange;
    // Middleware may make a problem of what a handler throws; that is its purpose, and no failure.
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
      this.#write(ctx, this.#problemAnswer(problem, exchange));
    } catch (unwritable) {
      // The problem itself cannot be sent: there is no answer left that could be.
      this.#report(unwritable, ctx);
      this.#record(ctx);
      res.destroy();
    }
  }

  /** Tells the log of a failure: of one within an operation, what was its cause. */
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

  /** Writes the answer that was put into the outbox, or that middleware made of it: whoever kept the context may have touched it since. */
  #send(ctx: ContractContext): void {
    try {
      this.#write(ctx, ctx.exchange.response ?? takeFromKoa(ctx));
    } catch (error) {
      this.#fail(ctx, error);
    }
  }

  #problemAnswer(problem: Problem, { requestId, operation }: Exchange): SerializedResponse {
    // The document says of an operation what caches may do; a problem without one is of this very request.
    const headers = { ...(operation === undefined ? NOT_STORED : operation.requiredHeaderConstants(problem.status)), ...problem.headers };
    return {
      status: problem.status,
      headers: [...flatten(headers), 'Content-Type', PROBLEM_JSON],
      body: JSON.stringify(problem.toJson(this.#options.problemBase(), requestId)),
      closes: problem.closes,
    };
  }

  /** Whether the connection ends with this answer: the service closes, or the body that is still to come is not worth reading. */
  #closes({ req, exchange }: ContractContext): boolean {
    if (this.#options.closing?.() ?? false) return true;
    return isBodyToCome(req) && leavesBody(req, exchange.operation?.bodyLimitBytes ?? this.#options.bodyLimitBytes);
  }

  #write(ctx: ContractContext, answer: SerializedResponse): void {
    const { req, res, exchange } = ctx;
    exchange.response = undefined;
    const options = { requestId: exchange.requestId, closes: answer.closes === true || this.#closes(ctx), cors: this.#cors };
    const { body } = answer;
    if (!(body instanceof Readable)) {
      writeResponse(req, res, answer, options);
      this.#record(ctx);
      return;
    }
    res.statusCode = answer.status;
    exchange.stopStream = streamResponse(req, res, answer, body, options, {
      ended: () => this.#record(ctx),
      aborted: () => this.#record(ctx),
      // Only a problem is for the client: one that the stream of the request's own body ends with.
      failedUnsent: (error) => this.#fail(ctx, error instanceof Problem ? error : new InternalError(error)),
      failedSent: (error) => {
        if (!exchange.done) this.#report(error, ctx);
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

/** What a client may know of an error: a problem itself, an error that middleware meant for clients, or only that there was one. */
function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { status, expose, message } = (error ?? {}) as { status?: unknown; expose?: unknown; message?: unknown };
  if (typeof status === 'number' && status >= 400 && status < 500 && expose === true) return new Problem(status, { detail: String(message) });
  return new Problem(contractProblems['internal-error'], { detail: FAILURE_DETAIL });
}
