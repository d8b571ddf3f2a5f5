import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { type Api, startApi } from '../../../test/support/api.ts';
import { raw } from '../../../test/support/raw.ts';
import { startService } from '../../../test/support/service.ts';
import { until } from '../../../test/support/wait.ts';
import { Connection } from '../src/server/connection.ts';

/** A contract of one operation, made by hand: these tests are about the connection. */
const operation = (operationId: string, content: readonly string[]) => ({
  operationId,
  method: 'GET' as const,
  path: `/${operationId}`,
  security: [],
  load: () => ({ parameters: [], responses: { 200: { headers: [], content } }, validators: { responses: { 200: {} } } }),
});
const operations = {
  securitySchemes: {},
  list: [operation('quick', ['application/json']), operation('slow', ['application/json']), operation('stream', ['text/plain'])],
};

const limits = { headersTimeoutMs: 500, requestTimeoutMs: 1000, keepAliveTimeoutMs: 1500 };

let api: Api;
let aborted = 0;
let serve = () => Promise.resolve({ status: 200, body: { slow: true } } as object);
beforeAll(async () => {
  api = await startApi({
    operations,
    limits,
    handlers: {
      quick: () => ({ status: 200, body: {} }),
      slow: (_request: never, { signal }: { signal: AbortSignal }) => {
        signal.addEventListener('abort', () => aborted++);
        return serve();
      },
      stream: () => ({
        status: 200,
        body: Readable.from(
          (async function* () {
            for (const part of ['a', 'b', 'c']) {
              await sleep(30);
              yield part;
            }
          })(),
        ),
      }),
    },
  });
});
afterAll(() => api.close());
beforeEach(() => {
  aborted = 0;
  serve = async () => {
    await sleep(60);
    return { status: 200, body: { slow: true } };
  };
});

const get = (path: string, ...fields: string[]) => [`GET /${path} HTTP/1.1`, 'Host: a', ...fields, '', ''].join('\r\n');
const statuses = (responses: readonly { status: number }[]) => responses.map(({ status }) => status);

describe('a client that closes its side once it has sent its requests', () => {
  const rows: { name: string; send: string; want: number[]; body?: RegExp }[] = [
    { name: 'gets a response that is ready', send: get('quick'), want: [200] },
    { name: 'gets a response that is not ready yet', send: get('slow'), want: [200], body: /"slow":true/ },
    { name: 'gets a stream to its end', send: get('stream'), want: [200], body: /a.*b.*c.*0\r\n\r\n$/s },
    { name: 'gets the problem of an unknown path', send: get('nothing'), want: [404] },
    { name: 'gets the response to the body that it sent', send: `${get('slow', 'Content-Length: 2')}hi`, want: [200] },
    {
      name: 'gets all responses to pipelined requests',
      send: get('slow') + get('quick') + get('slow') + get('nothing') + get('quick'),
      want: [200, 200, 200, 404, 200],
    },
    { name: 'gets a response in HTTP/1.0', send: 'GET /slow HTTP/1.0\r\n\r\n', want: [200] },
    { name: 'gets a 400 after the response before it for a message that it left unfinished', send: `${get('slow')}GET /quick HT`, want: [200, 400] },
    { name: 'gets a 400 after the response before it for a message that is malformed', send: `${get('slow')}GARB AGE\r\n\r\n`, want: [200, 400] },
    { name: 'gets a 400 for a body that it left unfinished', send: `${get('slow', 'Content-Length: 20')}hi`, want: [400] },
  ];
  test.each(rows)('$name, and the connection ends', async ({ send, want, body = /^/ }) => {
    const { responses, closed } = await raw({ port: api.port, send: [send], halfClose: true, responseMs: 3000, waitMs: 3000 });
    expect({ statuses: statuses(responses), closed }).toEqual({ statuses: want, closed: true });
    expect(responses.at(-1)?.body).toMatch(body);
  });

  test('without a request is closed', async () => {
    expect(await raw({ port: api.port, send: [get('quick'), 100], halfClose: true, waitMs: 1000 })).toMatchObject({ closed: true });
    expect(await raw({ port: api.port, send: [], halfClose: true, waitMs: 1000 })).toEqual({ responses: [], closed: true });
  });

  test('and never closes the other leaves no connection behind', async () => {
    const sockets = await Promise.all(
      Array.from({ length: 5 }, async (_, index) => {
        const socket = connect({ port: api.port, host: '127.0.0.1', allowHalfOpen: true });
        socket.on('error', () => undefined).end(get(index % 2 === 0 ? 'slow' : 'stream'));
        return socket;
      }),
    );
    await Promise.all(sockets.map((socket) => once(socket.resume(), 'end')));
    await until(async () => (await api.connections()) === 0);
    for (const socket of sockets) socket.destroy();
  });

  test('and disconnects while the first of its responses is not ready has every handler’s signal aborted', async () => {
    let started = 0;
    serve = () => {
      started++;
      return new Promise<never>(() => undefined);
    };
    const socket = connect({ port: api.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.on('error', () => undefined).end(get('slow').repeat(3));
    await until(() => started === 3);
    socket.destroy();
    await until(() => aborted === 3);
  });

  test('waits for its response, so that the handler’s signal is not aborted', async () => {
    const before = aborted;
    await raw({ port: api.port, send: [get('slow')], halfClose: true, waitMs: 1000 });
    await raw({ port: api.port, send: [get('slow', 'Connection: close')] });
    expect(aborted).toBe(before);
  });
});

test('a malformed message behind a 417, which closes the connection, gets no response', async () => {
  const malformed = 'GET /slow HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n';
  const { responses, closed } = await raw({ port: api.port, send: [get('quick') + get('quick', 'Expect: tea') + malformed], waitMs: 1000 });
  expect({ statuses: statuses(responses), closed }).toEqual({ statuses: [200, 417], closed: true });
});

describe('empty lines', () => {
  test('before a request, and between requests, are ignored', async () => {
    const { responses } = await raw({ port: api.port, send: [`\r\n\r\n${get('quick')}\r\n\r\n\r\n${get('quick')}`, '\r\n', 50, `\r\n${get('quick')}`] });
    expect(statuses(responses)).toEqual([200, 200, 200]);
  });

  const endless: { name: string; piece: string; everyMs: number }[] = [
    { name: 'that come slowly', piece: '\r\n', everyMs: 200 },
    { name: 'that come fast', piece: '\r\n\r\n', everyMs: 20 },
    { name: 'without carriage returns', piece: '\n', everyMs: 100 },
  ];
  test.each(endless)('$name do not keep an idle connection beyond its limit', async ({ piece, everyMs }) => {
    const { text, pieces } = await drip(get('quick'), piece, everyMs);
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200']);
    // Within the limit, and how long it may take to be noticed.
    expect(pieces * everyMs).toBeLessThan(2 * limits.keepAliveTimeoutMs + 1000);
  });

  test('before the first request end in a 408', async () => {
    expect((await drip('', '\r\n', 100)).text).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('do not close a connection on which requests come', async () => {
    const send = Array.from({ length: 12 }, () => [get('quick'), 100, '\r\n', 100, '\r\n', 100]).flat();
    const { responses, closed } = await raw({ port: api.port, send });
    expect({ statuses: statuses(responses), closed }).toEqual({ statuses: new Array(12).fill(200), closed: false });
  });

  test('before a request that does not come whole leave it its 408', async () => {
    const { responses, closed } = await raw({ port: api.port, send: [get('quick'), 700, '\r\n', 600, 'GET /quick HTTP'], waitMs: 3000 });
    expect({ statuses: statuses(responses), closed }).toEqual({ statuses: [200, 408], closed: true });
  });
});

test('an idle connection on which nothing comes is closed', async () => {
  const { responses, closed } = await raw({ port: api.port, send: [get('quick')], waitMs: 5000 });
  expect({ statuses: statuses(responses), closed }).toEqual({ statuses: [200], closed: true });
});

describe('an upgrade that is not on offer', () => {
  const offer = (path: string, ...fields: string[]) => get(path, 'Connection: Upgrade', 'Upgrade: websocket', ...fields);
  const rows: { name: string; send: (string | number)[]; want: number[] }[] = [
    { name: 'in one packet with another request', send: [offer('quick') + get('quick')], want: [200] },
    { name: 'before another request', send: [offer('slow'), 20, get('quick')], want: [200] },
    { name: 'after another request', send: [get('slow') + offer('quick') + get('quick')], want: [200, 200] },
    { name: 'with a body', send: [`${offer('quick', 'Content-Length: 2')}hi${get('quick')}`], want: [200] },
    { name: 'of an unknown path', send: [offer('nothing') + get('quick')], want: [404] },
  ];
  test.each(rows)('$name: the connection ends with its response', async ({ send, want }) => {
    const { responses, closed } = await raw({ port: api.port, send, waitMs: 1000 });
    expect({ statuses: statuses(responses), last: responses.at(-1)?.headers['connection'], closed }).toEqual({ statuses: want, last: 'close', closed: true });
  });
});

describe('a request has one final response', () => {
  const early = (path: string) => get(path, 'Content-Length: 1000');
  const rows: { name: string; send: (string | number)[]; want: number[] }[] = [
    { name: 'when its body never ends after a response', send: [early('nothing'), 'drip'], want: [404] },
    { name: 'when its chunks never end after a response', send: [get('nothing', 'Transfer-Encoding: chunked'), '5\r\nhello\r\n'], want: [404] },
    { name: 'when its body turns out malformed after a response', send: [get('nothing', 'Transfer-Encoding: chunked'), 50, 'zz\r\n'], want: [404] },
    { name: 'when its body never ends before a response', send: [early('quick'), 'drip'], want: [408] },
    { name: 'and so has each before it', send: [get('slow') + get('slow') + early('nothing')], want: [200, 200, 404] },
    { name: 'when the one after it is malformed', send: [`${get('slow')}NONSENSE\r\n\r\n`], want: [200, 400] },
    { name: 'when the body of the one after it is malformed', send: [`${get('slow') + get('quick', 'Transfer-Encoding: chunked')}zz\r\n`], want: [200, 400] },
    { name: 'when the one after it is for a proxy', send: [`${get('slow')}CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n`], want: [200, 405] },
    { name: 'when the one after it has an unknown method', send: [`${get('slow')}FROB / HTTP/1.1\r\nHost: a\r\n\r\n`], want: [200, 501] },
    { name: 'when the one after it has too long a target', send: [`${get('slow')}GET /?${'a'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`], want: [200, 414] },
    { name: 'when the one after it never comes whole', send: [`${get('quick')}GET /quick`], want: [200, 408] },
  ];
  test.each(rows)('$name', async ({ send, want }) => {
    const { responses, closed } = await raw({ port: api.port, send, responseMs: 4000, waitMs: 4000 });
    expect({ statuses: statuses(responses), closed }).toEqual({ statuses: want, closed: true });
  });
});

describe('a request target or header section that is too large is told by what it is, however it is cut', () => {
  const target = `GET /?${'a'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`;
  const header = `GET / HTTP/1.1\r\nHost: a\r\nX-Token: ${'a'.repeat(20_000)}\r\n\r\n`;
  const cookies = `GET / HTTP/1.1\r\nHost: a\r\nCookie: ${'a=b; '.repeat(5000)}\r\n\r\n`;
  const cuts = [1, 3, 10, 1000, 14_000, 16_390, 17_000, 19_990];
  const rows = [
    ...cuts.map((at) => ({ what: 'a target', at, given: target, want: 414 })),
    ...cuts.map((at) => ({ what: 'a header', at, given: header, want: 431 })),
    ...cuts.map((at) => ({ what: 'cookies', at, given: cookies, want: 431 })),
  ];
  test.each(rows)('$what in two packets, the second from $at on: $want', async ({ at, given, want }) => {
    const { responses } = await raw({ port: api.port, send: [given.slice(0, at), 30, given.slice(at)], waitMs: 1000 });
    expect(statuses(responses)).toEqual([want]);
  });

  test.each([
    { name: 'a target', given: target, want: 414 },
    { name: 'cookies', given: cookies, want: 431 },
  ])('$name in three packets, the limit within the second', async ({ given, want }) => {
    const { responses } = await raw({ port: api.port, send: [given.slice(0, 8000), 30, given.slice(8000, 18_000), 30, given.slice(18_000)], waitMs: 1000 });
    expect(statuses(responses)).toEqual([want]);
  });

  test('a target after a response on the same connection', async () => {
    const { responses } = await raw({ port: api.port, send: [get('quick'), 30, target], waitMs: 1000 });
    expect(statuses(responses)).toEqual([200, 414]);
  });

  test('a target up to the limit is read', async () => {
    const { responses } = await raw({ port: api.port, send: [`GET /quick?${'a'.repeat(16_300)} HTTP/1.0\r\n\r\n`] });
    expect(statuses(responses)).toEqual([200]);
  });
});

test.each(['FROB /quick HTTP/1.1\r\nHost: a\r\n\r\n', 'FR', 'FROB /qu', 'FROB /quick HTTP/1'])(
  'an unknown method is told as soon as it is known: %j',
  async (given) => {
    expect(statuses((await raw({ port: api.port, send: [given], waitMs: 1000 })).responses)).toEqual([501]);
  },
);

const PROGRAM = join(__dirname, '../../../test/support/faulty-service.ts');

test.each(['before', 'after'])('a client that resets its connection %s the response to CONNECT does the process no harm', async (when) => {
  const service = await startService({ DRAIN_MS: '0' }, [], PROGRAM);
  const socket = connect(service.port, '127.0.0.1').on('error', () => undefined);
  socket.write(`${when === 'before' ? 'GET /elsewhere HTTP/1.1\r\nHost: a\r\n\r\n' : ''}CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n`);
  if (when === 'after') await once(socket, 'data');
  else await once(socket, 'connect');
  socket.resetAndDestroy();
  await sleep(50);
  const { responses } = await raw({ port: service.port, send: [get('missing', 'Connection: close')] });
  service.child.kill('SIGKILL');
  expect({ statuses: statuses(responses), stderr: service.stderr() }).toEqual({ statuses: [404], stderr: '' });
});

/** Sends a request, then the same piece again and again until the connection closes, and counts the pieces. */
async function drip(first: string, piece: string, everyMs: number): Promise<{ text: string; pieces: number }> {
  const socket = connect(api.port, '127.0.0.1');
  let text = '';
  let pieces = 0;
  socket
    .on('error', () => undefined)
    .on('data', (chunk) => {
      text += chunk;
    });
  socket.write(first);
  const timer = setInterval(() => {
    pieces++;
    if (pieces * everyMs > 10_000) socket.destroy();
    else socket.write(piece);
  }, everyMs);
  // Not `once` of node:events, which rejects if the server resets a connection that it does not read to its end.
  await new Promise((resolve) => socket.once('close', resolve));
  clearInterval(timer);
  return { text, pieces };
}

test('the request and response of an idle connection are freed at once, not with the next request', async () => {
  let socket: Socket | undefined;
  const own = await startApi({
    operations,
    handlers: {
      quick: () => ({ status: 200, body: {} }),
      slow: () => ({ status: 200, body: {} }),
      stream: () => ({ status: 200, body: Readable.from(['a']) }),
    },
    before: [
      (ctx, next) => {
        socket = ctx.req.socket;
        return next();
      },
    ],
  });
  const client = connect(own.port, '127.0.0.1');
  for (let count = 0; count < 3; count++) {
    client.write('GET /quick HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(client, 'data');
    await setImmediate();
    expect(Connection.of(socket as Socket)).toMatchObject({ last: undefined, requests: count + 1 });
  }
  client.destroy();
  await own.close();
});
