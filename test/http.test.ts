import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { petsHandlers } from '../packages/openapi-koa/test/pets-handlers.ts';
import { createApp } from '../src/app.ts';
import { createLog } from '../src/ops/log.ts';
import { bytes, type HttpRow, petsRows, smokeTestRows } from './http-table.ts';
import { type Api, startApi } from './support/api.ts';
import { compile, compileTestDocument } from './support/documents.ts';
import { parseResponses, raw } from './support/raw.ts';

const BASE = 'https://api.example';
let pets: Api;
let petsage: { port: number; close(): Promise<void> };

beforeAll(async () => {
  pets = await startApi({ operations: compileTestDocument('pets.yaml'), handlers: petsHandlers });
  const app = await createApp({
    config: { bodyLimitBytes: 2048, drainMs: 5000, publicUrl: BASE },
    clock: () => new Date(),
    log: createLog('silent'),
  });
  petsage = {
    port: (await app.listen({ host: '127.0.0.1' })).port,
    close: () =>
      new Promise((resolve) => {
        app.server.close(() => resolve());
        app.server.closeAllConnections();
      }),
  };
});

afterAll(() => Promise.all([pets.close(), petsage.close()]));

async function check(row: HttpRow): Promise<void> {
  const { want } = row;
  const { port } = row.api === 'pets' ? pets : petsage;
  const { responses, closed } = await raw({
    port,
    send: [bytes(row)],
    methods: [row.given.split(' ')[0] as string],
    waitMs: want.closed === true ? 3000 : 120,
    responseMs: 5000,
  });
  const response = responses.find(({ status }) => status >= 200);
  expect(response).toBeDefined();
  const { status, headers, body } = response as NonNullable<typeof response>;
  expect({ status, body }).toEqual({ status: want.status, body: expect.anything() });
  for (const [name, value] of Object.entries(want.headers ?? {})) {
    if (value === null) expect(headers).not.toHaveProperty(name);
    else if (typeof value === 'string') expect({ [name]: headers[name] }).toEqual({ [name]: value });
    else expect(headers[name]).toMatch(value);
  }
  // The document says so of the smoke test, and what no operation declares is of the very request.
  if (row.api !== 'pets' && status >= 400) expect(headers['cache-control']).toBe('no-store');
  expect(headers).toMatchObject({ 'x-request-id': expect.stringMatching(/^[\w.~-]{1,128}$/), 'x-content-type-options': 'nosniff', date: expect.any(String) });
  if (want.body !== undefined) {
    if (typeof want.body === 'string') expect(body).toBe(want.body);
    else expect(body).toMatch(want.body);
  }
  if (want.problem !== undefined || want.violations !== undefined) {
    const problem = JSON.parse(body);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(problem).toMatchObject({ title: expect.any(String), status: want.status, detail: expect.any(String), instance: expect.stringMatching(/^urn:/) });
    if (want.problem !== undefined) expect(problem.type).toBe(`${row.api === 'pets' ? 'https://api.example/problems' : `${BASE}/problems`}#${want.problem}`);
    if (want.violations !== undefined) {
      const found = problem.violations.map((violation: Record<string, string>) =>
        [violation['in'], violation['name'], violation['pointer'], violation['keyword']].filter((part) => part !== undefined).join(' '),
      );
      expect(found.sort()).toEqual([...want.violations].sort());
    }
  }
  if (want.closed !== undefined) expect(closed).toBe(want.closed);
}

describe('the smoke test’s service', () => {
  test.each(smokeTestRows)('$name', check);
});

describe('an API with parameters and bodies', () => {
  test.each(petsRows)('$name', check);
});

test('what breaks the contract is logged with operationId, pointer and reason', async () => {
  pets.failures.length = 0;
  for (const id of [501, 502, 503, 504, 505]) await raw({ port: pets.port, send: [`GET /pets/${id} HTTP/1.0\r\n\r\n`] });
  expect(
    pets.failures.map(({ error, operationId }) => ({
      operationId,
      pointer: (error as { pointer: string }).pointer,
      reason: (error as { reason: string }).reason,
    })),
  ).toEqual([
    { operationId: 'getPet', pointer: '/name', reason: 'must be string' },
    { operationId: 'getPet', pointer: '', reason: 'must NOT have unevaluated properties: password' },
    { operationId: 'getPet', pointer: '', reason: 'has an undeclared status; declared: 200, 404' },
    { operationId: 'getPet', pointer: '', reason: 'has the media type text/html; declared: application/json' },
    { operationId: 'getPet', pointer: 'header X-Secret', reason: 'is not declared' },
  ]);
});

test('successes and problems have CORS headers for pages, and Vary', async () => {
  const ask = async (given: string) => (await raw({ port: petsage.port, send: [given] })).responses[0]?.headers;
  const origin = 'Host: a\r\nOrigin: https://a.example\r\nConnection: close\r\n\r\n';
  expect(await ask(`GET /api/v1/smoke-test HTTP/1.1\r\n${origin}`)).toMatchObject({ 'access-control-allow-origin': '*', 'access-control-expose-headers': '*' });
  expect(await ask(`GET /nothing HTTP/1.1\r\n${origin}`)).toMatchObject({ 'access-control-allow-origin': '*', 'cache-control': 'no-store' });
  expect(await ask(`GET /problems HTTP/1.1\r\n${origin}`)).toMatchObject({ 'access-control-allow-origin': '*', vary: 'Origin' });
  expect(await ask('GET /problems HTTP/1.0\r\n\r\n')).toMatchObject({ vary: 'Origin' });
});

test('a page is sent again only when it has changed', async () => {
  const url = `http://127.0.0.1:${petsage.port}/openapi.json`;
  const first = await fetch(url);
  const etag = first.headers.get('etag') as string;
  expect([first.status, (await first.text()).length > 0, etag]).toEqual([200, true, expect.stringMatching(/^"[\w-]{27}"$/)]);
  for (const method of ['GET', 'HEAD']) {
    const again = await fetch(url, { method, headers: { 'If-None-Match': `"other", ${etag}` } });
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
  }
  expect((await fetch(url, { headers: { 'If-None-Match': '"other"' } })).status).toBe(200);
});

test('a page’s path with a trailing slash leads to the page, by a relative address', async () => {
  const response = await fetch(`http://127.0.0.1:${petsage.port}/docs/`, { redirect: 'manual' });
  expect([response.status, response.headers.get('location')]).toEqual([302, '../docs']);
});

test('a prefix stands before every path of the document', async () => {
  const api = await startApi({ operations: compileTestDocument('pets.yaml'), handlers: petsHandlers, prefix: '/v2' });
  const ask = async (path: string) => (await fetch(`http://127.0.0.1:${api.port}${path}`)).status;
  expect([await ask('/v2/pets/7'), await ask('/v2/pets'), await ask('/pets/7'), await ask('/v2')]).toEqual([200, 200, 404, 404]);
  await api.close();
});

test('an operationId may be any name', async () => {
  const operation = (operationId: string) => ({ get: { operationId, responses: { 204: { description: 'd' } } } });
  const names = ['meta/root', '../up', 'a b', 'naïve', 'constructor', 'then'];
  const text = JSON.stringify({
    openapi: '3.0.3',
    info: { title: 'T', version: '1' },
    paths: Object.fromEntries(names.map((name, index) => [`/${index}`, operation(name)])),
  });
  const api = await startApi({ operations: compile('names.json', text), handlers: Object.fromEntries(names.map((name) => [name, () => ({ status: 204 })])) });
  for (const index of names.keys()) expect((await fetch(`http://127.0.0.1:${api.port}/${index}`)).status).toBe(204);
  await api.close();
});

describe('a body by its bytes', () => {
  const send = (body: Buffer, extra = '') =>
    raw({
      port: pets.port,
      send: [`POST /pets HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${extra}Content-Length: ${body.length}\r\nConnection: close\r\n\r\n`, body],
    });
  const json = '{"name":"Minka ☃","species":"cat"}';
  const cases = [
    { name: 'UTF-8 is what it says', given: Buffer.from(json), want: 201, body: '"Minka ☃"' },
    { name: 'a byte order mark is ignored', given: Buffer.from(`\ufeff${json}`), want: 201, body: '"Minka ☃"' },
    {
      name: 'a stray byte is refused',
      given: Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff]), Buffer.from('","species":"cat"}')]),
      want: 400,
      body: 'must be valid JSON in UTF-8',
    },
    { name: 'gzip is undone', given: gzipSync(json), extra: 'Content-Encoding: GZIP\r\n', want: 201, body: '"Minka ☃"' },
    {
      name: 'a gzip that ends early is refused',
      given: gzipSync(json).subarray(0, 20),
      extra: 'Content-Encoding: gzip\r\n',
      want: 400,
      body: 'must match its Content-Encoding',
    },
    {
      name: 'a gzip that grows beyond the limit is refused',
      given: gzipSync(Buffer.alloc(5_000_000, 32)),
      extra: 'Content-Encoding: gzip\r\n',
      want: 413,
      body: 'larger than 2048 bytes',
    },
  ];
  test.each(cases)('$name', async ({ given, extra = '', want, body }) => {
    const { responses } = await send(given, extra);
    expect(responses).toMatchObject([{ status: want, body: expect.stringContaining(body) }]);
  });

  test('a client that reads only after it has sent far too much still learns why it was refused', async () => {
    const socket = connect(pets.port, '127.0.0.1').pause();
    const chunks: Buffer[] = [];
    const failed: Error[] = [];
    socket.on('error', (error) => failed.push(error));
    socket.write('POST /pets HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 6000000\r\n\r\n');
    for (let sent = 0; sent < 6_000_000; sent += 100_000) {
      if (!socket.write(Buffer.alloc(100_000, 97))) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
    }
    socket.on('data', (chunk) => chunks.push(chunk)).resume();
    await once(socket, 'close');
    expect(failed).toEqual([]);
    expect(parseResponses(Buffer.concat(chunks), [])).toMatchObject([{ status: 413, headers: { connection: 'close' } }]);
  });
});

const MIB = 1024 * 1024;

test('a body that breaks the contract in thousands of places is told of a hundred', async () => {
  const api = await startApi({ operations: compileTestDocument('pets.yaml'), handlers: petsHandlers, bodyLimitBytes: MIB });
  const response = await fetch(`http://127.0.0.1:${api.port}/pets`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'a', species: 'cat', friends: new Array(20_000).fill({}) }),
  });
  await api.close();
  const { detail, violations } = (await response.json()) as { detail: string; violations: object[] };
  expect(detail).toBe('The request breaks the contract in at least 100 places; violations has the first 100.');
  expect(violations).toHaveLength(100);
  expect(violations[99]).toEqual({ in: 'body', pointer: '/friends/49', keyword: 'required', message: "must have required property 'species'" });
});

const early = [
  { name: 'too large a header section', given: `POST / HTTP/1.1\nHost: a\nX: ${'x'.repeat(20_000)}\nContent-Length: ${MIB}\n\n`, want: 431 },
  { name: 'two lengths', given: `POST / HTTP/1.1\nHost: a\nContent-Length: ${MIB}\nContent-Length: 1\n\n`, want: 400 },
  { name: 'another expectation', given: `POST / HTTP/1.1\nHost: a\nExpect: tea\nContent-Length: ${MIB}\n\n`, want: 417 },
  { name: 'CONNECT', given: 'CONNECT a:80 HTTP/1.1\nHost: a\n\n', want: 405 },
  { name: 'too large a body for a redirect', given: `GET /docs/ HTTP/1.1\nHost: a\nContent-Length: ${5 * MIB}\n\n`, want: 413 },
  { name: 'too large a body for OPTIONS', given: `OPTIONS /problems HTTP/1.1\nHost: a\nContent-Length: ${5 * MIB}\n\n`, want: 204 },
  { name: 'too large a body for HEAD', given: `HEAD /problems HTTP/1.1\nHost: a\nContent-Length: ${5 * MIB}\n\n`, want: 413 },
];
test.each(early)('a client that listens only after it has sent everything hears of $name', async ({ given, want }) => {
  const socket = connect(petsage.port, '127.0.0.1');
  const failures: string[] = [];
  socket.on('error', (error) => failures.push(String(error)));
  socket.write(given.replaceAll('\n', '\r\n'));
  for (let piece = 0; piece < 16; piece++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    socket.write(Buffer.alloc(MIB / 16));
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  await once(socket, 'end');
  socket.destroy();
  expect(parseResponses(Buffer.concat(chunks), [given.split(' ')[0] as string]).map(({ status }) => status)).toEqual([want]);
  expect(failures).toEqual([]);
});
