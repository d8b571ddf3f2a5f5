import { createReadStream, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Middleware } from 'koa';
import compress from 'koa-compress';
import { type Api, startApi } from '../../../test/support/api.ts';
import { compile, document } from '../../../test/support/documents.ts';
import { raw } from '../../../test/support/raw.ts';
import { until } from '../../../test/support/wait.ts';

const operations = compile(
  'response-streams.json',
  document({
    get: {
      operationId: 'download',
      responses: {
        200: {
          description: 'd',
          headers: { 'Content-Length': { schema: { type: 'integer' } }, 'Content-Encoding': { schema: { type: 'string' } } },
          content: { 'application/octet-stream': {}, 'text/event-stream': {} },
        },
        204: { description: 'd', headers: { 'Content-Length': { schema: { type: 'integer' } } } },
        205: { description: 'd', content: { 'application/octet-stream': {} } },
        304: { description: 'd', headers: { 'Content-Length': { schema: { type: 'integer' } } } },
      },
    },
    put: { operationId: 'empty', responses: { 200: { description: 'd', headers: { 'Content-Length': { schema: { type: 'integer' } } } } } },
  }),
);

let api: Api;
let respond: () => unknown = () => undefined;
let around: Middleware = (_ctx, next) => next();
let folder: string;
const crashes: unknown[] = [];
const onCrash = (error: unknown) => void crashes.push(error);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'response-streams-'));
  writeFileSync(join(folder, 'large'), Buffer.alloc(4_000_000, 'x'));
  api = await startApi({
    operations,
    handlers: { download: () => respond(), empty: () => respond() },
    before: [(ctx, next) => around(ctx, next)],
  });
  process.on('uncaughtException', onCrash);
});
afterAll(async () => {
  process.off('uncaughtException', onCrash);
  await api.close();
  await rm(folder, { recursive: true });
});
afterEach(() => {
  around = (_ctx, next) => next();
  api.failures.length = 0;
  expect(crashes.splice(0)).toEqual([]);
});

const OCTETS = 'application/octet-stream';
const octets = (body: unknown, headers: Record<string, unknown> = {}) => ({ status: 200, type: OCTETS, body, headers });
const missing = () => createReadStream(join(folder, 'missing'));
const request = (method = 'GET', version = '1.1') => `${method} /t HTTP/${version}\r\nHost: a\r\n\r\n`;
/** The connection ends with its response. */
const last = (method = 'GET') => `${method} /t HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;
const later = (act: (stream: PassThrough) => void, ms = 30) => {
  const stream = new PassThrough();
  setTimeout(() => act(stream), ms);
  return stream;
};
async function consumed(): Promise<Readable> {
  const stream = Readable.from(['abc']);
  for await (const _ of stream);
  return stream;
}
/** Whatever came before the first byte is a response of its own: nothing was sent yet. */
const unsent: { name: string; given: () => unknown; methods?: readonly string[]; want?: RegExp }[] = [
  { name: 'a file that does not exist', given: () => octets(missing()), want: /ENOENT/ },
  { name: 'a stream that failed before it was returned', given: () => octets(new PassThrough().destroy(new Error('early'))), want: /early/ },
  { name: 'a stream that fails before its first byte', given: () => octets(later((stream) => stream.destroy(new Error('late')))), want: /late/ },
  { name: 'a stream that was destroyed before it was returned', given: () => octets(new PassThrough().destroy()), want: /closed before its end/ },
  { name: 'a stream that is destroyed before its first byte', given: () => octets(later((stream) => stream.destroy())), want: /closed before its end/ },
  { name: 'a stream that was read before it was returned', given: async () => octets(await consumed()), want: /read to its end/ },
  {
    name: 'a stream that ends before its declared length begins',
    given: () => octets(Readable.from([]), { 'Content-Length': 10 }),
    methods: ['GET'],
    want: /after 0 bytes/,
  },
  {
    name: 'a stream that is longer than its declared length from the start',
    given: () => octets(Readable.from(['abcdef']), { 'Content-Length': 5 }),
    methods: ['GET'],
    want: /longer/,
  },
  {
    name: 'a stream that goes on after its declared length',
    given: () =>
      octets(
        later((stream) => {
          stream.write('12345');
          setTimeout(() => stream.end('HTTP/1.1 200 OK\r\n\r\n'), 50);
        }),
        { 'Content-Length': 5 },
      ),
    methods: ['GET'],
    want: /longer/,
  },
  { name: 'a stream of objects', given: () => octets(Readable.from([{ a: 1 }])), want: /yielded object/ },
  { name: 'a stream with a header that is not declared', given: () => octets(missing(), { 'X-Odd': 'a' }) },
  { name: 'a stream whose length is declared in words', given: () => octets(Readable.from(['abc']), { 'Content-Length': 'three' }) },
  { name: 'a stream under an undeclared status', given: () => ({ ...octets(missing()), status: 201 }) },
  { name: 'a stream under an undeclared media type', given: () => ({ ...octets(missing()), type: 'image/png' }) },
  { name: 'a stream with a header that belongs to the connection', given: () => octets(missing(), { 'Transfer-Encoding': 'gzip' }) },
  {
    name: 'a stream that fails with an error that has a status',
    given: () => octets(new PassThrough().destroy(Object.assign(new Error('early'), { status: 404, expose: true }))),
  },
];
const arounds: { name: string; around: Middleware }[] = [
  { name: 'nothing around', around: (_ctx, next) => next() },
  {
    name: 'middleware that looks at the response',
    around: async (ctx, next) => {
      await next();
      ctx.set('X-Seen', ctx.type);
    },
  },
];

describe.each(arounds)('with $name', ({ around: given }) => {
  beforeEach(() => {
    around = given;
  });

  describe.each(unsent)('$name', ({ given: make, methods = ['GET', 'HEAD'], want }) => {
    test.each(methods)('is a 500 for %s, with a line in the log, and the connection goes on', async (method) => {
      let first = true;
      respond = () => {
        if (!first) return octets(Buffer.from('next'));
        first = false;
        return make();
      };
      const { responses } = await raw({ port: api.port, send: [request(method) + last()], methods: [method, 'GET'] });
      expect(responses.map(({ status }) => status)).toEqual([500, 200]);
      expect(responses[1]?.body).toBe('next');
      expect(responses[0]?.headers).toMatchObject({ 'content-type': 'application/problem+json' });
      expect(responses[0]?.body).not.toMatch(/ENOENT|early|late/);
      expect(api.failures).toMatchObject([{ operationId: 'download' }]);
      if (want !== undefined) expect(api.failures).toMatchObject([{ error: { message: expect.stringMatching(want) } }]);
    });
  });

  const cut: { name: string; given: () => unknown; want: string | RegExp; version?: string; log: RegExp }[] = [
    {
      name: 'fails after its first bytes',
      given: () => octets(later((stream) => stream.write('abc', () => stream.destroy(new Error('disk gone'))))),
      want: '3\r\nabc\r\n',
      log: /disk gone/,
    },
    {
      name: 'is destroyed after its first bytes',
      given: () => octets(later((stream) => stream.write('abc', () => stream.destroy()))),
      want: '3\r\nabc\r\n',
      log: /closed before its end/,
    },
    {
      name: 'is shorter than its declared length',
      given: () => octets(Readable.from(['abc']), { 'Content-Length': 10 }),
      want: 'abc',
      log: /ended after 3 bytes/,
    },
    {
      name: 'is longer than its declared length after some bytes',
      given: () =>
        octets(
          later((stream) => {
            stream.write('abc');
            setTimeout(() => stream.end('HTTP/1.1 200 OK\r\n\r\n'), 30);
          }),
          { 'Content-Length': 5 },
        ),
      want: 'abc',
      log: /longer/,
    },
    {
      name: 'yields something else than bytes after its first bytes',
      given: () => octets(Readable.from(['abc', { a: 1 }])),
      want: '3\r\nabc\r\n',
      log: /yielded object/,
    },
  ];
  test.each(cut)('a stream that $name ends the connection after what it gave, and the log has why', async ({ given: make, want, log }) => {
    let calls = 0;
    respond = () => (calls++ === 0 ? make() : octets(Buffer.from('next')));
    const { bytes, closed } = await exchange(request() + request());
    expect({ body: bytes.slice(bytes.indexOf('\r\n\r\n') + 4), closed }).toEqual({ body: want, closed: true });
    expect(api.failures).toMatchObject([{ operationId: 'download', error: { message: expect.stringMatching(log) } }]);
  });

  test('a stream of a declared length is sent with it, and the connection goes on', async () => {
    respond = () => octets(Readable.from(['ab', 'c']), { 'Content-Length': 3 });
    const { responses } = await raw({ port: api.port, send: [request() + request('HEAD') + last()], methods: ['GET', 'HEAD', 'GET'] });
    expect(responses.map(({ status, body, headers }) => [status, body, headers['content-length'], headers['transfer-encoding']])).toEqual([
      [200, 'abc', '3', undefined],
      [200, '', '3', undefined],
      [200, 'abc', '3', undefined],
    ]);
    expect(api.failures).toEqual([]);
  });

  test.each(['GET', 'HEAD'])('a client that leaves before the handler returned a stream is not logged, and the file is closed: %s', async (method) => {
    let returned = false;
    respond = async () => {
      await sleep(100);
      returned = true;
      return octets(createReadStream(join(folder, 'large')));
    };
    await raw({ port: api.port, send: [request(method)], waitMs: 30 });
    await until(() => returned && openFiles() === 0);
    expect(api.failures).toEqual([]);
  });

  test('a client that leaves in the middle of a stream is not logged, and the file is closed', async () => {
    respond = () => octets(createReadStream(join(folder, 'large')));
    for (let client = 0; client < 5; client++) {
      const { bytes } = await exchange(request(), (received) => received.length > 100_000);
      expect(bytes.length).toBeGreaterThan(100_000);
    }
    await until(() => openFiles() === 0);
    expect(api.failures).toEqual([]);
  });

  const dropped: { name: string; given: () => unknown; method?: string; status: number }[] = [
    { name: 'of a HEAD', given: () => octets(createReadStream(join(folder, 'large'))), method: 'HEAD', status: 200 },
    { name: 'under a status without a body', given: () => ({ ...octets(createReadStream(join(folder, 'large'))), headers: {}, status: 205 }), status: 205 },
    { name: 'of a file that does not exist, under a status without a body', given: () => ({ ...octets(missing()), headers: {}, status: 205 }), status: 205 },
    { name: 'of a refused response', given: () => octets(createReadStream(join(folder, 'large')), { 'X-Odd': 1 }), status: 500 },
  ];
  test.each(dropped)('the stream $name gives its file back', async ({ given: make, method = 'GET', status }) => {
    respond = make;
    const { responses } = await raw({ port: api.port, send: [last(method)], methods: [method] });
    expect(responses.map((each) => each.status)).toEqual([status]);
    await until(() => openFiles() === 0);
  });

  test('a stream of many chunks arrives whole behind a response that is not ready', async () => {
    let calls = 0;
    respond = async () => {
      if (calls++ > 0) return octets(createReadStream(join(folder, 'large')), { 'Content-Length': 4_000_000 });
      await sleep(50);
      return octets(Buffer.from('first'));
    };
    const { responses } = await raw({ port: api.port, send: [request() + last()] });
    expect(responses.map(({ body }) => body.length)).toEqual([5, 4_000_000]);
  });

  test('a stream that breaks behind a response that is not ready leaves that one whole', async () => {
    let calls = 0;
    respond = async () => {
      if (calls++ > 0) return octets(later((stream) => stream.write('abc', () => stream.destroy(new Error('disk gone'))), 0));
      await sleep(80);
      return octets(Buffer.from('first'));
    };
    const { bytes, closed } = await exchange(request() + request());
    expect({ first: bytes.includes('first'), end: bytes.endsWith('3\r\nabc\r\n'), closed }).toEqual({ first: true, end: true, closed: true });
    expect(api.failures).toMatchObject([{ error: { message: 'disk gone' } }]);
  });
});

test('a stream without a length that breaks for a client of HTTP/1.0 resets the connection, as nothing else shows that it is incomplete', async () => {
  respond = () => octets(later((stream) => stream.write('abc', () => setTimeout(() => stream.destroy(new Error('disk gone')), 30))));
  const { bytes, reset } = await exchange(request('GET', '1.0'));
  expect({ end: bytes.endsWith('abc'), reset }).toEqual({ end: true, reset: true });
});

test('a paused stream is sent', async () => {
  respond = () => octets(Readable.from(['abc']).pause());
  expect((await raw({ port: api.port, send: [last()] })).responses[0]?.body).toContain('abc');
});

test('the header section of a stream of events is sent before its first event', async () => {
  respond = () => ({ status: 200, type: 'text/event-stream', body: later((stream) => stream.end('data: 1\n\n'), 300) });
  let seenAfter = 0;
  const { bytes } = await exchange(request(), (received) => {
    seenAfter ||= received.length;
    return received.includes('data: 1');
  });
  expect(bytes.slice(0, seenAfter)).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\n$/);
});

test('a stream that fails below middleware that compresses it is noticed', async () => {
  around = compress({ threshold: 0, br: false, zstd: false }) as never;
  respond = () => ({ status: 200, type: 'text/event-stream', body: later((stream) => stream.destroy(new Error('disk gone'))) });
  const { responses, closed } = await raw({ port: api.port, send: ['GET /t HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n'] });
  expect(responses[0]?.status === 500 || closed).toBe(true);
  expect(api.failures).toMatchObject([{ operationId: 'download', error: { message: 'disk gone' } }]);
});

describe('below middleware that compresses', () => {
  const gzipped = (count = 1) => 'GET /t HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n'.repeat(count);
  const events = (body: Readable) => ({ status: 200, type: 'text/event-stream', body });
  beforeEach(() => {
    around = compress({ threshold: 0, br: false, zstd: false }) as never;
  });

  test.each([
    { name: 'failed before it was returned', given: () => new PassThrough().destroy(new Error('early')), want: /early/ },
    { name: 'was destroyed before it was returned', given: () => new PassThrough().destroy(), want: /closed before its end/ },
    { name: 'is destroyed before its first byte', given: () => later((stream) => stream.destroy()), want: /closed before its end/ },
    { name: 'is destroyed after its first bytes', given: () => later((stream) => stream.write('abc', () => stream.destroy())), want: /closed before its end/ },
    { name: 'was read before it was returned', given: consumed, want: /read to its end/ },
    {
      name: 'fails with an error that has a status',
      given: () => later((stream) => stream.destroy(Object.assign(new Error('secret'), { status: 404, expose: true }))),
      want: /secret/,
    },
  ])('a stream that $name leaves no client waiting, and the log has why', async ({ given, want }) => {
    respond = () => {
      const stream = given();
      return stream instanceof Promise ? stream.then(events) : events(stream);
    };
    const { bytes, closed } = await exchange(gzipped(), (received) => received.includes('internal-error'));
    expect({ is500: bytes.startsWith('HTTP/1.1 500 '), exposed: bytes.includes('secret') }).toEqual({ is500: !closed, exposed: false });
    expect(api.failures).toMatchObject([{ operationId: 'download', error: { message: expect.stringMatching(want) } }]);
  });

  test('clients that leave are not logged, and the files of all their requests are closed', async () => {
    let returned = 0;
    respond = () => {
      returned++;
      return events(createReadStream(join(folder, 'large')));
    };
    for (let client = 0; client < 5; client++) await exchange(gzipped(3), () => true);
    await until(() => returned === 15 && openFiles() === 0);
    expect(api.failures).toEqual([]);
  });

  test('a stream that further middleware replaces by a text is no failure', async () => {
    around = async (ctx, next) => {
      await next();
      ctx.body = 'instead';
    };
    respond = () => octets(createReadStream(join(folder, 'large')));
    expect((await raw({ port: api.port, send: [last()] })).responses[0]?.body).toBe('instead');
    await until(() => openFiles() === 0);
    expect(api.failures).toEqual([]);
  });
});

const bodies: Record<string, () => unknown> = {
  'a Blob': () => new Blob(['abc']),
  'a ReadableStream': () => new Blob(['abc']).stream(),
  'a Response': () => new Response('abc'),
  'an object': () => 'abc',
};
test.each(Object.keys(bodies))('middleware may respond with %s', async (name) => {
  around = (ctx) => {
    ctx.body = bodies[name]?.();
  };
  expect(await (await fetch(`http://127.0.0.1:${api.port}/other`)).text()).toBe('abc');
});

test('middleware that fails after the handler returned a stream gives the file back', async () => {
  around = async (_ctx, next) => {
    await next();
    throw new Error('around');
  };
  respond = () => octets(createReadStream(join(folder, 'large')));
  expect((await raw({ port: api.port, send: [last()] })).responses[0]?.status).toBe(500);
  await until(() => openFiles() === 0);
});

const framings: { name: string; given: () => unknown; path?: string; method?: string; want: (string | undefined)[] }[] = [
  { name: 'a response without content says 0, once', given: () => ({ status: 200, headers: { 'Content-Length': 7 } }), method: 'PUT', want: ['0'] },
  { name: 'a 204 says none', given: () => ({ status: 204, headers: { 'Content-Length': 7 } }), want: [undefined] },
  { name: 'a 204 to HEAD says none', given: () => ({ status: 204, headers: { 'Content-Length': 7 } }), method: 'HEAD', want: [undefined] },
  { name: 'a 205 says 0', given: () => ({ status: 205, type: OCTETS, body: Buffer.from('a') }), want: ['0'] },
  { name: 'a 304 says what the handler does', given: () => ({ status: 304, headers: { 'Content-Length': 7 } }), want: ['7'] },
  { name: 'a body at hand says its true length', given: () => octets(Buffer.from('abc'), { 'Content-Length': 7 }), want: ['3'] },
];
test.each(framings)('$name', async ({ given, method = 'GET', want }) => {
  respond = given;
  const { responses } = await raw({ port: api.port, send: [last(method)] });
  expect(responses.map(({ headers }) => headers['content-length'])).toEqual(want);
});

test.each(framings.filter(({ method }) => method === undefined))('$name, behind middleware that looks at it', async ({ given, want }) => {
  respond = given;
  around = async (ctx, next) => {
    await next();
    void ctx.status;
  };
  const { responses } = await raw({ port: api.port, send: [last()] });
  expect(responses.map(({ headers }) => headers['content-length'])).toEqual(want);
});

test.each([3, 99])('a length of %d that middleware gives a text is replaced by the true one', async (length) => {
  around = (ctx) => {
    ctx.body = 'hello';
    ctx.length = length;
  };
  const { responses } = await raw({ port: api.port, send: [request() + last()] });
  expect(responses.map(({ headers, body }) => [headers['content-length'], body])).toEqual([
    ['5', 'hello'],
    ['5', 'hello'],
  ]);
});

/** Descriptors of the folder's files. */
function openFiles(): number {
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(folder);
    } catch {
      return false;
    }
  }).length;
}

/** Every byte that comes until the server closes the connection, or the client does. */
async function exchange(send: string, enough: (received: string) => boolean = () => false): Promise<{ bytes: string; closed: boolean; reset: boolean }> {
  const socket = connect(api.port, '127.0.0.1');
  let bytes = '';
  let closed = false;
  let reset = false;
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => {
    bytes += text;
    if (enough(bytes)) socket.destroy();
  });
  socket.on('end', () => {
    closed = true;
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    reset = error.code === 'ECONNRESET';
  });
  socket.write(send);
  const timer = setTimeout(() => socket.destroy(), 3000);
  await new Promise((resolve) => socket.once('close', resolve));
  clearTimeout(timer);
  return { bytes, closed, reset };
}
