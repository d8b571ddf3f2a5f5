import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { isBodyToCome } from '../request/content.ts';
import { type StreamEvents, sendStream } from '../response/response-stream.ts';
import type { SerializedResponse } from '../response/serialized-response.ts';
import type { CorsPolicy } from './cors.ts';

/** How long, and how much, a client that was refused may go on to send before its connection is closed over it. */
export const LINGER_MS = 1000;
export const LINGER_BYTES = 8 * 1024 * 1024;

export interface WriteOptions {
  readonly requestId: string;
  /** Whether the connection ends with this answer. */
  readonly closes: boolean;
  readonly cors: CorsPolicy;
}

/**
 * Writes a finished answer without a stream in one piece.
 *
 * @throws TypeError for headers that HTTP does not allow; nothing is written then
 */
export function writeResponse(req: IncomingMessage, res: ServerResponse, answer: SerializedResponse, options: WriteOptions): void {
  const { status, contentLength } = answer;
  const body = answer.body as string | Buffer | undefined;
  const isHead = req.method === 'HEAD';
  const headers = headersOf(req, res, answer, options);
  if (body !== undefined) headers.push('Content-Length', String(Buffer.byteLength(body)));
  else if (status !== 204) {
    // What a GET would have said; it is not known for a HEAD that answers for itself. A 204 never has one (RFC 9110 section 8.6).
    const length = isHead || status === 304 ? contentLength : 0;
    if (length !== undefined) headers.push('Content-Length', String(length));
  }
  res.writeHead(status, headers);
  const rest = isHead ? undefined : body;
  if (options.closes && isBodyToCome(req)) endLingering(req, res, rest);
  else res.end(rest);
}

/**
 * Sends an answer whose body is a stream.
 *
 * @param outcome how it ended: one of its functions is called
 * @returns ends the sending, without calling any of them
 */
export function streamResponse(
  req: IncomingMessage,
  res: ServerResponse,
  answer: SerializedResponse,
  body: Readable,
  options: WriteOptions,
  outcome: Pick<StreamEvents, 'failedUnsent' | 'failedSent' | 'aborted'> & { ended(): void },
): () => void {
  const { status, contentLength } = answer;
  const begin = () => {
    const headers = headersOf(req, res, answer, options);
    if (contentLength !== undefined) headers.push('Content-Length', String(contentLength));
    res.writeHead(status, headers);
  };
  const end = () => {
    if (options.closes && isBodyToCome(req)) endLingering(req, res, undefined);
    else res.end();
    outcome.ended();
  };
  return sendStream(body, res, { contentLength, headersOnly: req.method === 'HEAD', eager: isEventStream(answer.headers) }, { ...outcome, begin, end });
}

/** A page takes the connection of such a stream for open once it has the header section (WHATWG HTML, section 9.2). */
function isEventStream(headers: readonly string[]): boolean {
  return headers.some((text) => text.startsWith('text/event-stream'));
}

/** All headers of an answer but for its length. Those that middleware set on the response are there already and are written with them. */
function headersOf(req: IncomingMessage, res: ServerResponse, { headers: own }: SerializedResponse, { requestId, closes, cors }: WriteOptions): string[] {
  const headers = [...own, 'X-Request-Id', requestId, 'X-Content-Type-Options', 'nosniff'];
  cors.addTo(headers, req.headers.origin, res);
  const written = res.getHeaderNames().length === 0 ? headers : besideMiddleware(res, headers, own.length);
  if (closes) written.push('Connection', 'close');
  return written;
}

/** The headers that every response has are middleware's to set, but for the request id; what a response varies by is one list of all. */
function besideMiddleware(res: ServerResponse, headers: readonly string[], commonFrom: number): string[] {
  const written: string[] = [];
  const varies: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] as string;
    const value = headers[index + 1] as string;
    const lower = name.toLowerCase();
    if (lower === 'vary') {
      if (index >= commonFrom && res.hasHeader('vary')) varies.push(String(res.getHeader('vary')));
      varies.push(value);
    } else if (index < commonFrom || lower === 'x-request-id' || !res.hasHeader(name)) written.push(name, value);
  }
  const names = new Map(varies.flatMap((value) => value.split(',')).map((name) => [name.trim().toLowerCase(), name.trim()]));
  if (names.size > 0) written.push('Vary', names.has('*') ? '*' : [...names.values()].join(', '));
  return written;
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
