import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './wait.ts';

const MAIN = join(__dirname, '../../src/main.ts');

/** A service that a shell starts, so that the shell can take something away from it. */
export interface ShellService {
  readonly child: ChildProcess;
  /** Its log so far, a line each. */
  readonly log: Record<string, unknown>[];
  stderr(): string;
  /** The port of the last `listening` line. */
  port(): number;
  readonly ended: Promise<number | null>;
}

export interface ShellOptions {
  /** Of Node.js; by default the service's program. */
  readonly args?: readonly string[];
  /** Where the service listens, if its log goes elsewhere. */
  readonly knownPort?: number;
}

/**
 * Starts a service on a free port of loopback.
 *
 * @param script of `sh`, in which `"$@"` is the command of the service
 */
export async function startByShell(
  script: string,
  env: Readonly<Record<string, string>> = {},
  { args = [MAIN], knownPort }: ShellOptions = {},
): Promise<ShellService> {
  const temporary = mkdtempSync(join(tmpdir(), 'service-'));
  const child = spawn('sh', ['-c', script, 'sh', process.execPath, ...args], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0', DRAIN_MS: '0', METRICS_PORT: '', TMPDIR: temporary, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that it can be ended with the shell.
    detached: true,
  });
  const ended = once(child, 'close').then(([code]) => {
    rmSync(temporary, { recursive: true, force: true });
    return code as number | null;
  });
  const log: Record<string, unknown>[] = [];
  let rest = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    log.push(...lines.map((line) => JSON.parse(line) as Record<string, unknown>));
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const listening = () => log.filter(({ msg }) => msg === 'listening');
  const isUp = async () =>
    listening().length > 0 || (knownPort !== undefined && (await fetch(`http://127.0.0.1:${knownPort}/livez`).catch(() => undefined))?.ok === true);
  await until(async () => child.exitCode !== null || (await isUp()));
  if (child.exitCode !== null) throw new Error(`The service ended with ${await ended}: ${stderr}`);
  return { child, log, stderr: () => stderr, port: () => knownPort ?? (listening().at(-1)?.['port'] as number), ended };
}

/** Ends the shell and what it has started. */
export async function killGroup({ child, ended }: ShellService): Promise<void> {
  if (child.exitCode !== null) return;
  try {
    process.kill(-(child.pid as number), 'SIGKILL');
  } catch (error) {
    // It has ended.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
  await ended;
}
