import { InvalidResponseError } from '../response/invalid-response.ts';
import type { ContractAppOptions } from '../server/app.ts';
import type { ExchangeRecord } from '../server/exchange-record.ts';
import type { ShedReason } from '../server/http-server.ts';

/** What measures a server: `createMetrics` of `@petsage/openapi-koa/metrics`, or one like it. */
export interface ServerMetrics {
  /** Called once per request that got a response or whose client has disconnected. */
  onResponse(record: ExchangeRecord): void;
  /** Called for each response that broke the contract. */
  onContractViolation(operationId: string | undefined): void;
  /** Called for each request that was refused because of overload. */
  onShed(reason: ShedReason): void;
  /** Called once, with a function that returns how many requests are in work. */
  watch(requestsInWork: () => number): void;
  /** The media type of `expose`. */
  readonly contentType: string;
  /** The measurements as text, for `/metrics`. */
  expose(): Promise<string>;
}

type Hooks = Pick<ContractAppOptions, 'onResponse' | 'onFailure' | 'onShed'>;

/**
 * The hooks of a server that also measure.
 *
 * @param unmeasured paths whose requests come from monitors and say nothing about clients
 */
export function measured({ onResponse, onFailure, onShed }: Hooks, metrics: ServerMetrics, unmeasured: readonly string[]): Required<Hooks> {
  return {
    onResponse(record) {
      if (record.operationId !== undefined || record.route === undefined || !unmeasured.includes(record.route)) metrics.onResponse(record);
      onResponse?.(record);
    },
    onFailure(error, exchange) {
      if (error instanceof InvalidResponseError) metrics.onContractViolation(exchange.operationId);
      onFailure?.(error, exchange);
    },
    onShed(reason) {
      metrics.onShed(reason);
      onShed?.(reason);
    },
  };
}
