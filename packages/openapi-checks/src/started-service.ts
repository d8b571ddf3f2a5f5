import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { canConnect, untilListening } from '../../../tools/port.ts';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 5000;
const MAX_SAID = 4000;

/** A service that a command starts when it is first needed. */
export class StartedService {
  readonly #command: string;
  readonly #url: URL;
  #child: ChildProcess | undefined;
  #closed: Promise<unknown> | undefined;
  #ready: Promise<void> | undefined;

  /**
   * @param command a command line for the system's shell
   * @param url     where the service then listens
   */
  constructor(command: string, url: string) {
    this.#command = command;
    this.#url = new URL(url);
  }

  /** @throws Error when something listens there before, or nothing in time, with the end of what the command said */
  ready(): Promise<void> {
    this.#ready ??= this.#start();
    return this.#ready;
  }

  async #start(): Promise<void> {
    const { hostname, port: given, protocol } = this.#url;
    const [host, port] = [hostname.replace(/^\[|\]$/g, ''), Number(given || (protocol === 'https:' ? 443 : 80))];
    // What listens there would be checked in the place of what is started, and the one that is left from before often does.
    if (await canConnect(port, host))
      throw new Error(`the service was not started: something listens at ${this.#url.origin} already. End it, or leave --start out to check what listens.`);
    // A group of its own, so that what the shell starts can be stopped with it.
    const child = spawn(this.#command, { shell: true, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    this.#closed = once(child, 'close');
    process.prependOnceListener('exit', () => this.#signal('SIGKILL'));
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        said = `${said}${chunk}`.slice(-MAX_SAID);
      });
    }
    try {
      await untilListening(port, host, child, START_TIMEOUT_MS);
    } catch (error) {
      throw new Error(`the service did not start: ${said.trim() || (error as Error).message}`);
    }
  }

  /** Asks it to end, and ends it after 5 s: the command, and all that it has started. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#signal('SIGTERM');
    const force = setTimeout(() => {
      this.#signal('SIGKILL');
      // What has left the group may hold them open.
      for (const stream of [child.stdout, child.stderr]) stream?.destroy();
    }, STOP_TIMEOUT_MS);
    await this.#closed;
    clearTimeout(force);
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#child?.pid === undefined) return;
    try {
      process.kill(process.platform === 'win32' ? this.#child.pid : -this.#child.pid, signal);
    } catch {
      // It has ended.
    }
  }
}
