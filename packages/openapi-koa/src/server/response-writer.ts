import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { isBodyToCome } from '../request/body-stream.ts';
import { type StreamEvents, sendStream } from '../response/response-stream.ts';
import type { SerializedResponse } from '../response/serialized-response.ts';
import { addCommonHeaders } from './common-headers.ts';
import type { CorsPolicy } from './cors.ts';

/** How long, and how many bytes, a client may send after it was refused before its connection is closed. */
export const LINGER_MS = 1000;
export const LINGER_BYTES = 8 * 1024 * 1024;

export interface WriteOptions {
  readonly requestId: string;
  /** Whether the connection closes after this response. */
  readonly closes: boolean;
  readonly cors: CorsPolicy;
}

/**
 * Writes a response whose body isn't a stream in one piece.
 *
 * @throws TypeError for headers that HTTP doesn't allow; nothing is written then
 */
export function writeResponse(req: IncomingMessage, res: ServerResponse, response: SerializedResponse, options: WriteOptions): void {
  const { status, contentLength } = response;
  const body = response.body as string | Buffer | undefined;
  const isHead = req.method === 'HEAD';
  const headers = headersOf(req, res, response, options);
  if (body !== undefined) headers.push('Content-Length', String(Buffer.byteLength(body)));
  else if (status !== 204) {
    // The length that a GET would have; unknown for a HEAD operation of its own. A 204 never has one (RFC 9110 section 8.6).
    const length = isHead || status === 304 ? contentLength : 0;
    if (length !== undefined) headers.push('Content-Length', String(length));
  }
  res.writeHead(status, headers);
  const rest = isHead ? undefined : body;
  if (options.closes && isBodyToCome(req)) endLingering(req, res, rest);
  else res.end(rest);
}

/**
 * Sends a response whose body is a stream.
 *
 * @param outcome one of its functions is called when sending has ended
 * @returns stops sending without calling any of them
 */
export function streamResponse(
  req: IncomingMessage,
  res: ServerResponse,
  response: SerializedResponse,
  body: Readable,
  options: WriteOptions,
  outcome: Pick<StreamEvents, 'failedUnsent' | 'failedSent' | 'aborted'> & { ended(): void },
): () => void {
  const { status, contentLength } = response;
  const begin = () => {
    const headers = headersOf(req, res, response, options);
    if (contentLength !== undefined) headers.push('Content-Length', String(contentLength));
    res.writeHead(status, headers);
  };
  const end = () => {
    if (options.closes && isBodyToCome(req)) endLingering(req, res, undefined);
    else res.end();
    outcome.ended();
  };
  return sendStream(body, res, { contentLength, headersOnly: req.method === 'HEAD', eager: isEventStream(response.headers) }, { ...outcome, begin, end });
}

/** A page considers an event stream open once it has received the header section (WHATWG HTML, section 9.2). */
function isEventStream(headers: readonly string[]): boolean {
  return headers.some((text) => text.startsWith('text/event-stream'));
}

/** All headers of a response except its length. Those that middleware set on `res` are included. */
function headersOf(req: IncomingMessage, res: ServerResponse, { headers: own }: SerializedResponse, { requestId, closes, cors }: WriteOptions): string[] {
  const headers = [...own];
  addCommonHeaders(headers, { requestId, cors, origin: req.headers.origin }, res);
  const merged = res.getHeaderNames().length === 0 ? headers : mergeWithMiddleware(res, headers, own.length);
  if (closes) merged.push('Connection', 'close');
  return merged;
}

/** Middleware may override the common headers, except the request id. All `Vary` headers are merged into one. */
function mergeWithMiddleware(res: ServerResponse, headers: readonly string[], commonFrom: number): string[] {
  const merged: string[] = [];
  const varies: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] as string;
    const value = headers[index + 1] as string;
    const lower = name.toLowerCase();
    if (lower === 'vary') {
      if (index >= commonFrom && res.hasHeader('vary')) varies.push(String(res.getHeader('vary')));
      varies.push(value);
    } else if (index < commonFrom || lower === 'x-request-id' || !res.hasHeader(name)) merged.push(name, value);
  }
  const names = new Map(varies.flatMap((value) => value.split(',')).map((name) => [name.trim().toLowerCase(), name.trim()]));
  if (names.size > 0) merged.push('Vary', names.has('*') ? '*' : [...names.values()].join(', '));
  return merged;
}

/**
 * Sends the response, then discards further input for a moment before the connection closes: closing while the client is still sending
 * would reset the connection, and the client might lose the response (RFC 9112 section 9.6).
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
 * Whether the body of a request with an early response isn't worth reading, so that the connection is closed instead.
 *
 * @param limitBytes the largest body that is read and discarded, in bytes
 */
export function leavesBody(req: IncomingMessage, limitBytes: number): boolean {
  return req.headers['content-length'] === undefined || Number(req.headers['content-length']) > limitBytes || req.headers.expect !== undefined;
}
