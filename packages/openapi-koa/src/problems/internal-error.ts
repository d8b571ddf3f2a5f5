import { Problem } from './problem.ts';
import { contractProblems } from './registry.ts';

/** The only detail a client gets about an internal failure. */
const FAILURE_DETAIL = 'The service failed to respond. The reason is in its log, under the request id.';

/**
 * A failure inside an operation, as thrown to the middleware around the contract. Koa sends `status` and `message` to the client, so
 * both are fixed and reveal nothing internal; the actual error is the `cause`, for the log.
 */
export class InternalError extends Error {
  readonly status = 500;
  readonly expose = false;
  /** The error is one of `mapProblem`, so its 500 is not mapped again. */
  isOfMapping = false;

  constructor(cause?: unknown) {
    super(FAILURE_DETAIL, { cause });
    this.name = 'InternalError';
  }
}

/**
 * The problem for an internal failure.
 *
 * @param closes whether the connection must be closed after the response
 */
export function failureProblem(closes: boolean): Problem {
  return new Problem(contractProblems['internal-error'], { detail: FAILURE_DETAIL, closes });
}

/** What the log gets of an error: the actual error of a failure. */
export function causeOf(error: unknown): unknown {
  return error instanceof InternalError && error.cause !== undefined ? error.cause : error;
}
