import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');
const MAX_LINES = 50;

/** A process of a load test, which ends with its standard input: when `end` is called, or this process is gone. */
export class LoadProcess {
  readonly child: ChildProcess;
  /** Exit code, once it has ended; null for a signal. */
  readonly ended: Promise<number | null>;
  lineCount = 0;
  /** The last lines of its standard output, the newest last. */
  readonly lines: string[] = [];
  #lastLineMs = performance.now();
  #slowestMs = 0;
  #rest = '';

  constructor(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.child = spawn(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
    this.ended = once(this.child, 'close').then(([code]) => code as number | null);
    this.child.stdin?.on('error', () => undefined);
    this.child.stdout?.setEncoding('utf8').on('data', (chunk: string) => this.#take(chunk));
  }

  /** The longest time from one line to the next, or from the last one until now. */
  get slowestMs(): number {
    return Math.max(this.#slowestMs, performance.now() - this.#lastLineMs);
  }

  /** Begins anew with the times between lines. */
  resetTimes(): void {
    this.#slowestMs = 0;
  }

  /** The most memory that it has had so far, in MiB; 0 where the system has no /proc. */
  get peakMiB(): number {
    try {
      return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${this.child.pid}/status`, 'latin1'))?.[1]) / 1024;
    } catch {
      return 0;
    }
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async end(): Promise<void> {
    this.child.stdin?.end();
    await this.ended;
  }

  #take(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    if (lines.length === 0) return;
    this.lineCount += lines.length;
    this.lines.push(...lines.slice(-MAX_LINES));
    if (this.lines.length > 2 * MAX_LINES) this.lines.splice(0, this.lines.length - MAX_LINES);
    const nowMs = performance.now();
    this.#slowestMs = Math.max(this.#slowestMs, nowMs - this.#lastLineMs);
    this.#lastLineMs = nowMs;
  }
}
