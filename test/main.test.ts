import { spawn } from 'node:child_process';
import { Agent, get } from 'node:http';
import { connect, createServer } from 'node:net';
import { raw } from './support/raw.ts';
import { runService, type Service, startService } from './support/service.ts';
import { freePort, until } from './support/wait.ts';

const PATH = '/api/v1/smoke-test';
const running: Service[] = [];

async function start(env: Record<string, string> = {}, nodeOptions: readonly string[] = []): Promise<Service> {
  const service = await startService(env, nodeOptions);
  running.push(service);
  return service;
}

afterEach(async () => {
  for (const { child } of running) child.kill('SIGKILL');
  await Promise.all(running.splice(0).map(({ ended }) => ended));
});

describe('settings', () => {
  const cases = [
    { given: { PORT: '65536' }, want: 'PORT is "65536"; allowed is a whole number from 0 (any free port) to 65535.\n' },
    { given: { PORT: 'http' }, want: 'PORT is "http"; allowed is a whole number from 0 (any free port) to 65535.\n' },
    { given: { HOST: 'http://a' }, want: 'HOST is "http://a"; allowed is an IP address or a host name of this machine, without port.\n' },
    { given: { HOST: 'localhost:80' }, want: 'HOST is "localhost:80"; allowed is an IP address or a host name of this machine, without port.\n' },
    { given: { LOG_LEVEL: 'loud' }, want: 'LOG_LEVEL is "loud"; allowed is trace, debug, info, warn, error, fatal, silent.\n' },
    { given: { PUBLIC_URL: 'ftp://a' }, want: 'PUBLIC_URL is "ftp://a"; allowed is an absolute http or https URL without user, query and fragment.\n' },
    { given: { PUBLIC_URL: 'https://a?' }, want: 'PUBLIC_URL is "https://a?"; allowed is an absolute http or https URL without user, query and fragment.\n' },
    {
      given: { PUBLIC_URL: 'https://ann:secret@a' },
      want: 'PUBLIC_URL is "https://***@a"; allowed is an absolute http or https URL without user, query and fragment.\n',
    },
    { given: { BODY_LIMIT_BYTES: '1mb' }, want: 'BODY_LIMIT_BYTES is "1mb"; allowed is a whole number from 1 to 1073741824.\n' },
    { given: { DRAIN_MS: '8001' }, want: 'DRAIN_MS is "8001"; allowed is a whole number from 0 to 8000.\n' },
    {
      given: { DRAIN_MS: '-1', PORT: 'x' },
      want: 'PORT is "x"; allowed is a whole number from 0 (any free port) to 65535.\nDRAIN_MS is "-1"; allowed is a whole number from 0 to 8000.\n',
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
    stderr: `Cannot listen on 127.0.0.1, port ${port}: it is in use. Stop what uses it, or choose another with PORT.\n`,
  });
});

test.each([{ host: '192.0.2.1' }, { host: 'no-such-host.invalid' }, { host: 'fe80::1%none0' }])(
  '$host, which this machine does not have, is one line and exit code 2',
  async ({ host }) => {
    const { code, stderr } = await runService({ PORT: '0', HOST: host });
    expect({ code, stderr }).toEqual({ code: 2, stderr: `HOST is "${host}"; allowed is an IP address or a host name of this machine, without port.\n` });
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
    await fetch(`http://127.0.0.1:${service.port}/nothing`, { headers: { 'X-Request-Id': 'abc' } });
    await until(() => service.log.length === 2);
    expect(service.log).toEqual([
      { level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/), port: service.port, url: `http://localhost:${service.port}`, msg: 'listening' },
      { level: 'info', time: expect.any(String), requestId: 'abc', method: 'GET', status: 404, durationMs: expect.any(Number), msg: 'answered' },
    ]);
  });

  test('names request, operation, route and status at debug', async () => {
    const service = await start({ LOG_LEVEL: 'debug' });
    await fetch(`http://127.0.0.1:${service.port}${PATH}`, { headers: { 'X-Request-Id': 'abc' } });
    await until(() => service.log.length === 2);
    expect(service.log[1]).toMatchObject({ level: 'debug', requestId: 'abc', operationId: 'getSmokeTest', route: PATH, method: 'GET', status: 200 });
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
  test('health turns to 503 while requests are still answered, and the process ends with 0 in time', async () => {
    const service = await start({ DRAIN_MS: '600' });
    const startedMs = Date.now();
    service.child.kill(signal);
    await until(() => service.log.some((line) => line['msg'] === 'draining'));
    const ask = (given: string) => raw({ port: service.port, send: [given.replaceAll('\n', '\r\n')], waitMs: 200, methods: [given.split(' ')[0] as string] });
    const [get, head, options, preflight, other] = await Promise.all([
      ask(`GET ${PATH} HTTP/1.1\nHost: a\n\n`),
      ask(`HEAD ${PATH} HTTP/1.1\nHost: a\n\n`),
      ask(`OPTIONS ${PATH} HTTP/1.0\n\n`),
      ask(`OPTIONS ${PATH} HTTP/1.1\nHost: a\nOrigin: https://a.example\nAccess-Control-Request-Method: GET\n\n`),
      ask('GET /openapi.json HTTP/1.1\nHost: a\n\n'),
    ]);
    expect(get.answers[0]).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1', 'cache-control': 'no-store', connection: 'close', 'content-type': 'application/problem+json' },
    });
    expect(JSON.parse(get.answers[0]?.body ?? '')).toMatchObject({ type: `http://localhost:${service.port}/problems#draining`, status: 503 });
    expect(head.answers[0]).toMatchObject({ status: 503, body: '' });
    expect(options.answers[0]?.status).toBe(503);
    expect(preflight.answers[0]?.status).toBe(204);
    expect(other.answers[0]).toMatchObject({ status: 200, headers: { connection: 'close' } });
    expect(await service.ended).toBe(0);
    expect(Date.now() - startedMs).toBeGreaterThanOrEqual(600);
    expect(Date.now() - startedMs).toBeLessThan(600 + 2500);
  });
});

test('a second signal ends it at once with exit code 1', async () => {
  const service = await start({ DRAIN_MS: '8000' });
  service.child.kill('SIGTERM');
  await until(() => service.log.some((line) => line['msg'] === 'draining'));
  service.child.kill('SIGTERM');
  // Drained to its end it would end with 0.
  expect(await service.ended).toBe(1);
});

test('a half-sent request does not hold it up', async () => {
  const service = await start({ DRAIN_MS: '0' });
  const socket = connect(service.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(`GET ${PATH} HTTP/1.1\r\nHos`);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const startedMs = Date.now();
  service.child.kill('SIGTERM');
  expect(await service.ended).toBe(0);
  expect(Date.now() - startedMs).toBeLessThan(4000);
  socket.destroy();
});

test('SIGTERM under a keep-alive load loses no request', async () => {
  const service = await start({ DRAIN_MS: '1000' });
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const failures: string[] = [];
  let answered = 0;
  let leaving = false;
  const call = () =>
    new Promise<void>((resolve) => {
      get({ host: '127.0.0.1', port: service.port, path: PATH, agent }, (res) => {
        res.resume();
        res.on('end', () => {
          answered++;
          // A 503 is what tells a load balancer to send no more; until then every answer is a 200.
          if (res.statusCode === 503) leaving = true;
          else if (res.statusCode !== 200) failures.push(String(res.statusCode));
          resolve();
        });
        res.on('error', (error) => failures.push(String(error)));
      }).on('error', (error) => {
        failures.push(String(error));
        resolve();
      });
    });
  const client = async () => {
    for (const startMs = Date.now(); Date.now() - startMs < 1100; ) await call();
  };
  const clients = Promise.all(Array.from({ length: 16 }, client));
  setTimeout(() => service.child.kill('SIGTERM'), 500);
  await clients;
  agent.destroy();
  expect(await service.ended).toBe(0);
  expect(failures).toEqual([]);
  expect(leaving).toBe(true);
  expect(answered).toBeGreaterThan(100);
});

test('an idle keep-alive connection may send its next request during the whole drain', async () => {
  const service = await start({ DRAIN_MS: '700' });
  const request = `GET ${PATH} HTTP/1.1\r\nHost: a\r\n\r\n`;
  const talk = raw({ port: service.port, send: [request, 400, request], waitMs: 1500 });
  await new Promise((resolve) => setTimeout(resolve, 100));
  service.child.kill('SIGTERM');
  const { answers, closed } = await talk;
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
