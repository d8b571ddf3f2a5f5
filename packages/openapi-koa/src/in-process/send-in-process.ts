import type { IncomingMessage, Server } from 'node:http';
import { Readable } from 'node:stream';
import { http } from '../node-modules.ts';
import { BODILESS } from '../response/response-validator.ts';
import { memoryConnection } from './memory-socket.ts';

/** A request whose target is sent as it is: a WHATWG URL would normalize its path. */
export interface InProcessRequest {
  readonly method: string;
  /** Path and query, percent-encoded. */
  readonly target: string;
  readonly headers: Headers;
  readonly body: Uint8Array | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends a request to an HTTP server of this process, over a connection in memory. The server need not listen. Both sides are those of
 * `node:http`, so the server's parser, limits and responses are the same as over a network.
 *
 * @returns the response, as `fetch` returns it, except that a content coding isn't decoded; its `Connection` is `close`
 * @throws the error of a connection that the server closed without a response, or the reason of `signal`
 */
export function sendInProcess(server: Server, { method, target, headers, body, signal }: InProcessRequest): Promise<Response> {
  const [client, socket] = memoryConnection();
  server.emit('connection', socket);
  return new Promise((resolve, reject) => {
    const outgoing = http.request(
      {
        createConnection: () => client,
        method,
        path: target,
        host: 'localhost',
        // The client of `node:http` doesn't add a Content-Length to a DELETE or another method that rarely has a body.
        headers: { ...(body && { 'content-length': body.length }), ...Object.fromEntries(headers) },
        ...(signal && { signal }),
      },
      (message) => resolve(responseOf(message, method)),
    );
    outgoing.on('error', (error) => reject(signal?.aborted ? signal.reason : error));
    outgoing.end(body);
  });
}

function responseOf(message: IncomingMessage, method: string): Response {
  const { rawHeaders, statusCode: status = 0, statusMessage: statusText = '' } = message;
  const headers = new Headers();
  for (let index = 0; index < rawHeaders.length; index += 2) headers.append(rawHeaders[index] as string, rawHeaders[index + 1] as string);
  const hasBody = method !== 'HEAD' && !BODILESS.has(status);
  if (!hasBody) message.resume();
  return new Response(hasBody ? (Readable.toWeb(message) as ReadableStream) : null, { status, statusText, headers });
}
