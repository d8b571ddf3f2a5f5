import { Agent, type IncomingMessage, request } from 'node:http';

/** A request that is sent over and over, and the status that it must get. */
export interface Target {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly status: number;
}

/** A request that did not get its status within `LOST_MS`. */
export interface Loss extends Target {
  readonly what: string;
  readonly afterMs: number;
  readonly connection: 'new' | 'kept';
}

export interface Outcome {
  /** Requests that have ended, lost or not. */
  count: number;
  readonly lost: Loss[];
}

/** A client that waits any longer has gone. */
const LOST_MS = 10_000;
const KEPT_CONNECTIONS = 8;
const NEW_CONNECTIONS = 4;

/** Clients that send one request after the other, each on a connection of its own that it keeps or on a new one each time, until stopped. */
export class Load {
  readonly outcome: Outcome = { count: 0, lost: [] };
  readonly #port: number;
  readonly #targets: readonly Target[];
  readonly #clients: Promise<void>[];
  #stopped = false;

  constructor(port: number, targets: readonly Target[]) {
    this.#port = port;
    this.#targets = targets;
    this.#clients = [
      ...Array.from({ length: KEPT_CONNECTIONS }, () => this.#run(new Agent({ keepAlive: true, maxSockets: 1 }))),
      ...Array.from({ length: NEW_CONNECTIONS }, () => this.#run(false)),
    ];
  }

  /** Lets the requests under way end. */
  async stop(): Promise<Outcome> {
    this.#stopped = true;
    await Promise.all(this.#clients);
    return this.outcome;
  }

  async #run(agent: Agent | false): Promise<void> {
    for (let index = 0; !this.#stopped; index++) {
      const target = this.#targets[index % this.#targets.length] as Target;
      const startMs = performance.now();
      const got = await send(this.#port, target, agent);
      this.outcome.count++;
      if (got === target.status) continue;
      this.outcome.lost.push({ ...target, what: String(got), afterMs: Math.round(performance.now() - startMs), connection: agent === false ? 'new' : 'kept' });
    }
    if (agent !== false) agent.destroy();
  }
}

/** @returns the status of the whole response, or why there is none */
export function send(port: number, { method, path }: Pick<Target, 'method' | 'path'>, agent: Agent | false): Promise<number | Error> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(LOST_MS);
    const outgoing = request({ host: '127.0.0.1', port, method, path, agent, signal }, (response: IncomingMessage) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode as number)).on('error', resolve);
    });
    outgoing.on('error', resolve).end();
  });
}
