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

  watch(server: Server): void {
    const { connections } = this.#options;
    server.maxConnections = connections + REFUSED_CONNECTIONS;
    server.on('connection', (socket: Socket) => {
      if (++this.#open > connections) this.#over.add(socket);
      socket.once('close', () => {
        this.#open--;
        this.#health.delete(socket);
      });
    });
  }

  /** Wraps a listener, so that it gets only requests within the limit. */
  guard(listener: RequestListener): RequestListener {
    return (req, res) => {
      if (this.#open <= this.#options.connections || this.#mayBeServed(req)) listener(req, res);
      else this.#options.refuse(req, res, tooManyConnections(this.#options.connections));
    };
  }

  #mayBeServed({ socket, url = '' }: IncomingMessage): boolean {
    if (!this.#over.has(socket)) return true;
    const mark = url.indexOf('?');
    if (!this.#options.healthPaths.has(mark === -1 ? url : url.slice(0, mark))) return false;
    if (this.#health.size >= HEALTH_CONNECTIONS && !this.#health.has(socket)) return false;
    this.#health.add(socket);
    return true;
  }
}

function tooManyConnections(limit: number): Problem {
  return new Problem(contractProblems.overloaded, {
    detail: `The service already has as many connections as it may, ${limit} (limits.connections).`,
    headers: { 'Retry-After': 1 },
    closes: true,
  });
}
