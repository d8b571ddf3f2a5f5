import type { OperationSpec } from '../operation-spec.ts';
import type { ContractContext } from './context.ts';

/** A routed request. */
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
