import { freePort } from '@petsage/openapi-checks/lib';
import { type Service, startService } from '../support/service.ts';
import { until } from '../support/wait.ts';

/** A built service with a port of its own, which it has again after a restart. */
export class Replica {
  readonly port: number;
  readonly #main: string;
  #service: Service;

  private constructor(main: string, port: number, service: Service) {
    this.#main = main;
    this.port = port;
    this.#service = service;
  }

  /** @param main `main.cjs` of the build */
  static async start(main: string): Promise<Replica> {
    const port = await freePort();
    return new Replica(main, port, await startOn(main, port));
  }

  /** The lines of its log since it was started last. */
  get log(): Service['log'] {
    return this.#service.log;
  }

  /** Ends it, starts it again, and waits until the proxy sends requests to it. */
  async restart(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    await this.end(signal);
    this.#service = await startOn(this.#main, this.port);
    await until(() => this.log.some((line) => line['msg'] === 'request completed'));
  }

  kill(signal: NodeJS.Signals): void {
    this.#service.child.kill(signal);
  }

  /** @returns its exit code, null if the signal ended it */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    this.kill(signal);
    return this.#service.ended;
  }
}

/** How long a replica drains: longer than the proxies need to notice. */
const DRAIN_MS = 1500;

function startOn(main: string, port: number): Promise<Service> {
  return startService({ NODE_OPTIONS: '', PORT: String(port), LOG_LEVEL: 'info', DRAIN_MS: String(DRAIN_MS), TRUSTED_PROXIES: '127.0.0.1' }, [], main);
}
