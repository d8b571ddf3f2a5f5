import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './wait.ts';

/** The service in a process of its own. */
export interface Service {
  readonly child: ChildProcess;
  readonly port: number;
  /** Its log so far, a line each. */
  readonly log: Record<string, unknown>[];
  stderr(): string;
  /** Exit code, once it has ended. */
  readonly ended: Promise<number | null>;
}

const MAIN = join(__dirname, '../../src/main.ts');

export const SMOKE_TEST_PATH = '/api/v1/smoke-test';

/** Runs the service until it ends by itself; for settings that prevent the start. */
export async function runService(env: Readonly<Record<string, string>>): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [MAIN], { env: { ...clean(process.env), ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const out = collect(child.stdout);
  const err = collect(child.stderr);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: out(), stderr: err() };
}

/**
 * Starts the service on a free port of loopback. The caller ends it.
 *
 * @param nodeOptions options of Node itself
 * @param main its program; by default the source, so that no test needs a build
 */
export async function startService(env: Readonly<Record<string, string>> = {}, nodeOptions: readonly string[] = [], main = MAIN): Promise<Service> {
  // Its own, which it leaves nothing behind in, however it ends.
  const temporary = mkdtempSync(join(tmpdir(), 'service-'));
  const child = spawn(process.execPath, [...nodeOptions, main], {
    env: { ...clean(process.env), HOST: '127.0.0.1', PORT: '0', TMPDIR: temporary, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stderr = collect(child.stderr);
  const log: Record<string, unknown>[] = [];
  const ended = once(child, 'close').then(([code]) => {
    rmSync(temporary, { recursive: true, force: true });
    return code as number | null;
  });
  let rest = '';
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const entry = JSON.parse(line) as Record<string, unknown>;
        log.push(entry);
        if (entry['msg'] === 'listening') resolve(entry['port'] as number);
      }
    });
    ended.then((code) => reject(new Error(`The service ended with ${code}: ${stderr()}`)));
  });
  return { child, port, log, stderr, ended };
}

/** @returns `startService` for the tests of a file: whatever a test has started is ended after it */
export function servicesOfEachTest(): (env?: Readonly<Record<string, string>>, nodeOptions?: readonly string[]) => Promise<Service> {
  const running: Service[] = [];
  afterEach(async () => {
    for (const { child } of running) child.kill('SIGKILL');
    await Promise.all(running.splice(0).map(({ ended }) => ended));
  });
  return async (env = {}, nodeOptions = []) => {
    const service = await startService(env, nodeOptions);
    running.push(service);
    return service;
  };
}

/** Starts a service that drains: it was asked to shut down, and accepts requests for 2 s more. It ends by itself. */
export async function startDrainingService(): Promise<Service> {
  const service = await startService({ DRAIN_MS: '2000' });
  service.child.kill('SIGTERM');
  await until(() => service.log.some((line) => line['msg'] === 'draining'));
  return service;
}

/** Without settings from the environment of the test run. */
function clean(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { PORT, HOST, LOG_LEVEL, PUBLIC_URL, BODY_LIMIT_BYTES, DRAIN_MS, TRUSTED_PROXIES, METRICS_PORT, EVENT_LOOP_DELAY_MS, ...rest } = env;
  return rest;
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  let text = '';
  stream?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  return () => text;
}
