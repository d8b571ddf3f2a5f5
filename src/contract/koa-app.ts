import { Readable } from 'node:stream';
import Koa from 'koa';
import { type Answer, flatten } from './answer.ts';
import { leavesBody, writeAnswer } from './answer-writer.ts';
import { isBodyToCome } from './content.ts';
import { corsFields } from './cors.ts';
import { ANSWERED, type ContractContext, Exchange } from './exchange.ts';
import { checkMessage } from './message.ts';
import { Outbox } from './outbox.ts';
import { watchResponse } from './pending-answer.ts';
import { NOT_STORED, PROBLEM_JSON, Problem } from './problem.ts';
import { contractProblems } from './problem-types.ts';
import { requestIdOf } from './request-id.ts';

/** What is known of an exchange once its answer is on its way. */
export interface ExchangeRecord {
  readonly requestId: string;
  readonly operationId: string | undefined;
  readonly route: string | undefined;
  readonly method: string;
  readonly status: number;
  /** From the parsed header section to the answer handed to the socket, or to the end of a stream. */
  readonly durationMs: number;
}

/** How a `ContractApp` names its problems, and who hears of its exchanges. */
export interface ContractAppOptions {
  /** The address of the page that lists the problem types; asked for at each problem, as the port may be known late. */
  readonly problemBase: () => string;
  /** A request that was answered before its end keeps its connection if the body that it still sends is known to be no larger than this. */
  readonly bodyLimitBytes: number;
  /** Whether every answer asks the client to close its connection. */
  readonly closing?: () => boolean;
  /** Called once per exchange. */
  readonly onAnswered?: (record: ExchangeRecord) => void;
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
  readonly #outbox = new Outbox<ContractContext>((ctx) => this.#send(ctx));

  constructor(options: ContractAppOptions) {
    super();
    this.#options = options;
    watchResponse(this);
  }

  /** The life of one exchange. */
  handleRequest(context: Koa.Context, middleware: Middleware): Promise<void> {
    const ctx = context as ContractContext;
    const { req, res } = ctx;
    ctx.exchange = new Exchange(requestIdOf(req.headers['x-request-id']), this.#options.onAnswered === undefined ? 0 : performance.now());
    res.statusCode = 404;
    // 1. What RFC 9112 calls malformed is refused before anything looks at it.
    const refusal = checkMessage(req);
    if (refusal !== undefined) {
      this.#fail(ctx, refusal);
      return ANSWERED;
    }
    // 2. The middleware, and with it the contract, makes an answer,
    const answered = middleware(ctx);
    // 3. which is ready if nothing was waited for,
    if (answered === ANSWERED && ctx.exchange.answer !== undefined) {
      this.#outbox.put(ctx);
      return ANSWERED;
    }
    // 4. else when the last middleware is done; or 5. it fails.
    return answered.then(
      () => this.#respond(ctx),
      (error: unknown) => this.#fail(ctx, error),
    );
  }

  /** Koa's own listener, which prints to the console, is for apps that have no other. */
  override onerror(error: Error): void {
    if (this.#options.onFailure === undefined) super.onerror(error);
  }

  #respond(ctx: ContractContext): Promise<void> | void {
    const { exchange, res } = ctx;
    if (exchange.answer !== undefined && !res.headersSent) return this.#outbox.put(ctx);
    if (ctx.respond === false || res.headersSent || res.writableEnded) return this.#record(ctx);
    if (res.statusCode === 404 && (ctx.body === undefined || ctx.body === null)) {
      return this.#fail(ctx, new Problem(contractProblems['not-found'], { detail: 'Nothing is served at this path.' }));
    }
    return this.#respondAsKoa(ctx);
  }

  /** Middleware touched the response: Koa writes it. */
  #respondAsKoa(ctx: ContractContext): Promise<void> {
    const { req, res } = ctx;
    res.setHeader('X-Request-Id', ctx.exchange.requestId);
    const fields = ['X-Content-Type-Options', 'nosniff'];
    corsFields(req.headers.origin, fields);
    for (const [name, value] of pairs(fields)) {
      // What the answer varies by is a list, of which middleware may have said a part.
      if (name === 'Vary') ctx.vary(value);
      else if (!res.hasHeader(name)) res.setHeader(name, value);
    }
    if (this.#closes(ctx)) res.setHeader('Connection', 'close');
    const { statusCode, statusMessage } = res;
    const restored = () => {
      res.statusCode = statusCode;
      res.statusMessage = statusMessage;
      return Promise.resolve();
    };
    res.once('finish', () => this.#record(ctx));
    return handleAsKoa.call(this, ctx, restored);
  }

  #fail(ctx: ContractContext, error: unknown): void {
    const { exchange, res } = ctx;
    exchange.answer = undefined;
    // The client went away while it sent: there is nobody to answer, and nothing failed.
    if (error === ctx.req.errored && ctx.req.errored !== null) {
      this.#record(ctx);
      return;
    }
    const problem = problemOf(error);
    if (problem.status >= 500 && problem.type === contractProblems['internal-error']) {
      this.#options.onFailure?.(error, exchange);
      this.emit('error', error, ctx);
    }
    if (res.headersSent || res.writableEnded) {
      res.destroy();
      this.#record(ctx);
      return;
    }
    for (const name of res.getHeaderNames()) if (!name.startsWith('access-control-') && name !== 'vary') res.removeHeader(name);
    try {
      this.#write(ctx, this.#problemAnswer(problem, exchange));
    } catch (unwritable) {
      // The problem itself cannot be sent: there is no answer left that could be.
      this.#options.onFailure?.(unwritable, exchange);
      res.destroy();
    }
  }

  /** Writes the answer that was put into the outbox. */
  #send(ctx: ContractContext): void {
    const { answer } = ctx.exchange;
    try {
      // Whoever kept the context and looked at its response has moved the answer there.
      if (answer === undefined) this.#respondAsKoa(ctx);
      else this.#write(ctx, answer);
    } catch (error) {
      this.#fail(ctx, error);
    }
  }

  #problemAnswer(problem: Problem, { requestId, operation }: Exchange): Answer {
    // The document says of an operation what caches may do; a problem without one is of this very request.
    const headers = { ...(operation === undefined ? NOT_STORED : operation.constants(problem.status)), ...problem.headers };
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

  #write(ctx: ContractContext, answer: Answer): void {
    const { req, res, exchange } = ctx;
    exchange.answer = undefined;
    writeAnswer(req, res, answer, {
      requestId: exchange.requestId,
      closes: answer.closes === true || this.#closes(ctx),
      onStreamError: (error) => this.#options.onFailure?.(error, exchange),
    });
    if (answer.body instanceof Readable && !res.closed) res.once('close', () => this.#record(ctx));
    else this.#record(ctx);
  }

  #record(ctx: ContractContext): void {
    const { onAnswered } = this.#options;
    if (onAnswered === undefined) return;
    const { requestId, operationId, route, startedMs } = ctx.exchange;
    onAnswered({ requestId, operationId, route, method: ctx.req.method as string, status: ctx.res.statusCode, durationMs: performance.now() - startedMs });
  }
}

const handleAsKoa = (Koa.prototype as unknown as { handleRequest(ctx: Koa.Context, middleware: Middleware): Promise<void> }).handleRequest;

/** What a client may know of an error: a problem itself, an error that middleware meant for clients, or only that there was one. */
function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { status, expose, message } = (error ?? {}) as { status?: unknown; expose?: unknown; message?: unknown };
  if (typeof status === 'number' && status >= 400 && status < 500 && expose === true) return new Problem(status, { detail: String(message) });
  return new Problem(contractProblems['internal-error'], { detail: 'The service failed to answer. The log has the reason under the request id.' });
}

function* pairs(flat: readonly string[]): Generator<[string, string]> {
  for (let index = 0; index < flat.length; index += 2) yield [flat[index] as string, flat[index + 1] as string];
}
