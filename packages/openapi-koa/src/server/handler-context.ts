import type { HandlerContext } from '../handler.ts';
import { type Logger, safeLogger } from '../logger.ts';
import type { Call } from './context.ts';

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

  /** Aborts `signal`, as the response no longer depends on the handler. */
  abort(reason: Error): void {
    // Creates the signal if it hasn't been read yet, so that a later read gets an aborted one.
    void this.signal;
    this.#controller?.abort(reason);
  }
}
