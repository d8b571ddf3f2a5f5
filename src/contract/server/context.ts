import type { Context } from 'koa';
import type { InternalError } from '../problems/internal-error.ts';
import type { SerializedResponse } from '../response/serialized-response.ts';

const nothing = () => undefined;

/** What the contract layer keeps of one exchange, on Koa's context under `exchange`. */
export class Exchange {
  readonly requestId: string;
  readonly startedMs: number;
  /** Set once routing found it; absent for paths and methods of no operation. */
  operationId: string | undefined = undefined;
  /** The path template, never the raw path, for logs and metrics. */
  route: string | undefined = undefined;
  /** The operation, or the first one of the path, for the fields that its document promises with an error, and its limit. */
  operation: { requiredHeaderConstants(status: number): Readonly<Record<string, string>>; readonly bodyLimitBytes: number } | undefined = undefined;
  /** An answer that is ready to be written unless middleware changes it. */
  response: SerializedResponse | undefined = undefined;
  /** What the operation failed with, until it is reported: middleware may make a response of the error, and then nobody else sees it. */
  failure: InternalError | undefined = undefined;
  /** Ends the sending of a stream, which is destroyed. */
  stopStream: () => void = nothing;
  /** Nothing more happens: the response is written, or will never be. */
  done = false;

  constructor(requestId: string, startedMs: number) {
    this.requestId = requestId;
    this.startedMs = startedMs;
  }
}

/** Koa's context in an app of ours. */
export type ContractContext = Context & { exchange: Exchange };

/**
 * What middleware returns when it has answered without waiting for anything. The app then answers at once; a turn of the event loop's
 * microtasks for each promise in between costs more than all of the contract.
 */
export const RESPONDED: Promise<void> = Promise.resolve();
