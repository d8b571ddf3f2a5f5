import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { freePort } from '@petsage/openapi-checks/lib';
import { Fifo } from './support/fifo.ts';
import { MINUTE_MS, until } from './support/wait.ts';

const MAIN = join(__dirname, '../src/main.ts');
const HEALTH = '/api/v1/smoke-test';
/** More lines than a pipe or socket takes, and than the service keeps. */
const MANY = 2500;

let service: ChildProcess | undefined;
afterEach(() => service?.kill('SIGKILL'));

/** Starts the service with a standard output of choice; `sh` is a redirection in place of it. */
async function start(stdout: number | 'pipe', sh = ''): Promise<{ port: number; ended: Promise<unknown> }> {
  const port = await freePort();
  const child = spawn('sh', ['-c', `exec "$0" "$1" ${sh}`, process.execPath, MAIN], {
    env: { ...process.env, PORT: String(port), HOST: '127.0.0.1', LOG_LEVEL: 'info', DRAIN_MS: '0' },
    stdio: ['ignore', stdout, 'inherit'],
  });
  service = child;
  await until(async () => (await fetch(`http://127.0.0.1:${port}${HEALTH}`).catch(() => undefined))?.status === 200);
  return { port, ended: once(child, 'exit') };
}

/** The statuses of many requests, each counted. */
async function ask(port: number, path: string, count: number): Promise<Record<number, number>> {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const statuses: Record<number, number> = {};
  const call = () =>
    new Promise<void>((resolve, reject) => {
      get({ host: '127.0.0.1', port, path, agent }, (res) => {
        const { statusCode = 0 } = res;
        statuses[statusCode] = (statuses[statusCode] ?? 0) + 1;
        res.resume().on('end', resolve);
      }).on('error', reject);
    });
  await Promise.all(Array.from({ length: count }, call));
  agent.destroy();
  return statuses;
}

async function expectService({ port, ended }: { port: number; ended: Promise<unknown> }, requests: number): Promise<void> {
  expect(await ask(port, '/nope', requests)).toEqual({ 404: requests });
  expect(await ask(port, HEALTH, 1)).toEqual({ 200: 1 });
  service?.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
}

describe('requests, health checks and signals go on', () => {
  test('with a full device as standard output', async () => {
    const full = openSync('/dev/full', 'w');
    await expectService(await start(full), 10);
    closeSync(full);
  });

  test('with a closed standard output', async () => {
    await expectService(await start('pipe', '>&-'), 10);
  });

  test.each([{ name: 'FIFO' }, { name: 'socket' }])('after the reader of a $name went away', async ({ name }) => {
    const fifo = new Fifo();
    const running = await start(name === 'FIFO' ? fifo.writer : 'pipe');
    if (name === 'FIFO') fifo.closeReader();
    else service?.stdout?.destroy();
    await expectService(running, 10);
    if (name === 'FIFO') fifo.openReader();
    fifo.close();
  });

  test.each([{ name: 'FIFO' }, { name: 'socket' }])('while nobody reads from a $name', async ({ name }) => {
    const fifo = new Fifo();
    const running = await start(name === 'FIFO' ? fifo.writer : 'pipe');
    service?.stdout?.pause();
    await expectService(running, MANY);
    service?.stdout?.destroy();
    fifo.close();
  });
});

test(
  'the reader of a FIFO that stood still gets whole lines, and the number of those that were dropped',
  async () => {
    const fifo = new Fifo();
    const { port, ended } = await start(fifo.writer);
    expect(await ask(port, '/nope', MANY)).toEqual({ 404: MANY });
    expect(await ask(port, HEALTH, 1)).toEqual({ 200: 1 });
    const chunks: Buffer[] = [];
    const lines = () =>
      Buffer.concat(chunks)
        .toString()
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    await until(() => {
      chunks.push(fifo.read());
      return lines().some((line) => 'dropped' in line);
    });
    expect(await ask(port, '/nope', 1)).toEqual({ 404: 1 });
    service?.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    chunks.push(fifo.read());
    fifo.close();
    const reports = lines().filter((line) => 'dropped' in line);
    const completed = lines().filter(({ msg }) => msg === 'request completed');
    expect(reports).toEqual([expect.objectContaining({ level: 'warn', dropped: MANY - (completed.length - 1) })]);
    expect(
      lines()
        .slice(-3)
        .map(({ msg }) => msg),
    ).toEqual(['request completed', 'draining', 'stopped']);
  },
  MINUTE_MS,
);
