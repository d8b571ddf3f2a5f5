import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Problem } from '../problems/problem.ts';
import { contractProblems } from '../problems/registry.ts';

/** How many connections over the limit may call health paths at once. */
const HEALTH_CONNECTIONS = 64;
/** How many connections over the limit are accepted and get a 503; further ones are closed without a response. */
const REFUSED_CONNECTIONS = 1024;

/** The connection limit of a server. */
export interface ConnectionLimitOptions {
  /** How many connections are served at once. */
  readonly connections: number;
  /** Paths that are served on some more connections, so that health checks stay accurate under load. */
  readonly healthPaths: ReadonlySet<string>;
  /** Sends a refusal that ends the connection. */
  readonly refuse: (req: IncomingMessage, res: ServerResponse, problem: Problem) => void;
}

/**
 * Limits how many connections are served at once. Further ones get a 503 for their first request, except that a few may call health
 * paths. A connection over the limit is served once others have closed.
 */
export class ConnectionLimit {
  readonly #options: ConnectionLimitOptions;
  readonly #over = new WeakSet<Socket>();
  readonly #health = new Set<Socket>();
  #open = 0;

  constructor(options: ConnectionLimitOptions) {
    this.#options = options;
  }

  /** Must be called before any other listener for connections asks for its listener. */
  watch(server: Server): void {
    const { connections } = this.#options;
    server.maxConnections = connections + REFUSED_CONNECTIONS;
    server.on('connection', (socket: Socket) => {
      if (++this.#open > connections) this.#over.add(socket);
    });
  }

  /** Must be called when a connection is closed. */
  closed(socket: Socket): void {
    this.#open--;
    this.#health.delete(socket);
  }

  /** The listener for a connection that has just opened: over the limit, one that serves a request only if it may be served. */
  listenerFor(socket: Socket, listener: RequestListener): RequestListener {
    if (!this.#over.has(socket)) return listener;
    return (req, res) => {
      if (this.#open <= this.#options.connections || this.#isHealthCheck(req)) listener(req, res);
      else this.#options.refuse(req, res, tooManyConnections(this.#options.connections));
    };
  }

  /** Whether a request is a health check, and few enough connections send one. */
  #isHealthCheck(req: IncomingMessage): boolean {
    const { socket } = req;
    if (!calls(this.#options.healthPaths, req)) return false;
    if (this.#health.size >= HEALTH_CONNECTIONS && !this.#health.has(socket)) return false;
    this.#health.add(socket);
    return true;
  }
}

/** Whether a request is for one of some paths. */
export function calls(paths: ReadonlySet<string>, { url = '' }: IncomingMessage): boolean {
  const mark = url.indexOf('?');
  return paths.has(mark === -1 ? url : url.slice(0, mark));
}

function tooManyConnections(limit: number): Problem {
  return new Problem(contractProblems.overloaded, {
    detail: `The service already has as many connections as it may, ${limit} (limits.connections).`,
    headers: { 'Retry-After': 1 },
    closes: true,
  });
}
