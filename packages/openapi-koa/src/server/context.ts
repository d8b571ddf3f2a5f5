import type { Context } from 'koa';
import type { OperationSpec } from '../operation-spec.ts';
import type { InternalError } from '../problems/internal-error.ts';
import type { DecodeBody } from '../request/body.ts';
import type { SerializedResponse } from '../response/serialized-response.ts';

const noop = () => undefined;

/** The state of one request and its response: `exchange` on Koa's context. */
export class Exchange {
  readonly requestId: string;
  readonly startedMs: number;
  /** Set by routing; undefined for unknown paths and undeclared methods. */
  operationId: string | undefined = undefined;
  /** The path template, never the raw path, for logs and metrics. */
  route: string | undefined = undefined;
  /** The operation, or the first one of the path: for the headers that the document requires with an error, and the body limit. */
  operation: { requiredHeaderConstants(status: number): Readonly<Record<string, string>>; readonly bodyLimitBytes: number } | undefined = undefined;
  /** A response that is ready to be written, unless middleware changes it. */
  response: SerializedResponse | undefined = undefined;
  /** The operation's error until it is reported. Kept here because middleware may turn the error into a response. */
  failure: InternalError | undefined = undefined;
  /**
   * Set by middleware before the contract that decodes bodies in its place, such as one on `@koa/bodyparser`. Called when it is the body's
   * turn, so that no body is read for a request that is refused before. Not for multipart forms and binary bodies, which are streams.
   */
  decodeBody: DecodeBody | undefined = undefined;
  /** Stops sending a stream and destroys it. */
  stopStream: () => void = noop;
  /** The response is written, or never will be. */
  done = false;

  constructor(requestId: string, startedMs: number) {
    this.requestId = requestId;
    this.startedMs = startedMs;
  }
}

/** Koa's context in a `ContractApp`. */
export type ContractContext = Context & { exchange: Exchange };

/** Sets the response of a request. Its status is visible at once, as some middleware reads it from `ctx.res`. */
export function setResponse({ exchange, res }: ContractContext, response: SerializedResponse): void {
  exchange.response = response;
  res.statusCode = response.status;
}

/** A request that the router has matched to an operation. */
export interface Call {
  readonly operation: OperationSpec;
  readonly ctx: ContractContext;
  /** Path parameters by name, percent-encoded. */
  readonly params: Readonly<Record<string, string>>;
  /** The query, percent-encoded, without the `?`. */
  readonly query: string;
  /** The result of the security handlers. */
  principal: unknown;
}

/**
 * Returned by middleware that has set a response synchronously. The app then sends it at once: a microtask for each promise in between
 * would cost more than the whole contract.
 */
export const RESPONDED: Promise<void> = Promise.resolve();
