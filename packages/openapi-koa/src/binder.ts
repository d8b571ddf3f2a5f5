import type { OperationSpec } from './operation-spec.ts';
import type { Authenticated } from './security/authenticate.ts';
import type { Call } from './server/context.ts';

/** What a binder gets for one operation. `Result` is the response, or the problem that refuses the request; only the contract uses it. */
export interface Binding<Result> {
  readonly operation: OperationSpec;
  /**
   * Runs the operation: availability, negotiation, body, parameters, handler, response.
   *
   * @param authenticated the result of `authenticate`; a secured operation throws without it
   */
  readonly run: (call: Call, authenticated?: Authenticated) => Result | Promise<Result>;
  /** Walks the security requirements of the operation; undefined if it is public. Rejects with the error that refuses the request. */
  readonly authenticate: ((call: Call) => Promise<Authenticated>) | undefined;
}

/** Authenticates and runs the requests of one operation. */
export type Dispatch<Result> = (call: Call) => Result | Promise<Result>;

/**
 * Binds each operationId to its functions, once at start: an option of `createContract` for those who bind with a library of their own.
 * Routing isn't part of it: `call.operation` is the matched operation. What `run` returns, throws or rejects with must be passed on.
 *
 * @returns a function for each operationId
 */
export type Binder = <Result>(bindings: readonly Binding<Result>[]) => ReadonlyMap<string, Dispatch<Result>> | Promise<ReadonlyMap<string, Dispatch<Result>>>;

/** The function of an operation without a binder. A public operation runs without a promise around it. */
export function dispatchOf<Result>({ run, authenticate }: Binding<Result>): Dispatch<Result> {
  return authenticate === undefined ? run : async (call) => run(call, await authenticate(call));
}
