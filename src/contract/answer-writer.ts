import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import type { Answer } from './answer.ts';
import { isBodyToCome } from './content.ts';
import { corsFields } from './cors.ts';

/** The statuses whose answers have no body and do not say so by a length of 0 (RFC 9110 section 8.6). */
const LENGTHLESS: ReadonlySet<number> = new Set([204, 304]);
/** How long, and how much, a client that was refused may go on to send before its connection is closed over it. */
export const LINGER_MS = 1000;
export const LINGER_BYTES = 8 * 1024 * 1024;

export interface WriteOptions {
  readonly requestId: string;
  /** Whether the connection ends with this answer. */
  readonly closes: boolean;
  readonly onStreamError: (error: Error) => void;
}

/**
 * Writes a finished answer in one piece, or begins to stream it.
 *
 * @throws TypeError for header fields that HTTP does not allow; nothing is written then
 */
export function writeAnswer(req: IncomingMessage, res: ServerResponse, answer: Answer, options: WriteOptions): void {
  const { status, body } = answer;
  const headers = [...answer.headers, 'X-Request-Id', options.requestId, 'X-Content-Type-Options', 'nosniff'];
  corsFields(req.headers.origin, headers);
  // `writeHead` puts its fields in the place of those that middleware set, and this one is a list.
  if (res.hasHeader('Vary')) headers.push('Vary', String(res.getHeader('Vary')));
  if (options.closes) headers.push('Connection', 'close');
  const isHead = req.method === 'HEAD';
  if (body instanceof Readable) {
    res.writeHead(status, headers);
    if (isHead) {
      body.destroy();
      res.end();
    } else stream(body, res, options.onStreamError);
    return;
  }
  if (body !== undefined) headers.push('Content-Length', String(Buffer.byteLength(body)));
  // What a GET would have said is not known for a HEAD that answers for itself.
  else if (!isHead && !LENGTHLESS.has(status)) headers.push('Content-Length', '0');
  res.writeHead(status, headers);
  const rest = isHead ? undefined : body;
  if (options.closes && isBodyToCome(req)) endLingering(req, res, rest);
  else res.end(rest);
}

function stream(body: Readable, res: ServerResponse, onError: (error: Error) => void): void {
  pipeline(body, res, (error) => {
    // A client that goes away is no failure of ours.
    if (error && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') onError(error);
  });
}

/**
 * Sends the whole answer, then reads on for a moment before the connection closes: closing while the client still sends would
 * reset the connection, and the client might never see the answer (RFC 9112 section 9.6).
 */
export function endLingering(req: IncomingMessage, res: ServerResponse, body: string | Buffer | undefined): void {
  if (body === undefined) res.flushHeaders();
  else res.write(body);
  let read = 0;
  const end = () => {
    clearTimeout(timer);
    res.end();
  };
  const timer = setTimeout(end, LINGER_MS);
  req.on('data', (chunk: Buffer) => {
    read += chunk.length;
    if (read > LINGER_BYTES) end();
  });
  req.once('close', end);
  req.once('end', end);
  req.resume();
}

/**
 * Whether a request that is answered while its body is still to come has more of it than is worth reading to keep its connection.
 *
 * @param limitBytes the largest body that is read past, in bytes
 */
export function leavesBody(req: IncomingMessage, limitBytes: number): boolean {
  return req.headers['content-length'] === undefined || Number(req.headers['content-length']) > limitBytes || req.headers.expect !== undefined;
}
