import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { bodyParser } from '@koa/bodyparser';
import cors from '@koa/cors';
import etag from '@koa/etag';
import Koa, { type Middleware } from 'koa';
import compress from 'koa-compress';
import conditionalGet from 'koa-conditional-get';
import helmet from 'koa-helmet';
import logger from 'koa-logger';
import mount from 'koa-mount';
import ratelimit from 'koa-ratelimit';
import session from 'koa-session';
import { type Api, type ApiOptions, startApi } from '../../../test/support/api.ts';

/*
 * Middleware around the contract sees and does what it would in any Koa app: the middleware that most apps have, and an app's own.
 */

const LONG = 'purr '.repeat(1000);
const SESSION_KEYS = ['a key of the test'];

const ok = (content: readonly string[], names: readonly string[] = []) => ({
  headers: names.map((name) => ({ name, required: false, explode: false })),
  content,
});
const operation = (operationId: string, responses: Record<string, ReturnType<typeof ok>>, method: 'GET' | 'POST' = 'GET') => ({
  operationId,
  method,
  path: `/${operationId}`,
  security: [],
  load: () => ({
    parameters: [],
    ...(method === 'POST' && { body: { required: true, content: [{ type: 'application/json', kind: 'json' as const }] } }),
    responses,
    validators: { responses: Object.fromEntries(Object.keys(responses).map((status) => [status, { headers: () => true }])) },
  }),
});

const operations = {
  securitySchemes: {},
  list: [
    operation('json', { 200: ok(['application/json'], ['Set-Cookie', 'Cache-Control']) }),
    operation('stream', { 200: ok(['text/plain'], ['Content-Length']) }),
    operation('tagged', { 200: ok(['text/plain'], ['ETag', 'Last-Modified']), 304: ok([]), 412: ok(['application/problem+json']) }),
    operation('failing', { 200: ok(['application/json']) }),
    operation('refusing', { 200: ok(['application/json']), 404: ok(['application/problem+json']) }),
    operation('nothing', { 204: ok([]) }),
    operation('echo', { 200: ok(['application/json']) }, 'POST'),
  ],
};

const handlers = {
  json: () => ({ status: 200, headers: { 'Set-Cookie': ['handler=1'] }, body: { text: LONG } }),
  stream: () => ({ status: 200, headers: { 'Content-Length': LONG.length * 2 }, body: Readable.from([LONG, LONG]) }),
  tagged: () => ({ status: 200, headers: { ETag: '"v1"', 'Last-Modified': 'Sun, 06 Nov 1994 08:49:37 GMT' }, type: 'text/plain', body: Readable.from([LONG]) }),
  failing: () => {
    throw new Error('a reason for the log only');
  },
  refusing: () => {
    throw Object.assign(new Error('no such pet'), { status: 404, expose: true });
  },
  nothing: () => ({ status: 204 }),
  echo: ({ body }: { body: unknown }) => ({ status: 200, body }),
};

interface Sent {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends a request by `node:http`, which changes neither request nor response. Gzip is decoded. */
function send(port: number, { path, method = 'GET', headers = {}, body }: Sent): Promise<Received> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', path, method, headers, agent: false }, (res) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('error', reject);
      res.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const coded = res.headers['content-encoding'] === 'gzip' && bytes.length > 0;
        resolve({ status: res.statusCode ?? 0, headers: res.headers, body: String(coded ? gunzipSync(bytes) : bytes) });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

let api: Api;
afterEach(() => api.close());

async function exchange(before: readonly Middleware[], sent: Sent, options: Partial<ApiOptions> = {}): Promise<Received> {
  api = await startApi({ operations, handlers, before, ...options });
  return send(api.port, sent);
}

const PROBLEM = 'application/problem+json';
const GZIP = { 'Accept-Encoding': 'gzip' };
const json = JSON.stringify({ text: LONG });
const absent = undefined;

const gzip = (): Middleware => compress({ br: false });
const conditional = (): Middleware[] => [conditionalGet() as Middleware, etag() as Middleware];
const limit = (options: object): Middleware => ratelimit({ driver: 'memory', db: new Map(), duration: 60_000, max: 0, ...options });

/** An app's own middleware. */
const after =
  (change: (ctx: Koa.Context) => void): Middleware =>
  async (ctx, next) => {
    await next();
    change(ctx);
  };

const cases: {
  name: string;
  middleware: readonly Middleware[];
  sent: Sent;
  options?: Partial<ApiOptions>;
  status: number;
  headers?: Readonly<Record<string, unknown>>;
  body?: string;
}[] = [
  // koa-compress
  {
    name: 'koa-compress compresses JSON',
    middleware: [gzip()],
    sent: { path: '/json', headers: GZIP },
    status: 200,
    headers: { 'content-encoding': 'gzip', vary: 'Accept-Encoding, Origin', 'x-request-id': expect.any(String) },
    body: json,
  },
  {
    name: 'koa-compress compresses a stream, which has no length then',
    middleware: [gzip()],
    sent: { path: '/stream', headers: GZIP },
    status: 200,
    headers: { 'content-encoding': 'gzip', 'content-length': absent },
    body: LONG + LONG,
  },
  {
    name: 'koa-compress leaves a response as it is if the client accepts no coding',
    middleware: [gzip()],
    sent: { path: '/json', headers: { 'Accept-Encoding': 'identity' } },
    status: 200,
    headers: { 'content-encoding': absent, 'content-length': String(json.length) },
    body: json,
  },
  {
    name: 'koa-compress leaves HEAD without a body',
    middleware: [gzip()],
    sent: { path: '/json', method: 'HEAD', headers: GZIP },
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: '',
  },
  { name: 'koa-compress leaves a 204 without a body', middleware: [gzip()], sent: { path: '/nothing', headers: GZIP }, status: 204, body: '' },
  {
    name: 'koa-compress leaves the 304 of an operation without a body',
    middleware: [gzip()],
    sent: { path: '/tagged', headers: { ...GZIP, 'If-None-Match': '"v1"' } },
    status: 304,
    headers: { etag: '"v1"', 'content-encoding': absent, 'content-length': absent },
    body: '',
  },
  {
    name: 'koa-compress compresses the stream of an operation with an ETag',
    middleware: [gzip()],
    sent: { path: '/tagged', headers: { ...GZIP, 'If-None-Match': '"v0"' } },
    status: 200,
    headers: { etag: expect.stringMatching(/^(?:W\/)?"v1"$/), 'content-encoding': 'gzip', 'last-modified': 'Sun, 06 Nov 1994 08:49:37 GMT' },
    body: LONG,
  },
  // koa-conditional-get with @koa/etag
  {
    name: '@koa/etag tags JSON',
    middleware: conditional(),
    sent: { path: '/json', headers: { 'If-None-Match': '"other"' } },
    status: 200,
    headers: { etag: expect.stringMatching(/^"/) },
    body: json,
  },
  { name: 'koa-conditional-get leaves a HEAD without a body', middleware: conditional(), sent: { path: '/json', method: 'HEAD' }, status: 200, body: '' },
  {
    name: 'koa-conditional-get uses the ETag of the operation',
    middleware: conditional(),
    sent: { path: '/tagged', headers: { 'If-None-Match': 'W/"v1"' } },
    status: 304,
    headers: { etag: '"v1"' },
    body: '',
  },
  // koa-helmet
  ...['/json', '/stream'].map((path) => ({
    name: `koa-helmet sets its headers on ${path}, in place of the default ones`,
    middleware: [helmet()],
    sent: { path },
    status: 200,
    headers: {
      'strict-transport-security': expect.stringMatching(/^max-age=/),
      'content-security-policy': expect.stringContaining("script-src 'self'"),
      'x-content-type-options': 'nosniff',
    },
  })),
  {
    name: 'headers that koa-helmet set before a problem are dropped, and the default ones are there',
    middleware: [helmet()],
    sent: { path: '/json', headers: { Accept: 'text/html' } },
    status: 406,
    headers: { 'content-type': PROBLEM, 'strict-transport-security': absent, 'content-security-policy': "default-src 'none'; frame-ancestors 'none'" },
  },
  // @koa/cors
  {
    name: '@koa/cors with credentials decides alone, whatever the app’s policy',
    middleware: [cors({ credentials: true, origin: 'https://a.example' })],
    sent: { path: '/json', headers: { Origin: 'https://a.example' } },
    status: 200,
    headers: {
      'access-control-allow-origin': 'https://a.example',
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': absent,
      vary: 'Origin',
    },
  },
  {
    name: '@koa/cors keeps its headers on a refusal, each once',
    middleware: [cors({ credentials: true, origin: 'https://a.example' })],
    sent: { path: '/json', headers: { Origin: 'https://a.example', Accept: 'text/html' } },
    status: 406,
    headers: { 'access-control-allow-origin': 'https://a.example', 'access-control-allow-credentials': 'true', vary: 'Origin', 'content-type': PROBLEM },
  },
  {
    name: '@koa/cors sets its headers on a problem that a handler throws',
    middleware: [cors({ credentials: true, origin: 'https://a.example' })],
    sent: { path: '/refusing', headers: { Origin: 'https://a.example' } },
    status: 404,
    headers: { 'access-control-allow-origin': 'https://a.example', 'access-control-allow-credentials': 'true', vary: 'Origin', 'content-type': PROBLEM },
  },
  {
    name: '@koa/cors responds to a preflight itself',
    middleware: [cors({ origin: 'https://a.example' })],
    sent: { path: '/json', method: 'OPTIONS', headers: { Origin: 'https://a.example', 'Access-Control-Request-Method': 'GET' } },
    options: { cors: false },
    status: 204,
    headers: { 'access-control-allow-origin': 'https://a.example', 'access-control-allow-methods': expect.stringContaining('GET') },
  },
  // koa-ratelimit
  {
    name: 'koa-ratelimit sets its headers',
    middleware: [limit({ max: 10 })],
    sent: { path: '/json' },
    status: 200,
    headers: { 'x-ratelimit-limit': '10', 'x-ratelimit-remaining': '9' },
  },
  {
    name: 'koa-ratelimit responds with text of its own',
    middleware: [limit({ errorMessage: 'slow down' })],
    sent: { path: '/json' },
    status: 429,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-request-id': expect.any(String), 'x-content-type-options': 'nosniff' },
    body: 'slow down',
  },
  {
    name: 'koa-ratelimit that throws is a problem, with the headers of the error',
    middleware: [limit({ throw: true, errorMessage: 'slow down' })],
    sent: { path: '/json' },
    status: 429,
    headers: { 'content-type': PROBLEM, 'retry-after': expect.any(String), 'x-ratelimit-limit': '0' },
  },
  // koa-session
  {
    name: 'koa-session sets its cookie beside those of the handler',
    middleware: [
      after((ctx) => {
        (ctx as unknown as { session: { views: number } }).session.views = 1;
      }),
    ],
    sent: { path: '/json' },
    options: { prepare: (app) => Object.assign(app, { keys: SESSION_KEYS }).use(session(app)) },
    status: 200,
    headers: { 'set-cookie': expect.arrayContaining(['handler=1', expect.stringMatching(/^koa\.sess=/), expect.stringMatching(/^koa\.sess\.sig=/)]) },
    body: json,
  },
  // @koa/bodyparser
  {
    name: '@koa/bodyparser before the contract leaves the body to it',
    middleware: [bodyParser() as unknown as Middleware],
    sent: { path: '/echo', method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"a":[1]}' },
    status: 200,
    body: '{"a":[1]}',
  },
  {
    name: 'middleware after the contract’s response reads the parsed body',
    middleware: [after((ctx) => ctx.set('X-Body', JSON.stringify((ctx.request as { body?: unknown }).body)))],
    sent: { path: '/echo', method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"a":[1]}' },
    status: 200,
    headers: { 'x-body': '{"a":[1]}' },
  },
  // An app's own
  {
    name: 'middleware reads status, type, length and headers',
    middleware: [
      after((ctx) => ctx.set('X-Seen', [ctx.status, ctx.res.statusCode, ctx.type, ctx.length, ctx.response.get('Set-Cookie'), typeof ctx.body].join(' '))),
    ],
    sent: { path: '/json' },
    status: 200,
    headers: { 'x-seen': `200 200 application/json ${json.length} handler=1 string` },
  },
  {
    name: 'middleware reads headers from the response of node:http',
    middleware: [after((ctx) => ctx.set('X-Seen', `${ctx.res.getHeader('content-type')} ${ctx.res.hasHeader('etag')}`))],
    sent: { path: '/tagged', method: 'HEAD' },
    status: 200,
    headers: { 'x-seen': 'text/plain; charset=utf-8 true' },
    body: '',
  },
  {
    name: 'middleware sets a cookie and headers',
    middleware: [
      after((ctx) => {
        ctx.cookies.set('mine', '2');
        ctx.append('Link', '<https://a.example>; rel="next"');
      }),
    ],
    sent: { path: '/json' },
    status: 200,
    headers: { 'set-cookie': ['handler=1', 'mine=2; path=/; httponly'], link: '<https://a.example>; rel="next"' },
  },
  {
    name: 'a cookie and a Vary that middleware set before the contract stay beside those of the response',
    middleware: [
      (ctx, next) => {
        ctx.cookies.set('mine', '2');
        ctx.vary('X-Mine');
        return next();
      },
    ],
    sent: { path: '/json' },
    status: 200,
    headers: { 'set-cookie': ['mine=2; path=/; httponly', 'handler=1'], vary: 'X-Mine, Origin' },
  },
  {
    name: 'a Vary that middleware set before a refusal stays',
    middleware: [
      (ctx, next) => {
        ctx.vary('X-Mine');
        return next();
      },
    ],
    sent: { path: '/json', headers: { Accept: 'text/html' } },
    status: 406,
    headers: { vary: 'X-Mine, Origin' },
  },
  {
    name: 'middleware removes a header',
    middleware: [after((ctx) => ctx.remove('Set-Cookie'))],
    sent: { path: '/json' },
    status: 200,
    headers: { 'set-cookie': absent },
  },
  {
    name: 'middleware replaces a stream by an object',
    middleware: [
      after((ctx) => {
        ctx.body = { short: true };
      }),
    ],
    sent: { path: '/stream' },
    status: 200,
    headers: { 'content-length': '14' },
    body: '{"short":true}',
  },
  {
    name: 'middleware replaces status and body',
    middleware: [
      after((ctx) => {
        ctx.status = 202;
        ctx.body = 'later';
      }),
    ],
    sent: { path: '/json' },
    status: 202,
    body: 'later',
  },
  {
    name: 'middleware turns a response into one without a body',
    middleware: [
      after((ctx) => {
        ctx.status = 204;
      }),
    ],
    sent: { path: '/stream' },
    status: 204,
    headers: { 'content-length': absent, 'content-type': absent },
    body: '',
  },
  {
    name: 'middleware maps the error of a handler',
    middleware: [
      async (ctx, next) => {
        try {
          await next();
        } catch {
          ctx.status = 503;
          ctx.body = { down: true };
        }
      },
    ],
    sent: { path: '/failing' },
    status: 503,
    body: '{"down":true}',
  },
  {
    name: 'middleware maps the refusal of a body, which is not passed on',
    middleware: [
      async (ctx, next) => {
        try {
          await next();
        } catch (error) {
          ctx.status = 422;
          ctx.body = { refused: (error as { status: number }).status, parsed: (ctx.request as { body?: unknown }).body ?? null };
        }
      },
    ],
    sent: { path: '/echo', method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '['.repeat(300) + ']'.repeat(300) },
    status: 422,
    body: '{"refused":400,"parsed":null}',
  },
];

test.each(cases)('$name', async ({ middleware, sent, options, status, headers = {}, body }) => {
  const received = await exchange(middleware, sent, options);
  const seen = Object.fromEntries(Object.keys(headers).map((name) => [name, received.headers[name]]));
  expect({ status: received.status, headers: seen, body: body === undefined ? body : received.body }).toEqual({ status, headers, body });
});

test.each(['GET', 'HEAD'])('koa-conditional-get with @koa/etag responds 304 to %s of a client that has the response', async (method) => {
  const { headers } = await exchange(conditional(), { path: '/json' });
  const again = await send(api.port, { path: '/json', method, headers: { 'If-None-Match': String(headers.etag) } });
  expect({ status: again.status, body: again.body, type: again.headers['content-type'] }).toEqual({ status: 304, body: '', type: absent });
});

describe('koa-logger', () => {
  test.each([
    { path: '/json', want: /GET .*\/json.* 200 .*4\.89kb/i },
    { path: '/stream', want: /GET .*\/stream.* 200 .*9\.77kb/i },
    { path: '/nothing', want: /GET .*\/nothing.* 204 / },
    { path: '/refusing', want: /GET .*\/refusing.* 404 / },
    { path: '/json', headers: { Accept: 'text/html' }, want: /xxx GET .*\/json.* 406 / },
  ])('writes $want for $path', async ({ want, ...sent }) => {
    const lines: string[] = [];
    await exchange([logger((line) => void lines.push(line))], sent);
    // The line is written when the response is closed.
    for (let turn = 0; turn < 100 && lines.length < 2; turn++) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(lines.at(-1)).toMatch(want);
  });
});

describe('koa-mount', () => {
  test('mounts the contract in its app', async () => {
    const received = await exchange([], { path: '/api/json' }, { mounted: (contract) => mount('/api', contract) });
    expect({ status: received.status, body: received.body }).toEqual({ status: 200, body: json });
  });

  test('mounts the app in another, which responds to what the app does not', async () => {
    api = await startApi({ operations, handlers });
    const outer = new Koa();
    outer.use(mount('/pets', api.app.toMiddleware()));
    outer.use((ctx) => {
      ctx.body = 'outer';
    });
    const server = outer.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const paths = ['/pets/json', '/pets/none', '/json'];
    const received = await Promise.all(paths.map((path) => send(port, { path })));
    server.close();
    expect(received.map(({ status, body }) => ({ status, body }))).toEqual([
      { status: 200, body: json },
      { status: 200, body: 'outer' },
      { status: 200, body: 'outer' },
    ]);
  });
});

describe('all of them together', () => {
  const all = () => [helmet(), gzip(), cors(), ...conditional(), bodyParser() as unknown as Middleware, limit({ max: 10 })];

  test('a handler that throws is a problem, whose reason only the log gets', async () => {
    const received = await exchange(all(), { path: '/failing', headers: GZIP });
    expect({ status: received.status, type: received.headers['content-type'] }).toEqual({ status: 500, type: PROBLEM });
    expect(received.body).not.toContain('reason for the log');
    expect(api.failures).toEqual([{ error: new Error('a reason for the log only'), operationId: 'failing' }]);
  });

  test.each([
    { sent: { path: '/json', headers: { Accept: 'text/html' } }, status: 406 },
    { sent: { path: '/json', method: 'PUT' }, status: 405 },
    { sent: { path: '/none' }, status: 404 },
    { sent: { path: '/echo', method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: 'a' }, status: 415 },
  ])('a refusal with $status is a problem', async ({ sent, status }) => {
    const received = await exchange(all(), sent);
    expect({ status: received.status, type: received.headers['content-type'] }).toEqual({ status, type: PROBLEM });
  });

  test('a response is compressed, tagged and complete', async () => {
    const { status, headers, body } = await exchange(all(), { path: '/json', headers: { ...GZIP, Origin: 'https://a.example' } });
    expect({ status, body }).toEqual({ status: 200, body: json });
    expect(headers).toMatchObject({
      'content-encoding': 'gzip',
      etag: expect.any(String),
      'access-control-allow-origin': '*',
      'x-ratelimit-remaining': '9',
      'strict-transport-security': expect.any(String),
    });
  });
});
