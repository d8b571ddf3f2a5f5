import type { IncomingMessage, ServerResponse } from 'node:http';

/** The client closed the connection before it got the response: nothing failed, and there is nobody left to respond to. */
export class RequestAbortedError extends Error {
  constructor(cause?: unknown) {
    super('The client closed the connection.', { cause });
    this.name = 'RequestAbortedError';
  }
}

/** Whether the client closed the connection before it got the response. The connection is destroyed a moment before it reports its end. */
export function isAborted({ req, res }: { readonly req: IncomingMessage; readonly res: ServerResponse }): boolean {
  return ((res.closed || req.socket.destroyed) && !res.writableFinished) || (req.errored ?? null) !== null;
}

/** The codes of errors that streams and `AbortSignal` report when the connection is closed under them. */
const CODES: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'ABORT_ERR', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED']);

/** Whether an error only means that the client closed the connection: the error of the request itself, or one it caused in a handler. */
export function isAbort(error: unknown, exchange: { readonly req: IncomingMessage; readonly res: ServerResponse }): boolean {
  if (error instanceof RequestAbortedError) return true;
  if (!isAborted(exchange)) return false;
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  return error === exchange.req.errored || name === 'AbortError' || CODES.has(code);
}
