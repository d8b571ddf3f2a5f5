import { connect } from 'node:net';
import { compile, compileTestDocument } from '../../../../test/support/documents.ts';
import { until } from '../../../../test/support/wait.ts';
import { type ApiServer, createServer, type ListenAddress, type MonitoringOptions, type ServerLogger, type ServerOptions } from '../../src/index.ts';
import { petsHandlers } from '../pets-handlers.ts';

const operations = compileTestDocument('pets.yaml');
let lines: { level: string; message: string; down?: readonly string[] }[] = [];
const line = (level: string) => (details: object, message: string) => void lines.push({ level, message, ...details });
const log: ServerLogger = { child: () => log, debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };

let api: ApiServer<never> | undefined;
afterEach(async () => {
  api?.server.closeAllConnections();
  await api?.close();
  api = undefined;
  lines = [];
});

async function create(monitoring: MonitoringOptions, options: Partial<ServerOptions<never>> = {}): Promise<ApiServer<never>> {
  api = await createServer<never>({ operations, handlers: petsHandlers as never, log, monitoring, ...options });
  return api;
}

/** Status, and the code of a problem or else the body. */
async function ask({ port }: Pick<ListenAddress, 'port'>, path: string, method = 'GET'): Promise<readonly [number, string]> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method });
  const body = await response.text();
  return [response.status, /"type":"[^"]*#([a-z-]+)"/.exec(body)?.[1] ?? body];
}

test('without the option there are no probes', async () => {
  api = await createServer<never>({ operations, handlers: petsHandlers as never, log });
  const address = await api.listen({ host: '127.0.0.1' });
  for (const path of ['/livez', '/readyz', '/metrics']) expect(await ask(address, path)).toEqual([404, 'not-found']);
});

test('the probes are on the main port, by the rules of HTTP, and their lines at the level debug', async () => {
  const address = await (await create({})).listen({ host: '127.0.0.1' });
  expect(address.monitoringPort).toBeUndefined();
  expect(await ask(address, '/livez')).toEqual([200, 'ok\n']);
  expect(await ask(address, '/readyz?verbose')).toEqual([200, 'ok\n']);
  expect(await ask(address, '/readyz', 'HEAD')).toEqual([200, '']);
  expect(await ask(address, '/readyz', 'POST')).toEqual([405, 'method-not-allowed']);
  expect(await ask(address, '/metrics')).toEqual([404, 'not-found']);
  expect(lines.slice(0, 2)).toMatchObject([
    { level: 'debug', route: '/livez' },
    { level: 'debug', route: '/readyz' },
  ]);
});

test('with a port of their own they are there alone, and nothing else is', async () => {
  const address = await (await create({ port: 0 })).listen({ host: '127.0.0.1' });
  const own = { port: address.monitoringPort as number };
  expect([await ask(address, '/livez'), await ask(address, '/readyz')]).toEqual([
    [404, 'not-found'],
    [404, 'not-found'],
  ]);
  expect([await ask(own, '/livez'), await ask(own, '/readyz'), await ask(own, '/pets')]).toEqual([
    [200, 'ok\n'],
    [200, 'ok\n'],
    [404, 'not-found'],
  ]);
});

test('an instance is ready once it has started, and until it drains; it is alive all the while', async () => {
  const server = await create({ port: 0 }, { drainMs: 300 });
  expect((await server.request('/readyz')).status).toBe(404);
  const { monitoringPort } = await server.listen({ host: '127.0.0.1' });
  const own = { port: monitoringPort as number };
  expect(await ask(own, '/readyz')).toEqual([200, 'ok\n']);
  const closed = server.close();
  const draining = await fetch(`http://127.0.0.1:${own.port}/readyz`);
  expect([draining.status, draining.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await ask(own, '/livez')).toEqual([200, 'ok\n']);
  await closed;
  await expect(ask(own, '/livez')).rejects.toThrow('fetch failed');
});

test('an instance that has not started is not ready', async () => {
  const response = await (await create({})).request('/readyz');
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await response.json()).toMatchObject({ type: expect.stringMatching(/#not-ready$/), detail: 'This instance has not started yet.' });
});

test('an instance whose main port is in use has no probes', async () => {
  const { port } = await (await create({})).listen({ host: '127.0.0.1' });
  const second = await createServer<never>({ operations, handlers: petsHandlers as never, log, monitoring: { port: 0 } });
  await expect(second.listen({ port, host: '127.0.0.1' })).rejects.toMatchObject({ code: 'EADDRINUSE', port });
});

test('readiness checks run at once; one that fails, throws or takes too long is down, and the log names it', async () => {
  const state = { database: true as boolean | Error, queue: true as boolean | Promise<boolean> };
  let queueCalls = 0;
  const readinessChecks = {
    database: () => {
      if (state.database instanceof Error) throw state.database;
      return state.database;
    },
    queue: () => {
      queueCalls++;
      return state.queue;
    },
  };
  const address = await (await create({ readinessChecks })).listen({ host: '127.0.0.1' });
  expect(await ask(address, '/readyz')).toEqual([200, 'ok\n']);
  state.database = false;
  expect(await ask(address, '/readyz')).toEqual([503, 'not-ready']);
  state.database = new Error('secret');
  expect(await ask(address, '/readyz')).toEqual([503, 'not-ready']);
  state.database = true;
  let release: (up: boolean) => void = () => undefined;
  state.queue = new Promise((resolve) => (release = resolve));
  queueCalls = 0;
  const probes = await Promise.all([ask(address, '/readyz'), ask(address, '/readyz')]);
  expect([probes, queueCalls]).toEqual([
    [
      [503, 'not-ready'],
      [503, 'not-ready'],
    ],
    1,
  ]);
  expect(await ask(address, '/livez')).toEqual([200, 'ok\n']);
  state.queue = true;
  release(true);
  await until(async () => (await ask(address, '/readyz'))[0] === 200);
  const states = lines.filter(({ message }) => / ready$|^ready$/.test(message));
  expect(states.map(({ level, message, down }) => [level, message, down])).toEqual([
    ['warn', 'not ready', ['database']],
    ['warn', 'not ready', ['queue']],
    ['info', 'ready', undefined],
  ]);
});

test('the probes are served beyond the limit on connections', async () => {
  const address = await (await create({}, { limits: { connections: 1 } })).listen({ host: '127.0.0.1' });
  const sockets = Array.from({ length: 3 }, () => connect(address.port, '127.0.0.1'));
  await until(() => new Promise((resolve) => api?.server.getConnections((_, count) => resolve(count >= 3))));
  expect([await ask(address, '/livez'), await ask(address, '/readyz'), await ask(address, '/pets')]).toEqual([
    [200, 'ok\n'],
    [200, 'ok\n'],
    [503, 'overloaded'],
  ]);
  for (const socket of sockets) socket.destroy();
});

test('an operation of the document takes precedence', async () => {
  const own = compile(
    'livez.json',
    JSON.stringify({
      openapi: '3.0.3',
      info: { title: 'T', version: '1' },
      paths: { '/livez': { get: { operationId: 'own', responses: { 200: { description: 'd', content: { 'application/json': {} } } } } } },
    }),
  );
  const server = await create({}, { operations: own, handlers: { own: () => ({ status: 200, body: 'own' }) } as never });
  expect(await (await server.request('/livez')).json()).toBe('own');
});
