import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { Context } from 'koa';
import { Problem } from '../problems/problem.ts';
import { contractProblems } from '../problems/registry.ts';
import type { BodyShare } from './body-memory.ts';

/** The content codings that can be undone (RFC 9110 section 8.4.1). */
const CODINGS: ReadonlySet<string> = new Set(['identity', 'gzip', 'deflate', 'br']);

/** Whether a message has content (RFC 9112 section 6.3). */
export function hasBody(req: IncomingMessage): boolean {
  const { headers } = req;
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] !== undefined && Number(headers['content-length']) > 0);
}

/** Whether a part of a message's content has not arrived yet, or was not read. */
export function isBodyToCome(req: IncomingMessage): boolean {
  return !req.complete && hasBody(req);
}

/** @throws Problem `unsupported-content-encoding` (415) */
export function checkCoding(req: IncomingMessage): void {
  const coding = req.headers['content-encoding'];
  if (coding === undefined) return;
  const given = coding.trim().toLowerCase();
  // An old name of it, which counts the same (RFC 9110 section 8.4.1.3).
  const name = given === 'x-gzip' ? 'gzip' : given;
  if (!CODINGS.has(name)) {
    throw new Problem(contractProblems['unsupported-content-encoding'], {
      detail: `The body’s content coding is unknown; known are ${[...CODINGS].join(', ')}.`,
      headers: { 'Accept-Encoding': [...CODINGS].join(', ') },
    });
  }
  // Whoever undoes it compares the name as it is (codings are case-insensitive, RFC 9110 section 8.4.1).
  req.headers['content-encoding'] = name;
}

/** The coding that is to be undone; undefined when there is none. */
export function codingOf(req: IncomingMessage): string | undefined {
  const coding = req.headers['content-encoding'];
  return coding === 'identity' ? undefined : coding;
}

/** @throws Problem `content-too-large` (413) for a length that is known to be over the limit */
export function checkLength(req: IncomingMessage, limitBytes: number): void {
  if (Number(req.headers['content-length'] ?? 0) > limitBytes) throw tooLarge(limitBytes);
}

export function tooLarge(limitBytes: number): Problem {
  return new Problem(contractProblems['content-too-large'], {
    detail: `The body is larger than ${limitBytes} bytes.`,
    closes: true,
  });
}

/** RFC 9110 section 10.1.1: the client waits for a word before it sends the body. */
export function continueIfExpected(ctx: Context): void {
  if (ctx.req.headers.expect !== undefined && ctx.req.httpVersionMinor > 0) ctx.res.writeContinue();
}

/** What happens to a stream while it is followed: one of `end` and `fail` comes last. */
export interface Follower {
  data(chunk: Buffer): void;
  end(): void;
  fail(error: Error): void;
}

/**
 * Listens to a stream until it ends or fails, also where it did so before: its events would never come again.
 *
 * @returns stops listening; the stream stays as it is, paused
 */
export function follow(source: Readable, follower: Follower): () => void {
  const failed = () => follower.fail(source.errored ?? new Error('The stream was closed before its end.'));
  const onError = (error: Error) => stopThen(() => follower.fail(error));
  const onEnd = () => stopThen(() => follower.end());
  const onClose = () => stopThen(failed);
  const onData = (chunk: Buffer) => follower.data(chunk);
  const stop = () => {
    source.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose);
    // Somebody must hear of a late error, or it would end the process.
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

/** Waits for the first bytes of a message's content, which are lost, or for its end. What middleware has read is kept in `rawBody`. */
export function isEmpty({ req, request }: Context): Promise<boolean> {
  const { rawBody } = request as unknown as { rawBody: string | undefined };
  if (rawBody !== undefined || req.readableDidRead) return Promise.resolve(rawBody === '');
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

/** Reads past a body that the operation does not want, so that the connection stays in step. */
export async function skipBody(ctx: Context, limitBytes: number): Promise<void> {
  checkLength(ctx.req, limitBytes);
  continueIfExpected(ctx);
  await collect(ctx.req, limitBytes);
}

/**
 * Reads a message's content to its end, as it was sent.
 *
 * @param share what the bytes count towards; they are not kept without it
 * @throws Problem `content-too-large` (413), `overloaded` (503), or what the connection failed with
 */
export function collect(req: IncomingMessage, limitBytes: number, share?: BodyShare): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let read = 0;
    // A body of a known length is counted before it comes, so that it is refused at once.
    const declared = req.headers['content-length'];
    if (declared !== undefined) share?.take(Number(declared));
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
