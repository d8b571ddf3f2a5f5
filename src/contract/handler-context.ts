import type { Call } from './call.ts';
import type { HandlerContext } from './handlers.ts';
import { type Logger, safeLogger } from './logger.ts';

/** What a handler knows beside the request; what few handlers ask for is made when they ask. */
export class CallContext implements HandlerContext {
  readonly accepts: readonly string[];
  readonly #call: Call;
  readonly #log: Logger;
  #signal: AbortSignal | undefined;

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
    if (this.#signal === undefined) {
      const controller = new AbortController();
      const { req, res } = this.#call.ctx;
      const { socket } = req;
      const abort = () => controller.abort();
      if (res.destroyed || socket.readableEnded) abort();
      else {
        // A client that goes away closes its side first; whether it only did that cannot be known before something is written.
        socket.once('end', abort);
        res.once('close', () => {
          socket.off('end', abort);
          if (!res.writableFinished) abort();
        });
      }
      this.#signal = controller.signal;
    }
    return this.#signal;
  }
}
