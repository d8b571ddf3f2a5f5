/** The only detail a client gets about an internal failure. */
export const FAILURE_DETAIL = 'The service failed to respond. The reason is in its log, under the request id.';

/**
 * A failure inside an operation, as thrown to the middleware around the contract. Koa sends `status` and `message` to the client, so
 * both are fixed and reveal nothing internal; the actual error is the `cause`, for the log.
 */
export class InternalError extends Error {
  readonly status = 500;
  readonly expose = false;

  constructor(cause?: unknown) {
    super(FAILURE_DETAIL, { cause });
    this.name = 'InternalError';
  }
}
