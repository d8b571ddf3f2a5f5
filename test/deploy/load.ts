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

/** Where requests are sent to. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A client that waits any longer has gone. */
const LOST_MS = 10_000;
const KEPT_CONNECTIONS = 8;
const NEW_CONNECTIONS = 4;

/** Clients that send one request after the other, each on a connection of its own that it keeps or on a new one each time, until stopped. */
export class Load {
  readonly outcome: Outcome = { count: 0, lost: [] };
  readonly #address: Address;
  readonly #targets: readonly Target[];
  readonly #pauseMs: number;
  readonly #clients: Promise<void>[];
  #stopped = false;

  /** @param pauseMs of each client, between a response and its next request */
  constructor(address: Address, targets: readonly Target[], pauseMs = 0) {
    this.#address = address;
    this.#targets = targets;
    this.#pauseMs = pauseMs;
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
      const got = await send(this.#address, target, agent);
      this.outcome.count++;
      const afterMs = Math.round(performance.now() - startMs);
      if (got !== target.status) this.outcome.lost.push({ ...target, what: String(got), afterMs, connection: agent === false ? 'new' : 'kept' });
      if (this.#pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, this.#pauseMs));
    }
    if (agent !== false) agent.destroy();
  }
}

/** @returns the status of the whole response, or why there is none */
export function send({ host, port }: Address, { method, path }: Pick<Target, 'method' | 'path'>, agent: Agent | false): Promise<number | Error> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(LOST_MS);
    const outgoing = request({ host, port, method, path, agent, signal }, (response: IncomingMessage) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode as number)).on('error', resolve);
    });
    outgoing.on('error', resolve).end();
  });
}
