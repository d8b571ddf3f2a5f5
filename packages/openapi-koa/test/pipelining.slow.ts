import { join } from 'node:path';
import { LoadProcess } from '../../../test/support/load/processes.ts';
import { runTool } from '../../../test/support/tool.ts';
import { MINUTE_MS, until } from '../../../test/support/wait.ts';

const CLIENTS = 100;
const READING_CLIENTS = 20;
const REQUESTS = 20_000;
/** Health checks while the flood lasts; those of its first seconds are the slow ones. */
const HEALTH_CHECKS = 50;
const HEAP_MIB = 256;
/** The heap, the program itself, and what 120 connections hold outside of the heap. */
const MEMORY_MIB = 400;
const DRAIN_MS = 4000;
/** Of the slowest health check of bare node:http, ours may take a quarter. */
const SHARE_OF_BARE = 4;

const MAIN = join(__dirname, '../../../dist/main.cjs');
const LOAD = join(__dirname, '../../../test/support/load');

const running: LoadProcess[] = [];
let service: LoadProcess;
let port: number;

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): LoadProcess {
  const started = new LoadProcess(args, env);
  running.push(started);
  return started;
}

/** Clients that never read, and health checks beside them, until a condition holds. */
async function flood(target: number, isEnough: (healthChecks: LoadProcess) => boolean): Promise<{ flooding: LoadProcess; healthChecks: LoadProcess }> {
  const healthChecks = start([join(LOAD, 'health-checks.ts'), String(target)]);
  await until(() => healthChecks.lineCount > 3);
  healthChecks.resetTimes();
  const flooding = start([join(LOAD, 'flood.ts'), String(target), String(CLIENTS), String(REQUESTS)]);
  await until(() => flooding.lineCount > 0, MINUTE_MS);
  const before = healthChecks.lineCount;
  await until(() => healthChecks.lineCount - before >= HEALTH_CHECKS || isEnough(healthChecks), 2 * MINUTE_MS);
  return { flooding, healthChecks };
}

beforeAll(async () => {
  expect(await runTool(['tools/build.ts', 'service'])).toMatchObject({ code: 0 });
  // Without shedding, which is another limit: every request is served.
  const env = {
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'info',
    PUBLIC_URL: '',
    DRAIN_MS: String(DRAIN_MS),
    BODY_LIMIT_BYTES: '',
    TRUSTED_PROXIES: '',
    EVENT_LOOP_DELAY_MS: '0',
  };
  service = start([`--max-old-space-size=${HEAP_MIB}`, MAIN], env);
  await until(() => service.lineCount > 0);
  ({ port } = JSON.parse(service.lines[0] as string) as { port: number });
}, MINUTE_MS);
afterAll(async () => {
  for (const { child } of running) child.kill('SIGKILL');
  await Promise.all(running.map(({ ended }) => ended));
});

test(
  `${CLIENTS} clients that send ${REQUESTS} requests and never read: memory is bounded, and others are served`,
  async () => {
    const { flooding, healthChecks } = await flood(port, () => false);
    const { slowestMs } = healthChecks;
    expect(new Set(healthChecks.lines)).toEqual(new Set(['200']));
    await healthChecks.end();

    const readers = start([join(LOAD, 'readers.ts'), String(port), String(READING_CLIENTS), String(REQUESTS)]);
    await readers.ended;
    expect(JSON.parse(readers.lines[0] as string)).toEqual({ right: READING_CLIENTS * REQUESTS });
    const { peakMiB } = service;
    expect(peakMiB).toBeLessThan(MEMORY_MIB);
    expect(service.isRunning).toBe(true);
    await flooding.end();

    const bare = start([join(LOAD, 'bare-server.ts')]);
    await until(() => bare.lineCount > 0);
    const other = await flood(Number(bare.lines[0]), (checks) => checks.slowestMs > SHARE_OF_BARE * slowestMs);
    const times = other.healthChecks.slowestMs / slowestMs;
    process.stderr.write(`peak ${Math.round(peakMiB)} MiB, bare node:http ${Math.round(bare.peakMiB)} MiB with at least ${times.toFixed(1)} times the delay\n`);
    expect(times).toBeGreaterThan(SHARE_OF_BARE);
    for (const each of [other.flooding, other.healthChecks, bare]) await each.end();
  },
  10 * MINUTE_MS,
);

test(
  'SIGTERM in the middle of such a load ends the service in time',
  async () => {
    const { flooding } = await flood(port, () => false);
    const second = start([join(LOAD, 'flood.ts'), String(port), String(CLIENTS), String(REQUESTS)]);
    await until(() => second.lineCount > 0, MINUTE_MS);
    const startMs = performance.now();
    service.child.kill('SIGTERM');
    expect(await service.ended).toBe(0);
    expect((performance.now() - startMs) / DRAIN_MS).toBeLessThan(1.5);
    for (const each of [flooding, second]) await each.end();
  },
  5 * MINUTE_MS,
);
