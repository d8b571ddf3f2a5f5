import { spawn } from 'node:child_process';
import { Agent, get } from 'node:http';
import { createServer } from 'node:net';
import { freePort } from '@petsage/openapi-checks/lib';
import { type RawAnswer, type RawOptions, raw } from './support/raw.ts';
import { runService, type Service, startService } from './support/service.ts';
import { MINUTE_MS, until } from './support/wait.ts';

const PATH = '/api/v1/smoke-test';
/** Longer than any of these tests takes from the signal to its last request. */
const LONG_DRAIN = { DRAIN_MS: '3000' };
const running: Service[] = [];

async function start(env: Record<string, string> = {}, nodeOptions: readonly string[] = []): Promise<Service> {
  const service = await startService(env, nodeOptions);
  running.push(service);
  return service;
}

/** Tells a service to leave, and waits until it does. */
async function leave(service: Service, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  service.child.kill(signal);
  await until(() => service.log.some((line) => line['msg'] === 'draining'));
}

afterEach(async () => {
  for (const { child } of running) child.kill('SIGKILL');
  await Promise.all(running.splice(0).map(({ ended }) => ended));
});

describe('settings', () => {
  const cases = [
    { given: { PORT: '65536' }, want: 'PORT must be a whole number from 0 (any free port) to 65535; got "65536".\n' },
    { given: { PORT: 'http' }, want: 'PORT must be a whole number from 0 (any free port) to 65535; got "http".\n' },
    { given: { HOST: 'http://a' }, want: 'HOST must be an IP address or host name of this machine, without a port; got "http://a".\n' },
    { given: { HOST: 'localhost:80' }, want: 'HOST must be an IP address or host name of this machine, without a port; got "localhost:80".\n' },
    { given: { LOG_LEVEL: 'loud' }, want: 'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent; got "loud".\n' },
    { given: { PUBLIC_URL: 'ftp://a' }, want: 'PUBLIC_URL must be an absolute http or https URL without user, query or fragment; got "ftp://a".\n' },
    { given: { PUBLIC_URL: 'https://a?' }, want: 'PUBLIC_URL must be an absolute http or https URL without user, query or fragment; got "https://a?".\n' },
    {
      given: { PUBLIC_URL: 'https://ann:secret@a' },
      want: 'PUBLIC_URL must be an absolute http or https URL without user, query or fragment; got "https://***@a".\n',
    },
    { given: { BODY_LIMIT_BYTES: '1mb' }, want: 'BODY_LIMIT_BYTES must be a whole number from 1 to 1073741824; got "1mb".\n' },
    { given: { DRAIN_MS: '8001' }, want: 'DRAIN_MS must be a whole number from 0 to 8000; got "8001".\n' },
    {
      given: { TRUSTED_PROXIES: '10.0.0.0/8 proxy' },
      want: 'TRUSTED_PROXIES must be a list of IP addresses and CIDR ranges such as 10.0.0.0/8, separated by commas; got "10.0.0.0/8 proxy".\n',
    },
    {
      given: { DRAIN_MS: '-1', PORT: 'x' },
      want: 'PORT must be a whole number from 0 (any free port) to 65535; got "x".\nDRAIN_MS must be a whole number from 0 to 8000; got "-1".\n',
    },
  ];
  test.each(cases)('$given stops the start with exit code 2 and a line each', async ({ given, want }) => {
    expect(await runService(given as unknown as Record<string, string>)).toEqual({ code: 2, stdout: '', stderr: want });
  });
});

test('a port in use is one line and exit code 1', async () => {
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
  const { port } = blocker.address() as { port: number };
  const outcome = await runService({ PORT: String(port), HOST: '127.0.0.1' });
  blocker.close();
  expect(outcome).toEqual({
    code: 1,
    stdout: '',
    stderr: `Cannot listen on 127.0.0.1, port ${port}: the port is in use. Stop the process that uses it, or set PORT to another one.\n`,
  });
});

test.each([{ host: '192.0.2.1' }, { host: 'no-such-host.invalid' }, { host: 'fe80::1%none0' }])(
  '$host, which this machine does not have, is one line and exit code 2',
  async ({ host }) => {
    const { code, stderr } = await runService({ PORT: '0', HOST: host });
    expect({ code, stderr }).toEqual({ code: 2, stderr: `HOST must be an IP address or host name of this machine, without a port; got "${host}".\n` });
  },
);

test('no code is made from strings, neither at start nor for a request', async () => {
  const service = await start({}, ['--disallow-code-generation-from-strings']);
  for (const [path, status] of [
    [PATH, 200],
    ['/nothing', 404],
    ['/docs', 200],
    ['/redoc', 200],
    ['/redoc/redoc.standalone.js', 200],
    ['/problems', 200],
    ['/openapi.json', 200],
    ['/openapi.yaml', 200],
  ] as const) {
    expect([path, (await fetch(`http://127.0.0.1:${service.port}${path}`)).status]).toEqual([path, status]);
  }
});

describe('the log', () => {
  test('has one JSON object a line, and the smoke test only at debug', async () => {
    const service = await start();
    await fetch(`http://127.0.0.1:${service.port}${PATH}`);
    await fetch(`http://127.0.0.1:${service.port}/nothing?token=secret`, { headers: { 'X-Request-Id': 'abc', 'X-Forwarded-For': '203.0.113.7' } });
    await until(() => service.log.length === 2);
    const [time, durationMs, clientAddress] = [expect.any(String), expect.any(Number), '127.0.0.1'];
    expect(service.log).toEqual([
      { level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/), port: service.port, url: `http://localhost:${service.port}`, msg: 'listening' },
      { level: 'info', time, requestId: 'abc', method: 'GET', path: '/nothing', status: 404, durationMs, clientAddress, msg: 'request completed' },
    ]);
  });

  test('has the client that a trusted proxy forwards, of refused messages too where their header was read', async () => {
    const service = await start({ TRUSTED_PROXIES: '192.0.2.1, 127.0.0.0/8' });
    const forwarded = 'Host: a\r\nX-Forwarded-For: 198.51.100.1, 203.0.113.7\r\n';
    for (const message of [
      `GET /docs HTTP/1.1\r\n${forwarded}Connection: close\r\n\r\n`,
      `GET /docs HTTP/1.1\r\n${forwarded}Expect: x\r\n\r\n`,
      `CONNECT a:1 HTTP/1.1\r\n${forwarded}\r\n`,
      `GET /docs HTTP/1.1\r\n${forwarded}: \r\n\r\n`,
    ])
      await raw({ port: service.port, send: [message] });
    await until(() => service.log.length === 5);
    expect(service.log.slice(1).map(({ msg, status, path, clientAddress }) => [msg, status, path, clientAddress])).toEqual([
      ['request completed', 200, undefined, '203.0.113.7'],
      ['refused', 417, undefined, '203.0.113.7'],
      ['refused', 405, undefined, '203.0.113.7'],
      ['refused', 400, undefined, '127.0.0.1'],
    ]);
  });

  test('names request, operation, route and status at debug', async () => {
    const service = await start({ LOG_LEVEL: 'debug' });
    await fetch(`http://127.0.0.1:${service.port}${PATH}`, { headers: { 'X-Request-Id': 'abc' } });
    await until(() => service.log.length === 2);
    expect(service.log[1]).toMatchObject({ level: 'debug', requestId: 'abc', operationId: 'getSmokeTest', route: PATH, method: 'GET', status: 200 });
  });

  test('has the warnings of Node.js', async () => {
    const warn = 'setInterval(() => process.emitWarning("careful"), 50).unref()';
    const service = await start({}, ['--import', `data:text/javascript,${warn}`]);
    const warning = () => service.log.find(({ msg }) => msg === 'warning');
    await until(() => warning() !== undefined);
    expect(warning()).toMatchObject({ level: 'warn', err: { message: 'careful', stack: expect.stringContaining('Warning: careful') } });
  });

  test('is empty when silent', async () => {
    const port = await freePort();
    const silent = startSilently(port);
    await until(async () => (await fetch(`http://127.0.0.1:${port}${PATH}`).catch(() => undefined))?.status === 200);
    silent.child.kill('SIGTERM');
    expect(await silent.outcome).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe.each(['SIGTERM', 'SIGINT'] as const)('on %s', (signal) => {
  test(
    'health turns to 503 while requests are still answered, and the process ends by itself with 0 after the last answer',
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

/** The one answer to a request after which the service closes the connection. */
async function ask({ port }: Service, send: RawOptions['send']): Promise<RawAnswer | undefined> {
  const { answers, closed } = await raw({ port, send, waitMs: MINUTE_MS, methods: [String(send[0]).split(' ')[0] as string] });
  expect({ count: answers.length, closed }).toEqual({ count: 1, closed: true });
  return answers[0];
}

test('a second signal ends it at once with exit code 1', async () => {
  const service = await start({ DRAIN_MS: '8000' });
  await leave(service);
  service.child.kill('SIGTERM');
  // Drained to its end it would end with 0.
  expect(await service.ended).toBe(1);
});

test('a half-sent request does not hold it up: the service cuts the connection, without an answer, and ends', async () => {
  const service = await start({ DRAIN_MS: '0' });
  const half = `GET ${PATH} HTTP/1.1\r\nHos`;
  const talk = raw({
    port: service.port,
    // The half has arrived when the whole one before it is answered.
    send: [
      `GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n${half}`,
      () => until(() => service.log.some((line) => line['msg'] === 'request completed')),
      () => leave(service),
    ],
    waitMs: MINUTE_MS,
  });
  expect(await service.ended).toBe(0);
  expect((await talk).answers.map(({ status }) => status)).toEqual([200]);
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
  const answered = () => until(() => service.log.some((line) => line['msg'] === 'request completed'));
  const { answers, closed } = await raw({ port: service.port, send: [request, answered, () => leave(service), request], waitMs: MINUTE_MS });
  expect(answers.map((answer) => [answer.status, answer.headers['connection']])).toEqual([
    [200, 'keep-alive'],
    [503, 'close'],
  ]);
  expect(closed).toBe(true);
});

function startSilently(port: number) {
  const child = spawn(process.execPath, ['src/main.ts'], {
    env: { ...process.env, PORT: String(port), HOST: '127.0.0.1', LOG_LEVEL: 'silent', DRAIN_MS: '0' },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const outcome = new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
  return { child, outcome };
}
