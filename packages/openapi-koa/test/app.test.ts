import { connect } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Middleware, Next } from 'koa';
import { type Api, startApi } from '../../../test/support/api.ts';
import { raw } from '../../../test/support/raw.ts';
import { until } from '../../../test/support/wait.ts';
import { serveResources } from '../src/server/static-resources.ts';

/** A contract of one operation, made by hand: these tests are about what stands around it. */
const operations = {
  securitySchemes: {},
  list: [
    {
      operationId: 'getThing',
      method: 'GET' as const,
      path: '/thing',
      security: [],
      load: () => ({
        parameters: [],
        responses: {
          200: { headers: [{ name: 'Set-Cookie', required: false, explode: false }], content: ['application/json', 'text/plain'] },
          404: { headers: [], content: [] },
        },
        validators: { responses: { 200: { headers: () => true }, 404: {} } },
      }),
    },
  ],
};

let api: Api | undefined;
afterEach(() => api?.close());

async function serve(options: { handler?: () => unknown; before?: readonly Middleware[]; after?: readonly Middleware[] }): Promise<Api> {
  api = await startApi({
    operations,
    handlers: { getThing: options.handler ?? (() => ({ status: 200, body: { a: 1 } })) },
    before: options.before ?? [],
    after: options.after ?? [],
  });
  return api;
}

async function ask(path = '/thing', method = 'GET', extra = '') {
  const { responses } = await raw({
    port: (api as Api).port,
    send: [`${method} ${path} HTTP/1.1\r\nHost: a\r\n${extra}Connection: close\r\n\r\n`],
    methods: [method],
  });
  expect(responses).toHaveLength(1);
  return responses[0] as NonNullable<(typeof responses)[0]>;
}

describe('middleware around the contract', () => {
  const responseTime: Middleware = async (ctx: Context, next: Next) => {
    await next();
    ctx.set('X-Seen', `${ctx.status} ${ctx.type} ${ctx.length}`);
  };

  test('reads status, type and length of the contract’s response, and adds a field', async () => {
    await serve({ before: [responseTime] });
    expect(await ask()).toMatchObject({
      status: 200,
      headers: { 'x-seen': '200 application/json 7', 'content-type': 'application/json', 'content-length': '7', 'x-content-type-options': 'nosniff' },
      body: '{"a":1}',
    });
  });

  test.each([
    { name: 'nobody', before: [], want: ['a=1', 'b=2'] },
    { name: 'middleware that reads the response', before: [responseTime], want: ['a=1', 'b=2'] },
    {
      name: 'middleware that set a cookie',
      before: [
        async (ctx: Context, next: Next) => {
          ctx.append('Set-Cookie', 'z=0');
          await next();
          ctx.set('X-Seen', ctx.type);
        },
      ],
      want: ['z=0', 'a=1', 'b=2'],
    },
  ])('each cookie has a field of its own, with $name around', async ({ before, want }) => {
    await serve({ before, handler: () => ({ status: 200, headers: { 'Set-Cookie': ['a=1', 'b=2'] }, body: {} }) });
    const response = await fetch(`http://127.0.0.1:${(api as Api).port}/thing`);
    expect(response.headers.getSetCookie()).toEqual(want);
  });

  test('replaces the body', async () => {
    await serve({
      before: [
        async (ctx, next) => {
          await next();
          ctx.body = { wrapped: JSON.parse(ctx.body as string) };
        },
      ],
    });
    expect((await ask()).body).toBe('{"wrapped":{"a":1}}');
  });

  test.each([
    { given: 'Accept-Encoding', want: 'Accept, Accept-Encoding, Origin' },
    { given: 'Origin', want: 'Accept, Origin' },
    { given: '*', want: '*' },
  ])('that says that the response varies by $given leaves what else it varies by', async ({ given, want }) => {
    const vary: Middleware = async (ctx, next) => {
      await next();
      ctx.vary(given);
    };
    await serve({ before: [vary] });
    expect((await ask('/thing', 'GET', 'Origin: https://a.example\r\n')).headers['vary']).toBe(want);
  });

  test('that says so before the contract has responded is heard, too', async () => {
    const vary: Middleware = (ctx, next) => {
      ctx.vary('Accept-Encoding');
      return next();
    };
    await serve({ before: [vary] });
    expect((await ask('/thing', 'GET', 'Origin: https://a.example\r\n')).headers['vary']).toBe('Accept-Encoding, Accept, Origin');
  });

  test('that touches nothing leaves the response as it is', async () => {
    await serve({ before: [(_ctx, next) => next()] });
    const plain = await ask();
    expect(plain).toMatchObject({ status: 200, headers: { 'content-length': '7' }, body: '{"a":1}' });
  });

  test('that responds instead is Koa’s business, with the fields that every response has', async () => {
    await serve({
      before: [
        (ctx) => {
          ctx.status = 418;
          ctx.body = 'tea';
        },
      ],
    });
    expect(await ask()).toMatchObject({
      status: 418,
      headers: { 'content-type': 'text/plain; charset=utf-8', 'x-request-id': expect.any(String), 'x-content-type-options': 'nosniff' },
      body: 'tea',
    });
  });

  test('leaves a 404 without a body that the contract responds with as it is', async () => {
    await serve({ before: [responseTime], handler: () => ({ status: 404 }) });
    expect(await ask()).toMatchObject({ status: 404, headers: { 'x-seen': '404  undefined', 'content-length': '0' }, body: '' });
  });

  test('does not give a response without content a body by the type that it set before', async () => {
    const typed: Middleware = async (ctx, next) => {
      ctx.type = 'application/json';
      await next();
      ctx.set('X-Seen', String(ctx.status));
    };
    await serve({ before: [typed], handler: () => ({ status: 404 }) });
    const { headers, ...rest } = await ask();
    expect({ ...rest, type: headers['content-type'], length: headers['content-length'] }).toEqual({ status: 404, body: '', type: undefined, length: '0' });
  });

  test('gets the paths that the contract does not know', async () => {
    await serve({
      after: [
        (ctx, next) => {
          if (ctx.path !== '/more') return next();
          ctx.body = 'more';
        },
      ],
    });
    expect((await ask('/more')).body).toBe('more');
    expect((await ask('/other')).status).toBe(404);
  });

  test('sends a stream', async () => {
    await serve({
      before: [
        (ctx) => {
          ctx.type = 'text/plain';
          ctx.body = Readable.from(['a', 'b']);
        },
      ],
    });
    expect((await ask()).body).toContain('a');
  });

  test('refuses with an error meant for clients', async () => {
    await serve({ before: [(ctx) => ctx.throw(403, 'not you')] });
    const { status, headers, body } = await ask();
    expect({ status, type: headers['content-type'], body: JSON.parse(body) }).toMatchObject({
      status: 403,
      type: 'application/problem+json',
      body: { type: 'about:blank', title: 'Forbidden', detail: 'not you' },
    });
  });

  test('a page with a header that HTTP does not allow is a 500, and the service lives on', async () => {
    const page = { path: '/page', type: 'text/plain', headers: { 'X-Odd': 'a\nb' }, load: () => Buffer.from('') };
    const { failures } = await serve({ after: [serveResources([page], 1024)] });
    expect((await ask('/page')).status).toBe(500);
    expect((await ask('/page')).status).toBe(500);
    expect(failures).toMatchObject([{ error: { code: 'ERR_INVALID_CHAR' } }, { error: { code: 'ERR_INVALID_CHAR' } }]);
  });

  test('that fails is a 500, whose reason only the log gets', async () => {
    const { failures } = await serve({
      before: [
        () => {
          throw new Error('boom');
        },
      ],
    });
    const { status, body } = await ask();
    expect({ status, boom: body.includes('boom') }).toEqual({ status: 500, boom: false });
    expect(failures).toMatchObject([{ error: { message: 'boom' } }]);
  });

  test('sees the status on the response of Node.js, too', async () => {
    const seen: number[] = [];
    const reads: Middleware = async (ctx: Context, next: Next) => {
      await next();
      seen.push(ctx.res.statusCode);
    };
    await serve({ before: [reads] });
    const sent = [await ask(), await ask('/thing', 'HEAD'), await ask('/thing', 'OPTIONS'), await ask('/nowhere')].map(({ status }) => status);
    expect({ sent, seen }).toEqual({ sent: [200, 200, 204, 404], seen: [200, 200, 204, 404] });
  });

  test('sees a HEAD, whose response has no body', async () => {
    await serve({ before: [responseTime] });
    expect(await ask('/thing', 'HEAD')).toMatchObject({ status: 200, headers: { 'content-length': '7' }, body: '' });
  });

  test('may take the response over', async () => {
    await serve({
      before: [
        (ctx) => {
          ctx.respond = false;
          ctx.res.writeHead(202, { 'Content-Length': '2' }).end('ok');
        },
      ],
    });
    expect(await ask()).toMatchObject({ status: 202, body: 'ok' });
  });
});

describe('a handler', () => {
  test('that responds later is waited for', async () => {
    await serve({
      handler: async () => {
        await sleep(20);
        return { status: 200, body: { late: true } };
      },
    });
    expect((await ask()).body).toBe('{"late":true}');
  });

  test('whose stream breaks ends the connection, and the log has why', async () => {
    const { failures } = await serve({
      handler: () => {
        const stream = new PassThrough();
        stream.write('begun');
        setTimeout(() => stream.destroy(new Error('disk gone')), 20);
        return { status: 200, type: 'text/plain', body: stream };
      },
    });
    const { closed } = await raw({ port: (api as Api).port, send: ['GET /thing HTTP/1.1\r\nHost: a\r\n\r\n'], waitMs: 1000 });
    await sleep(20);
    expect(closed || failures.length > 0).toBe(true);
    expect(failures).toMatchObject([{ error: { message: 'disk gone' } }]);
  });

  test('is told when the client goes away', async () => {
    const aborted = new Promise<boolean>((resolve) => {
      void serve({
        handler: (async (_request: never, { signal }: { signal: AbortSignal }) => {
          signal.addEventListener('abort', () => resolve(true));
          await sleep(5000, undefined, { signal }).catch(() => undefined);
          return { status: 200, body: {} };
        }) as never,
      }).then(({ port }) => raw({ port, send: ['GET /thing HTTP/1.1\r\nHost: a\r\n\r\n'], waitMs: 50 }));
    });
    expect(await aborted).toBe(true);
  });

  test('is told so while it works, though the client only closed its side', async () => {
    const told: string[] = [];
    const { port } = await serve({
      handler: (async (_request: never, { signal }: { signal: AbortSignal }) => {
        signal.addEventListener('abort', () => told.push('aborted'));
        await sleep(8000, undefined, { signal }).catch(() => undefined);
        told.push('done');
        return { status: 200, body: {} };
      }) as never,
    });
    const client = connect(port, '127.0.0.1', () => client.write('GET /thing HTTP/1.1\r\nHost: a\r\n\r\n', () => setTimeout(() => client.destroy(), 50)));
    await until(() => told.length > 1, 6000);
    expect(told).toEqual(['aborted', 'done']);
  });

  test('logs with the request’s id and operation', async () => {
    const { lines } = await serve({
      handler: ((_request: never, { log, requestId }: { log: { info(details: object, message: string): void }; requestId: string }) => {
        log.info({ n: 1 }, `for ${requestId}`);
        return { status: 200, body: {} };
      }) as never,
    });
    await ask('/thing', 'GET', 'X-Request-Id: abc\r\n');
    expect(lines).toEqual([{ level: 'info', requestId: 'abc', operationId: 'getThing', n: 1, message: 'for abc' }]);
  });

  test('a problem names the request by a URN only if its id is a UUID', async () => {
    await serve({});
    const { headers, body } = await ask('/nothing');
    expect(JSON.parse(body).instance).toBe(`urn:uuid:${headers['x-request-id']}`);
    const named = await ask('/nothing', 'GET', 'X-Request-Id: abc\r\n');
    expect(JSON.parse(named.body).instance).toMatch(/\?request=abc$/);
  });

  const noResponses = [undefined, null, 'text', {}, { status: '200' }, { status: 200 }, { status: 200, body: 1n }];
  test.each(noResponses)('that returns %p is a failure', async (response) => {
    const { failures } = await serve({ handler: () => response });
    expect((await ask()).status).toBe(500);
    expect(failures).toMatchObject([{ operationId: 'getThing' }]);
  });
});

describe('slow and broken clients', () => {
  const limits = { headerBytes: 16_384, headersTimeoutMs: 300, requestTimeoutMs: 600, keepAliveTimeoutMs: 5000 };

  test('a header section that does not arrive in time is 408', async () => {
    api = await startApi({ operations, handlers: { getThing: () => ({ status: 200, body: {} }) }, limits });
    const { responses, closed } = await raw({ port: api.port, send: ['GET /thing HTTP/1.1\r\nHost:'], waitMs: 3000 });
    expect(closed).toBe(true);
    expect(responses).toMatchObject([{ status: 408, headers: { 'content-type': 'application/problem+json', connection: 'close' } }]);
  });

  test('a body that does not arrive in time is 408', async () => {
    api = await startApi({ operations, handlers: { getThing: () => ({ status: 200, body: {} }) }, limits });
    const { responses, closed } = await raw({ port: api.port, send: ['GET /thing HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe'], waitMs: 3000 });
    expect(closed).toBe(true);
    expect(responses).toMatchObject([{ status: 408 }]);
  });

  test('a client that goes away in the middle of a body is no failure of the service', async () => {
    const { failures, port } = await serve({});
    await raw({ port, send: ['GET /thing HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe'], waitMs: 100 });
    await sleep(100);
    expect(failures).toEqual([]);
  });

  test('pipelined requests get their responses in order', async () => {
    const { port } = await serve({});
    const one = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
    const { responses } = await raw({ port, send: [one('/thing') + one('/none') + one('/thing')] });
    expect(responses.map((response) => response.status)).toEqual([200, 404, 200]);
  });

  const GOOD = 'GET /thing HTTP/1.1\r\nHost: a\r\n\r\n';
  test.each([
    { name: 'a malformed message', given: `${GOOD}${GOOD}GARB AGE\r\n\r\n`, want: [200, 200, 400] },
    { name: 'a malformed body', given: `${GOOD}GET /thing HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`, want: [200, 400] },
  ])('requests that came in one packet before $name get their responses before it', async ({ given, want }) => {
    await serve({});
    const { responses, closed } = await raw({ port: (api as Api).port, send: [given] });
    expect({ statuses: responses.map(({ status }) => status), closed }).toEqual({ statuses: want, closed: true });
  });

  test('a malformed message waits for a slow response to the request before it', async () => {
    await serve({ handler: () => sleep(100, { status: 200, body: {} }) });
    const { responses } = await raw({ port: (api as Api).port, send: [`${GOOD}GARB AGE\r\n\r\n`] });
    expect(responses.map(({ status }) => status)).toEqual([200, 400]);
  });

  test('a client waits for 100-continue before it sends what will be read', async () => {
    const { port } = await serve({});
    const { responses } = await raw({ port, send: ['GET /thing HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n', 100, 'hi'] });
    expect(responses.map((response) => response.status)).toEqual([100, 200]);
  });

  test('a body that will be refused is not asked for', async () => {
    const { port } = await serve({});
    const { responses, closed } = await raw({
      port,
      send: ['POST /thing HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n'],
      waitMs: 3000,
    });
    expect(responses).toMatchObject([{ status: 405, headers: { connection: 'close' } }]);
    expect(closed).toBe(true);
  });
});
