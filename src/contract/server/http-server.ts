import { createServer, type IncomingHttpHeaders, type IncomingMessage, type RequestListener, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { listMembers } from '../http/headers.ts';
import { NOT_STORED, PROBLEM_JSON, Problem } from '../problems/problem.ts';
import { contractProblems } from '../problems/registry.ts';
import { flatten } from '../response/serialized-response.ts';
import type { AddressedMessage } from './client-address.ts';
import { ConnectionLimit } from './connection-limit.ts';
import { CHECK_INTERVAL_MS, Connections } from './connections.ts';
import { type CorsOptions, CorsPolicy, corsOf, UNKNOWN_ORIGIN } from './cors.ts';
import { guarded, warn } from './hooks.ts';
import { checkMessage } from './message-framing.ts';
import { METHODS, type ParserError, parserProblem } from './parser-problem.ts';
import { Pipelining } from './pipelining.ts';
import { requestIdOf } from './request-id.ts';
import { endLingering, LINGER_BYTES, LINGER_MS } from './response-writer.ts';
import { closeUnread } from './write-timeout.ts';

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
  /** How long none of the bytes that a client is sent may move before its connection is closed; 0 for no limit. */
  readonly writeTimeoutMs: number;
  /** How many connections are served at once; further ones get a 503, but for a few that call `healthPaths`. */
  readonly connections: number;
}

/**
 * 16 KiB of header section; 10 s for it, 30 s for a request, 72 s for an idle connection, 30 s for a client that does not read; 10,000
 * connections, and of one connection 32 requests in work.
 */
export const DEFAULT_LIMITS: HttpLimits = {
  headerBytes: 16_384,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 72_000,
  pipelinedRequests: 32,
  writeTimeoutMs: 30_000,
  connections: 10_000,
};

/** Bounds of an HTTP server, and how it names its problems. */
export interface HttpServerOptions {
  /** Those of `DEFAULT_LIMITS` where nothing is said. */
  readonly limits?: Partial<HttpLimits>;
  /** The address of the page that lists the problem types; asked for at each problem, as the port may be known late. */
  readonly problemBase: () => string;
  /** For a listener that is not the callback of a `ContractApp`, whose `cors` counts without this. */
  readonly cors?: CorsOptions | false;
  /** Paths that are served on 64 connections more than `limits.connections`, such as that of a health check; without a query. */
  readonly healthPaths?: Iterable<string>;
  /** Called with every message that was refused before it became a request; `message` says where it came from. */
  readonly onRefused?: (problem: Problem, requestId: string, message: AddressedMessage) => void;
  /** Called before a connection is closed because its client does not read (`limits.writeTimeoutMs`). */
  readonly onUnread?: (message: AddressedMessage) => void;
}

/**
 * An HTTP/1.1 server that answers with problems too where Node's parser decides before any application does: malformed messages,
 * too large header sections and request targets, timeouts, unknown methods, expectations, CONNECT.
 *
 * @returns the server, which does not listen yet
 * @throws TypeError naming an option of `cors` that cannot be
 */
export function createHttpServer(listener: RequestListener, options: HttpServerOptions): Server {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const onRefused = guarded(options.onRefused, warn);
  const onUnread = guarded(options.onUnread, warn);
  const connections = new Connections(limits);
  const cors = options.cors === undefined ? corsOf(listener) : new CorsPolicy(options.cors);
  const server = createServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: CHECK_INTERVAL_MS,
    // The application refuses a missing Host itself, as a problem; HTTP/1.0 may leave it out.
    requireHostHeader: false,
    insecureHTTPParser: false,
    noDelay: true,
  });
  // A client that has sent all its requests may close its side and wait for the responses, after the last of which the connection ends.
  Object.assign(server, { httpAllowHalfOpen: true });
  server.on('connection', (socket) => connections.add(socket));
  const refuseRequest = (req: IncomingMessage, res: ServerResponse, problem: Problem) => {
    const { headers, body } = written(problem, requestIdOf(req.headers['x-request-id']), req);
    // Whether the client goes on to send a body that nobody will read is not known.
    res.writeHead(problem.status, headers);
    endLingering(req, res, req.method === 'HEAD' ? undefined : body);
  };
  const connectionLimit = new ConnectionLimit({ connections: limits.connections, healthPaths: new Set(options.healthPaths), refuse: refuseRequest });
  connectionLimit.watch(server);
  const pipelining = new Pipelining(connectionLimit.guard(listener), limits.pipelinedRequests);
  pipelining.watch(server);
  closeUnread(
    server,
    limits.writeTimeoutMs,
    (socket) => connections.isIdle(socket),
    (socket) => onUnread?.({ socket, headers: {} }),
  );

  const serve = (req: IncomingMessage, res: ServerResponse) => {
    connections.begin(res);
    // What follows an upgrade that is not made is lost in Node's parser (RFC 9110 section 7.8), so nothing may follow it.
    if (offersUpgrade(req)) res.shouldKeepAlive = false;
    pipelining.listener(req, res);
  };
  const refuseExpectation = (req: IncomingMessage, res: ServerResponse) => {
    connections.begin(res);
    const problem =
      checkMessage(req) ?? new Problem(contractProblems['expectation-failed'], { detail: 'The only expectation that can be met is 100-continue.' });
    refuseRequest(req, res, problem);
  };
  /** The problem as it goes on the wire, which ends the connection. */
  const written = (problem: Problem, requestId: string, message: AddressedMessage): { headers: string[]; body: string } => {
    onRefused?.(problem, requestId, message);
    const body = JSON.stringify(problem.toJson(options.problemBase(), requestId));
    const headers = flatten({
      ...NOT_STORED,
      ...problem.headers,
      'Content-Type': PROBLEM_JSON,
      'X-Request-Id': requestId,
      'X-Content-Type-Options': 'nosniff',
    });
    cors.addTo(headers, message.headers.origin);
    return { headers: [...headers, 'Content-Length', String(Buffer.byteLength(body)), 'Connection', 'close'], body };
  };
  const refuse = (socket: Socket, problem: Problem, requestId: string, headers: IncomingHttpHeaders) =>
    connections.inTurn(socket, () => {
      const { headers: fields, body } = written(problem, requestId, { socket, headers });
      socket.end(`${headOf(problem.status, fields)}${body}`);
      linger(socket);
    });

  server.on('request', serve);
  // Whether a body is wanted is decided by the application, which sends the 100 itself. Node takes any list that has it for this alone.
  const expected = (req: IncomingMessage, res: ServerResponse) => (expectsMore(req) ? refuseExpectation : serve)(req, res);
  server.on('checkContinue', expected);
  server.on('checkExpectation', expected);
  server.on('connect', (req: IncomingMessage, socket: Duplex) => {
    // Node no longer listens to this socket, and an `error` event that nobody listens to ends the process.
    socket.on('error', () => socket.destroy());
    const problem = new Problem(contractProblems['method-not-allowed'], { detail: 'CONNECT is for proxies, and this is none.', headers: { Allow: METHODS } });
    refuse(socket as Socket, problem, requestIdOf(req.headers['x-request-id']), req.headers);
  });
  server.on('clientError', (error: ParserError, socket: Duplex) => {
    const readPast = lingering.get(socket);
    // Nothing can be said to a client that is gone.
    if (error.code === 'ECONNRESET') socket.destroy();
    else if (readPast !== undefined) readPast();
    else refuse(socket as Socket, parserProblem(error, socket as Socket), requestIdOf(undefined), { origin: UNKNOWN_ORIGIN });
  });
  return server;
}

/** Whether an Expect has another member than 100-continue, which may be there more than once (RFC 9110 section 10.1.1). */
function expectsMore({ headers }: IncomingMessage): boolean {
  return listMembers(headers.expect ?? '').some((member) => member.toLowerCase() !== '100-continue');
}

/** Whether Node's parser takes what follows for another protocol (RFC 9110 section 7.8). */
function offersUpgrade({ headers }: IncomingMessage): boolean {
  return headers.upgrade !== undefined && /upgrade/i.test(headers.connection ?? '');
}

function headOf(status: number, headers: readonly string[]): string {
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n`;
  for (let index = 0; index < headers.length; index += 2) head += `${headers[index]}: ${headers[index + 1]}\r\n`;
  return `${head}Date: ${new Date().toUTCString()}\r\n\r\n`;
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
