import type { HandlerContext } from '../handler.ts';
import { type Logger, safeLogger } from '../logger.ts';
import type { Call } from './call.ts';

/** What a handler knows beside the request; what few handlers ask for is made when they ask. */
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
    return this.#call.ctx.exchange.requestId;
  }

  get log(): Logger {
    return safeLogger(() => this.#log.child({ requestId: this.requestId, operationId: this.#call.operation.operationId }));
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      const controller = new AbortController();
      const { res } = this.#call.ctx;
      if (res.destroyed) controller.abort();
      else res.once('close', () => res.writableFinished || controller.abort());
      this.#controller = controller;
    }
    return this.#controller.signal;
  }

  /** Tells the handler that nobody waits for it any more. */
  abort(reason: Error): void {
    // The signal of one that never asked for it is made aborted, as it may ask yet.
    void this.signal;
    this.#controller?.abort(reason);
  }
}
