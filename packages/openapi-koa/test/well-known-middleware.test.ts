import { Readable } from 'node:stream';
import etag from '@koa/etag';
import type { Middleware } from 'koa';
import compress from 'koa-compress';
// @ts-expect-error the package has no types
import conditionalGet from 'koa-conditional-get';
import helmet from 'koa-helmet';
import { type Api, startApi } from '../../../test/support/api.ts';
import { raw } from '../../../test/support/raw.ts';

const LONG = 'purr '.repeat(1000);

const operation = (operationId: string, content: readonly string[]) => ({
  operationId,
  method: 'GET' as const,
  path: `/${operationId}`,
  security: [],
  load: () => ({ parameters: [], responses: { 200: { headers: [], content } }, validators: { responses: { 200: {} } } }),
});

const operations = {
  securitySchemes: {},
  list: [operation('json', ['application/json']), operation('stream', ['text/plain']), operation('failing', ['application/json'])],
};

const handlers = {
  json: () => ({ status: 200, body: { text: LONG } }),
  stream: () => ({ status: 200, body: Readable.from([LONG, LONG]) }),
  failing: () => {
    throw new Error('a reason for the log only');
  },
};

let api: Api;
afterEach(() => api.close());

async function ask(middleware: readonly Middleware[], path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  api = await startApi({ operations, handlers, before: middleware });
  return fetch(`http://127.0.0.1:${api.port}${path}`, { headers });
}

const gzip = (): Middleware => compress({ br: false });

describe('koa-compress', () => {
  test.each([
    { path: '/json', want: JSON.stringify({ text: LONG }) },
    { path: '/stream', want: LONG + LONG },
  ])('compresses the answer of $path', async ({ path, want }) => {
    const answer = await ask([gzip()], path, { 'Accept-Encoding': 'gzip' });
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(answer.headers.get('vary')).toContain('Accept-Encoding');
    expect(answer.headers.get('x-request-id')).not.toBeNull();
    expect(await answer.text()).toBe(want);
  });

  test('leaves an answer as it is for a client that wants no coding', async () => {
    const answer = await ask([gzip()], '/json', { 'Accept-Encoding': 'identity' });
    expect(answer.headers.get('content-encoding')).toBeNull();
    expect(await answer.json()).toEqual({ text: LONG });
  });
});

describe('koa-conditional-get with @koa/etag', () => {
  const middleware = () => [conditionalGet() as Middleware, etag() as Middleware];

  test('answers 304 to whoever has the answer already', async () => {
    const first = await ask(middleware(), '/json');
    const tag = first.headers.get('etag');
    expect(tag).toMatch(/^"/);
    await first.text();
    // Not by fetch, which says no-cache beside a condition of one's own.
    const { answers } = await raw({ port: api.port, send: [`GET /json HTTP/1.1\r\nHost: a\r\nIf-None-Match: ${tag}\r\nConnection: close\r\n\r\n`] });
    expect(answers).toMatchObject([{ status: 304, body: '' }]);
  });

  test('answers 200 to whoever has another', async () => {
    expect((await ask(middleware(), '/json', { 'If-None-Match': '"other"' })).status).toBe(200);
  });
});

describe('koa-helmet', () => {
  test.each([{ path: '/json' }, { path: '/stream' }])('adds its fields to the answer of $path', async ({ path }) => {
    const answer = await ask([helmet()], path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('strict-transport-security')).toMatch(/^max-age=/);
    await answer.text();
  });
});

describe('all of them together', () => {
  const all = () => [helmet() as Middleware, gzip(), conditionalGet() as Middleware, etag() as Middleware];

  test('a handler that throws is a problem, whose reason only the log gets', async () => {
    const answer = await ask(all(), '/failing', { 'Accept-Encoding': 'gzip' });
    expect(answer.status).toBe(500);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.text()).not.toContain('reason for the log');
    expect(api.failures).toEqual([{ error: new Error('a reason for the log only'), operationId: 'failing' }]);
  });

  test('a refusal of the contract is a problem', async () => {
    const answer = await ask(all(), '/json', { Accept: 'text/html' });
    expect({ status: answer.status, type: answer.headers.get('content-type') }).toEqual({ status: 406, type: 'application/problem+json' });
    await answer.text();
  });
});
