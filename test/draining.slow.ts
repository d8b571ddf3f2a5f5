import { Agent, get } from 'node:http';
import { type RawOptions, type RawResponse, raw } from './support/raw.ts';
import { SMOKE_TEST_PATH as PATH, type Service, servicesOfEachTest } from './support/service.ts';
import { MINUTE_MS, until } from './support/wait.ts';

/** Longer than any of these tests takes from the signal to its last request. */
const LONG_DRAIN = { DRAIN_MS: '3000' };

const start = servicesOfEachTest();

/** Tells a service to leave, and waits until it does. */
async function leave(service: Service, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  service.child.kill(signal);
  await until(() => service.log.some((line) => line['msg'] === 'draining'));
}

describe.each(['SIGTERM', 'SIGINT'] as const)('on %s', (signal) => {
  test(
    'health turns to 503 while requests are still served, and the process ends by itself with 0 after the last response',
    async () => {
      const service = await start({ ...LONG_DRAIN, LOG_LEVEL: 'debug' });
      const leaving = () => leave(service, signal);
      // Begun before the drain, and ended in it.
      const begun = await ask(service, ['GET /openapi.json HTTP/1.1\r\n', leaving, 'Host: a\r\n\r\n']);
      const [get, head, options, preflight, other] = await Promise.all([
        ask(service, [`GET ${PATH} HTTP/1.1\r\nHost: a\r\n\r\n`]),
        ask(service, [`HEAD ${PATH} HTTP/1.1\r\nHost: a\r\n\r\n`]),
        ask(service, [`OPTIONS ${PATH} HTTP/1.0\r\n\r\n`]),
        ask(service, [`OPTIONS ${PATH} HTTP/1.1\r\nHost: a\r\nOrigin: https://a.example\r\nAccess-Control-Request-Method: GET\r\n\r\n`]),
        ask(service, ['GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n']),
      ]);
      expect(begun).toMatchObject({ status: 200, headers: { connection: 'close' } });
      expect(get).toMatchObject({
        status: 503,
        headers: { 'retry-after': '3', 'cache-control': 'no-store', connection: 'close', 'content-type': 'application/problem+json' },
      });
      expect(JSON.parse(get?.body ?? '')).toMatchObject({ type: `http://localhost:${service.port}/problems#draining`, status: 503 });
      expect(head).toMatchObject({ status: 503, body: '' });
      expect(options?.status).toBe(503);
      expect(preflight?.status).toBe(204);
      expect(other).toMatchObject({ status: 200, headers: { connection: 'close' } });
      expect(await service.ended).toBe(0);
      expect(service.log.map((line) => line['msg'])).toEqual(['listening', 'draining', ...new Array(6).fill('request completed'), 'stopped']);
    },
    MINUTE_MS,
  );
});

/** The one response to a request after which the service closes the connection. */
async function ask({ port }: Service, send: RawOptions['send']): Promise<RawResponse | undefined> {
  const { responses, closed } = await raw({ port, send, waitMs: MINUTE_MS, methods: [String(send[0]).split(' ')[0] as string] });
  expect({ count: responses.length, closed }).toEqual({ count: 1, closed: true });
  return responses[0];
}

test('a second signal ends it at once with exit code 1', async () => {
  const service = await start({ DRAIN_MS: '8000' });
  await leave(service);
  service.child.kill('SIGTERM');
  // Drained to its end it would end with 0.
  expect(await service.ended).toBe(1);
});

test('a half-sent request does not hold it up: the service cuts the connection, without a response, and ends', async () => {
  const service = await start({ DRAIN_MS: '0' });
  const half = `GET ${PATH} HTTP/1.1\r\nHos`;
  const talk = raw({
    port: service.port,
    // The half has arrived when the whole one before it has its response.
    send: [
      `GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n${half}`,
      () => until(() => service.log.some((line) => line['msg'] === 'request completed')),
      () => leave(service),
    ],
    waitMs: MINUTE_MS,
  });
  expect(await service.ended).toBe(0);
  expect((await talk).responses.map(({ status }) => status)).toEqual([200]);
});

test(
  'SIGTERM under a keep-alive load loses no request',
  async () => {
    const BEFORE = 100;
    const AFTER = 100;
    const service = await start(LONG_DRAIN);
    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    const statuses: (number | undefined)[] = [];
    const failures: string[] = [];
    const call = () =>
      new Promise<void>((resolve) => {
        const fail = (error: Error) => {
          failures.push(String(error));
          resolve();
        };
        get({ host: '127.0.0.1', port: service.port, path: PATH, agent }, (res) => {
          res.resume();
          res.on('end', () => {
            statuses.push(res.statusCode);
            resolve();
          });
          res.on('error', fail);
        }).on('error', fail);
      });
    // A 503 is what tells a load balancer to send no more; these clients do not listen.
    const refused = () => statuses.filter((status) => status === 503).length;
    const client = async () => {
      while (refused() < AFTER && failures.length === 0) await call();
    };
    const clients = Promise.all(Array.from({ length: 16 }, client));
    await until(() => statuses.length >= BEFORE || failures.length > 0);
    service.child.kill('SIGTERM');
    await clients;
    agent.destroy();
    expect(await service.ended).toBe(0);
    expect({ failures, statuses: [...new Set(statuses)] }).toEqual({ failures: [], statuses: [200, 503] });
  },
  MINUTE_MS,
);

test('an idle keep-alive connection may send its next request during the drain', async () => {
  const service = await start({ ...LONG_DRAIN, LOG_LEVEL: 'debug' });
  const request = `GET ${PATH} HTTP/1.1\r\nHost: a\r\n\r\n`;
  const completed = () => until(() => service.log.some((line) => line['msg'] === 'request completed'));
  const { responses, closed } = await raw({ port: service.port, send: [request, completed, () => leave(service), request], waitMs: MINUTE_MS });
  expect(responses.map((response) => [response.status, response.headers['connection']])).toEqual([
    [200, 'keep-alive'],
    [503, 'close'],
  ]);
  expect(closed).toBe(true);
});
