import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { CONTENT_CODINGS, parseCoding } from '../http/content-coding.ts';
import { Problem, type Violation } from '../problems/problem.ts';
import { contractProblems } from '../problems/registry.ts';
import { RequestAbortedError } from '../problems/request-aborted.ts';
import { checkLength, tooLarge } from './body-limits.ts';
import type { BodyShare } from './body-memory.ts';

/** A request whose body is read, its response, and the body as middleware before the contract has read it. */
export interface BodySource {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** As it was sent, or decoded as UTF-8. */
  readonly rawBody: string | Buffer | undefined;
  /** The parsed body; undefined until it is parsed. */
  parsedBody: unknown;
}

/** @throws Problem `unsupported-content-encoding` (415) */
export function checkCoding(req: IncomingMessage): void {
  const coding = req.headers['content-encoding'];
  if (coding === undefined) return;
  const name = parseCoding(coding);
  if (name === undefined) {
    const supported = CONTENT_CODINGS.join(', ');
    throw new Problem(contractProblems['unsupported-content-encoding'], {
      detail: `The content coding of the body is not supported. Supported: ${supported}.`,
      headers: { 'Accept-Encoding': supported },
    });
  }
  // Decoders compare codings exactly.
  req.headers['content-encoding'] = name;
}

/** The content coding to decode; undefined if there is none. */
export function codingOf(req: IncomingMessage): string | undefined {
  const coding = req.headers['content-encoding'];
  return coding === 'identity' ? undefined : coding;
}

/** Sends `100 Continue` if the client waits for it before sending the body (RFC 9110 section 10.1.1). */
export function continueIfExpected({ req, res }: Pick<BodySource, 'req' | 'res'>): void {
  if (req.headers.expect !== undefined && req.httpVersionMinor > 0) res.writeContinue();
}

/** Callbacks for the events of a stream; the last call is either `end` or `fail`. */
export interface Follower {
  data(chunk: Buffer): void;
  end(): void;
  fail(error: Error): void;
}

/**
 * Listens to a stream until it ends or fails. Also reports a stream that has already ended or failed, which emits no more events.
 *
 * @returns a function that stops listening and leaves the stream paused
 */
export function follow(source: Readable, follower: Follower): () => void {
  const failed = () => follower.fail(source.errored ?? new Error('The stream was closed before its end.'));
  const onError = (error: Error) => stopThen(() => follower.fail(error));
  const onEnd = () => stopThen(() => follower.end());
  const onClose = () => stopThen(failed);
  const onData = (chunk: Buffer) => follower.data(chunk);
  const stop = () => {
    source.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose);
    // An unhandled late `error` event would crash the process.
    source.on('error', ignore).pause();
  };
  const stopThen = (act: () => void) => {
    stop();
    act();
  };
  if (source.readableEnded) follower.end();
  else if (source.destroyed) failed();
  else source.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose);
  return stop;
}

const ignore = () => undefined;

/** Waits for the first bytes of the content, which are discarded, or for its end. Content that middleware has read is in `rawBody`. */
export function isEmpty({ req, rawBody }: BodySource): Promise<boolean> {
  if (rawBody !== undefined || req.readableDidRead) return Promise.resolve(rawBody?.length === 0);
  return new Promise((resolve, reject) => {
    const stop = follow(req, {
      data() {
        stop();
        resolve(false);
      },
      end: () => resolve(true),
      fail: reject,
    });
  });
}

/** Reads and discards the body of an operation that declares none, so that the connection can be reused. */
export async function skipBody(source: BodySource, limitBytes: number): Promise<void> {
  checkLength(source.req, limitBytes);
  continueIfExpected(source);
  await collect(source.req, limitBytes, undefined, () => undefined);
}

/**
 * Reads the content of a request to its end, as sent.
 *
 * @param share  the share the bytes count towards; without it, they are discarded
 * @param finish makes the result of the content, which is only valid during the call
 * @throws Problem `content-too-large` (413), `overloaded` (503), or the error of the connection
 */
export async function collect<Content>(
  req: IncomingMessage,
  limitBytes: number,
  share: BodyShare | undefined,
  finish: (content: Buffer) => Content,
): Promise<Content> {
  // A body of known length is counted before it arrives, so that it is refused at once.
  const declared = req.headers['content-length'];
  if (declared !== undefined) share?.take(Number(declared));
  // Node.js emits a request before it parses the content that came in the same packet.
  await Promise.resolve();
  if (isInMemory(req)) {
    const content = finish(req.read() as Buffer);
    // Lets the stream end.
    req.resume();
    return content;
  }
  return await new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let read = 0;
    const stop = follow(req, {
      data(chunk) {
        read += chunk.length;
        try {
          if (read > limitBytes) throw tooLarge(limitBytes);
          if (share === undefined) return;
          if (declared === undefined) share.take(chunk.length);
          chunks.push(chunk);
        } catch (refusal) {
          stop();
          reject(refusal);
        }
      },
      // What a listener throws would end the process.
      end() {
        try {
          resolve(finish(joined(chunks)));
        } catch (error) {
          reject(error);
        }
      },
      fail: reject,
    });
  });
}

/** Reused to join the chunks of a body, so that not every body allocates a buffer. Larger bodies get their own. */
let sharedBuffer = Buffer.alloc(0);
const MAX_SHARED_BYTES = 1024 * 1024;

/** @returns bytes that are only valid until the next call */
function joined(chunks: readonly Buffer[]): Buffer {
  if (chunks.length === 1) return chunks[0] as Buffer;
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  if (length > MAX_SHARED_BYTES) return Buffer.concat(chunks, length);
  if (sharedBuffer.length < length) sharedBuffer = Buffer.allocUnsafeSlow(length);
  let end = 0;
  for (const chunk of chunks) end += chunk.copy(sharedBuffer, end);
  return sharedBuffer.subarray(0, length);
}

/**
 * Whether content of known length has all arrived, and nobody reads it yet. Such content is read without listening to the stream. After
 * `Expect`, the connection closes if the response comes before Node.js has marked the request as complete, which it does a moment later.
 */
function isInMemory(req: IncomingMessage): boolean {
  const { expect, 'content-length': length } = req.headers;
  return req.readableFlowing === null && req.readableEncoding === null && expect === undefined && req.readableLength === Number(length);
}

/**
 * The bytes of a body as they arrive, with its content coding decoded. Nothing is read before the first read of this stream.
 *
 * Fails with a Problem: `content-too-large` (413) at the first byte over the limit, `invalid-request` (400) if the content does not match
 * its coding; or with the error of the connection. A handler should not catch these, so that the client gets the right response.
 */
export class BodyStream extends Readable {
  readonly #message: Pick<BodySource, 'req' | 'res'>;
  readonly #limitBytes: number;
  #source: Readable | undefined;
  #stop: () => void = () => undefined;
  #read = 0;

  constructor(message: Pick<BodySource, 'req' | 'res'>, limitBytes: number) {
    super();
    this.#message = message;
    this.#limitBytes = limitBytes;
    // An unhandled `error` event would crash the process if the handler does not read the stream.
    this.on('error', () => undefined);
    if (message.res.closed) this.destroy(this.#abort());
    else message.res.once('close', () => this.#leave());
  }

  /** Waits for the first bytes. Does not send `100 Continue`; a client waiting for it counts as having a body. */
  isEmpty(): Promise<boolean> {
    const { headers } = this.#message.req;
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
    continueIfExpected(this.#message);
    this.#source = this.#open();
    this.#stop = follow(this.#source, {
      data: (chunk) => {
        this.#read += chunk.length;
        if (this.#read > this.#limitBytes) this.destroy(tooLarge(this.#limitBytes));
        else if (!this.push(chunk)) this.#source?.pause();
      },
      end: () => this.push(null),
      // No bytes mean no content in any coding, but decoders report them as truncated.
      fail: (error) => (isCodingError(error) && !this.#message.req.readableDidRead ? this.push(null) : this.destroy(readingError(error))),
    });
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    const { req } = this.#message;
    this.#stop();
    if (this.#source !== undefined && this.#source !== req) {
      req.unpipe(this.#source as never);
      this.#source.destroy();
    }
    callback(error);
  }

  /** The error of a request that the client aborted; undefined if the response is sent, possibly before the body was read. */
  #abort(): Error | undefined {
    const { req, res } = this.#message;
    return req.errored ?? (res.writableFinished ? undefined : new RequestAbortedError());
  }

  /** The request, or the decoder of its content coding. */
  #open(): Readable {
    const { req } = this.#message;
    const coding = codingOf(req);
    if (coding === undefined) return req;
    // Not imported, as most services never decode a body.
    const zlib = process.getBuiltinModule('node:zlib');
    const decoder = coding === 'br' ? zlib.createBrotliDecompress() : zlib.createUnzip();
    // Not `pipeline`, which would close the connection before the response if the decoder fails.
    return req.pipe(decoder);
  }

  /**
   * The client is gone, or the response is sent. The rest of the body must be discarded, or the next request on the connection would never
   * be read.
   */
  #leave(): void {
    const { req } = this.#message;
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
