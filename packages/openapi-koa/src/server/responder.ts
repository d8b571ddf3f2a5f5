import { Readable } from 'node:stream';
import { causeOf, failureProblem, InternalError } from '../problems/internal-error.ts';
import { exposedProblem, NOT_STORED, Problem } from '../problems/problem.ts';
import { contractProblems } from '../problems/registry.ts';
import { isAbort } from '../problems/request-aborted.ts';
import { isBodyToCome } from '../request/message-framing.ts';
import type { ErrorFormat } from '../response/error-format.ts';
import { InvalidResponseError } from '../response/invalid-response.ts';
import { type ProblemRequest, plainResponse, problemResponse } from '../response/problem-response.ts';
import { discard, endConnection } from '../response/response-stream.ts';
import type { ResponseValidator } from '../response/response-validator.ts';
import type { ResponseOrProblem, SerializedResponse } from '../response/serialized-response.ts';
import { Connection, closesInDrain } from './connection.ts';
import { type Exchange, prepareRequestId } from './context.ts';
import type { ShedReason } from './http-server.ts';
import { withKeptHeaders } from './koa-response.ts';
import { leavesBody } from './lingering-close.ts';
import { ResponseQueue } from './response-queue.ts';
import type { ResponseWriter } from './response-writer.ts';

export interface ResponderOptions {
  readonly writer: ResponseWriter;
  /** See `ContractAppOptions`, as for the following ones. */
  readonly problemBase: () => string;
  readonly errorFormat: ErrorFormat | undefined;
  readonly bodyLimitBytes: number;
  readonly health: { readonly draining: boolean } | undefined;
  /** Called once per request, when its response is sent or its client has disconnected. */
  readonly onDone: (exchange: Exchange) => void;
  /** Called with the error behind a 500. */
  readonly onFailure: (error: unknown, exchange: Exchange) => void;
  readonly onShed: ((reason: ShedReason) => void) | undefined;
}

/** A response that is ready to be written. */
interface ReadyResponse {
  readonly exchange: Exchange;
  readonly response: SerializedResponse;
  /** Whether it is the response to an error: if it can't be sent, none can. */
  readonly isLast: boolean;
}

/** Ends exchanges: each with one response, or with a problem made from an error. */
export class Responder {
  readonly #options: ResponderOptions;
  readonly #queue = new ResponseQueue<ReadyResponse>(
    (ready) => this.#send(ready),
    () => this.#reportWritten(),
  );
  /** Exchanges whose responses were written and that are not reported yet. */
  #written: Exchange[] = [];

  constructor(options: ResponderOptions) {
    this.#options = options;
  }

  /** Sends a response, or the problem that refuses the request. */
  respondOrFail(exchange: Exchange, response: ResponseOrProblem): void {
    if (response instanceof Problem) this.fail(exchange, response);
    else this.respond(exchange, response);
  }

  /** Sends a response, once other responses that are ready can be sent with it. */
  respond(exchange: Exchange, response: SerializedResponse): void {
    if (exchange.done || exchange.isQueued) discard(response.body);
    else this.#put({ exchange, response, isLast: false });
  }

  /** Sends a problem if no response has begun; otherwise closes the connection. */
  fail(exchange: Exchange, error: unknown): void {
    const { res, context } = exchange;
    exchange.stopStream();
    if (!exchange.done && isAbort(error, exchange)) this.end(exchange);
    // A failure after the response, or after the client disconnected, has no effect.
    if (exchange.done || exchange.isQueued) return;
    const { failure } = exchange;
    // Middleware may map a handler's error to a problem, which isn't a failure.
    const isMapped = error instanceof Problem && !(failure instanceof InvalidResponseError);
    if (failure !== undefined && failure !== error && !isMapped) this.report(exchange, failure);
    const problem = problemOf(error);
    // Of the run time's own refusals of that type, the others don't reach the application.
    if (problem.type === contractProblems.overloaded) this.#options.onShed?.('body-memory');
    if (problem.type === contractProblems['internal-error']) this.report(exchange, error);
    else if (problem.status >= 500 && problem.cause !== undefined) this.report(exchange, problem.cause);
    if (res.headersSent || res.writableEnded) {
      this.end(exchange);
      endConnection(res);
      return;
    }
    try {
      const request = new RefusedExchange(exchange, this.#options, this);
      const isOfMapping = error instanceof InternalError && error.isOfMapping;
      const response = isOfMapping ? plainResponse(problem, request) : problemResponse(problem, request);
      const kept = context === undefined ? response : { ...response, headers: withKeptHeaders(context, response.headers) };
      this.#put({ exchange, response: kept, isLast: true });
    } catch (unwritable) {
      this.#giveUp(exchange, unwritable);
    }
  }

  #giveUp(exchange: Exchange, error: unknown): void {
    this.report(exchange, error);
    this.end(exchange);
    exchange.res.destroy();
  }

  /** Reports a failure; for an error of an operation, its cause. */
  report(exchange: Exchange, error: unknown): void {
    exchange.failure = undefined;
    this.#options.onFailure(causeOf(error), exchange);
  }

  /** Ends an exchange whose response is written, or never will be. */
  end(exchange: Exchange): void {
    if (exchange.done) return;
    exchange.done = true;
    this.#options.onDone(exchange);
  }

  #reportWritten(): void {
    const written = this.#written;
    this.#written = [];
    for (const exchange of written) {
      this.#options.onDone(exchange);
      prepareRequestId();
    }
    // By then, Node.js has marked those as finished that the operating system has accepted.
    process.nextTick(forget, written);
  }

  #put(ready: ReadyResponse): void {
    const { exchange } = ready;
    // In another app, the middleware around this one expects the response to be written once it gets its turn again.
    if (exchange.mount !== undefined) {
      this.#send(ready);
      this.#reportWritten();
      return;
    }
    exchange.isQueued = true;
    // Only middleware reads it. While the response waits, it would survive a garbage collection, and the heap would grow for it.
    if (exchange.context === undefined) exchange.parsedBody = undefined;
    // The parser may be in the middle of a body that has arrived already, which decides whether the connection is kept.
    this.#queue.put(ready, exchange.req.socket, isBodyToCome(exchange.req));
  }

  #send({ exchange, response, isLast }: ReadyResponse): void {
    exchange.isQueued = false;
    // The client has disconnected while the response waited.
    if (exchange.done) {
      discard(response.body);
      return;
    }
    try {
      this.#write(exchange, response);
    } catch (error) {
      if (isLast) this.#giveUp(exchange, error);
      else this.fail(exchange, error);
    }
  }

  #write(exchange: Exchange, response: SerializedResponse): void {
    const { writer } = this.#options;
    const { req, res, requestId } = exchange;
    const { body } = response;
    const headers = { requestId, origin: req.headers.origin, closes: response.closes === true || this.#closes(exchange) };
    if (!(body instanceof Readable)) {
      writer.write(req, res, response, headers);
      exchange.done = true;
      this.#written.push(exchange);
      return;
    }
    res.statusCode = response.status;
    exchange.stopStream = writer.stream(req, res, { ...response, body }, headers, {
      ended: () => this.end(exchange),
      aborted: () => this.end(exchange),
      // A problem is meant for the client, such as a 413 of the request's own body stream. Anything else is internal.
      failedUnsent: (error) => this.fail(exchange, error instanceof Problem ? error : new InternalError(error)),
      failedSent: (error) => {
        // A problem was caused by the client: its request turned out to be invalid after part of the response was sent.
        if (!exchange.done && !(error instanceof Problem)) this.report(exchange, error);
        this.end(exchange);
      },
    });
  }

  /** Whether the connection closes after this response: the service is draining, or the rest of the request's body isn't worth reading. */
  #closes({ req, operation }: Exchange): boolean {
    const { health, bodyLimitBytes } = this.#options;
    return closesInDrain(req.socket, health) || (isBodyToCome(req) && leavesBody(req, operation?.bodyLimitBytes ?? bodyLimitBytes));
  }
}

/**
 * Frees what was written. Otherwise it would stay until the next request of its connection: long enough for the garbage collector to take the
 * load for a lasting one, and to enlarge the memory for new objects. A response that closes the connection is only over when the connection is.
 */
function forget(written: readonly Exchange[]): void {
  for (const { req, res } of written) if (res.shouldKeepAlive) Connection.of(req.socket)?.forget(res);
}

/** What the response to a problem depends on in an exchange. A class: four functions for each 400 would take longer than one object. */
class RefusedExchange implements ProblemRequest {
  readonly #exchange: Exchange;
  readonly #options: ResponderOptions;
  readonly #responder: Responder;

  constructor(exchange: Exchange, options: ResponderOptions, responder: Responder) {
    this.#exchange = exchange;
    this.#options = options;
    this.#responder = responder;
  }

  get requestId(): string {
    return this.#exchange.requestId;
  }

  get isUuid(): boolean {
    return this.#exchange.req.headers['x-request-id'] === undefined;
  }

  get operationId(): string | undefined {
    return this.#exchange.operationId;
  }

  get errorFormat(): ErrorFormat | undefined {
    const { operation } = this.#exchange;
    return operation === undefined ? this.#options.errorFormat : operation.errorFormat;
  }

  problemBase(): string {
    return this.#options.problemBase();
  }

  /** An undeclared method reached no operation, though a path. */
  declared(status: number): ResponseValidator | undefined {
    const { operationId, operation } = this.#exchange;
    return operationId === undefined ? undefined : operation?.declaredResponse(status);
  }

  /** An operation's document decides about caching; other problems are specific to their request. */
  constants(status: number): Readonly<Record<string, string>> {
    const { operation } = this.#exchange;
    return operation === undefined ? NOT_STORED : operation.requiredHeaderConstants(status);
  }

  onFailure(error: unknown): void {
    this.#responder.report(this.#exchange, error);
  }
}

/** The problem for an error: the error itself if it is one, one for an error marked as meant for clients, or a 500. */
function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const exposed = exposedProblem(error);
  if (exposed !== undefined && exposed.status < 500) return exposed;
  return failureProblem(false);
}
