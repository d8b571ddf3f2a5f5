import { within } from '../deadline.ts';
import type { Logger } from '../logger.ts';

/** Whether something that the service depends on is up. A check that throws, rejects or takes longer than a second counts as `false`. */
export type ReadinessCheck = () => boolean | Promise<boolean>;

/** The usual timeout of a probe, which would give up as well. */
const TIMEOUT_MS = 1000;

/** The readiness checks of a server. A check that has not returned yet isn't called again, however often the server is probed. */
export class Readiness {
  readonly #checks: readonly Dependency[];
  readonly #log: Pick<Logger, 'info' | 'warn'>;
  #lastDown = '';

  constructor(checks: Readonly<Record<string, ReadinessCheck>>, log: Pick<Logger, 'info' | 'warn'>) {
    this.#checks = Object.entries(checks).map(([name, check]) => new Dependency(name, check));
    this.#log = log;
  }

  /** Runs all checks at once. The log has a line when others are down than before. */
  async isReady(): Promise<boolean> {
    const up = await Promise.all(this.#checks.map((check) => check.isUp()));
    const down = this.#checks.filter((_, index) => up[index] === false).map(({ name }) => name);
    const names = down.join(', ');
    if (names !== this.#lastDown) {
      this.#lastDown = names;
      if (down.length > 0) this.#log.warn({ down }, 'not ready');
      else this.#log.info({}, 'ready');
    }
    return down.length === 0;
  }
}

class Dependency {
  readonly name: string;
  readonly #check: ReadinessCheck;
  #pending: Promise<boolean> | undefined;

  constructor(name: string, check: ReadinessCheck) {
    this.name = name;
    this.#check = check;
  }

  async isUp(): Promise<boolean> {
    if (this.#pending === undefined) {
      const pending = this.#ask();
      this.#pending = pending;
      pending.then(() => (this.#pending = undefined));
    }
    return within(this.#pending, `The readiness check ${this.name}`, { timeoutMs: TIMEOUT_MS }).catch(() => false);
  }

  async #ask(): Promise<boolean> {
    try {
      return (await this.#check()) === true;
    } catch {
      return false;
    }
  }
}
