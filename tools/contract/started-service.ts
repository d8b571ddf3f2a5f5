import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { untilListening } from '../child.ts';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 5000;
const MAX_SAID = 4000;

/** A service that a command starts when it is first needed. */
export class StartedService {
  readonly #command: string;
  readonly #url: URL;
  #child: ChildProcess | undefined;
  #ready: Promise<void> | undefined;

  /**
   * @param command a command line for the system's shell
   * @param url     where the service then listens
   */
  constructor(command: string, url: string) {
    this.#command = command;
    this.#url = new URL(url);
  }

  /** @throws Error with the end of what the command said, when nothing listens in time */
  ready(): Promise<void> {
    this.#ready ??= this.#start();
    return this.#ready;
  }

  async #start(): Promise<void> {
    // A group of its own, so that what the shell starts can be stopped with it.
    const child = spawn(this.#command, { shell: true, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    process.once('exit', () => this.#signal('SIGKILL'));
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        said = `${said}${chunk}`.slice(-MAX_SAID);
      });
    }
    const { hostname, port, protocol } = this.#url;
    try {
      await untilListening(Number(port || (protocol === 'https:' ? 443 : 80)), hostname.replace(/^\[|\]$/g, ''), child, START_TIMEOUT_MS);
    } catch (error) {
      throw new Error(`the service did not start: ${said.trim() || (error as Error).message}`);
    }
  }

  /** Asks it to end, and ends it after 5 s. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    this.#signal('SIGTERM');
    const force = setTimeout(() => this.#signal('SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
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
