import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import Koa from 'koa';
import { type Answer, flatten } from './answer.ts';
import { hasBody } from './body.ts';
import { corsFields } from './cors.ts';
import { ANSWERED, type ContractContext, Exchange } from './exchange.ts';
import { checkMessage } from './message.ts';
import { watchResponse } from './pending-answer.ts';
import { Problem } from './problem.ts';
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

export interface ContractAppOptions {
  /** The address of the page that lists the problem types; asked for at each problem, as the port may be known late. */
  readonly problemBase: () => string;
  /** Bodies that a refused request still sends are read past up to this size. */
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
    // 3. which is written at once if nothing was waited for,
    if (answered === ANSWERED && ctx.exchange.answer !== undefined) {
      this.#write(ctx, ctx.exchange.answer);
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
    if (exchange.answer !== undefined && !res.headersSent) return this.#write(ctx, exchange.answer);
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
    for (const [name, value] of pairs(fields)) if (!res.hasHeader(name)) res.setHeader(name, value);
    if (this.#closes(ctx, res.statusCode)) res.setHeader('Connection', 'close');
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
    this.#write(ctx, this.#problemAnswer(problem, exchange));
  }

  #problemAnswer(problem: Problem, { requestId, operation }: Exchange): Answer {
    const headers = { ...operation?.constants(problem.status), ...problem.headers };
    return {
      status: problem.status,
      headers: [...flatten(headers), 'Content-Type', 'application/problem+json'],
      body: JSON.stringify(problem.toJson(this.#options.problemBase(), requestId)),
      closes: problem.closes,
    };
  }

  /** Whether the connection ends with this answer. */
  #closes(ctx: ContractContext, status: number): boolean {
    return (this.#options.closing?.() ?? false) || (status >= 400 && leavesBody(ctx.req, this.#options.bodyLimitBytes));
  }

  #write(ctx: ContractContext, answer: Answer): void {
    const { req, res } = ctx;
    const { status, body } = answer;
    ctx.exchange.answer = undefined;
    const closes = answer.closes === true || this.#closes(ctx, status);
    const headers = [...answer.headers, 'X-Request-Id', ctx.exchange.requestId, 'X-Content-Type-Options', 'nosniff'];
    corsFields(req.headers.origin, headers);
    if (closes) headers.push('Connection', 'close');
    if (body instanceof Readable) {
      res.once('close', () => this.#record(ctx));
      res.writeHead(status, headers);
      this.#stream(ctx, body);
      return;
    }
    if (body !== undefined) headers.push('Content-Length', String(Buffer.byteLength(body)));
    else if (!BODILESS.has(status)) headers.push('Content-Length', '0');
    res.writeHead(status, headers);
    if (req.method === 'HEAD' || body === undefined) res.end();
    else if (closes && hasBody(req) && !req.complete) lingeringEnd(req, res, body, this.#options.bodyLimitBytes);
    else res.end(body);
    this.#record(ctx);
  }

  #stream({ req, res, exchange }: ContractContext, body: Readable): void {
    if (req.method === 'HEAD') {
      body.destroy();
      res.end();
      return;
    }
    pipeline(body, res, (error) => {
      // A client that goes away is no failure of ours.
      if (error && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') this.#options.onFailure?.(error, exchange);
    });
  }

  #record(ctx: ContractContext): void {
    const { onAnswered } = this.#options;
    if (onAnswered === undefined) return;
    const { requestId, operationId, route, startedMs } = ctx.exchange;
    onAnswered({ requestId, operationId, route, method: ctx.req.method as string, status: ctx.res.statusCode, durationMs: performance.now() - startedMs });
  }
}

const handleAsKoa = (Koa.prototype as unknown as { handleRequest(ctx: Koa.Context, middleware: Middleware): Promise<void> }).handleRequest;

const BODILESS: ReadonlySet<number> = new Set([204, 304]);
const LINGER_MS = 1000;

/**
 * Sends the whole answer, then reads on for a moment before the connection closes: closing while the client still sends would
 * reset the connection, and the client might never see the answer (RFC 9112 section 9.6).
 */
function lingeringEnd(req: IncomingMessage, res: ServerResponse, body: string | Buffer, limitBytes: number): void {
  res.write(body);
  let read = 0;
  const end = () => {
    clearTimeout(timer);
    res.end();
  };
  const timer = setTimeout(end, LINGER_MS);
  req.on('data', (chunk: Buffer) => {
    read += chunk.length;
    if (read > limitBytes) req.pause();
  });
  req.once('close', end);
  req.once('end', end);
  req.resume();
}

/** Whether a refused request has more body under way than is worth reading to keep its connection. */
function leavesBody(req: IncomingMessage, limitBytes: number): boolean {
  if (req.complete || !hasBody(req)) return false;
  return req.headers['content-length'] === undefined || Number(req.headers['content-length']) > limitBytes || req.headers.expect !== undefined;
}

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
