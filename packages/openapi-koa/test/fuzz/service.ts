import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../../../test/support/wait.ts';

export const BODY_LIMIT_BYTES = 65_536;
/** Short times, so that whatever a case leaves open is closed while the run goes on; few requests in work, so that connections often have more. */
export const HTTP_LIMITS = {
  headerBytes: 16_384,
  headersTimeoutMs: 1000,
  requestTimeoutMs: 2000,
  keepAliveTimeoutMs: 3000,
  writeTimeoutMs: 3000,
  pipelinedRequests: 4,
  // Damaged requests take the processor, and a refusal would hide what they lead to.
  eventLoopDelayMs: 0,
};

export type ToServer = 'measure';
export type FromServer =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'fault'; readonly text: string }
  | ({ readonly kind: 'measured' } & Measured);

/** What a server holds when it has nothing to do. */
export interface Measured {
  /** After garbage collection, bytes outside of the JavaScript heap included. */
  readonly heapBytes: number;
  readonly descriptors: number;
  readonly connections: number;
}

const FOLDER = new URL('.', import.meta.url).pathname;
const ROOT = join(FOLDER, '../../../..');
/** Where compiled contracts find the packages that they need. */
const CACHE = join(ROOT, 'node_modules/.cache/contracts');

/** The server under test, in a process of its own. */
export class FuzzService {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #faults: string[];
  readonly #measured: Measured[] = [];

  private constructor(child: ChildProcess, folder: string, port: number, faults: string[]) {
    this.port = port;
    this.#child = child;
    this.#folder = folder;
    this.#faults = faults;
    child.on('message', (message: FromServer) => {
      if (message.kind === 'measured') this.#measured.push(message);
    });
  }

  /** @throws Error where the document does not compile, or the server does not start */
  static async start(): Promise<FuzzService> {
    mkdirSync(CACHE, { recursive: true });
    const folder = mkdtempSync(join(CACHE, 'fuzz-'));
    const compiled = spawnSync(process.execPath, [
      join(ROOT, 'test/support/compile-child.ts'),
      'document.yaml',
      join(FOLDER, 'document.yaml'),
      folder,
      'strict',
    ]);
    if (compiled.status !== 0) throw new Error(String(compiled.stderr));
    const child = spawn(process.execPath, ['--expose-gc', join(FOLDER, 'server.ts'), folder], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const faults: string[] = [];
    child.on('message', (message: FromServer) => {
      if (message.kind === 'fault') faults.push(message.text);
    });
    const [message] = (await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(([code]) => {
        throw new Error(`The server ended at its start, with exit code ${code}.`);
      }),
    ])) as [FromServer];
    return new FuzzService(child, folder, message.kind === 'listening' ? message.port : 0, faults);
  }

  /** Whether its process is there. */
  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** What the server itself saw go wrong since the last call. */
  takeFaults(): string[] {
    return this.#faults.splice(0);
  }

  /** Measures once no connection is open any more. */
  async measure(): Promise<Measured> {
    let measured: Measured | undefined;
    await until(async () => {
      measured = await this.#measureNow();
      return measured.connections === 0;
    });
    return measured as Measured;
  }

  async #measureNow(): Promise<Measured> {
    const count = this.#measured.length;
    this.#child.send('measure' satisfies ToServer);
    await until(() => this.#measured.length > count || !this.isRunning);
    const measured = this.#measured.pop();
    if (measured === undefined) throw new Error('The server ended while it was measured.');
    return measured;
  }

  async stop(): Promise<void> {
    const exited = this.isRunning ? once(this.#child, 'exit') : undefined;
    if (this.#child.connected) this.#child.disconnect();
    await exited;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
