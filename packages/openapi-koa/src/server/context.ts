import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from 'koa';
import type { HandlerContext } from '../handler.ts';
import { evaluatePreconditions, type Representation } from '../http/preconditions.ts';
import { traceIdOf } from '../http/trace-context.ts';
import { type Logger, safeLogger } from '../logger.ts';
import type { OperationSpec } from '../operation-spec.ts';
import type { InternalError } from '../problems/internal-error.ts';
import type { BodySource } from '../request/body-stream.ts';
import type { ErrorFormat } from '../response/error-format.ts';
import type { ResponseValidator } from '../response/response-validator.ts';

const noop = () => undefined;

/** The place of a request in another Koa app that this one is mounted in. */
export interface Mount {
  readonly ctx: Context;
  /** Nothing in this app responds to the request. */
  isPassedOn: boolean;
}

/** What of an operation decides about responses that it doesn't make itself. */
export interface ExchangeOperation {
  requiredHeaderConstants(status: number): Readonly<Record<string, string>>;
  readonly bodyLimitBytes: number;
  /** The document's own error format. */
  readonly errorFormat: ErrorFormat | undefined;
  /** What the document declares for a status; undefined if nothing. */
  declaredResponse(status: number): ResponseValidator | undefined;
}

/** The state of one request and its response: `exchange` on Koa's context. */
export class Exchange implements BodySource {
  /** The app that handles the request, which decides about CORS. */
  readonly app: object;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly requestId: string;
  /** The request target as it arrived; middleware such as koa-mount may change that of the request. */
  readonly target: string;
  readonly startedMs: number;
  /** The id of the trace that the request belongs to: that of its `traceparent`, unless tracing sets another. */
  traceId: string | undefined;
  /** Undefined unless the app is mounted in another. */
  readonly mount: Mount | undefined;
  /** Koa's context; undefined if the app has no middleware of its own, as nobody would use it. */
  context: Context | undefined = undefined;
  /** The body as middleware before the contract has read it. */
  rawBody: string | Buffer | undefined = undefined;
  /** The body as middleware before the contract, or the contract, has parsed it. */
  parsedBody: unknown = undefined;
  /** Set by routing; undefined for unknown paths and undeclared methods. */
  operationId: string | undefined = undefined;
  /** The path template, never the raw path, for logs and metrics. */
  route: string | undefined = undefined;
  /** The operation, or the first one of the path: for what the document declares of an error, and the body limit. */
  operation: ExchangeOperation | undefined = undefined;
  /** The operation's error until it is reported. Kept here because middleware may turn the error into a response. */
  failure: InternalError | undefined = undefined;
  /** Stops sending a stream and destroys it. */
  stopStream: () => void = noop;
  /** The response waits to be written with others. */
  isQueued = false;
  /** The response is written, or never will be. */
  done = false;

  /** @param startedMs from `performance.now()`; 0 if nothing is measured */
  constructor(app: object, req: IncomingMessage, res: ServerResponse, startedMs: number, mount: Mount | undefined) {
    this.app = app;
    this.req = req;
    this.res = res;
    this.requestId = requestIdOf(req.headers['x-request-id']);
    this.target = req.url as string;
    this.startedMs = startedMs;
    const { traceparent } = req.headers;
    this.traceId = traceparent === undefined ? undefined : traceIdOf(traceparent);
    this.mount = mount;
  }
}

/** Long enough for a UUID, a ULID, or any usual hex id; only characters that need no quoting in a log or header. */
const VALID_ID = /^[A-Za-z0-9._~-]{1,128}$/;

/** The client's request id if it is valid, else a new UUID. */
export function requestIdOf(header: string | string[] | undefined): string {
  if (typeof header === 'string' && VALID_ID.test(header)) return header;
  const id = spareId ?? randomUUID();
  spareId = undefined;
  return id;
}

let spareId: string | undefined;

/** Makes the id of a later request, while no client waits for it. */
export function prepareRequestId(): void {
  spareId ??= randomUUID();
}

/** Koa's context in a `ContractApp`. */
export type ContractContext = Context & { exchange: Exchange };

/** A request that the router has matched to an operation. */
export interface Call {
  readonly operation: OperationSpec;
  readonly exchange: Exchange;
  /** Path parameters by name, percent-encoded. */
  readonly params: Readonly<Record<string, string>>;
  /** The query, percent-encoded, without the `?`. */
  readonly query: string;
  /** The result of the security handlers. */
  principal: unknown;
}

/** The context of one handler call. Properties that few handlers use are created when they are read. */
export class CallContext implements HandlerContext {
  readonly accepts: readonly string[];
  readonly #call: Call;
  readonly #log: Logger;
  #controller: AbortController | undefined;

  constructor(call: Call, accepts: readonly string[], log: Logger) {
    this.#call = call;
    this.accepts = accepts;
    this.#log = log;
  }

  get principal(): unknown {
    return this.#call.principal;
  }

  get requestId(): string {
    return this.#call.exchange.requestId;
  }

  get log(): Logger {
    const { traceId } = this.#call.exchange;
    const trace = traceId === undefined ? undefined : { traceId };
    return safeLogger(() => this.#log.child({ requestId: this.requestId, ...trace, operationId: this.#call.operation.operationId }));
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      const controller = new AbortController();
      const { res } = this.#call.exchange;
      if (res.destroyed) controller.abort();
      else res.once('close', () => res.writableFinished || controller.abort());
      this.#controller = controller;
    }
    return this.#controller.signal;
  }

  evaluatePreconditions(current: Representation | undefined): 304 | 412 | undefined {
    return evaluatePreconditions(this.#call.exchange.req, current);
  }

  /** Aborts `signal`, as the response no longer depends on the handler. */
  abort(reason: Error): void {
    // Creates the signal if it hasn't been read yet, so that a later read gets an aborted one.
    void this.signal;
    this.#controller?.abort(reason);
  }
}
