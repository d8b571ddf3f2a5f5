import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

export interface Outcome {
  readonly ok: boolean;
  readonly stdout: string;
  /** Both streams in the order in which they came, for a report. */
  readonly output: string;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) end(child);
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

/** Runs a program to its end; one that takes too long is ended with everything it started. */
export async function run({ program, args, folder, env, timeoutMs }: Command): Promise<Outcome> {
  // A group of its own, as build tools start others.
  const child = spawn(program, args, { cwd: folder, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  running.add(child);
  let stdout = '';
  let output = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const timer = setTimeout(() => {
    output += `\nended after ${timeoutMs / 1000} s\n`;
    end(child);
  }, timeoutMs);
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return { ok: code === 0, stdout, output };
  } catch (error) {
    return { ok: false, stdout, output: (error as Error).message };
  } finally {
    clearTimeout(timer);
    running.delete(child);
  }
}

function end({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
