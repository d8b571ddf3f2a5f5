import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What a program said, and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Thrown when somebody stopped the build. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/**
 * Runs a Node program of a package to its end.
 *
 * @throws Interrupted when the signal says so; the program is ended, too
 */
export async function runProgram(root: string, args: readonly string[], signal: AbortSignal, env: NodeJS.ProcessEnv = process.env): Promise<Ended> {
  if (signal.aborted) throw new Interrupted();
  // A group of its own: what the program has started ends with it.
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const end = () => {
    try {
      process.kill(-(child.pid as number), 'SIGTERM');
    } catch {
      child.kill('SIGTERM');
    }
  };
  signal.addEventListener('abort', end);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  signal.removeEventListener('abort', end);
  if (signal.aborted) throw new Interrupted();
  return { code, output: output.trim() };
}
