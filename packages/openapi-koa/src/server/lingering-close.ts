import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/*
 * Closing a connection while the client is still sending would reset it, and the client might lose the response (RFC 9112 section 9.6). So
 * the response is sent, and then input is discarded for a moment.
 */

/** How long, and how many bytes, a client may send after it was refused before its connection is closed. */
const LINGER_MS = 1000;
const LINGER_BYTES = 8 * 1024 * 1024;

/** Sends the response, then discards what is left of the request for a moment before the connection closes. */
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

/** The same for a connection whose input is no longer parsed, after its last response. */
export function linger(socket: Socket): void {
  const startBytes = socket.bytesRead;
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  const discardInput = () => {
    if (socket.bytesRead - startBytes > LINGER_BYTES) socket.destroy();
  };
  socket.on('data', discardInput).once('close', () => clearTimeout(timer));
}

/**
 * Whether the body of a request with an early response isn't worth reading, so that the connection is closed instead.
 *
 * @param limitBytes the largest body that is read and discarded, in bytes
 */
export function leavesBody(req: IncomingMessage, limitBytes: number): boolean {
  return req.headers['content-length'] === undefined || Number(req.headers['content-length']) > limitBytes || req.headers.expect !== undefined;
}
