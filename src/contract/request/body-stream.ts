import { Readable } from 'node:stream';
import { createBrotliDecompress, createUnzip } from 'node:zlib';
import type { Context } from 'koa';
import { Problem, type Violation } from '../problems/problem.ts';
import { contractProblems } from '../problems/registry.ts';
import { RequestAbortedError } from '../problems/request-aborted.ts';
import { codingOf, continueIfExpected, follow, tooLarge } from './content.ts';

/**
 * The bytes of a body as they arrive, content coding undone, asked for only when somebody reads.
 *
 * It fails with a Problem: `content-too-large` (413) at the first byte over the limit, `invalid-request` (400) when the content is not
 * what its coding says; or with what the connection failed with. A handler lets these through and the client gets the right answer.
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
    // A handler that does not look at the stream need not know of its errors.
    this.on('error', () => undefined);
    if (ctx.res.closed) this.destroy(this.#abort());
    else ctx.res.once('close', () => this.#leave());
  }

  /** Waits for the first bytes. A client that waits for a word before it sends is not asked. */
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
      // No bytes are no content in any coding, though decoders take their end for too early.
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

  /** The error of a request whose client went away; undefined where the response is sent, which may be before the body was read. */
  #abort(): Error | undefined {
    const { req, res } = this.#ctx;
    return req.errored ?? (res.writableFinished ? undefined : new RequestAbortedError());
  }

  /** The message, or what undoes its coding. */
  #open(): Readable {
    const { req } = this.#ctx;
    const coding = codingOf(req);
    if (coding === undefined) return req;
    const decoder = coding === 'br' ? createBrotliDecompress() : createUnzip();
    // Not by `pipeline`, which would close the connection when the decoder fails, before the answer.
    return req.pipe(decoder);
  }

  /**
   * The client went away; or the answer is sent: what is left of the body is read past, or the next request on the connection would
   * never be seen.
   */
  #leave(): void {
    const { req } = this.#ctx;
    this.destroy(this.#abort());
    if (!req.complete && !req.destroyed) req.resume();
  }
}

export const CODING_MISMATCH: Violation = { in: 'body', pointer: '', keyword: 'parse', message: 'does not match its Content-Encoding' };

/** Whether an error is of `node:zlib`. */
export function isCodingError(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
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
