import type { IncomingHttpHeaders, IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { checkLimits } from '../check-limits.ts';
import { HeaderList } from '../http/header-list.ts';
import { listMembers } from '../http/headers.ts';
import { http, net } from '../node-modules.ts';
import { causeOf } from '../problems/internal-error.ts';
import { NOT_STORED, PROBLEM_JSON, Problem } from '../problems/problem.ts';
import { contractProblems } from '../problems/registry.ts';
import { checkMessage, isBodyToCome } from '../request/message-framing.ts';
import type { ErrorFormat } from '../response/error-format.ts';
import { problemResponse } from '../response/problem-response.ts';
import type { AddressedMessage } from './client-address.ts';
import { type SecurityHeaders, securityEntries } from './common-headers.ts';
import { Connection, closesInDrain } from './connection.ts';
import { ConnectionLimit, calls } from './connection-limit.ts';
import { Connections } from './connections.ts';
import { requestIdOf } from './context.ts';
import { type CorsOptions, CorsPolicy, UNKNOWN_ORIGIN } from './cors.ts';
import { guarded, warn } from './hooks.ts';
import { CHECK_INTERVAL_MS } from './idle-watch.ts';
import { leavesBody } from './lingering-close.ts';
import { Overload } from './overload.ts';
import { METHODS, type ParserError, parserProblem } from './parser-problem.ts';
import { ResponseQueue } from './response-queue.ts';
import { ResponseWriter, writerOf } from './response-writer.ts';
import { closeUnread } from './write-timeout.ts';

/** The largest body that is read past when its request is refused under overload, in bytes; a larger one closes the connection. */
const LATE_BODY_BYTES = 65_536;

/** Limits on the size and duration of what a client sends. */
export interface HttpLimits {
  /** The whole header section with the request line, in bytes. */
  readonly headerBytes: number;
  readonly headersTimeoutMs: number;
  /** From the first byte of a request to the last byte of its body. */
  readonly requestTimeoutMs: number;
  /** How long an idle connection is kept. Must exceed the idle timeout of a load balancer in front, or its requests reach closed connections. */
  readonly keepAliveTimeoutMs: number;
  /** How many requests of one connection are processed at once; further ones wait. */
  readonly pipelinedRequests: number;
  /** How long pending bytes of a response may make no progress before the connection is closed; 0 for no limit. */
  readonly writeTimeoutMs: number;
  /** How many connections are served at once; further ones get a 503, except for a few that call `healthPaths`. */
  readonly connections: number;
  /**
   * How long a request may wait for the event loop: under lasting overload, those that would wait longer get a 503, except for calls of
   * `healthPaths`; 0 for no limit. Measured in steps of 10 ms, so less than 50 is of little use.
   */
  readonly eventLoopDelayMs: number;
}

/** Why a request was shed: refused as it came, without work for it. */
export type ShedReason = 'connections' | 'event-loop-delay' | 'body-memory';

/**
 * A header section of 16 KiB; 10 s for it, 30 s for a request, 72 s for an idle connection, 30 s for a client that doesn't read; 10,000
 * connections, 32 concurrent requests of one connection, and 100 ms until a request is handled.
 */
export const DEFAULT_LIMITS: HttpLimits = {
  headerBytes: 16_384,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 72_000,
  pipelinedRequests: 32,
  writeTimeoutMs: 30_000,
  connections: 10_000,
  eventLoopDelayMs: 100,
};

/** The options of `createHttpServer`. */
export interface HttpServerOptions {
  /** `DEFAULT_LIMITS` for those left out. */
  readonly limits?: Partial<HttpLimits>;
  /** Returns the address of the page that lists the problem types. Called for each problem, as the port may be known late. */
  readonly problemBase: () => string;
  /** The same as that of the app: see `ContractAppOptions`. */
  readonly errorFormat?: ErrorFormat | undefined;
  /** For a listener that isn't the callback of a `ContractApp`; that of the app by default. */
  readonly cors?: CorsOptions | false;
  /** The same for `ContractAppOptions.securityHeaders`. */
  readonly securityHeaders?: SecurityHeaders | false;
  /**
   * Paths, such as those of health checks, that are served on 64 more connections than `limits.connections`, and whatever
   * `limits.eventLoopDelayMs` says. Without a query.
   */
  readonly healthPaths?: Iterable<string>;
  /** While it is draining, refusals carry `Connection: close`. */
  readonly health?: { readonly draining: boolean };
  /**
   * Whether requests without a body are created as already read, which saves processor time for each (the option of `node:http`, from
   * Node.js 24.12 and 22.22; ignored before). They emit no `end` and no `close`, so leave it off with middleware that listens for those.
   */
  readonly optimizeEmptyRequests?: boolean;
  /** Called for each message that was refused before the listener got it; `message` has the client's address. */
  readonly onRefused?: (problem: Problem, requestId: string, message: AddressedMessage) => void;
  /** Called for each request that is refused because of `limits.connections` or `limits.eventLoopDelayMs`. */
  readonly onShed?: (reason: ShedReason) => void;
  /** Called with the error of mapping such a problem, whose response is a 500; by default, it is a warning of the process. */
  readonly onFailure?: (error: unknown, refused: { readonly requestId: string }) => void;
  /** Called before a connection is closed because its client doesn't read (`limits.writeTimeoutMs`). */
  readonly onUnread?: (message: AddressedMessage) => void;
}

/**
 * Creates an HTTP/1.1 server that sends problems also for what Node's parser refuses before the application: malformed messages, header
 * sections and request targets that are too large, timeouts, unknown methods, expectations, CONNECT.
 *
 * @returns the server, which isn't listening yet
 * @throws TypeError naming an invalid limit, option of `cors` or security header
 */
export function createHttpServer(listener: RequestListener, options: HttpServerOptions): Server {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  checkLimits(limits, 'limits.');
  const onRefused = guarded(options.onRefused, warn);
  const onFailure = guarded(options.onFailure, warn) ?? warn;
  const onUnread = guarded(options.onUnread, warn);
  const onShed = guarded(options.onShed, warn);
  const writer = writerFor(listener, options);
  const server = http.createServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: CHECK_INTERVAL_MS,
    // The application refuses a missing Host with a problem; HTTP/1.0 may omit it.
    requireHostHeader: false,
    insecureHTTPParser: false,
    optimizeEmptyRequests: options.optimizeEmptyRequests ?? false,
    noDelay: true,
  });
  // A client may close its side after its last request and still read the responses.
  Object.assign(server, { httpAllowHalfOpen: true });
  const respond = (problem: Problem, requestId: string) =>
    problemResponse(problem, {
      requestId,
      isUuid: false,
      operationId: undefined,
      problemBase: options.problemBase,
      errorFormat: options.errorFormat,
      declared: () => undefined,
      constants: () => NOT_STORED,
      onFailure: (error) => onFailure(causeOf(error), { requestId }),
    });
  /** The response to a message that doesn't reach the application. */
  const refusal = (problem: Problem, requestId: string, message: AddressedMessage) => {
    onRefused?.(problem, requestId, message);
    return respond(problem, requestId);
  };
  const refuseRequest = (req: IncomingMessage, res: ServerResponse, problem: Problem) => {
    const requestId = requestIdOf(req.headers['x-request-id']);
    writer.write(req, res, refusal(problem, requestId, req), { requestId, origin: req.headers.origin, closes: true });
  };
  const healthPaths = new Set(options.healthPaths);
  const refuse503 = (req: IncomingMessage, res: ServerResponse, problem: Problem) => {
    onShed?.('connections');
    refuseRequest(req, res, problem);
  };
  const connectionLimit = new ConnectionLimit({ connections: limits.connections, healthPaths, refuse: refuse503 });
  connectionLimit.watch(server);
  const late = new Problem(contractProblems.overloaded, {
    detail: 'Requests wait too long for their turn (limits.eventLoopDelayMs).',
    headers: { 'Retry-After': 1 },
  });
  const headers = HeaderList.of({ ...NOT_STORED, ...late.headers, 'Content-Type': PROBLEM_JSON }).share();
  /** Costs as little as possible: the less a refusal costs, the more time is left for what is served. */
  const refuseLate = ({ req, res }: { readonly req: IncomingMessage; readonly res: ServerResponse }) => {
    const requestId = requestIdOf(req.headers['x-request-id']);
    const response =
      options.errorFormat === undefined
        ? { status: late.status, headers, body: JSON.stringify(late.toJson(options.problemBase(), requestId)) }
        : respond(late, requestId);
    const closes = closesInDrain(req.socket, options.health) || (isBodyToCome(req) && leavesBody(req, LATE_BODY_BYTES));
    writer.write(req, res, response, { requestId, origin: req.headers.origin, closes });
  };
  const refusals = new ResponseQueue(refuseLate);
  const shed = (req: IncomingMessage, res: ServerResponse) => {
    onShed?.('event-loop-delay');
    refusals.put({ req, res }, req.socket, isBodyToCome(req));
  };
  const application = shedding(inTurnIfExpecting(listener), shed, limits.eventLoopDelayMs, healthPaths);
  const connections = new Connections(
    limits,
    (socket) => connectionLimit.listenerFor(socket, application),
    (socket) => connectionLimit.closed(socket),
  );
  connections.watch(server);
  closeUnread(
    server,
    (socket) => connections.isIdle(socket),
    (socket) => onUnread?.({ socket, headers: {} }),
  );

  const serve = (req: IncomingMessage, res: ServerResponse) => {
    // Node's parser loses what follows an ignored upgrade (RFC 9110 section 7.8), so this is the connection's last request.
    if (offersUpgrade(req)) res.shouldKeepAlive = false;
    Connection.of(req.socket)?.serve(res);
  };
  const refuseExpectation = (req: IncomingMessage, res: ServerResponse) => {
    Connection.of(req.socket)?.refuse(res);
    const problem = checkMessage(req) ?? new Problem(contractProblems['expectation-failed'], { detail: 'Unsupported expectation. Supported: 100-continue.' });
    refuseRequest(req, res, problem);
  };
  const refuse = (socket: Socket, problem: Problem, requestId: string, headers: IncomingHttpHeaders) => {
    // The parser would report an error for everything that follows, too; and at its end Node would end the connection before this response.
    socket.removeAllListeners('data').removeAllListeners('end').on('data', ignore);
    refused.add(socket);
    connections.inTurn(socket, () => {
      writer.writeLast(socket, refusal(problem, requestId, { socket, headers }), { requestId, origin: headers.origin });
    });
  };

  server.on('request', serve);
  // The application sends the 100 itself, if it reads the body. Node emits `checkContinue` for any list that contains 100-continue.
  const serveExpectation = (req: IncomingMessage, res: ServerResponse) => (hasOtherExpectation(req) ? refuseExpectation : serve)(req, res);
  server.on('checkContinue', serveExpectation);
  server.on('checkExpectation', serveExpectation);
  server.on('connect', (req: IncomingMessage, socket: Duplex) => {
    // Node no longer listens to this socket, and an unhandled `error` event would crash the process.
    socket.on('error', () => socket.destroy());
    const problem = new Problem(contractProblems['method-not-allowed'], {
      detail: 'CONNECT is not supported: this server is not a proxy.',
      headers: { Allow: METHODS },
    });
    refuse(socket as Socket, problem, requestIdOf(req.headers['x-request-id']), req.headers);
  });
  const refuseMessage = (error: ParserError, socket: Socket) => {
    if (!refused.has(socket)) refuse(socket, parserProblem(error, socket), requestIdOf(undefined), { origin: UNKNOWN_ORIGIN });
  };
  const onClientError = (error: ParserError, socket: Socket) => {
    // The client has disconnected.
    if (error.code === 'ECONNRESET') socket.destroy();
    else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') connections.whenLate(socket, () => refuseMessage(error, socket));
    else refuseMessage(error, socket);
  };
  server.on('clientError', onClientError as (error: Error, socket: Duplex) => void);
  return server;
}

/** Refuses requests under overload, except calls of health paths, and requests in process, which nothing queues. */
function shedding(listener: RequestListener, shed: RequestListener, limitMs: number, healthPaths: ReadonlySet<string>): RequestListener {
  if (limitMs === 0) return listener;
  const overload = new Overload(limitMs, (req) => calls(healthPaths, req) || !(req.socket instanceof net.Socket));
  return (req, res) => (overload.sheds(req) ? shed : listener)(req, res);
}

function writerFor(listener: RequestListener, { cors, securityHeaders }: HttpServerOptions): ResponseWriter {
  if (cors === undefined && securityHeaders === undefined) return writerOf(listener);
  return new ResponseWriter({ cors: new CorsPolicy(cors ?? { origins: '*' }), security: securityEntries(securityHeaders) });
}

/**
 * Serves a request that waits for `100 Continue` once the responses before its own are sent: Node would write the interim response after the
 * header section of a final response that is still waiting.
 */
function inTurnIfExpecting(listener: RequestListener): RequestListener {
  return (req, res) => {
    if (req.headers.expect === undefined || res.socket !== null) listener(req, res);
    else res.once('socket', () => process.nextTick(listener, req, res));
  };
}

/** Whether an Expect header has a member other than 100-continue, which may be repeated (RFC 9110 section 10.1.1). */
function hasOtherExpectation({ headers }: IncomingMessage): boolean {
  return listMembers(headers.expect ?? '').some((member) => member.toLowerCase() !== '100-continue');
}

/** Whether Node's parser treats the bytes after this request as another protocol (RFC 9110 section 7.8). */
function offersUpgrade({ headers }: IncomingMessage): boolean {
  return headers.upgrade !== undefined && /upgrade/i.test(headers.connection ?? '');
}

/** Refused connections: nothing more of them is parsed. */
const refused = new WeakSet<Duplex>();
const ignore = () => undefined;
