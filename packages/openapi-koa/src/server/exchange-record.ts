import type { BlockList } from 'node:net';
import { isAborted } from '../problems/request-aborted.ts';
import { loggedPath } from '../routing/request-target.ts';
import { clientAddress } from './client-address.ts';
import type { Exchange } from './context.ts';

/** What the access log can use of a request and its response. Expensive properties are computed when they are read. */
export class ExchangeRecord {
  readonly requestId: string;
  readonly operationId: string | undefined;
  readonly route: string | undefined;
  readonly method: string;
  /** Undefined if the client closed the connection before a response began. */
  readonly status: number | undefined;
  /** From the parsed request header section until the response was handed to the socket, or its stream ended. */
  readonly durationMs: number;
  readonly exchange: Exchange;
  readonly #trustedProxies: BlockList | undefined;

  constructor(exchange: Exchange, trustedProxies: BlockList | undefined) {
    const { requestId, operationId, route, startedMs } = exchange;
    this.requestId = requestId;
    this.operationId = operationId;
    this.route = route;
    this.method = exchange.req.method as string;
    this.status = exchange.res.headersSent || !isAborted(exchange) ? exchange.res.statusCode : undefined;
    this.durationMs = performance.now() - startedMs;
    this.exchange = exchange;
    this.#trustedProxies = trustedProxies;
  }

  /** The id of the trace that the request belongs to (W3C Trace Context), if there is one. */
  get traceId(): string | undefined {
    return this.exchange.traceId;
  }

  /** The client's IP address: see `ContractAppOptions.trustedProxies`. */
  get clientAddress(): string | undefined {
    return clientAddress(this.exchange.req, this.#trustedProxies);
  }

  /**
   * The path of the request if `route` is undefined: in visible ASCII, other characters percent-encoded; cut to 256 characters and an
   * ellipsis. Without the query, which may contain secrets.
   */
  get path(): string | undefined {
    return this.route === undefined ? loggedPath(this.exchange.target) : undefined;
  }
}
