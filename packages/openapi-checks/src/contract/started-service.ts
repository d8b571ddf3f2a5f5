import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { canConnect, untilListening } from '../lib/port.ts';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 5000;
const MAX_OUTPUT = 4000;

/** A service that a shell command starts when it is first needed. */
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

  /** @throws Error when something already listens there, or nothing does in time, with the end of the command's output */
  ready(): Promise<void> {
    this.#ready ??= this.#start();
    return this.#ready;
  }

  async #start(): Promise<void> {
    const { hostname, port: given, protocol } = this.#url;
    const [host, port] = [hostname.replace(/^\[|\]$/g, ''), Number(given || (protocol === 'https:' ? 443 : 80))];
    // The checks would run against that other service, often one left over from an earlier run.
    if (await canConnect(port, host))
      throw new Error(`the service was not started: something already listens at ${this.#url.origin}. End it, or leave out --start to check what listens.`);
    // A process group of its own, so that what the shell starts can be stopped with it.
    const child = spawn(this.#command, { shell: true, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    this.#closed = once(child, 'close');
    process.prependOnceListener('exit', () => this.#signal('SIGKILL'));
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        output = `${output}${chunk}`.slice(-MAX_OUTPUT);
      });
    }
    try {
      await untilListening(port, host, child, START_TIMEOUT_MS);
    } catch (error) {
      throw new Error(`the service did not start: ${output.trim() || (error as Error).message}`);
    }
  }

  /** Sends SIGTERM to the command and all that it started, and SIGKILL after 5 s. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#signal('SIGTERM');
    const force = setTimeout(() => {
      this.#signal('SIGKILL');
      // A process that left the group may hold them open.
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
