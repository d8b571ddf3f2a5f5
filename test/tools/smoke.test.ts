import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { smokeSpec } from '../../tools/smoke/command.ts';
import { commandOutcome } from '../support/command-outcome.ts';

const version = '1.2.3';
const servers: Server[] = [];
let url: string;

beforeAll(async () => {
  url = `http://127.0.0.1:${await listen(
    createServer((incoming, response) => {
      const body = incoming.url === '/openapi.json' ? { info: { version } } : { status: 'ok', message: 'm', timestamp: new Date().toISOString() };
      response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }).end(JSON.stringify(body));
    }),
  )}`;
});
afterAll(() => {
  for (const server of servers) server.close().closeAllConnections();
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const smoke = (...args: string[]) => commandOutcome(smokeSpec, args);

test('a running service passes without output on stderr', async () => {
  const { code, stdout, stderr } = await smoke(`${url}/`, '--expect-version', version, '--count', '5');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const [first, second, ...rest] = stdout.split('\n');
  expect(first?.replace(/[\d.]+ m?s/, 'TIME')).toBe(`${url} responds as the contract declares, version ${version}, after TIME and 1 attempt.`);
  expect(second).toMatch(/^5 requests: min [\d.]+ ms, p50 [\d.]+ ms, p90 [\d.]+ ms, p95 [\d.]+ ms, p99 [\d.]+ ms, max [\d.]+ ms$/);
  expect(rest).toEqual(['']);
});

test('--json prints the same as one line', async () => {
  const { stdout } = await smoke(url, '--expect-version', version, '--count', '2', '--json');
  const time = expect.any(Number);
  const latencyMs = { count: 2, min: time, p50: time, p90: time, p95: time, p99: time, max: time };
  expect(JSON.parse(stdout)).toEqual({ ok: true, url, attempts: 1, elapsedMs: time, version, latencyMs });
  expect(stdout.indexOf('\n')).toBe(stdout.length - 1);
});

test('a service of another version does not pass', async () => {
  const { code, stdout, stderr } = await smoke(url, '--expect-version', '99.0.0', '--wait', '300ms', '--interval', '100ms');
  const fault = `GET ${url}/openapi.json: the version is ${version}; expected 99.0.0`;
  expect(code).toBe(1);
  expect(stderr).toBe(`waiting: ${fault}\n`);
  expect(stdout.replace(/after .* attempts?/, 'after TIME')).toBe(`${url} doesn't respond as the contract declares after TIME.\n${fault}\n`);
});

test('--json prints the kind, message and place of a failure', async () => {
  const port = await listen(
    createServer((_request, response) => response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }).end('{}')),
  );
  const { code, stdout } = await smoke(`http://127.0.0.1:${port}`, '--wait', '0s', '--json');
  const message = expect.stringMatching(/^GET http:.*\/api\/v1\/smoke-test: .*status/);
  expect({ code, ...JSON.parse(stdout) }).toEqual({
    code: 1,
    ok: false,
    url: `http://127.0.0.1:${port}`,
    attempts: 1,
    elapsedMs: expect.any(Number),
    fault: { kind: 'schema', message, pointer: '' },
  });
});

test('a service behind a proxy with a path prefix passes', async () => {
  const proxy = createServer((incoming, response) => {
    if (!incoming.url?.startsWith('/petsage/')) return void response.writeHead(404).end();
    request(url + incoming.url.slice('/petsage'.length), { headers: incoming.headers }, (upstream) => {
      response.writeHead(upstream.statusCode ?? 502, upstream.headers);
      upstream.pipe(response);
    }).end();
  });
  const base = `http://127.0.0.1:${await listen(proxy)}/petsage`;
  expect((await smoke(base, '--expect-version', version)).code).toBe(0);
  expect((await smoke(base.replace('/petsage', ''), '--wait', '0s')).code).toBe(1);
});

test('the URL of the smoke test itself is accepted', async () => {
  const { code, stdout } = await smoke(`${url}/api/v1/smoke-test`, '--expect-version', version);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(new RegExp(`^${url} responds as the contract declares`)) });
});

test('without --wait there is one attempt, and the fault is reported once', async () => {
  const port = await listen(createServer((_request, response) => response.writeHead(503).end()));
  const { code, stdout, stderr } = await smoke(`http://127.0.0.1:${port}`);
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(stdout.match(/1 attempt\b|responded 503/g)).toEqual(['1 attempt', 'responded 503']);
});
