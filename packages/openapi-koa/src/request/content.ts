import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { Context } from 'koa';
import { Problem } from '../problems/problem.ts';
import { contractProblems } from '../problems/registry.ts';
import type { BodyShare } from './body-memory.ts';

/** The supported content codings (RFC 9110 section 8.4.1). */
const CODINGS: ReadonlySet<string> = new Set(['identity', 'gzip', 'deflate', 'br']);

/** Whether a request has content (RFC 9112 section 6.3). */
export function hasBody(req: IncomingMessage): boolean {
  const { headers } = req;
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] !== undefined && Number(headers['content-length']) > 0);
}

/** Whether part of the content of a request has not arrived yet or was not read. */
export function isBodyToCome(req: IncomingMessage): boolean {
  return !req.complete && hasBody(req);
}

/** @throws Problem `unsupported-content-encoding` (415) */
export function checkCoding(req: IncomingMessage): void {
  const coding = req.headers['content-encoding'];
  if (coding === undefined) return;
  const sent = coding.trim().toLowerCase();
  // An alias of gzip (RFC 9110 section 8.4.1.3).
  const name = sent === 'x-gzip' ? 'gzip' : sent;
  if (!CODINGS.has(name)) {
    throw new Problem(contractProblems['unsupported-content-encoding'], {
      detail: `The content coding of the body is not supported. Supported: ${[...CODINGS].join(', ')}.`,
      headers: { 'Accept-Encoding': [...CODINGS].join(', ') },
    });
  }
  // Codings are case-insensitive (RFC 9110 section 8.4.1), but decoders compare them exactly.
  req.headers['content-encoding'] = name;
}

/** The content coding to decode; undefined if there is none. */
export function codingOf(req: IncomingMessage): string | undefined {
  const coding = req.headers['content-encoding'];
  return coding === 'identity' ? undefined : coding;
}

/** @throws Problem `content-too-large` (413) if the Content-Length exceeds the limit */
export function checkLength(req: IncomingMessage, limitBytes: number): void {
  if (Number(req.headers['content-length'] ?? 0) > limitBytes) throw tooLarge(limitBytes);
}

export function tooLarge(limitBytes: number): Problem {
  return new Problem(contractProblems['content-too-large'], {
    detail: `The body is larger than ${limitBytes} bytes.`,
    closes: true,
  });
}

/** Sends `100 Continue` if the client waits for it before sending the body (RFC 9110 section 10.1.1). */
export function continueIfExpected(ctx: Context): void {
  if (ctx.req.headers.expect !== undefined && ctx.req.httpVersionMinor > 0) ctx.res.writeContinue();
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
export function isEmpty({ req, request }: Context): Promise<boolean> {
  const { rawBody } = request as unknown as { rawBody: string | Buffer | undefined };
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
export async function skipBody(ctx: Context, limitBytes: number): Promise<void> {
  checkLength(ctx.req, limitBytes);
  continueIfExpected(ctx);
  await collect(ctx.req, limitBytes);
}

/**
 * Reads the content of a request to its end, as sent.
 *
 * @param share the share the bytes count towards; without it, they are discarded
 * @throws Problem `content-too-large` (413), `overloaded` (503), or the error of the connection
 */
export async function collect(req: IncomingMessage, limitBytes: number, share?: BodyShare): Promise<Buffer> {
  // A body of known length is counted before it arrives, so that it is refused at once.
  const declared = req.headers['content-length'];
  if (declared !== undefined) share?.take(Number(declared));
  // Node.js emits a request before it parses the content that came in the same packet.
  await Promise.resolve();
  if (isInMemory(req)) {
    const content = req.read() as Buffer;
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
      end: () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)),
      fail: reject,
    });
  });
}

/**
 * Whether content of known length has all arrived, and nobody reads it yet. Such content is read without listening to the stream. After
 * `Expect`, the connection closes if the response comes before Node.js has marked the request as complete, which it does a moment later.
 */
function isInMemory(req: IncomingMessage): boolean {
  const { expect, 'content-length': length } = req.headers;
  return req.readableFlowing === null && req.readableEncoding === null && expect === undefined && req.readableLength === Number(length);
}
