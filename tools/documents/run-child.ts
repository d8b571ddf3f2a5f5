import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { endWithThisProcess } from '@petsage/openapi-checks/lib';

/** The end of what a program says, as a reason. */
const REASON_LENGTH = 300;

export interface ChildLimits {
  /** Aborted when the time is up. */
  readonly signal: AbortSignal;
  /** The most memory of JavaScript objects, in MiB. */
  readonly memoryMib: number;
}

/**
 * Runs a program of this folder until it ends.
 *
 * @returns what it writes, which is JSON
 * @throws the reason of the signal; Error with the reason of a program that failed
 */
export async function runChild<Result>(file: string, argument: string, { signal, memoryMib }: ChildLimits): Promise<Result> {
  const args = [`--max-old-space-size=${memoryMib}`, file, argument];
  const child = endWithThisProcess(spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] }), 'SIGKILL');
  const kill = () => child.kill('SIGKILL');
  signal.addEventListener('abort', kill);
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      output[name] += chunk;
    });
  const [code] = (await once(child, 'close')) as [number | null];
  signal.removeEventListener('abort', kill);
  signal.throwIfAborted();
  if (code === 0) return JSON.parse(output.stdout) as Result;
  throw new Error(/heap out of memory/.test(output.stderr) ? `needs more than ${memoryMib} MiB of memory` : reasonOf(output.stderr));
}

/** The line with the error, rather than Node's list of calls. */
function reasonOf(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  return (lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? 'it was ended').slice(0, REASON_LENGTH);
}
