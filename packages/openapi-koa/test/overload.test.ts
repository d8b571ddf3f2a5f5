import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { compile } from '../../../test/support/documents.ts';
import { parseResponses, type RawResponse } from '../../../test/support/raw.ts';
import { until } from '../../../test/support/wait.ts';
import { type ApiServer, createHttpServer, createServer, type ServerLogger } from '../src/index.ts';

const responses = { 200: { description: 'd', content: { 'application/json': {} } } };
const operations = compile(
  'overload.json',
  JSON.stringify({
    openapi: '3.0.3',
    info: { title: 'T', version: '1' },
    paths: {
      '/work': { get: { operationId: 'work', responses }, post: { operationId: 'take', requestBody: { content: { 'application/json': {} } }, responses } },
      '/health': { get: { operationId: 'health', responses } },
    },
  }),
);
const WORK_MS = 3;
const CLIENTS = 20;
const ROUNDS = 3;
const PIPELINED = 8;

let lines: Record<string, unknown>[] = [];
const line = (level: string) => (details: object, message: string) => void lines.push({ level, message, ...details });
const log: ServerLogger = { child: () => log, debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
let handled = 0;
let shed = 0;
const work = () => {
  handled++;
  for (const endMs = performance.now() + WORK_MS; performance.now() < endMs; );
  return { status: 200, body: 'done' };
};

let api: ApiServer<never> | undefined;
async function listen(eventLoopDelayMs: number): Promise<number> {
  const metrics = {
    onResponse() {},
    onContractViolation() {},
    onShed: () => void shed++,
    watch() {},
    contentType: 'text/plain',
    expose: async () => 'metrics',
  };
  api = await createServer<never>({
    operations,
    handlers: { work, take: work, health: () => ({ status: 200, body: 'ok' }) } as never,
    log,
    limits: { eventLoopDelayMs },
    healthPaths: ['/health'],
    monitoring: { metrics },
  });
  return (await api.listen({ host: '127.0.0.1' })).port;
}
afterEach(async () => {
  api?.server.closeAllConnections();
  await api?.close();
  api = undefined;
  lines = [];
  handled = 0;
  shed = 0;
});

/** Sends requests in several batches of `PIPELINED`, each once the responses to the one before have come, and returns all responses. */
async function client(port: number, message: string, times: number): Promise<RawResponse[]> {
  const batch = message.repeat(times);
  const socket = connect(port, '127.0.0.1', () => socket.write(batch));
  const chunks: Buffer[] = [];
  const received = () => parseResponses(Buffer.concat(chunks), []);
  let round = 1;
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    if (received().length < round * PIPELINED) return;
    if (round++ === ROUNDS) socket.destroy();
    else socket.write(batch);
  });
  await once(socket, 'close');
  return received();
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\nX-Request-Id: abc\r\n\r\n`;
const clients = async (port: number, message: string, times = PIPELINED) =>
  (await Promise.all(Array.from({ length: CLIENTS }, () => client(port, message, times)))).flat();

test('requests that have waited too long get a 503 before any work, on a connection that stays open; then it recovers', async () => {
  const port = await listen(50);
  const received = await clients(port, get('/work'));
  expect(received).toHaveLength(CLIENTS * ROUNDS * PIPELINED);
  const refused = received.filter(({ status }) => status !== 200);
  expect(refused.length).toBeGreaterThan(0);
  expect([handled, shed]).toEqual([received.length - refused.length, refused.length]);
  for (const { status, headers, body } of refused) {
    expect([status, headers['retry-after'], headers['cache-control'], headers['connection'], headers['x-request-id']]).toEqual([
      503,
      '1',
      'no-store',
      'keep-alive',
      'abc',
    ]);
    expect(JSON.parse(body)).toEqual({
      type: `http://localhost:${port}/problems#overloaded`,
      title: 'The service is overloaded',
      status: 503,
      detail: 'Requests wait too long for their turn (limits.eventLoopDelayMs).',
      instance: `http://localhost:${port}/problems?request=abc`,
    });
  }
  await until(async () => (await fetch(`http://127.0.0.1:${port}/work`)).status === 200);
  const before = shed;
  for (let request = 0; request < 5; request++) expect((await fetch(`http://127.0.0.1:${port}/work`)).status).toBe(200);
  expect(shed).toBe(before);
  const warnings = () => lines.filter(({ level }) => level === 'warn');
  await until(() => warnings().reduce((sum, { requests }) => sum + (requests as number), 0) === before);
  for (const warning of warnings()) expect(warning).toMatchObject({ message: 'overloaded: requests were refused', eventLoopDelayMs: 50 });
  // Far fewer lines than requests.
  expect(warnings().length).toBeLessThan(before / 10);
});

test('health checks, probes and metrics are served beside refused requests', async () => {
  const port = await listen(50);
  const paths = ['/health?probe=1', '/livez', '/readyz', '/metrics'];
  const [received, ...checks] = await Promise.all([clients(port, get('/work')), ...paths.map((path) => client(port, get(path), PIPELINED))]);
  expect(received.some(({ status }) => status === 503)).toBe(true);
  expect(checks.map((each) => each.map(({ status }) => status))).toEqual(paths.map(() => Array(ROUNDS * PIPELINED).fill(200)));
});

test('the body of a refused request is read past, or closes the connection where its length is unknown', async () => {
  const port = await listen(50);
  const head = 'POST /work HTTP/1.1\r\nHost: a\r\nX-Request-Id: abc\r\nContent-Type: application/json\r\n';
  // As many requests as a batch has, each GET followed by a POST.
  const known = `${get('/work')}${head}Content-Length: 9\r\n\r\n123456789`;
  const received = await clients(port, known, PIPELINED / 2);
  expect(received).toHaveLength(CLIENTS * ROUNDS * PIPELINED);
  expect(new Set(received.map(({ status, headers }) => `${status} ${headers['connection']}`))).toEqual(new Set(['200 keep-alive', '503 keep-alive']));
  const unknown = `${get('/work').repeat(PIPELINED - 1)}${head}Transfer-Encoding: chunked\r\n\r\n1\r\n1\r\n0\r\n\r\n`;
  const closing = await clients(port, unknown, 1);
  expect(new Set(closing.map(({ status, headers }) => `${status} ${headers['connection']}`))).toEqual(
    new Set(['200 keep-alive', '503 keep-alive', '503 close']),
  );
});

test('a refused request closes its connection while the service is draining', async () => {
  const server = createHttpServer((_, res) => void res.end(work().body), {
    problemBase: () => 'http://localhost/problems',
    limits: { eventLoopDelayMs: 50 },
    health: { draining: true },
  });
  try {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const received = await clients((server.address() as AddressInfo).port, get('/work'));
    // The listener decides about its own.
    expect(new Set(received.map(({ status, headers }) => `${status} ${headers['connection']}`))).toEqual(new Set(['200 keep-alive', '503 close']));
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('no request is refused with a limit of 0', async () => {
  const port = await listen(0);
  expect(new Set((await clients(port, get('/work'))).map(({ status }) => status))).toEqual(new Set([200]));
  expect(shed).toBe(0);
});

test('no request is refused after one pause, as a garbage collection makes it', async () => {
  const port = await listen(200);
  expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
  const responses = Array.from({ length: 3 }, () => fetch(`http://127.0.0.1:${port}/work`));
  for (const endMs = performance.now() + 500; performance.now() < endMs; );
  expect((await Promise.all(responses)).map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(shed).toBe(0);
});
