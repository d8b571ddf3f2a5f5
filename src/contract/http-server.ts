import { createServer, type IncomingHttpHeaders, type IncomingMessage, type RequestListener, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { endLingering, LINGER_BYTES, LINGER_MS } from './answer-writer.ts';
import type { AddressedMessage } from './client-address.ts';
import { guarded, warn } from './hooks.ts';
import { checkMessage } from './message.ts';
import { Pipelining } from './pipelining.ts';
import { NOT_STORED, PROBLEM_JSON, Problem } from './problem.ts';
import { contractProblems, type ProblemType } from './problem-types.ts';
import { requestIdOf } from './request-id.ts';

/** Bounds on what a client may send and how long it may take. */
export interface HttpLimits {
  /** The whole header section with the request line, in bytes. */
  readonly headerBytes: number;
  readonly headersTimeoutMs: number;
  /** From the first byte to the last of the body. */
  readonly requestTimeoutMs: number;
  /** How long an idle connection is kept; longer than the idle time of a load balancer in front, or its requests meet a closed connection. */
  readonly keepAliveTimeoutMs: number;
  /** How many requests of one connection are in work at once; further ones wait. */
  readonly pipelinedRequests: number;
}

/** 16 KiB of header section; 10 s for it, 30 s for a request, and 72 s for an idle connection; 32 requests of one connection in work. */
export const DEFAULT_LIMITS: HttpLimits = {
  headerBytes: 16_384,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 72_000,
  pipelinedRequests: 32,
};

/** What operations can be bound to. */
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';
/** Node's parser ends at the method, and nobody knows what the path would take. */
const UNKNOWN_METHOD = `The method is not known; known are ${METHODS}, in upper case.`;
/** Timed-out connections are looked for this often; Node's own 30 s would make every limit half a minute longer. */
const CHECK_INTERVAL_MS = 500;

/** Bounds of an HTTP server, and how it names its problems. */
export interface HttpServerOptions {
  /** Those of `DEFAULT_LIMITS` where nothing is said. */
  readonly limits?: Partial<HttpLimits>;
  /** The address of the page that lists the problem types; asked for at each problem, as the port may be known late. */
  readonly problemBase: () => string;
  /** Called with every message that was refused before it became a request; `message` says where it came from. */
  readonly onRefused?: (problem: Problem, requestId: string, message: AddressedMessage) => void;
}

/**
 * An HTTP/1.1 server that answers with problems too where Node's parser decides before any application does: malformed messages,
 * too large header sections, timeouts, expectations, CONNECT.
 *
 * @returns the server, which does not listen yet
 */
export function createHttpServer(application: RequestListener, given: HttpServerOptions): Server {
  const onRefused = guarded(given.onRefused, warn);
  const options: HttpServerOptions = { ...given, ...(onRefused && { onRefused }) };
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const pipelining = new Pipelining(application, limits.pipelinedRequests);
  const { listener } = pipelining;
  const server = createServer(
    {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
      connectionsCheckingInterval: CHECK_INTERVAL_MS,
      // The application refuses a missing Host itself, as a problem; HTTP/1.0 may leave it out.
      requireHostHeader: false,
      insecureHTTPParser: false,
      noDelay: true,
    },
    listener,
  );
  pipelining.watch(server);
  // Whether a body is wanted is decided by the application, which sends the 100 itself.
  server.on('checkContinue', listener);
  server.on('checkExpectation', (req: IncomingMessage, res: ServerResponse) => {
    const problem =
      checkMessage(req) ?? new Problem(contractProblems['expectation-failed'], { detail: 'The only expectation that can be met is 100-continue.' });
    const requestId = requestIdOf(req.headers['x-request-id']);
    options.onRefused?.(problem, requestId, req);
    const { status, fields, body } = rendered(problem, options.problemBase(), requestId);
    // Whether the client goes on to send a body that nobody will read is not known.
    res.writeHead(status, { ...fields, Connection: 'close' });
    endLingering(req, res, req.method === 'HEAD' ? undefined : body);
  });
  server.on('connect', (req: IncomingMessage, socket: Duplex) => {
    const problem = new Problem(contractProblems['method-not-allowed'], {
      detail: 'CONNECT is for proxies, and this is none.',
      headers: { Allow: METHODS },
    });
    refuse(socket as Socket, problem, requestIdOf(req.headers['x-request-id']), options, req.headers);
  });
  server.on('clientError', (error: ParserError, socket: Duplex) => {
    const readPast = lingering.get(socket);
    // Nothing can be said to a client that is gone.
    if (error.code === 'ECONNRESET') socket.destroy();
    else if (readPast !== undefined) readPast();
    else refuseInTurn(socket as HttpSocket, () => refuse(socket as Socket, parserProblem(error), requestIdOf(undefined), options));
  });
  return server;
}

/** A socket with the answer that is under way on it; Node has no public name for that. */
type HttpSocket = Socket & { _httpMessage?: ServerResponse | null };

/** Pipelined requests that came whole before the malformed message are answered before it (RFC 9112 section 9.3.2). */
function refuseInTurn(socket: HttpSocket, refuse: () => void): void {
  const { _httpMessage: current } = socket;
  if (!socket.writable) socket.destroy();
  else if (current?.req.complete) current.once('close', () => refuseInTurn(socket, refuse));
  // The parser may find fault with a message after its answer was written; what is written still goes out.
  else if (current?.headersSent) socket.destroySoon();
  else refuse();
}

/** What Node's parser found fault with, and where in the bytes that it read last. */
type ParserError = NodeJS.ErrnoException & { readonly rawPacket?: Buffer; readonly bytesParsed?: number };

const BY_CODE: Readonly<Record<string, readonly [ProblemType, string]>> = {
  HPE_HEADER_OVERFLOW: [contractProblems['header-fields-too-large'], 'The request line and the header fields are larger than the service reads.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [contractProblems['content-too-large'], 'The chunk extensions are larger than the service reads.'],
  ERR_HTTP_REQUEST_TIMEOUT: [contractProblems['request-timeout'], 'The request did not arrive in time.'],
};

function parserProblem(error: ParserError): Problem {
  const malformed = isUnknownMethod(error) ? UNKNOWN_METHOD : 'The message breaks the grammar of HTTP/1.1.';
  const [type, detail] = BY_CODE[error.code ?? ''] ?? [contractProblems['malformed-request'], malformed];
  return new Problem(type, { detail, closes: true });
}

/** A line that is well-formed but for a method that the parser has no name for (RFC 9110 section 9.1, RFC 9112 section 3). */
const REQUEST_LINE = /^[\w!#$%&'*+.^`|~-]+ [\x21-\x7e]+ HTTP\/1\.[01]\r?\n/;

function isUnknownMethod({ code, rawPacket, bytesParsed = 0 }: ParserError): boolean {
  if (code !== 'HPE_INVALID_METHOD' || rawPacket === undefined) return false;
  const text = rawPacket.toString('latin1');
  return REQUEST_LINE.test(text.slice(text.lastIndexOf('\n', bytesParsed - 1) + 1));
}

/** @param headers none where the message is so malformed that it has none */
function refuse(socket: Socket, problem: Problem, requestId: string, options: HttpServerOptions, headers: IncomingHttpHeaders = {}): void {
  options.onRefused?.(problem, requestId, { socket, headers });
  const { status, fields, body } = rendered(problem, options.problemBase(), requestId);
  const head = Object.entries({ ...fields, Date: new Date().toUTCString(), Connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head.join('')}\r\n${body}`);
  linger(socket);
}

/** Connections that were refused and are read past for a moment, with what happens when more comes: the parser finds fault with that, too. */
const lingering = new WeakMap<Duplex, () => void>();

/** Closing while the client still sends would reset the connection, and it might never see the answer (RFC 9112 section 9.6). */
function linger(socket: Socket): void {
  const startBytes = socket.bytesRead;
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  const readPast = () => {
    if (socket.bytesRead - startBytes > LINGER_BYTES) socket.destroy();
  };
  lingering.set(socket, readPast);
  socket.on('data', readPast).once('close', () => clearTimeout(timer));
}

function rendered(problem: Problem, base: string, requestId: string): { status: number; fields: Record<string, string | number>; body: string } {
  const body = JSON.stringify(problem.toJson(base, requestId));
  const fields = {
    ...NOT_STORED,
    ...problem.headers,
    'Content-Type': PROBLEM_JSON,
    'X-Request-Id': requestId,
    'X-Content-Type-Options': 'nosniff',
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': '*',
    'Content-Length': Buffer.byteLength(body),
  };
  return { status: problem.status, fields, body };
}
