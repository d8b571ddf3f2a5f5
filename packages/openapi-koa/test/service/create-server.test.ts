import { Agent, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Middleware } from 'koa';
import { compile, compileTestDocument, document } from '../../../../test/support/documents.ts';
import { raw } from '../../../../test/support/raw.ts';
import { until } from '../../../../test/support/wait.ts';
import {
  type ApiServer,
  ContractError,
  createContract,
  createDrainCheck,
  createHttpServer,
  createServer,
  defineProblems,
  type HandlerContext,
  Health,
  Problem,
  type ServerLogger,
  type ServerOptions,
} from '../../src/index.ts';
import { petsHandlers } from '../pets-handlers.ts';

const operations = compileTestDocument('pets.yaml');
let lines: Record<string, unknown>[] = [];
const line = (level: string) => (details: object, message: string) => void lines.push({ level, message, ...details });
const log: ServerLogger = { child: () => log, debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };

let api: ApiServer<never> | undefined;
afterEach(async () => {
  api?.server.closeAllConnections();
  await api?.close();
  api = undefined;
  lines = [];
});

/** Its errors are JSON of its own. */
const ownErrors = document(
  {
    get: {
      operationId: 'op',
      parameters: [
        { name: 'n', in: 'query', schema: { type: 'integer' } },
        { name: 'late', in: 'query', schema: { type: 'integer' } },
      ],
      responses: {
        200: { description: 'd' },
        default: { description: 'd', content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } },
      },
    },
  },
  { schemas: { Error: { type: 'object', properties: { code: { type: 'integer' } } } } },
);

async function create(options: Partial<ServerOptions<never>> = {}): Promise<ApiServer<never>> {
  api = await createServer<never>({ operations, handlers: petsHandlers as never, log, ...options });
  return api;
}
async function listen(options: Partial<ServerOptions<never>> = {}): Promise<{ port: number; url: string }> {
  return (await create(options)).listen({ host: '127.0.0.1' });
}

test('serves the operations of a document with nothing but handlers and a log', async () => {
  const { port, url } = await listen();
  expect(url).toBe(`http://localhost:${port}`);
  const response = await fetch(`http://127.0.0.1:${port}/pets/7`);
  expect([response.status, await response.json()]).toEqual([200, { id: 7, name: 'Minka', species: 'cat' }]);
  expect(lines).toMatchObject([{ level: 'info', message: 'request completed', operationId: 'getPet', route: '/pets/{petId}', status: 200 }]);
});

test('a problem refers to /problems of the listening server', async () => {
  const { port } = await listen();
  expect(await (await fetch(`http://127.0.0.1:${port}/nothing`)).json()).toMatchObject({ type: `http://localhost:${port}/problems#not-found` });
});

test('problems of operations, of the app and of the parser are mapped to the format of the document, and the log says where a mapping is wrong', async () => {
  const mapProblem = ({ status }: { status: number }) => ({ body: { code: status === 501 ? 'x' : status } });
  const errors = compile('errors.json', ownErrors);
  const op = ({ query }: { query: { late?: number } }) => {
    if (query.late !== undefined) throw new Problem(501, { detail: 'd' });
    return { status: 200 };
  };
  const { port } = await listen({ operations: errors, handlers: { op } as never, mapProblem: mapProblem as never, errorSchema: 'Error' });
  const statusOf = async (request: string) => {
    const { responses } = await raw({ port, send: [`${request} HTTP/1.1\r\nHost: a\r\n\r\n`], waitMs: 50, responseMs: 2000 });
    const [{ status, body, headers } = { status: 0, body: '{}', headers: {} }] = responses;
    return [status, headers['content-type'], JSON.parse(body).code];
  };
  expect(await statusOf('GET /t?n=x')).toEqual([400, 'application/json', 400]);
  expect(await statusOf('GET /nothing')).toEqual([404, 'application/json', 404]);
  expect(await statusOf('GET')).toEqual([400, 'application/json', 400]);
  lines = [];
  expect(await statusOf('BREW /t')).toEqual([500, 'application/problem+json', undefined]);
  expect(await statusOf('GET /t?late=1')).toEqual([500, 'application/problem+json', undefined]);
  expect(lines.filter(({ level }) => level === 'error')).toMatchObject([
    {
      message: 'what mapProblem returned breaks the contract',
      requestId: expect.any(String),
      operationId: undefined,
      status: 501,
      pointer: '/code',
      reason: 'must be integer',
    },
    {
      message: 'what mapProblem returned breaks the contract',
      requestId: expect.any(String),
      operationId: 'op',
      status: 501,
      pointer: '/code',
      reason: 'must be integer',
    },
  ]);
});

test('the page of problem types is served where problems refer to, with the own ones', async () => {
  const problems = defineProblems({ 'no-such-pet': { status: 404, title: 'There is no such pet', remedy: 'List the pets.' } });
  const page = await (await create({ problems })).request('/problems');
  const text = await page.text();
  expect([page.status, text.includes('id="not-found"'), text.includes('id="no-such-pet"')]).toEqual([200, true, true]);
});

test.each([
  { name: 'the problem base names another page', options: { problemBase: 'https://api.example/problems' }, want: 404 },
  {
    name: 'there is one',
    options: { pages: [{ path: '/problems', type: 'text/plain', load: () => Buffer.from('own') }] },
    want: 200,
  },
])('no page of problem types is added where $name', async ({ options, want }) => {
  const page = await (await create(options)).request('/problems');
  expect([page.status, (await page.text()).includes('id="not-found"')]).toEqual([want, false]);
});

const problemBase = 'https://api.example/problems';
const html = { path: '/start', type: 'text/html; charset=utf-8', load: () => Buffer.from('<p>') };
const ownIcon = { path: '/favicon.svg', type: 'image/svg+xml', load: () => Buffer.from('own') };
test.each<{ name: string; options: Partial<ServerOptions<never>>; want: RegExp | undefined }>([
  { name: 'the page of problem types', options: {}, want: /^<svg / },
  { name: 'an HTML page of its own', options: { problemBase, pages: [html] }, want: /^<svg / },
  { name: 'an icon of its own', options: { pages: [html, ownIcon] }, want: /^own$/ },
  { name: 'no HTML page', options: { problemBase, pages: [{ path: '/hello', type: 'text/plain', load: () => Buffer.from('hello') }] }, want: undefined },
  { name: 'no pages', options: { problemBase }, want: undefined },
])('a server with $name has an icon for its HTML pages only', async ({ options, want }) => {
  const server = await create(options);
  const icon = await server.request('/favicon.svg');
  const text = await icon.text();
  if (want === undefined) expect(icon.status).toBe(404);
  else expect([icon.status, icon.headers.get('content-type'), text]).toEqual([200, 'image/svg+xml', expect.stringMatching(want)]);
});

test('the icon is the image that the page of problem types shows', async () => {
  const page = await (await create()).request('/problems');
  expect(await page.text()).toMatch(/<link rel="icon"[^>]* href="favicon\.svg">[\s\S]*<img src="favicon\.svg" /);
});

const invalid: { name: string; options: object; want: string }[] = [
  { name: 'an unknown limit', options: { limits: { bodyLimit: 1 } }, want: 'limits.bodyLimit is unknown; allowed are bodyLimitBytes, bodyMemoryBytes, ' },
  { name: 'a limit that is negative', options: { limits: { bodyLimitBytes: -1 } }, want: 'limits.bodyLimitBytes must be a whole number from 1; got -1.' },
  { name: 'a limit that is a string', options: { limits: { bodyLimitBytes: '5mb' } }, want: 'limits.bodyLimitBytes must be a whole number from 1; got "5mb".' },
  { name: 'no room for requests', options: { limits: { pipelinedRequests: 0 } }, want: 'limits.pipelinedRequests must be a whole number from 1; got 0.' },
  { name: 'no room for a violation', options: { limits: { problemBytes: 100 } }, want: 'limits.problemBytes must be a whole number from 8192; got 100.' },
  {
    name: 'a limit that is no number',
    options: { limits: { handlerTimeoutMs: Number.NaN } },
    want: 'limits.handlerTimeoutMs must be a whole number from 0; got NaN.',
  },
  { name: 'no log', options: { log: undefined }, want: "log must be a logger such as Pino's; missing methods: child, debug, info, warn, error." },
  {
    name: 'an access log without methods',
    options: { accessLogger: { info() {} } },
    want: "accessLogger must be a logger such as Pino's; missing methods: debug.",
  },
];
test.each(invalid)('$name stops the start with what is allowed', async ({ options, want }) => {
  await expect(create(options as never)).rejects.toThrow(want);
});

test('the parts check their limits, too', async () => {
  expect(() => createHttpServer(() => undefined, { problemBase: () => '', limits: { connections: 0 } })).toThrow(
    new TypeError('limits.connections must be a whole number from 1; got 0.'),
  );
  const contract = createContract({ operations, handlers: petsHandlers as never, log, problemBase: () => '', bodyLimitBytes: 1.5 });
  await expect(contract).rejects.toThrow(new TypeError('bodyLimitBytes must be a whole number from 1; got 1.5.'));
});

test('the problem base is given once, for the app, the contract and the server', async () => {
  const { port } = await listen({ problemBase: 'https://api.example/problems' });
  const { responses } = await raw({
    port,
    send: ['GET /nothing HTTP/1.1\r\nHost: a\r\n\r\nGET /pets?limit=0 HTTP/1.1\r\nHost: a\r\n\r\nBREW / HTTP/1.1\r\nHost: a\r\n\r\n'],
  });
  expect(responses.map(({ body }) => (JSON.parse(body) as { type: string }).type)).toEqual([
    'https://api.example/problems#not-found',
    'https://api.example/problems#invalid-request',
    'https://api.example/problems#not-implemented',
  ]);
  expect(lines.filter(({ message }) => message === 'refused')).toMatchObject([{ status: 501, code: 'not-implemented', clientAddress: '127.0.0.1' }]);
});

test('limits are given once, for the body as for the connection', async () => {
  const { port } = await listen({ limits: { bodyLimitBytes: 20, headerBytes: 2000 } });
  const body = JSON.stringify({ name: 'a'.repeat(30), species: 'cat' });
  const tooLarge = await fetch(`http://127.0.0.1:${port}/pets`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  const tooLong = await fetch(`http://127.0.0.1:${port}/pets`, { headers: { 'X-Long': 'a'.repeat(3000) } });
  expect([tooLarge.status, tooLong.status]).toEqual([413, 431]);
});

test('a failure is a line of the log', async () => {
  const server = await create();
  expect([(await server.request('/pets/500')).status, (await server.request('/pets/501')).status]).toEqual([500, 500]);
  expect(lines.filter(({ level }) => level === 'error')).toMatchObject([
    { message: 'failed', operationId: 'getPet', err: { message: 'boom: a secret of the service' } },
    { message: 'the response breaks the contract', operationId: 'getPet', status: 200, pointer: '/name' },
  ]);
});

test('lines have the trace id of the client: those of requests, failures, refusals and handlers', async () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01` };
  const bound: object[] = [];
  const child = (bindings: object) => {
    bound.push(bindings);
    return log;
  };
  const getPet = (request: { params: { petId: number } }, context: HandlerContext) => {
    context.log.debug({}, 'handling');
    return petsHandlers.getPet(request as never);
  };
  const { port } = await listen({ log: { ...log, child }, handlers: { ...petsHandlers, getPet } as never });
  const url = `http://127.0.0.1:${port}`;
  for (const path of ['/pets/7', '/pets/500', '/pets/501', '/nope']) await fetch(url + path, { headers });
  await raw({ port, send: [`GET / HTTP/1.1\r\nHost: a\r\nExpect: x\r\nTraceparent: ${headers.traceparent}\r\n\r\n`] });
  expect(bound).toMatchObject([{ traceId }, { traceId }, { traceId }]);
  const messages = [
    'request completed',
    'failed',
    'request completed',
    'the response breaks the contract',
    'request completed',
    'request completed',
    'refused',
  ];
  expect(lines.filter(({ message }) => message !== 'handling').map(({ message, traceId: found }) => [message, found])).toEqual(
    messages.map((message) => [message, traceId]),
  );
  lines = [];
  await fetch(`${url}/pets/7`, { headers: { traceparent: 'invalid' } });
  expect(lines.at(-1)).toMatchObject({ message: 'request completed', traceId: undefined });
});

test('middleware stands before the contract, pages are served beside it', async () => {
  const stamp: Middleware = async (ctx, next) => {
    await next();
    ctx.set('X-Stamp', String(ctx.status));
  };
  const server = await create({ middleware: [stamp], pages: [{ path: '/hello', type: 'text/plain', load: () => Buffer.from('hello') }] });
  const responses = [await server.request('/pets'), await server.request('/hello')];
  expect(responses.map(({ headers }) => headers.get('X-Stamp'))).toEqual(['200', '200']);
  expect(await responses[1]?.text()).toBe('hello');
});

test.each([
  { name: 'without middleware', middleware: undefined, want: true },
  { name: 'not with middleware, which may listen to the request', middleware: [((_, next) => next()) as Middleware], want: false },
])('requests without a body count as read $name', async ({ middleware, want }) => {
  const { server, request } = await create(middleware && { middleware });
  let isRead: boolean | undefined;
  server.prependListener('request', (req) => {
    isRead = req.readableEnded;
  });
  await request('/pets');
  expect(isRead).toBe(want);
});

test('a missing handler stops the start', async () => {
  const { getPet: _, ...lacking } = petsHandlers;
  await expect(create({ handlers: lacking as never })).rejects.toThrow(ContractError);
});

test('listening on a port in use rejects', async () => {
  const { port } = await listen();
  const second = await createServer<never>({ operations, handlers: petsHandlers as never, log });
  await expect(second.listen({ port, host: '127.0.0.1' })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('close drains: health checks are unavailable, and a request in work gets its response', async () => {
  const health = new Health();
  const document = compile(
    'drain.json',
    JSON.stringify({
      openapi: '3.0.3',
      info: { title: 'T', version: '1' },
      paths: Object.fromEntries(
        ['health', 'slow'].map((operationId) => [
          `/${operationId}`,
          {
            get: {
              operationId,
              responses: {
                200: { description: 'd', content: { 'application/json': {} } },
                503: { description: 'd', headers: { 'Retry-After': { schema: { type: 'integer' } } }, content: { 'application/problem+json': {} } },
              },
            },
          },
        ]),
      ),
    }),
  );
  let finish: () => void = () => undefined;
  const slow = () => new Promise((resolve) => (finish = () => resolve({ status: 200, body: 'done' })));
  const { port } = await listen({
    operations: document,
    handlers: { health: () => ({ status: 200, body: 'ok' }), slow } as never,
    availabilityChecks: { health: createDrainCheck(health, 200) } as never,
    health,
    drainMs: 200,
  });
  const origin = `http://127.0.0.1:${port}`;
  const inWork = fetch(`${origin}/slow`);
  expect((await fetch(`${origin}/health`)).status).toBe(200);
  const server = api as ApiServer<never>;
  const closed = server.close();
  expect(server.close()).toBe(closed);
  const draining = await fetch(`${origin}/health`);
  expect([draining.status, draining.headers.get('connection')]).toEqual([503, 'close']);
  setTimeout(() => finish(), 250);
  expect(await (await inWork).json()).toBe('done');
  await closed;
  const refused = await new Promise((resolve) => connect(port, '127.0.0.1').on('error', (error: NodeJS.ErrnoException) => resolve(error.code)));
  expect(refused).toBe('ECONNREFUSED');
});

test('a connection that opens shortly before the listener closes is kept until then, one that was open before is not', async () => {
  const { port } = await listen({ drainMs: 600 });
  const { server, close } = api as ApiServer<never>;
  const call = async (agent: Agent) => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get({ port, host: '127.0.0.1', path: '/pets/7', agent }, resolve).on('error', reject);
    });
    for await (const _ of response);
    const { statusCode, headers } = response;
    return `${statusCode} ${headers.connection}`;
  };
  const [early, late] = [1, 2].map(() => new Agent({ keepAlive: true, maxSockets: 1 })) as [Agent, Agent];
  expect(await call(early)).toBe('200 keep-alive');
  let connections = 0;
  server.on('connection', () => connections++);
  const closed = close();
  const seen: string[] = [];
  while (seen.at(-1) !== '200 keep-alive') seen.push(await call(late));
  const before = seen.length - 1;
  expect(seen).toEqual([...new Array(before).fill('200 close'), '200 keep-alive']);
  expect(before).toBeGreaterThan(0);
  expect(await call(early)).toBe('200 close');
  expect(await call(late)).toBe('200 keep-alive');
  await until(() => !server.listening);
  expect(await call(late)).toBe('200 close');
  // Each of the late ones has its own until one is kept; the early one had its own already.
  expect(connections).toBe(seen.length);
  await closed;
});
