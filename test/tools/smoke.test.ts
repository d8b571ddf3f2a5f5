import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { selfSigned } from '../support/certificate.ts';
import { type Service, startService } from '../support/service.ts';
import { runTool } from '../support/tool.ts';

const TOOL = 'tools/smoke.ts';
const { version } = (require('../../generated/openapi.json') as { info: { version: string } }).info;
let service: Service;
let url: string;
let folder: string;
let certificate: { key: string; cert: string };
const servers: Server[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'smoke-'));
  service = await startService();
  url = `http://127.0.0.1:${service.port}`;
  certificate = selfSigned('localhost');
  writeFileSync(join(folder, 'ca.pem'), certificate.cert);
});
afterAll(() => {
  service.child.kill('SIGKILL');
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const URL_MUST = 'URL must be an absolute http or https URL without user, query and fragment, such as http://localhost:3000; got';
const TIME = 'must be a number with ms, s, m or h, from';
const misuse: { given: string[]; want: string }[] = [
  { given: [], want: "Missing required argument 'url'." },
  { given: ['http://a', 'http://b'], want: 'Too many arguments. Expected 1 argument but got 2: http://a, http://b.' },
  { given: ['localhost:3000'], want: `${URL_MUST} "localhost:3000".` },
  { given: ['ftp://a'], want: `${URL_MUST} "ftp://a".` },
  { given: ['http://me:secret@a'], want: `${URL_MUST} "http://***@a".` },
  { given: ['http://a/?'], want: `${URL_MUST} "http://a/?".` },
  { given: ['http://a', '--wait', '60'], want: `--wait ${TIME} 0ms to 24h, such as 1.5s; got "60".` },
  { given: ['http://a', '--interval', '0s'], want: `--interval ${TIME} 10ms to 24h, such as 1.5s; got "0s".` },
  { given: ['http://a', '--timeout', '0s'], want: `--timeout ${TIME} 1ms to 24h, such as 1.5s; got "0s".` },
  { given: ['http://a', '--max-skew', 'x'], want: `--max-skew ${TIME} 0ms to 24h, such as 1.5s; got "x".` },
  { given: ['http://a', '--count', '0'], want: '--count must be a whole number from 1 to 1000000; got "0".' },
  { given: ['http://a', '--expect-version', ''], want: '--expect-version must be a version, such as 1.2.0; got "".' },
  { given: ['http://a', '--wait', '-1s'], want: `--wait ${TIME} 0ms to 24h, such as 1.5s; got "-1s".` },
  { given: ['http://a', '--nonsense'], want: "Unknown option '--nonsense'." },
];
test.each(misuse)('$given is misuse', async ({ given, want }) => {
  expect(await runTool([TOOL, ...given])).toEqual({ code: 2, stdout: '', stderr: `${want} See petsage-smoke --help.\n` });
});

test('a running service passes without output on stderr', async () => {
  const { code, stdout, stderr } = await runTool([TOOL, `${url}/`, '--expect-version', version, '--count', '5']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const [first, second, ...rest] = stdout.split('\n');
  expect(first?.replace(/[\d.]+ m?s/, 'TIME')).toBe(`${url} responds as the contract declares, version ${version}, after TIME and 1 attempt.`);
  expect(second).toMatch(/^5 requests: min [\d.]+ ms, p50 [\d.]+ ms, p90 [\d.]+ ms, p95 [\d.]+ ms, p99 [\d.]+ ms, max [\d.]+ ms$/);
  expect(rest).toEqual(['']);
});

test('--json prints the same as one line', async () => {
  const { stdout } = await runTool([TOOL, url, '--expect-version', version, '--count', '2', '--json']);
  const time = expect.any(Number);
  const latencyMs = { count: 2, min: time, p50: time, p90: time, p95: time, p99: time, max: time };
  expect(JSON.parse(stdout)).toEqual({ ok: true, url, attempts: 1, elapsedMs: time, version, latencyMs });
  expect(stdout.indexOf('\n')).toBe(stdout.length - 1);
});

test('a service of another version does not pass', async () => {
  const { code, stdout, stderr } = await runTool([TOOL, url, '--expect-version', '99.0.0', '--wait', '2s', '--interval', '500ms']);
  const fault = `GET ${url}/openapi.json: the version is ${version}; expected 99.0.0`;
  expect(code).toBe(1);
  expect(stderr).toBe(`waiting: ${fault}\n`);
  expect(stdout.replace(/after .* attempts?/, 'after TIME')).toBe(`${url} doesn't respond as the contract declares after TIME.\n${fault}\n`);
});

test('--json prints the kind, message and place of a failure', async () => {
  const port = await listen(
    createServer((_request, response) => response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }).end('{}')),
  );
  const { code, stdout } = await runTool([TOOL, `http://127.0.0.1:${port}`, '--wait', '0s', '--json']);
  const message = `GET http://127.0.0.1:${port}/api/v1/smoke-test: the body breaks the contract: must have required property 'status'`;
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
    request(url + incoming.url.slice('/petsage'.length), { headers: incoming.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    }).end();
  });
  const base = `http://127.0.0.1:${await listen(proxy)}/petsage`;
  expect((await runTool([TOOL, base, '--expect-version', version])).code).toBe(0);
  expect((await runTool([TOOL, base.replace('/petsage', ''), '--wait', '0s'])).code).toBe(1);
});

test('a certificate that the environment trusts is accepted', async () => {
  const timestamp = () => new Date().toISOString();
  const server = createTlsServer(certificate, (_request, response) =>
    response
      .writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
      .end(JSON.stringify({ status: 'ok', message: 'm', timestamp: timestamp() })),
  );
  const base = `https://localhost:${await listen(server)}`;
  const options = [TOOL, base, '--wait', '0s'];
  expect((await runTool(options, { ...process.env, NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') })).code).toBe(0);
  expect((await runTool(options)).code).toBe(1);
});

test('the bundled program is one file that needs no package', async () => {
  const outfile = join(folder, 'petsage-smoke.cjs');
  await build({
    entryPoints: [join(__dirname, '../..', TOOL)],
    outfile,
    bundle: true,
    conditions: ['@petsage/source'],
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
  });
  const { code, stdout } = await runTool(['--disallow-code-generation-from-strings', outfile, url, '--json']);
  expect({ code, ok: JSON.parse(stdout).ok }).toEqual({ code: 0, ok: true });
});
