import type { IncomingMessage } from 'node:http';
import { isHostHeader } from '../http/host.ts';
import { Problem } from '../problems/problem.ts';
import { contractProblems } from '../problems/registry.ts';

/** The last valid host: most requests to a service have the same. */
let lastHost: string | undefined;

/**
 * Checks what RFC 9112 calls malformed and Node's parser accepts: a version other than HTTP/1, no Host header in HTTP/1.1, several or an
 * invalid one, and a transfer coding other than `chunked` (sections 2.3, 3.2 and 6.1).
 *
 * @returns the problem, or undefined for a well-formed message
 */
export function checkMessage(req: IncomingMessage): Problem | undefined {
  if (req.httpVersionMajor !== 1) return malformedMessage('Unsupported HTTP version. Supported: HTTP/1.0, HTTP/1.1.');
  const coding = req.headers['transfer-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') return malformedMessage('Unsupported transfer coding. Supported: chunked.');
  const { rawHeaders } = req;
  let host: string | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    if (name !== 'Host' && (name.length !== 4 || name.toLowerCase() !== 'host')) continue;
    if (host !== undefined) return malformedMessage('The message has more than one Host header.');
    host = rawHeaders[index + 1] as string;
  }
  if (host === undefined) return req.httpVersionMinor === 0 ? undefined : malformedMessage('The message has no Host header.');
  if (host === lastHost) return undefined;
  if (!isHostHeader(host)) return malformedMessage('The Host header must be a host, with or without a port.');
  lastHost = host;
  return undefined;
}

/** Whether a request has content (RFC 9112 section 6.3). */
export function hasBody(req: IncomingMessage): boolean {
  const { headers } = req;
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] !== undefined && Number(headers['content-length']) > 0);
}

/** Whether part of the content of a request has not arrived yet or was not read. */
export function isBodyToCome(req: IncomingMessage): boolean {
  return !req.complete && hasBody(req);
}

/** A malformed message closes its connection, as it is uncertain where the next one begins. */
function malformedMessage(detail: string): Problem {
  return new Problem(contractProblems['malformed-request'], { detail, closes: true });
}
