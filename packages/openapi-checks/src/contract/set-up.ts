import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { endWithThisProcess } from '../lib/child-process.ts';

const TIMEOUT_MS = 60_000;
const MAX_OUTPUT = 2000;

/**
 * Creates in a service what the checks need, such as the pet that an example names.
 *
 * @param command a command line for the system's shell; it gets the URL of the service as `SERVICE_URL`. Undefined for none
 * @throws Error with the end of its output when it fails, or has not ended after a minute
 */
export async function runSetUp(command: string | undefined, serviceUrl: string): Promise<void> {
  if (command === undefined) return;
  const env = { ...process.env, SERVICE_URL: serviceUrl };
  const child = endWithThisProcess(spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'], env, timeout: TIMEOUT_MS }), 'SIGTERM');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output = `${output}${chunk}`.slice(-MAX_OUTPUT);
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  if (code === 0) return;
  const how = code === null ? `has not ended after ${TIMEOUT_MS / 1000} s` : `ended with exit code ${code}`;
  throw new Error(`the set-up ${how}${output.trim() === '' ? '' : `: ${output.trim()}`}`);
}
