import type { BlockList } from 'node:net';
import { isAborted } from '../problems/request-aborted.ts';
import { loggedPath } from '../routing/request-target.ts';
import { clientAddress } from './client-address.ts';
import type { ContractContext } from './context.ts';

/** What is known of an exchange once its response is on its way. What costs something is found out when it is read. */
export class ExchangeRecord {
  readonly requestId: string;
  readonly operationId: string | undefined;
  readonly route: string | undefined;
  readonly method: string;
  /** Undefined where the client closed the connection before a response began. */
  readonly status: number | undefined;
  /** From the parsed header section to the response handed to the socket, or to the end of a stream. */
  readonly durationMs: number;
  readonly #ctx: ContractContext;
  readonly #trustedProxies: BlockList | undefined;

  constructor(ctx: ContractContext, trustedProxies: BlockList | undefined) {
    const { requestId, operationId, route, startedMs } = ctx.exchange;
    this.requestId = requestId;
    this.operationId = operationId;
    this.route = route;
    this.method = ctx.req.method as string;
    this.status = ctx.res.headersSent || !isAborted(ctx) ? ctx.res.statusCode : undefined;
    this.durationMs = performance.now() - startedMs;
    this.#ctx = ctx;
    this.#trustedProxies = trustedProxies;
  }

  /** The client's IP address: see `ContractAppOptions.trustedProxies`. */
  get clientAddress(): string | undefined {
    return clientAddress(this.#ctx.req, this.#trustedProxies);
  }

  /**
   * The path as it was sent, where `route` is undefined: in characters of ASCII that can be seen, others percent-encoded; at most 256 of
   * them, and an ellipsis if there are more. Never the query, which may have secrets in it.
   */
  get path(): string | undefined {
    return this.route === undefined ? loggedPath(this.#ctx.originalUrl) : undefined;
  }
}
