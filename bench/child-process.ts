import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const running = new Set<ChildProcess>();

/** A child as ended by `stopAll`. */
export function track<Child extends ChildProcess>(child: Child): Child {
  running.add(child);
  child.once('exit', () => running.delete(child));
  child.once('error', () => running.delete(child));
  return child;
}

/**
 * Waits for a child's end, whatever its exit code.
 *
 * @returns what it wrote to stdout
 * @throws Error when it could not be started
 */
export async function untilExit(child: ChildProcess): Promise<string> {
  track(child);
  let stdout = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  await once(child, 'close');
  return stdout;
}

/** What became of a command: its exit code (-1 where it could not be started), and the end of what it wrote to stderr. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end; what it writes to stderr is also shown where `shown` is set. */
export async function run(command: string, args: readonly string[], cwd: string, shown = false): Promise<Ended> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = `${stderr}${text}`.slice(-4000);
    if (shown) process.stderr.write(text);
  });
  try {
    const stdout = await untilExit(child);
    return { code: child.exitCode ?? -1, stdout, stderr };
  } catch (error) {
    return { code: -1, stdout: '', stderr: (error as Error).message };
  }
}

/** Ends every child that still runs, at once, each by its own id. */
function stopAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** No child outlives this process, unless it is killed without a chance to act. `cleanUp` runs before an interrupt ends it. */
export function stopAllAtEnd(cleanUp: () => void = () => {}): void {
  process.once('exit', stopAll);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      stopAll();
      cleanUp();
      process.exit(1);
    });
  }
}
