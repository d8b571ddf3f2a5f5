/** All that a client learns of a failure of the service. */
export const FAILURE_DETAIL = 'The service failed to respond. The log has the reason under the request id.';

/**
 * A failure within an operation, as middleware around the contract sees it. Koa's convention sends `message` to the client under
 * `status`, so both are fixed here and give nothing away; what really happened is the `cause`, for the log.
 */
export class InternalError extends Error {
  readonly status = 500;
  readonly expose = false;

  constructor(cause?: unknown) {
    super(FAILURE_DETAIL, { cause });
    this.name = 'InternalError';
  }
}
