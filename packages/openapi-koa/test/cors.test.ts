import { Readable } from 'node:stream';
import type { Middleware } from 'koa';
import { type Api, PROBLEM_BASE, startApi } from '../../../test/support/api.ts';
import { raw } from '../../../test/support/raw.ts';
import { ContractApp, type CorsOptions, createHttpServer, serveResources } from '../src/index.ts';

const operation = (operationId: string) => ({
  operationId,
  method: 'GET' as const,
  path: `/${operationId}`,
  security: [],
  load: () => ({
    parameters: [{ name: 'X-Trace', in: 'header' as const, required: false, style: 'simple' as const, explode: false }],
    responses: { 200: { headers: [{ name: 'X-Total', required: false, explode: false }], content: ['application/json'] } },
    validators: { responses: { 200: { headers: () => true } } },
  }),
});
const operations = { securitySchemes: {}, list: [operation('thing'), operation('stream'), operation('failing')] };
const handlers = {
  thing: () => ({ status: 200, headers: { 'X-Total': 1 }, body: {} }),
  stream: () => ({ status: 200, body: Readable.from(['{', '}']) }),
  failing: () => {
    throw new Error('a reason for the log only');
  },
};
const page = serveResources([{ path: '/page', type: 'text/plain', load: () => Buffer.from('page') }], 2048);
/** Touches what the contract responds with, so that Koa makes the response of it. */
const touch: Middleware = async (ctx, next) => {
  await next();
  ctx.set('X-Seen', String(ctx.status));
};

/** Everything that the layer writes, by who makes the response. */
const responses: { name: string; given: string; touched?: boolean }[] = [
  { name: 'of an operation', given: 'GET /thing' },
  { name: 'of an operation with a stream', given: 'GET /stream' },
  { name: 'to HEAD', given: 'HEAD /thing' },
  { name: 'of an operation that fails', given: 'GET /failing' },
  { name: 'that middleware touched', given: 'GET /thing', touched: true },
  { name: 'of a page', given: 'GET /page' },
  { name: 'of an unknown path', given: 'GET /nothing' },
  { name: 'to another method', given: 'DELETE /thing' },
  { name: 'to another method of a page', given: 'DELETE /page' },
  { name: 'to OPTIONS', given: 'OPTIONS /thing' },
  { name: 'to a malformed target', given: 'GET /thing#x' },
];
/** Those that are made before there is a request, or when its headers are known. */
const early: typeof responses = [{ name: 'to another expectation', given: 'GET /thing HTTP/1.1\r\nExpect: tea' }];

const HERE = 'https://app.example';
const ELSEWHERE = 'https://other.example';

let api: Api | undefined;
afterEach(async () => {
  await api?.close();
  api = undefined;
});

async function serve(cors: CorsOptions | false | undefined, before: readonly Middleware[] = []): Promise<Api> {
  api = await startApi({ operations, handlers, before, after: [page], ...(cors === undefined ? undefined : { cors }) });
  return api;
}

/** The headers of a response that are of the CORS protocol, and Vary. */
async function corsOf(given: string, origin: string | undefined, ...fields: string[]): Promise<Record<string, string>> {
  const line = given.includes('HTTP/1.') ? given : `${given} HTTP/1.1`;
  const head = [line, 'Host: a', 'Connection: close', ...(origin === undefined ? [] : [`Origin: ${origin}`]), ...fields, '', ''].join('\r\n');
  const { responses: received } = await raw({ port: (api as Api).port, send: [head], methods: [given.split(' ')[0] as string] });
  expect(received).toHaveLength(1);
  const { headers = {} } = received[0] ?? {};
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-') || name === 'vary'));
}

const preflight = (method: string, ...fields: string[]) => [`Access-Control-Request-Method: ${method}`, ...fields];

describe('without the option, pages of every origin may read', () => {
  test.each([...responses, ...early])('the response $name', async ({ given, touched }) => {
    await serve(undefined, touched ? [touch] : []);
    expect(await corsOf(given, HERE)).toMatchObject({ 'access-control-allow-origin': '*', 'access-control-expose-headers': '*' });
    expect(await corsOf(given, undefined)).not.toHaveProperty('access-control-allow-origin');
  });

  test('what Node’s parser refuses', async () => {
    await serve(undefined);
    expect(await corsOf('GET /thing HTTP/1.1\r\nA b: c', HERE)).toMatchObject({ 'access-control-allow-origin': '*' });
    expect(await corsOf('CONNECT a:80', HERE)).toMatchObject({ 'access-control-allow-origin': '*' });
  });

  test('unless middleware says who may', async () => {
    const own: Middleware = (ctx, next) => {
      ctx.set({ 'Access-Control-Allow-Origin': HERE, 'Access-Control-Allow-Credentials': 'true', Vary: 'Origin' });
      return next();
    };
    await serve(undefined, [own]);
    for (const given of ['GET /thing', 'GET /page', 'GET /nothing', 'GET /failing'])
      expect(await corsOf(given, HERE)).toEqual({
        'access-control-allow-origin': HERE,
        'access-control-allow-credentials': 'true',
        vary: expect.stringMatching(/^Origin(?:, Origin)?$/),
      });
  });
});

describe('without CORS, no page of another origin may read', () => {
  test.each([...responses, ...early])('the response $name', async ({ given, touched }) => {
    await serve(false, touched ? [touch] : []);
    expect(await corsOf(given, HERE)).toEqual({});
  });

  test('what Node’s parser refuses', async () => {
    await serve(false);
    expect(await corsOf('GET /thing HTTP/1.1\r\nA b: c', HERE)).toEqual({});
    expect(await corsOf('CONNECT a:80', HERE)).toEqual({});
  });

  test.each(['/thing', '/page'])('and a preflight of %s is an OPTIONS like any other', async (path) => {
    await serve(false);
    expect(await corsOf(`OPTIONS ${path}`, HERE, ...preflight('GET'))).toEqual({});
  });

  test.each(['/thing', '/page', '/nothing', '/failing'])('unless middleware says who may, whose headers stay: %s', async (path) => {
    const own: Middleware = (ctx, next) => {
      ctx.set({ 'Access-Control-Allow-Origin': HERE, 'Access-Control-Expose-Headers': 'X-Total', Vary: 'Origin' });
      return next();
    };
    await serve(false, [own]);
    expect(await corsOf(`GET ${path}`, HERE)).toEqual({ 'access-control-allow-origin': HERE, 'access-control-expose-headers': 'X-Total', vary: 'Origin' });
  });
});

describe('of named origins, pages may read', () => {
  const named: { name: string; cors: CorsOptions }[] = [
    { name: 'in a list', cors: { origins: ['https://app.example', 'http://localhost:5173', 'capacitor://localhost'] } },
    { name: 'by a function', cors: { origins: (origin) => origin.endsWith('//app.example') } },
  ];
  for (const { name, cors } of named) {
    test.each([...responses, ...early])(`${name}: the response $name`, async ({ given, touched }) => {
      await serve(cors, touched ? [touch] : []);
      const vary = expect.stringMatching(/^Origin$/);
      expect(await corsOf(given, HERE)).toEqual({ 'access-control-allow-origin': HERE, 'access-control-expose-headers': '*', vary });
      expect(await corsOf(given, ELSEWHERE)).toEqual({ vary });
      expect(await corsOf(given, undefined)).toEqual({ vary });
      expect(await corsOf(given, 'null')).toEqual({ vary });
    });

    test(`${name}: what is refused with a request that can be read, and nothing else`, async () => {
      await serve(cors);
      expect(await corsOf('CONNECT a:80', HERE)).toEqual({ 'access-control-allow-origin': HERE, 'access-control-expose-headers': '*', vary: 'Origin' });
      expect(await corsOf('GET /thing HTTP/1.1\r\nA b: c', HERE)).toEqual({ vary: 'Origin' });
    });

    test.each(['/thing', '/page'])(`${name}: preflights of %s`, async (path) => {
      await serve(cors);
      expect(await corsOf(`OPTIONS ${path}`, HERE, ...preflight('GET', 'Access-Control-Request-Headers: x-any'))).toEqual({
        'access-control-allow-origin': HERE,
        'access-control-expose-headers': '*',
        'access-control-allow-methods': 'GET, HEAD, OPTIONS',
        'access-control-allow-headers': `*, Authorization, Content-Type, X-Request-Id${path === '/thing' ? ', X-Trace' : ''}`,
        'access-control-max-age': '7200',
        vary: 'Origin',
      });
      expect(await corsOf(`OPTIONS ${path}`, ELSEWHERE, ...preflight('GET'))).toEqual({ vary: 'Origin' });
    });
  }

  test('of one origin only, to the letter', async () => {
    await serve({ origins: [HERE] });
    for (const origin of ['https://app.example:8443', 'http://app.example', 'https://app.example.evil.test', 'https://app.example, https://app.example', ''])
      expect(await corsOf('GET /thing', origin)).not.toHaveProperty('access-control-allow-origin');
  });

  test('unless the function returns anything but true, or fails', async () => {
    const fail = () => {
      throw new Error('the list of origins is not there');
    };
    for (const admits of [() => Promise.resolve(true), () => 'yes', () => undefined, fail]) {
      await serve({ origins: admits as unknown as (origin: string) => boolean });
      expect(await corsOf('GET /thing', HERE)).toEqual({ vary: 'Origin' });
      await (api as Api).close();
    }
  });
});

describe('with credentials', () => {
  test('a response names its headers, as a wildcard would be a name', async () => {
    await serve({ origins: [HERE], credentials: true }, [touch]);
    for (const given of ['GET /thing', 'GET /page', 'GET /nothing']) {
      const headers = await corsOf(given, HERE);
      expect(headers).toMatchObject({
        'access-control-allow-origin': HERE,
        'access-control-allow-credentials': 'true',
        vary: expect.stringContaining('Origin'),
      });
      expect(headers['access-control-expose-headers']?.toLowerCase().split(', ')).toEqual(expect.arrayContaining(['x-request-id', 'content-type']));
      expect(headers['access-control-expose-headers']).not.toMatch(/\*|set-cookie/i);
    }
    expect((await corsOf('GET /thing', HERE))['access-control-expose-headers']).toMatch(/x-total/i);
    expect(await corsOf('GET /thing', ELSEWHERE)).not.toHaveProperty('access-control-allow-credentials');
  });

  test('a preflight names the headers that were asked for', async () => {
    await serve({ origins: [HERE], credentials: true, maxAgeS: 60 });
    expect(await corsOf('OPTIONS /thing', HERE, ...preflight('GET', 'Access-Control-Request-Headers: x-any, content-type, a b'))).toMatchObject({
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': 'x-any, content-type, Authorization, X-Request-Id, X-Trace',
      'access-control-max-age': '60',
    });
  });
});

test('the headers that pages may read can be named', async () => {
  await serve({ origins: '*', exposeHeaders: ['X-Total'] });
  expect(await corsOf('GET /thing', HERE)).toMatchObject({ 'access-control-allow-origin': '*', 'access-control-expose-headers': 'X-Total' });
  await (api as Api).close();
  await serve({ origins: '*', exposeHeaders: [] });
  expect(await corsOf('GET /thing', HERE)).not.toHaveProperty('access-control-expose-headers');
});

const wrong: { name: string; cors: CorsOptions; want: string }[] = [
  {
    name: 'credentials for every origin',
    cors: { origins: '*', credentials: true },
    want: 'cors.credentials must not be true where cors.origins is "*": name the origins.',
  },
  ...['https://app.example/', 'https://App.example', 'app.example', '*', 'https://app.example:443', 'https://app.example:99999', 'https://*.example', ''].map(
    (origin) => ({
      name: `the origin ${JSON.stringify(origin)}`,
      cors: { origins: [origin] },
      want: `cors.origins must be origins such as "https://app.example", in lower case and without a path; got ${JSON.stringify(origin)}.`,
    }),
  ),
  { name: 'a time that is not whole', cors: { origins: '*', maxAgeS: 0.5 }, want: 'cors.maxAgeS must be a whole number of seconds from 0; got 0.5.' },
  { name: 'what is not the name of a header', cors: { origins: '*', exposeHeaders: ['a b'] }, want: 'cors.exposeHeaders must be names of headers; got "a b".' },
];
test.each(wrong)('$name stops the start', ({ cors, want }) => {
  const options = { problemBase: () => PROBLEM_BASE, cors };
  expect(() => new ContractApp({ ...options, bodyLimitBytes: 1 })).toThrow(new TypeError(want));
  expect(() => createHttpServer(() => undefined, options)).toThrow(new TypeError(want));
});

test('a server whose listener is not the app’s own is told by its own option', async () => {
  const server = createHttpServer(() => undefined, { problemBase: () => PROBLEM_BASE, cors: false });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { responses: received } = await raw({
    port: (server.address() as { port: number }).port,
    send: ['CONNECT a:80 HTTP/1.1\r\nOrigin: https://a.example\r\n\r\n'],
    waitMs: 1000,
  });
  await new Promise((resolve) => server.close(resolve));
  expect(received[0]?.headers).not.toHaveProperty('access-control-allow-origin');
});
