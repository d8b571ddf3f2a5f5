import { spawn } from 'node:child_process';
import { freePort } from '@petsage/openapi-checks/lib';
import manifest from '../package.json' with { type: 'json' };
import { raw } from './support/raw.ts';
import { SMOKE_TEST_PATH as PATH, runService, servicesOfEachTest } from './support/service.ts';
import { until } from './support/wait.ts';

const start = servicesOfEachTest();
/** From source, no revision is known. */
const BUILD = { version: manifest.version, revision: 'unknown' };

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
      { level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/), port: service.port, url: `http://localhost:${service.port}`, ...BUILD, msg: 'listening' },
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

test('a failed start ends the process, even if something that was opened would keep it running', async () => {
  const { port } = await start();
  const { code, stderr } = await runService({
    HOST: '127.0.0.1',
    PORT: String(port),
    NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --import=data:text/javascript,setInterval(()=>{},1e6)`,
  });
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('the port is in use') });
});
