import { METHODS } from 'node:http';
import { connect } from 'node:net';
import { PerformanceObserver } from 'node:perf_hooks';
import { Registry } from 'prom-client';
import { compileTestDocument } from '../../../../test/support/documents.ts';
import { raw } from '../../../../test/support/raw.ts';
import { until } from '../../../../test/support/wait.ts';
import { type ApiServer, createServer, type HandlerContext, type ServerLogger } from '../../src/index.ts';
import { createMetrics, type MetricsOptions } from '../../src/metrics/index.ts';
import { petsHandlers } from '../pets-handlers.ts';

const operations = compileTestDocument('pets.yaml');
const log: ServerLogger = { child: () => log, debug() {}, info() {}, warn() {}, error() {} };

let api: ApiServer<never> | undefined;
afterEach(async () => {
  api?.server.closeAllConnections();
  await api?.close();
  api = undefined;
});

async function listen(options: MetricsOptions = {}, handlers: object = petsHandlers): Promise<number> {
  api = await createServer<never>({
    operations,
    handlers: handlers as never,
    log,
    limits: { bodyMemoryBytes: 10, connections: 50 },
    monitoring: { metrics: createMetrics(options) },
  });
  return (await api.listen({ host: '127.0.0.1' })).port;
}

/** The values of one metric, by its labels as the format has them. */
async function samples(port: number, name: string): Promise<Record<string, number>> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const found = text.split('\n').flatMap((line) => {
    const [, labels = '', value] = new RegExp(`^${name}(?:\\{(.*)\\})? (\\S+)$`).exec(line) ?? [];
    return value === undefined ? [] : [[labels, Number(value)] as const];
  });
  return Object.fromEntries(found);
}
const requests = (port: number) => samples(port, 'http_server_request_duration_seconds_count');

test('requests are counted by operation, method and class of status; monitors are not', async () => {
  const port = await listen();
  const url = `http://127.0.0.1:${port}`;
  const page = await fetch(`${url}/metrics`);
  expect([page.status, page.headers.get('content-type'), page.headers.get('cache-control')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
    'no-store',
  ]);
  for (const path of ['/pets/7', '/pets/7', '/pets/500', '/pets?limit=0', '/problems', '/livez', '/readyz']) await fetch(url + path);
  await fetch(`${url}/pets/7`, { method: 'HEAD' });
  await fetch(`${url}/pets`, { method: 'OPTIONS' });
  expect(await requests(port)).toEqual({
    'operation_id="getPet",method="GET",status_class="2xx"': 2,
    'operation_id="getPet",method="GET",status_class="5xx"': 1,
    'operation_id="listPets",method="GET",status_class="4xx"': 1,
    'operation_id="(page)",method="GET",status_class="2xx"': 1,
    'operation_id="getPet",method="HEAD",status_class="2xx"': 1,
    'operation_id="(options)",method="OPTIONS",status_class="2xx"': 1,
  });
});

test('unknown paths and methods, however many, share their series', async () => {
  const port = await listen();
  const methods = METHODS.filter((method) => !['CONNECT', 'GET', 'HEAD', 'OPTIONS', 'POST'].includes(method));
  for (const method of ['GET', ...methods])
    for (const path of ['/nope', `/nope/${method}`, '/pets/7']) {
      if (method !== 'GET' || path !== '/pets/7') await raw({ port, send: [`${method} ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`] });
    }
  await raw({ port, send: ['BREW /nope HTTP/1.1\r\nHost: a\r\n\r\n'] });
  const others = methods.length - ['PUT', 'PATCH', 'DELETE', 'TRACE'].length;
  const found = await requests(port);
  expect(found).toMatchObject({
    'operation_id="(not found)",method="GET",status_class="4xx"': 2,
    'operation_id="(not found)",method="_OTHER",status_class="4xx"': 2 * others,
    'operation_id="(method not allowed)",method="_OTHER",status_class="4xx"': others,
  });
  // GET, PUT, PATCH, DELETE, TRACE and others for unknown paths; the same but GET for the path of getPet.
  expect(Object.keys(found)).toHaveLength(11);
});

test('durations are in seconds, in buckets of choice', async () => {
  const port = await listen(
    { durationBucketsS: [0.02, 60] },
    { ...petsHandlers, getPet: () => new Promise((resolve) => setTimeout(resolve, 30, { status: 200, body: { id: 7, name: 'Minka', species: 'cat' } })) },
  );
  expect((await fetch(`http://127.0.0.1:${port}/pets/7`)).status).toBe(200);
  const labels = 'operation_id="getPet",method="GET",status_class="2xx"';
  const buckets = await samples(port, 'http_server_request_duration_seconds_bucket');
  expect(buckets).toEqual({ [`le="0.02",${labels}`]: 0, [`le="60",${labels}`]: 1, [`le="+Inf",${labels}`]: 1 });
});

test('responses that break the contract are counted by operation', async () => {
  const port = await listen();
  for (let request = 0; request < 2; request++) expect((await fetch(`http://127.0.0.1:${port}/pets/501`)).status).toBe(500);
  expect((await fetch(`http://127.0.0.1:${port}/pets/500`)).status).toBe(500);
  expect(await samples(port, 'http_server_contract_violations_total')).toEqual({ 'operation_id="getPet"': 2 });
});

test('requests in work are counted until their responses are sent or their clients have left', async () => {
  const finish: (() => void)[] = [];
  const getPet = (_: unknown, { signal }: HandlerContext) =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
      finish.push(() => resolve({ status: 200, body: { id: 7, name: 'Minka', species: 'cat' } }));
    });
  const port = await listen({}, { ...petsHandlers, getPet });
  const active = async () => (await samples(port, 'http_server_active_requests'))[''];
  // The request for the metrics is one itself.
  expect(await active()).toBe(1);
  const response = fetch(`http://127.0.0.1:${port}/pets/7`);
  const socket = connect(port, '127.0.0.1', () => socket.write('GET /pets/7 HTTP/1.1\r\nHost: a\r\n\r\n'));
  await until(() => finish.length === 2);
  expect(await active()).toBe(3);
  socket.destroy();
  await until(async () => (await active()) === 2);
  for (const end of finish) end();
  await response;
  await until(async () => (await active()) === 1);
  expect(await requests(port)).toEqual({
    'operation_id="getPet",method="GET",status_class="2xx"': 1,
    'operation_id="getPet",method="GET",status_class="aborted"': 1,
  });
});

test('refused requests are counted by the limit that they exceeded', async () => {
  const port = await listen();
  const reasons = () => samples(port, 'http_server_shed_requests_total');
  expect(await reasons()).toEqual({ 'reason="connections"': 0, 'reason="event-loop-delay"': 0, 'reason="body-memory"': 0 });
  const body = JSON.stringify({ name: 'Minka', species: 'cat' });
  expect((await fetch(`http://127.0.0.1:${port}/pets`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })).status).toBe(503);
  const sockets = Array.from({ length: 51 }, () => connect(port, '127.0.0.1'));
  await until(() => new Promise((resolve) => api?.server.getConnections((_, count) => resolve(count > 50))));
  expect((await raw({ port, send: ['GET /pets/7 HTTP/1.1\r\nHost: a\r\n\r\n'] })).responses.map(({ status }) => status)).toEqual([503]);
  expect(await reasons()).toEqual({ 'reason="connections"': 1, 'reason="event-loop-delay"': 0, 'reason="body-memory"': 1 });
  for (const socket of sockets) socket.destroy();
});

test('the build, dropped log lines, the process and its event loop are measured', async () => {
  let dropped = 3;
  const port = await listen({ build: { version: '1.2.3', revision: 'abc' }, droppedLogLines: () => dropped });
  expect(await samples(port, 'build_info')).toEqual({ 'version="1.2.3",revision="abc"': 1 });
  expect(await samples(port, 'log_lines_dropped_total')).toEqual({ '': 3 });
  dropped = 5;
  expect(await samples(port, 'log_lines_dropped_total')).toEqual({ '': 5 });
  for (const name of ['process_resident_memory_bytes', 'process_cpu_seconds_total', 'nodejs_eventloop_lag_p99_seconds', 'nodejs_heap_size_used_bytes'])
    expect((await samples(port, name))['']).toBeGreaterThan(0);
});

test('the process is measured from the first scrape on, its processor time from its start on', async () => {
  const observe = jest.spyOn(PerformanceObserver.prototype, 'observe');
  const metrics = createMetrics();
  expect(observe).not.toHaveBeenCalled();
  const { user, system } = process.cpuUsage();
  const text = await metrics.expose();
  expect(observe).toHaveBeenCalledTimes(1);
  const value = (name: string) => Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1]);
  expect(value('process_cpu_seconds_total')).toBeGreaterThanOrEqual((user + system) / 1e6);
  expect(value('process_cpu_user_seconds_total') + value('process_cpu_system_seconds_total')).toBeCloseTo(value('process_cpu_seconds_total'), 6);
  // prom-client has a minimum of 9,223,372,036 seconds as long as there is none.
  expect(value('nodejs_eventloop_lag_min_seconds')).toBeLessThan(60);
  await metrics.expose();
  expect(observe).toHaveBeenCalledTimes(1);
  observe.mockRestore();
});

test('in a registry of others the process is measured at once', async () => {
  const registry = new Registry();
  createMetrics({ registry });
  expect(await registry.metrics()).toContain('nodejs_gc_duration_seconds');
});

test('without more is known, the build is unknown, and nothing is said about log lines', async () => {
  const port = await listen();
  expect(await samples(port, 'build_info')).toEqual({ 'version="unknown",revision="unknown"': 1 });
  expect(await samples(port, 'log_lines_dropped_total')).toEqual({});
});
