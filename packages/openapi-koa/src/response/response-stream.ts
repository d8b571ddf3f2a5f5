import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { isAborted } from '../problems/request-aborted.ts';

/** What happens while a stream is sent as the body of a response. */
export interface StreamEvents {
  /** Writes the header section. An error that it throws counts as a failure before the first byte. */
  begin(): void;
  /** The whole stream was written: ends the response. */
  end(): void;
  /** The stream failed before anything was sent: another response can still be sent. */
  failedUnsent(error: unknown): void;
  /** The stream failed in the middle of the body. The connection ends, so that the client sees an incomplete message. */
  failedSent(error: unknown): void;
  /** The client closed the connection. */
  aborted(): void;
}

export interface StreamOptions {
  /** The declared length in bytes. It is enforced. */
  readonly contentLength: number | undefined;
  /** The response to a HEAD request: the header section, once the stream has a first byte or its end. */
  readonly headersOnly: boolean;
  /** Sends the header section at once instead of with the first byte: the client of an event stream waits for it. */
  readonly eager: boolean;
}

/**
 * Sends a stream as the body of a response. Exactly one of `end`, `failedUnsent`, `failedSent` and `aborted` comes last; the stream is
 * destroyed then.
 *
 * Nothing is sent before the first byte, so that a stream that fails earlier becomes a 500. The chunk that completes a declared length
 * waits for the end of the stream: a longer stream is a failure that must be detected before the response is complete and its connection
 * is used again (RFC 9112 section 6.3).
 *
 * @returns stops sending without an event
 */
export function sendStream(source: Readable, res: ServerResponse, { contentLength, headersOnly, eager }: StreamOptions, events: StreamEvents): () => void {
  let begun = false;
  let done = false;
  let received = 0;
  let held: Uint8Array | string | undefined;

  const stop = () => {
    if (done) return;
    done = true;
    source.off('data', onData).off('end', onEnd).off('close', onClose).off('error', fail);
    res.off('drain', onDrain).off('close', onAborted);
    discard(source);
  };
  const fail = (error: unknown) => {
    if (done) return;
    // Koa destroys the stream of a client that left.
    if (isAborted({ req: res.req, res })) return onAborted();
    stop();
    if (!begun) return events.failedUnsent(error);
    events.failedSent(error);
    endConnection(res);
  };
  const begin = () => {
    if (begun) return true;
    try {
      events.begin();
      begun = true;
    } catch (error) {
      fail(error);
    }
    return begun;
  };
  const finish = () => {
    stop();
    events.end();
  };
  const onData = (chunk: unknown) => {
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return fail(new TypeError(`The response stream yielded ${typeof chunk}, not bytes.`));
    const size = typeof chunk === 'string' ? Buffer.byteLength(chunk) : chunk.byteLength;
    if (size === 0) return;
    received += size;
    if (headersOnly) {
      if (begin()) finish();
      return;
    }
    if (contentLength !== undefined && received > contentLength)
      return fail(new RangeError(`The response stream is longer than its Content-Length of ${contentLength}.`));
    if (received === contentLength) {
      held = chunk;
      return;
    }
    if (begin() && !res.write(chunk)) source.pause();
  };
  const onEnd = () => {
    if (contentLength !== undefined && received < contentLength && !headersOnly)
      return fail(new RangeError(`The response stream ended after ${received} bytes of its Content-Length of ${contentLength}.`));
    if (!begin()) return;
    if (held !== undefined) res.write(held);
    finish();
  };
  const onClose = () => fail(closedEarly());
  const onDrain = () => source.resume();
  const onAborted = () => {
    if (done) return;
    stop();
    events.aborted();
  };

  if (res.closed || res.destroyed) onAborted();
  else if (source.errored) fail(source.errored);
  else if (source.readableEnded) fail(readBefore());
  else if (source.destroyed) onClose();
  if (done) return stop;
  // A write to a broken connection emits `error`; `close` is what counts.
  res.on('drain', onDrain).on('close', onAborted).on('error', ignore);
  // The handler may have paused the stream.
  source.on('error', fail).on('end', onEnd).on('close', onClose).on('data', onData).resume();
  if (eager && begin()) res.flushHeaders();
  return stop;
}

export const readBefore = () => new Error('The response stream was read to its end before it was returned.');
export const closedEarly = () => new Error('The response stream was closed before its end.');

/** Takes over a stream from a handler. It may fail at any time, for example if its file doesn't exist; an unhandled `error` event would crash the process. */
export function takeOver(stream: Readable): void {
  stream.on('error', ignore);
}

/** Destroys a stream that is no longer read, which releases its resources, such as a file descriptor. */
export function discard(body: unknown): void {
  if (!isStream(body)) return;
  body.on('error', ignore);
  body.destroy();
}

/** A stream of Node.js, or of a library with the same interface. */
function isStream(body: unknown): body is Readable {
  const { on, destroy } = (typeof body === 'object' && body !== null ? body : {}) as Partial<Readable>;
  return typeof on === 'function' && typeof destroy === 'function';
}

const ignore = () => undefined;

/**
 * Closes the connection of a response that cannot be completed, after the responses written before it. A body without a length and without
 * chunks (HTTP/1.0) ends with the connection, so only a reset shows that it is incomplete (RFC 9112 section 8).
 */
export function endConnection(res: ServerResponse): void {
  const { socket } = res;
  // A response that waits for earlier ones on its connection has no socket yet. Its buffered bytes are written right after this event.
  if (socket === null) res.once('socket', () => process.nextTick(endConnection, res));
  else if (res.chunkedEncoding || res.req.httpVersionMinor > 0) socket.destroySoon();
  else socket.resetAndDestroy();
}
