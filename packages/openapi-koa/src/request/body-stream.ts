import { Readable } from 'node:stream';
import { createBrotliDecompress, createUnzip } from 'node:zlib';
import type { Context } from 'koa';
import { Problem, type Violation } from '../problems/problem.ts';
import { contractProblems } from '../problems/registry.ts';
import { RequestAbortedError } from '../problems/request-aborted.ts';
import { codingOf, continueIfExpected, follow, tooLarge } from './content.ts';

/**
 * The bytes of a body as they arrive, with its content coding decoded. Nothing is read before the first read of this stream.
 *
 * Fails with a Problem: `content-too-large` (413) at the first byte over the limit, `invalid-request` (400) if the content does not match
 * its coding; or with the error of the connection. A handler should not catch these, so that the client gets the right response.
 */
export class BodyStream extends Readable {
  readonly #ctx: Context;
  readonly #limitBytes: number;
  #source: Readable | undefined;
  #stop: () => void = () => undefined;
  #read = 0;

  constructor(ctx: Context, limitBytes: number) {
    super();
    this.#ctx = ctx;
    this.#limitBytes = limitBytes;
    // An unhandled `error` event would crash the process if the handler does not read the stream.
    this.on('error', () => undefined);
    if (ctx.res.closed) this.destroy(this.#abort());
    else ctx.res.once('close', () => this.#leave());
  }

  /** Waits for the first bytes. Does not send `100 Continue`; a client waiting for it counts as having a body. */
  isEmpty(): Promise<boolean> {
    const { headers } = this.#ctx.req;
    if (headers['content-length'] !== undefined || headers.expect !== undefined) return Promise.resolve(false);
    return new Promise((resolve, reject) => {
      const closed = () => reject(this.errored ?? this.#abort() ?? new Error('The body was closed before it was read.'));
      this.once('close', closed);
      this.once('readable', () => {
        this.off('close', closed);
        resolve(this.readableLength === 0);
      });
    });
  }

  override _read(): void {
    if (this.#source !== undefined) {
      this.#source.resume();
      return;
    }
    continueIfExpected(this.#ctx);
    this.#source = this.#open();
    this.#stop = follow(this.#source, {
      data: (chunk) => {
        this.#read += chunk.length;
        if (this.#read > this.#limitBytes) this.destroy(tooLarge(this.#limitBytes));
        else if (!this.push(chunk)) this.#source?.pause();
      },
      end: () => this.push(null),
      // No bytes mean no content in any coding, but decoders report them as truncated.
      fail: (error) => (isCodingError(error) && !this.#ctx.req.readableDidRead ? this.push(null) : this.destroy(readingError(error))),
    });
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    const { req } = this.#ctx;
    this.#stop();
    if (this.#source !== undefined && this.#source !== req) {
      req.unpipe(this.#source as never);
      this.#source.destroy();
    }
    callback(error);
  }

  /** The error of a request that the client aborted; undefined if the response is sent, possibly before the body was read. */
  #abort(): Error | undefined {
    const { req, res } = this.#ctx;
    return req.errored ?? (res.writableFinished ? undefined : new RequestAbortedError());
  }

  /** The request, or the decoder of its content coding. */
  #open(): Readable {
    const { req } = this.#ctx;
    const coding = codingOf(req);
    if (coding === undefined) return req;
    const decoder = coding === 'br' ? createBrotliDecompress() : createUnzip();
    // Not `pipeline`, which would close the connection before the response if the decoder fails.
    return req.pipe(decoder);
  }

  /**
   * The client is gone, or the response is sent. The rest of the body must be discarded, or the next request on the connection would never
   * be read.
   */
  #leave(): void {
    const { req } = this.#ctx;
    this.destroy(this.#abort());
    if (!req.complete && !req.destroyed) req.resume();
  }
}

export const CODING_MISMATCH: Violation = { in: 'body', pointer: '', keyword: 'parse', message: 'must match its Content-Encoding' };

/** Whether an error comes from `node:zlib`. */
export function isCodingError(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && (code.startsWith('Z_') || code.startsWith('ERR__ERROR_') || code.startsWith('ERR_BROTLI'));
}

function readingError(error: Error): Error {
  if (!isCodingError(error)) return error;
  return new Problem(contractProblems['invalid-request'], {
    detail: 'The body does not match its Content-Encoding.',
    violations: [CODING_MISMATCH],
    cause: error,
  });
}
