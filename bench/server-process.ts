import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** One server under test, in a process of its own. */
export interface ServerProcess {
  readonly name: string;
  readonly url: string;
  /** Processor time it has used so far, in milliseconds, user and system. */
  cpuMs(): number;
  stop(): void;
}

const ROOT = join(import.meta.dirname, '..');
const PATH = '/api/v1/smoke-test';
const START_TIMEOUT_MS = 15_000;

/** @param entry the file to run, from the root of the repository; it listens on `PORT` at 127.0.0.1 */
export async function startServer(name: string, entry: string): Promise<ServerProcess> {
  const port = await freePort();
  const child = spawn(process.execPath, [join(ROOT, entry)], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production', PORT: String(port), HOST: '127.0.0.1', LOG_LEVEL: 'silent' },
  });
  const url = `http://127.0.0.1:${port}${PATH}`;
  await answering(child, url);
  return { name, url, cpuMs: () => cpuMs(child.pid as number), stop: () => void child.kill('SIGKILL') };
}

async function answering(child: ChildProcess, url: string): Promise<void> {
  for (const startMs = Date.now(); Date.now() - startMs < START_TIMEOUT_MS; ) {
    if (child.exitCode !== null) break;
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok && ((await answer.json()) as { status: string }).status === 'ok') return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill('SIGKILL');
  throw new Error(`${url} did not answer in ${START_TIMEOUT_MS} ms.`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Linux counts a process's time in ticks of 10 ms (proc(5), fields 14 and 15). */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop()?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
