import { PassThrough } from 'node:stream';
import type { Middleware } from 'koa';
import { type Api, startApi } from '../../../test/support/api.ts';
import { compile, document } from '../../../test/support/documents.ts';
import { raw } from '../../../test/support/raw.ts';
import { Problem } from '../src/index.ts';

/** What no client may see. */
const SECRET = 'SECRET';
const problem = { description: 'd', content: { 'application/problem+json': {} } };
const operations = compile(
  'failures.json',
  document(
    {
      get: {
        operationId: 'find',
        responses: {
          200: {
            description: 'd',
            content: { 'application/json': { schema: { type: 'object', properties: { at: { type: 'string', pattern: `^${SECRET}$` } } } } },
          },
          409: { ...problem, headers: { 'X-Reason': { schema: { type: 'string' } } } },
        },
      },
      post: { operationId: 'guarded', security: [{ key: [] }], responses: { 200: { description: 'd', content: { 'application/json': {} } } } },
    },
    { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
  ),
);

let api: Api;
let handler: () => unknown = () => undefined;
let guard: () => unknown = () => undefined;
let around: Middleware = (_ctx, next) => next();
const seen: unknown[] = [];

beforeAll(async () => {
  api = await startApi({
    operations,
    handlers: { find: () => handler(), guarded: () => handler() },
    securityHandlers: { key: () => guard() },
    before: [(ctx, next) => around(ctx, next)],
  });
});
afterAll(() => api.close());
beforeEach(() => {
  api.failures.length = 0;
  seen.length = 0;
});

/** As pages about Koa write it: the status and the message of whatever was thrown. */
const textbook: Middleware = async (ctx, next) => {
  try {
    await next();
  } catch (error) {
    seen.push(error);
    const { status, message } = error as { status?: number; message: string };
    ctx.status = status ?? 500;
    ctx.body = { error: message };
  }
};
const exposed = (status: number, more: object = {}) => Object.assign(new Error(SECRET), { status, expose: true, ...more });
const thrown = (error: unknown) => () => {
  throw error;
};

const rows: { name: string; given: () => unknown; guarded?: true; reason?: unknown }[] = [
  { name: 'a body against its schema', given: () => ({ status: 200, body: { at: 'bad' } }), reason: { pointer: '/at', responseStatus: 200 } },
  { name: 'an undeclared status', given: () => ({ status: 418 }) },
  { name: 'an undeclared header', given: () => ({ status: 200, headers: { [SECRET]: '1' }, body: {} }) },
  { name: 'an undeclared media type', given: () => ({ status: 200, type: `text/${SECRET}`, body: '' }) },
  { name: 'no response at all', given: () => undefined },
  { name: 'a stream of JSON with a schema', given: () => ({ status: 200, body: new PassThrough() }) },
  { name: 'a handler that throws', given: thrown(new Error(SECRET)), reason: { message: SECRET } },
  { name: 'a handler that throws no error', given: thrown({ status: 404, message: SECRET }), reason: { message: SECRET } },
  { name: 'a handler that rejects', given: () => Promise.reject(new Error(SECRET)), reason: { message: SECRET } },
  { name: 'an error with a status that is not declared', given: thrown(exposed(404)), reason: { responseStatus: 404 } },
  {
    name: 'an error with a header that is not declared',
    given: thrown(exposed(409, { headers: { 'X-Other': SECRET } })),
    reason: { pointer: 'header x-other' },
  },
  { name: 'an error with a status that is not for clients', given: thrown(exposed(409, { expose: false })), reason: { message: SECRET } },
  { name: 'an error with a status of success', given: thrown(exposed(200)), reason: { message: SECRET } },
  { name: 'an error of the file system', given: thrown(Object.assign(new Error(SECRET), { code: 'ENOENT', path: SECRET })), reason: { code: 'ENOENT' } },
  { name: 'a problem that is not declared', given: thrown(new Problem(404, { detail: SECRET })), reason: { responseStatus: 404 } },
  { name: 'a security handler that throws an error with a status', given: thrown(exposed(404)), guarded: true, reason: { message: SECRET } },
];

describe.each([
  { place: 'nothing', given: ((_ctx, next) => next()) as Middleware },
  { place: 'the error handler that is usual for Koa', given: textbook },
])('with $place around', ({ place, given: middleware }) => {
  test.each(rows)('$name is a 500 that gives nothing away, and the log has the reason once', async ({ given, guarded = false, reason = {} }) => {
    around = middleware;
    if (guarded) guard = given;
    else handler = given;
    const { responses } = await raw({ port: api.port, send: [`${guarded ? 'POST' : 'GET'} /t HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Key: k\r\n\r\n`] });
    expect(responses.map(({ status }) => status)).toEqual([500]);
    expect(JSON.stringify(responses)).not.toContain(SECRET);
    expect(api.failures).toMatchObject([{ operationId: guarded ? 'guarded' : 'find', error: reason }]);
    expect(seen).toHaveLength(place === 'nothing' ? 0 : 1);
  });

  test('a problem of the layer’s own has its status', async () => {
    around = middleware;
    const { responses } = await raw({ port: api.port, send: ['DELETE /t HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'] });
    expect(responses.map(({ status }) => status)).toEqual([405]);
    expect(api.failures).toEqual([]);
  });
});

test('an error that its thrower means for clients is sent where the document declares its status and headers', async () => {
  around = (_ctx, next) => next();
  handler = thrown(Object.assign(new Error('Taken.'), { status: 409, expose: true, headers: { 'X-Reason': 'name' } }));
  const { responses } = await raw({ port: api.port, send: ['GET /t HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'] });
  const [{ status = 0, headers = {}, body = '{}' } = {}] = responses;
  expect({ status, reason: headers['x-reason'], body: JSON.parse(body) }).toMatchObject({
    status: 409,
    reason: 'name',
    body: { type: 'about:blank', title: 'Conflict', status: 409, detail: 'Taken.' },
  });
  expect(api.failures).toEqual([]);
});

test('middleware that throws another error in place of an operation’s has both in the log', async () => {
  around = async (_ctx, next) => {
    try {
      await next();
    } catch {
      throw new Error('around');
    }
  };
  handler = thrown(new Error('within'));
  const { responses } = await raw({ port: api.port, send: ['GET /t HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'] });
  expect(responses.map(({ status }) => status)).toEqual([500]);
  expect(api.failures.map(({ error }) => (error as Error).message)).toEqual(['within', 'around']);
});

test('the status of an earlier response leaves no word in the status line of a failure', async () => {
  around = async (ctx, next) => {
    ctx.status = 202;
    await next();
    throw new Error('around');
  };
  handler = () => ({ status: 200, body: {} });
  const response = await fetch(`http://127.0.0.1:${api.port}/t`);
  expect([response.status, response.statusText]).toEqual([500, 'Internal Server Error']);
});
