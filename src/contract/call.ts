import type { ContractContext } from './exchange.ts';

/** A request that found its operation, on its way through the contract. */
export interface Call {
  readonly operationId: string;
  readonly ctx: ContractContext;
  /** Path parameters by name, percent-encoded. */
  readonly params: Readonly<Record<string, string>>;
  /** The query, percent-encoded, without the `?`. */
  readonly query: string;
}
