import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { isAborted } from '../problems/request-aborted.ts';

/** What happens while a stream is sent as the body of a response. */
export interface StreamEvents {
  /** Writes the header section. What it throws is a failure before the first byte. */
  begin(): void;
  /** All of the stream was written: ends the response. */
  end(): void;
  /** The stream failed before anything was sent: another response can still be sent. */
  failedUnsent(error: unknown): void;
  /** The stream failed in the middle of the body. The connection ends, so that the client sees an incomplete message. */
  failedSent(error: unknown): void;
  /** The client closed the connection. */
  aborted(): void;
}

export interface StreamOptions {
  /** The declared length in bytes. The stream is held to it. */
  readonly contentLength: number | undefined;
  /** The response to a HEAD request: the header section, once the stream has a first byte or its end. */
  readonly headersOnly: boolean;
  /** The header section is sent at once instead of with the first byte: the client of a stream of events waits for it. */
  readonly eager: boolean;
}

/**
 * Sends a stream as the body of a response. Exactly one of `end`, `failedUnsent`, `failedSent` and `aborted` comes last; the stream is
 * destroyed then.
 *
 * Nothing is sent before the first byte is there, so that a stream that fails until then can become a 500. The chunk that completes a
 * declared length waits for the end of the stream: one that goes on is a failure, and must be seen before the response is complete and
 * its connection is used again (RFC 9112 section 6.3).
 *
 * @returns ends the sending without an event
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
  // A write after the connection broke is reported by an event of its own; `close` says all that counts.
  res.on('drain', onDrain).on('close', onAborted).on('error', ignore);
  // The handler may have paused it.
  source.on('error', fail).on('end', onEnd).on('close', onClose).on('data', onData).resume();
  if (eager && begin()) res.flushHeaders();
  return stop;
}

export const readBefore = () => new Error('The response stream was read to its end before it was returned.');
export const closedEarly = () => new Error('The response stream was closed before its end.');

/**
 * Takes a stream over from a handler. It may fail at any time, such as when a file turns out not to exist; an `error` event without a
 * listener would end the process.
 *
 * @param body anything; what isn't a stream is left alone
 */
export function takeOver(body: unknown): void {
  if (isStream(body)) body.on('error', ignore);
}

/** Destroys a stream that nobody reads any more, and lets go of what it holds, such as a file descriptor. */
export function discard(body: unknown): void {
  if (!isStream(body)) return;
  takeOver(body);
  body.destroy();
}

/** A stream of Node.js, or of another library in its form. */
function isStream(body: unknown): body is Readable {
  const { on, destroy } = (typeof body === 'object' && body !== null ? body : {}) as Partial<Readable>;
  return typeof on === 'function' && typeof destroy === 'function';
}

const ignore = () => undefined;

/**
 * Ends the connection of a response that cannot be completed, after what was written before it. A body without a length and without
 * chunks, as HTTP/1.0 has it, ends with the connection: only a reset shows that it is incomplete (RFC 9112 section 8).
 */
export function endConnection(res: ServerResponse): void {
  const { socket } = res;
  // A response that waits for earlier ones on its connection has no socket yet. What it has buffered is written right after this event.
  if (socket === null) res.once('socket', () => process.nextTick(endConnection, res));
  else if (res.chunkedEncoding || res.req.httpVersionMinor > 0) socket.destroySoon();
  else socket.resetAndDestroy();
}
