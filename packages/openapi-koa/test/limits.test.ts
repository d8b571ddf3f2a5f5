import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Middleware } from 'koa';
import { type Api, type ApiOptions, startApi } from '../../../test/support/api.ts';
import { compile } from '../../../test/support/documents.ts';
import { parseResponses, type RawResponse, raw } from '../../../test/support/raw.ts';
import { until } from '../../../test/support/wait.ts';

const json = { 200: { description: 'd', content: { 'application/json': {} } } };
const bodies = { 'application/json': {}, 'text/plain': {}, 'multipart/form-data': {}, 'application/octet-stream': {} };
const operations = compile(
  'limits.json',
  JSON.stringify({
    openapi: '3.0.3',
    info: { title: 'T', version: '1' },
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
    paths: {
      '/health': { get: { operationId: 'health', responses: json } },
      '/work': {
        get: { operationId: 'work', responses: { 200: { description: 'd', content: { 'application/json': {}, 'application/octet-stream': {} } } } },
        post: { operationId: 'take', requestBody: { content: bodies }, responses: json },
        put: { operationId: 'guarded', security: [{ key: [] }], responses: json },
      },
    },
  }),
);

let api: Api;
let handler: (request: { body?: unknown }, context: { signal: AbortSignal }) => unknown = () => ({ status: 200, body: {} });
let guard: () => unknown = () => true;
async function serve(options: Partial<ApiOptions>): Promise<void> {
  api = await startApi({
    operations,
    handlers: {
      health: () => ({ status: 200, body: { ok: true } }),
      work: (request: never, context: never) => handler(request, context),
      take: (request: never, context: never) => handler(request, context),
      guarded: () => ({ status: 200, body: {} }),
    },
    securityHandlers: { key: () => guard() },
    healthPaths: ['/health'],
    ...options,
  });
}
afterEach(async () => {
  await api.close();
  handler = () => ({ status: 200, body: {} });
  guard = () => true;
});

const get = (path = '/work') => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
const post = (body: string | Buffer, headers: string) =>
  Buffer.concat([Buffer.from(`POST /work HTTP/1.1\r\nHost: a\r\n${headers}Content-Length: ${body.length}\r\n\r\n`), Buffer.from(body)]);
const codeOf = ({ body }: Pick<RawResponse, 'body'>) => (JSON.parse(body) as { type: string }).type.split('#')[1];
async function ask(send: string | Buffer): Promise<RawResponse> {
  const { responses } = await raw({ port: api.port, send: [send], waitMs: 100, responseMs: 5000 });
  return responses[0] as RawResponse;
}

describe('a handler that does not return', () => {
  test('is a 503 once its time is over; its signal is aborted, and the log has a line', async () => {
    await serve({ handlerTimeoutMs: 100 });
    let aborted: unknown;
    handler = (_request, { signal }) => {
      signal.addEventListener('abort', () => {
        aborted = signal.reason;
      });
      return new Promise(() => undefined);
    };
    const response = await ask(get());
    expect({ status: response.status, code: codeOf(response), retry: response.headers['retry-after'] }).toEqual({ status: 503, code: 'timed-out', retry: '1' });
    expect(aborted).toMatchObject({ message: expect.stringContaining('handlerTimeoutMs') });
    expect(api.failures).toMatchObject([
      { operationId: 'work', error: { message: expect.stringContaining('The handler of work did not finish within 100 ms') } },
    ]);
    expect((await ask(get('/health'))).status).toBe(200);
  });

  test('may return or fail later: a stream is destroyed, and nothing is sent', async () => {
    await serve({ handlerTimeoutMs: 50 });
    const late = Readable.from(['late']);
    handler = async () => {
      await sleep(150);
      return { status: 200, type: 'application/octet-stream', body: late };
    };
    expect((await ask(get())).status).toBe(503);
    await until(() => late.destroyed);
    handler = async () => {
      await sleep(150);
      throw new Error('late');
    };
    expect((await ask(get())).status).toBe(503);
    await sleep(200);
    expect(api.failures).toHaveLength(2);
  });

  test('has no limit of 0', async () => {
    await serve({ handlerTimeoutMs: 0 });
    handler = async () => {
      await sleep(150);
      return { status: 200, body: 'done' };
    };
    expect((await ask(get())).body).toBe('"done"');
  });

  test('has a stream sent for longer than its time', async () => {
    await serve({ handlerTimeoutMs: 50 });
    handler = async () => ({
      status: 200,
      type: 'application/octet-stream',
      body: Readable.from(
        (async function* () {
          yield 'a';
          await sleep(200);
          yield 'b';
        })(),
      ),
    });
    const response = await fetch(`http://127.0.0.1:${api.port}/work`);
    expect(await response.text()).toBe('ab');
  });

  test('is the same where a security handler does not', async () => {
    await serve({ handlerTimeoutMs: 100 });
    guard = () => new Promise(() => undefined);
    const response = await ask('PUT /work HTTP/1.1\r\nHost: a\r\nX-Key: k\r\n\r\n');
    expect([response.status, codeOf(response)]).toEqual([503, 'timed-out']);
    expect(api.failures).toMatchObject([{ error: { message: expect.stringContaining('The security handlers of guarded') } }]);
  });
});

describe('a client that does not read', () => {
  const large = Buffer.alloc(30_000_000, 'x');

  test('has its connection closed when none of its bytes move, and what it held is given back', async () => {
    let unread = 0;
    await serve({ limits: { writeTimeoutMs: 300 }, onUnread: () => void unread++ });
    handler = () => ({ status: 200, type: 'application/octet-stream', body: large });
    const clients = Array.from({ length: 5 }, () =>
      connect(api.port, '127.0.0.1', function (this: Socket) {
        this.pause()
          .on('error', () => undefined)
          .write(get());
      }),
    );
    await until(() => unread === 5);
    await until(async () => (await api.connections()) === 0);
    for (const client of clients) client.destroy();
    expect((await ask(get('/health'))).status).toBe(200);
  });

  test('slowly, but reads, gets all of it', async () => {
    // Reading takes several times as long.
    await serve({ limits: { writeTimeoutMs: 1000 } });
    handler = () => ({ status: 200, type: 'application/octet-stream', body: large });
    const client = connect(api.port, '127.0.0.1');
    client.write(`GET /work HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    let received = 0;
    client.on('data', (chunk) => {
      received += chunk.length;
      client.pause();
      setTimeout(() => client.resume(), 5);
    });
    await once(client, 'end');
    expect(received).toBeGreaterThan(large.length);
  });

  test('does not concern a handler that is at work, nor a stream that is quiet', async () => {
    await serve({ limits: { writeTimeoutMs: 100 } });
    handler = async () => {
      await sleep(400);
      return {
        status: 200,
        type: 'application/octet-stream',
        body: Readable.from(
          (async function* () {
            yield 'a';
            await sleep(400);
            yield 'b';
          })(),
        ),
      };
    };
    expect(await (await fetch(`http://127.0.0.1:${api.port}/work`)).text()).toBe('ab');
  });

  test('does not concern an idle connection, which is kept for its own time', async () => {
    await serve({ limits: { writeTimeoutMs: 100, keepAliveTimeoutMs: 5000 } });
    const { responses, closed } = await raw({ port: api.port, send: [get(), 500, get()], waitMs: 300 });
    expect([responses.map(({ status }) => status), closed]).toEqual([[200, 200], false]);
  });
});

describe('connections beyond the limit', () => {
  async function open(count: number): Promise<Socket[]> {
    const sockets: Socket[] = [];
    for (let index = 0; index < count; index++) {
      const socket = connect(api.port, '127.0.0.1');
      await once(socket, 'connect');
      sockets.push(socket);
    }
    await until(async () => (await api.connections()) === count);
    return sockets;
  }
  const read = async (socket: Socket, send: string): Promise<RawResponse> => {
    const chunks: Buffer[] = [];
    const take = (chunk: Buffer) => void chunks.push(chunk);
    socket.on('data', take).write(send);
    await until(() => Buffer.concat(chunks).includes('}'));
    socket.off('data', take);
    return parseResponses(Buffer.concat(chunks), [])[0] as RawResponse;
  };

  test('get a 503 that ends them, and health checks are served on some of them', async () => {
    await serve({ limits: { connections: 3 } });
    const sockets = await open(3 + 64 + 2);
    const within = sockets.slice(0, 3);
    const beyond = sockets.slice(3);
    for (const socket of within) expect((await read(socket, get())).status).toBe(200);
    const refused = await read(beyond[65] as Socket, get());
    expect([refused.status, codeOf(refused), refused.headers['retry-after'], refused.headers['connection']]).toEqual([503, 'overloaded', '1', 'close']);
    const health = [];
    for (const socket of beyond.slice(0, 65)) health.push((await read(socket, get('/health?probe=1'))).status);
    expect([health.slice(0, 64), health[64]]).toEqual([Array(64).fill(200), 503]);
    expect((await read(beyond[0] as Socket, get('/health'))).status).toBe(200);
    expect((await read(beyond[0] as Socket, get())).status).toBe(503);
    for (const socket of sockets) socket.destroy();
  });

  test('are served once others have closed', async () => {
    await serve({ limits: { connections: 2 } });
    const sockets = await open(3);
    sockets[0]?.destroy();
    await until(async () => (await api.connections()) === 2);
    expect((await read(sockets[2] as Socket, get())).status).toBe(200);
    for (const socket of sockets) socket.destroy();
  });
});

describe('bodies that all requests hold in memory', () => {
  const KIB = 1024;
  const form = (text: string) =>
    `--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n${text}\r\n--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n${text}\r\n--b--\r\n`;
  const kinds: { name: string; send: (size: number) => string | Buffer }[] = [
    { name: 'JSON', send: (size) => post(JSON.stringify('x'.repeat(size)), 'Content-Type: application/json\r\n') },
    { name: 'text', send: (size) => post('x'.repeat(size), 'Content-Type: text/plain\r\n') },
    {
      name: 'text in chunks',
      send: (size) =>
        `POST /work HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n${size.toString(16)}\r\n${'x'.repeat(size)}\r\n0\r\n\r\n`,
    },
    { name: 'text that is compressed', send: (size) => post(gzipSync('x'.repeat(size)), 'Content-Type: text/plain\r\nContent-Encoding: gzip\r\n') },
    { name: 'forms', send: (size) => post(form('x'.repeat(size / 2)), 'Content-Type: multipart/form-data; boundary=b\r\n') },
  ];

  test.each(kinds)('have a limit together, beyond which $name is a 503, until a response is closed', async ({ send }) => {
    await serve({ bodyLimitBytes: 100 * KIB, bodyLimits: { bodyMemoryBytes: 250 * KIB }, handlerTimeoutMs: 0 });
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let held = 0;
    handler = async () => {
      held++;
      await released;
      return { status: 200, body: {} };
    };
    const first = [ask(send(90 * KIB)), ask(send(90 * KIB))];
    await until(() => held === 2);
    const refused = await ask(send(90 * KIB));
    expect([refused.status, codeOf(refused), refused.headers['retry-after'], held]).toEqual([503, 'overloaded', '1', 2]);
    release();
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200]);
    for (let index = 0; index < 4; index++) expect((await ask(send(90 * KIB))).status).toBe(200);
  });

  test.each(kinds)('do not count $name of a client that left before they were read', async ({ send }) => {
    let left = 0;
    const waits: Middleware = async (ctx, next) => {
      if (ctx.get('x-leaves') === '') return next();
      await once(ctx.res, 'close');
      await next().finally(() => left++);
    };
    await serve({ bodyLimitBytes: 100 * KIB, bodyLimits: { bodyMemoryBytes: 250 * KIB }, before: [waits] });
    const leaving = send(90 * KIB)
      .toString('latin1')
      .replace('Host: a', 'Host: a\r\nX-Leaves: 1');
    for (let client = 0; client < 4; client++) {
      const socket = connect(api.port, '127.0.0.1').on('error', () => undefined);
      socket.write(Buffer.from(leaving, 'latin1').subarray(0, 400), () => setTimeout(() => socket.destroy(), 20));
    }
    await until(() => left === 4);
    expect((await ask(send(90 * KIB))).status).toBe(200);
  });

  test('are not counted where the handler reads the bytes as they come', async () => {
    await serve({ bodyLimitBytes: 1000 * KIB, bodyLimits: { bodyMemoryBytes: 10 * KIB } });
    handler = async ({ body }) => {
      let size = 0;
      for await (const chunk of body as Readable) size += (chunk as Buffer).length;
      return { status: 200, body: size };
    };
    expect((await ask(post(Buffer.alloc(500 * KIB), 'Content-Type: application/octet-stream\r\n'))).body).toBe(String(500 * KIB));
  });
});
