import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { compile, document } from '../../../test/support/documents.ts';
import { until } from '../../../test/support/wait.ts';
import { ContractApp, type ContractAppOptions, createContract, createHttpServer, type Logger } from '../src/index.ts';

const operations = compile(
  'hooks.json',
  document({
    get: { operationId: 'get', responses: { 200: { description: 'd', content: { 'application/json': {} } } } },
    post: { operationId: 'fail', responses: { 200: { description: 'd', content: { 'application/json': {} } } } },
    put: { operationId: 'log', responses: { 200: { description: 'd', content: { 'application/json': {} } } } },
  }),
);

const brokenLog: Logger = {
  child: () => brokenLog,
  debug: broken,
  info: broken,
  warn: broken,
  error: broken,
};
function broken(): never {
  throw new Error('hook');
}

let server: Server;
const crashes: unknown[] = [];
const onCrash = (error: unknown) => void crashes.push(error);
const warnings: unknown[] = [];
beforeEach(() => {
  process.on('uncaughtException', onCrash).on('unhandledRejection', onCrash);
  jest.spyOn(process, 'emitWarning').mockImplementation((warning) => void warnings.push(String(warning).split('\n')[0]));
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  process.off('uncaughtException', onCrash).off('unhandledRejection', onCrash);
  jest.restoreAllMocks();
  warnings.length = 0;
  expect(crashes.splice(0)).toEqual([]);
});

async function serve(options: Partial<ContractAppOptions>, listener?: (app: ContractApp) => void): Promise<number> {
  const app = new ContractApp({ problemBase: () => '/problems', bodyLimitBytes: 1000, ...options });
  listener?.(app);
  const handlers = {
    get: () => ({ status: 200, body: {} }),
    fail: () => {
      throw new Error('handler');
    },
    log: (_request: unknown, { log }: { log: Logger }) => {
      log.info({}, 'a');
      log.child({ a: 1 }).error({}, 'b');
      return { status: 200, body: {} };
    },
  };
  app.use(
    await createContract<Record<string, never>>({
      operations,
      handlers: handlers as never,
      bodyLimitBytes: 1000,
      log: brokenLog,
      problemBase: () => '/problems',
    }),
  );
  server = createHttpServer(app.callback(), { problemBase: () => '/problems', onRefused: broken });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Sends a request on each of several connections, so that they arrive in one turn of the event loop. */
async function together(port: number, method: string, count: number): Promise<string[]> {
  const sockets: Socket[] = [];
  const received: string[] = [];
  for (let index = 0; index < count; index++) {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    received.push('');
    socket.on('error', () => undefined).on('data', (chunk: Buffer) => (received[index] += chunk.toString()));
    sockets.push(socket);
  }
  for (const socket of sockets) socket.write(`${method} /t HTTP/1.1\r\nHost: a\r\n\r\n`);
  await until(() => received.every((text) => /\r\n\r\n\{.*\}$/.test(text)), 5000);
  const closed = sockets.filter((socket) => socket.readableEnded || socket.destroyed).length;
  for (const socket of sockets) socket.destroy();
  expect(closed).toBe(0);
  return received.map((text) => text.slice(9, 12));
}

const later = async () => broken();
const hooks: {
  name: string;
  given: (calls: { count: number; reported: unknown[] }) => Partial<ContractAppOptions>;
  method?: string;
  reported: unknown[];
  warnings: string[];
}[] = [
  {
    name: 'onResponse from its second call on',
    given: ({ reported }) => {
      let calls = 0;
      return { onResponse: () => (calls++ === 0 ? undefined : broken()), onFailure: (error) => void reported.push((error as Error).message) };
    },
    reported: ['hook'],
    warnings: [],
  },
  { name: 'onResponse, without onFailure', given: () => ({ onResponse: broken }), reported: [], warnings: ['Error: hook'] },
  {
    name: 'onResponse, later',
    given: ({ reported }) => ({ onResponse: later as never, onFailure: (error) => void reported.push((error as Error).message) }),
    reported: ['hook'],
    warnings: [],
  },
  { name: 'onFailure', given: () => ({ onFailure: broken }), method: 'POST', reported: [], warnings: ['Error: hook'] },
  { name: 'onFailure, later', given: () => ({ onFailure: later as never }), method: 'POST', reported: [], warnings: ['Error: hook'] },
  { name: 'onResponse and onFailure', given: () => ({ onResponse: broken, onFailure: broken }), method: 'POST', reported: [], warnings: ['Error: hook'] },
];
test.each(hooks)(
  'what $name throws stands in the way of no response, and is reported once',
  async ({ given, method = 'GET', reported: want, warnings: wantWarnings }) => {
    const calls = { count: 0, reported: [] as unknown[] };
    const port = await serve(given(calls));
    const status = method === 'GET' ? '200' : '500';
    expect(await together(port, method, 5)).toEqual(Array(5).fill(status));
    expect(await together(port, method, 2)).toEqual(Array(2).fill(status));
    expect(calls.reported).toEqual(want);
    expect(warnings).toEqual(wantWarnings);
  },
);

test('a listener of Koa’s error event that throws stands in the way of no response', async () => {
  const reported: unknown[] = [];
  const port = await serve({ onFailure: (error) => void reported.push((error as Error).message) }, (app) => app.on('error', broken));
  expect(await together(port, 'POST', 2)).toEqual(['500', '500']);
  expect(reported).toEqual(['handler', 'hook', 'handler', 'hook']);
});

test('a log that cannot be written fails no handler that writes to it', async () => {
  expect(await together(await serve({}), 'PUT', 2)).toEqual(['200', '200']);
});

test('a hook that hears of refused messages and throws leaves them their response', async () => {
  const port = await serve({});
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString())).write('GARB AGE\r\n\r\n');
  await until(() => text.includes('}'));
  socket.destroy();
  expect(text.slice(9, 12)).toBe('400');
});
