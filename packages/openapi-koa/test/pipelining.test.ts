import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { type Api, startApi } from '../../../test/support/api.ts';
import { compile } from '../../../test/support/documents.ts';
import { until } from '../../../test/support/wait.ts';

const LIMIT = 32;
const text = { 200: { description: 'd', content: { 'text/plain': {} } } };
const id = [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }];
const operations = compile(
  'pipelining.json',
  JSON.stringify({
    openapi: '3.0.3',
    info: { title: 'T', version: '1' },
    paths: {
      '/now/{id}': { get: { operationId: 'now', parameters: id, responses: text } },
      '/wide/{id}': { get: { operationId: 'wide', parameters: id, responses: text } },
      '/later/{id}': { get: { operationId: 'later', parameters: id, responses: text } },
      '/copy/{id}': {
        post: { operationId: 'copy', parameters: id, requestBody: { content: { 'text/plain': { schema: { type: 'string' } } } }, responses: text },
      },
      '/waiting/{id}': { get: { operationId: 'waiting', parameters: id, responses: text } },
      '/bytes/{id}': {
        post: {
          operationId: 'bytes',
          parameters: id,
          responses: { 200: { description: 'd', content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } } },
        },
      },
      '/echo/{id}': {
        post: { operationId: 'echo', parameters: id, requestBody: { content: { 'text/plain': { schema: { type: 'string' } } } }, responses: text },
      },
    },
  }),
);

let api: Api;
let inWork = 0;
let mostInWork = 0;
let handled = 0;
let wait = Promise.resolve();
const plain = (body: string) => ({ status: 200, type: 'text/plain', body });
type Request = { params: { id: number }; body?: string };
const handlers = {
  now: ({ params }: Request) => {
    handled++;
    return plain(`now ${params.id}`);
  },
  wide: ({ params }: Request) => {
    handled++;
    return plain(`${params.id} `.padEnd(8000, 'x'));
  },
  later: async ({ params }: Request) => {
    mostInWork = Math.max(mostInWork, ++inWork);
    await (params.id % 3 === 0 ? sleep(2) : setImmediate());
    inWork--;
    return plain(`later ${params.id}`);
  },
  copy: ({ params, body }: Request) => plain(`copy ${params.id} ${body}`),
  waiting: async ({ params }: Request) => {
    await wait;
    return plain(`waiting ${params.id}`);
  },
  bytes: ({ params }: Request) => ({ status: 200, type: 'application/octet-stream', body: Buffer.from(`bytes ${params.id}`) }),
  echo: async ({ params, body }: Request) => {
    await setImmediate();
    return plain(`echo ${params.id} ${body?.length}`);
  },
};
const start = (limits = {}) => startApi({ operations, handlers, limits, bodyLimitBytes: 1_000_000 });
beforeAll(async () => {
  api = await start();
});
afterAll(() => api.close());
beforeEach(() => {
  mostInWork = 0;
  handled = 0;
});

const get = (path: string, index: number) => `GET /${path}/${index} HTTP/1.1\r\nHost: a\r\n\r\n`;
const post = (index: number, size: number) =>
  `POST /echo/${index} HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: ${size}\r\n\r\n${'x'.repeat(size)}`;
const chunked = (index: number, size: number) =>
  `POST /echo/${index} HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n${size.toString(16)}\r\n${'x'.repeat(size)}\r\n0\r\n\r\n`;

/** Sends everything at once, and reads until so many responses are there. */
class Client {
  readonly socket: Socket;
  #received = '';

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.setEncoding('latin1').on('error', () => undefined);
  }

  read(): this {
    this.socket.on('data', (chunk: string) => (this.#received += chunk));
    return this;
  }

  /** The bodies, or the statuses of those that are not 200. */
  get responses(): string[] {
    return this.#received
      .split(/(?=HTTP\/1\.1 )/)
      .filter((each) => each.includes('\r\n\r\n'))
      .map((each) => (each.startsWith('HTTP/1.1 200') ? each.slice(each.indexOf('\r\n\r\n') + 4) : each.slice(9, 12)));
  }

  async receive(count: number): Promise<string[]> {
    await until(() => this.#received.split('HTTP/1.1 ').length > count && this.responses.length >= count);
    this.socket.destroy();
    return this.responses;
  }
}

const count = (length: number) => Array.from({ length }, (_, index) => index);

const rows: { name: string; requests: (index: number) => string; want: (index: number) => string; total: number; limit?: number }[] = [
  { name: 'of handlers that return at once', requests: (index) => get('now', index), want: (index) => `now ${index}`, total: 5000 },
  { name: 'of handlers that return later', requests: (index) => get('later', index), want: (index) => `later ${index}`, total: 1000 },
  {
    name: 'of both in turn',
    requests: (index) => get(index % 2 === 0 ? 'now' : 'later', index),
    want: (index) => `${index % 2 === 0 ? 'now' : 'later'} ${index}`,
    total: 1000,
  },
  { name: 'with bodies', requests: (index) => post(index, index * 7), want: (index) => `echo ${index} ${index === 0 ? undefined : index * 7}`, total: 300 },
  { name: 'with chunked bodies', requests: (index) => chunked(index, 1 + index * 7), want: (index) => `echo ${index} ${1 + index * 7}`, total: 300 },
  { name: 'with bodies larger than one read', requests: (index) => post(index, 100_000), want: (index) => `echo ${index} 100000`, total: 50 },
  { name: 'with bodies, one at a time', requests: (index) => post(index, 5000), want: (index) => `echo ${index} 5000`, total: 50, limit: 1 },
  {
    name: 'of which some have no path',
    requests: (index) => get(index % 2 === 0 ? 'now' : 'none', index),
    want: (index) => (index % 2 === 0 ? `now ${index}` : '404'),
    total: 1000,
  },
];
test.each(rows)('requests $name that come together get their responses, in order', async ({ requests, want, total, limit }) => {
  const own = limit === undefined ? undefined : await start({ pipelinedRequests: limit });
  const client = new Client(own?.port ?? api.port).read();
  client.socket.write(count(total).map(requests).join(''));
  expect(await client.receive(total)).toEqual(count(total).map(want));
  expect(mostInWork).toBeLessThanOrEqual(LIMIT);
  await own?.close();
});

test.each(rows)('requests $name get their responses, and nothing else, where the client then closes its side', async ({ requests, want, total, limit }) => {
  const own = limit === undefined ? undefined : await start({ pipelinedRequests: limit });
  const client = new Client(own?.port ?? api.port).read();
  client.socket.end(count(total).map(requests).join(''));
  await once(client.socket, 'close');
  expect(client.responses).toEqual(count(total).map(want));
  await own?.close();
});

test('a response that was sent makes room for another request, while one behind it is in work', async () => {
  const own = await start({ pipelinedRequests: 2 });
  const client = new Client(own.port).read();
  let release = () => {};
  wait = new Promise((resolve) => {
    release = resolve;
  });
  client.socket.write(get('now', 1) + get('waiting', 2));
  await until(() => client.responses.length === 1);
  client.socket.write(get('now', 3));
  await until(() => handled === 2);
  release();
  expect(await client.receive(3)).toEqual(['now 1', 'waiting 2', 'now 3']);
  await own.close();
});

test.each(['', 'Expect: 100-continue\r\n'])('a body in one packet with its headers, and with "%s", keeps the connection', async (field) => {
  const client = new Client(api.port).read();
  client.socket.write(`POST /copy/1 HTTP/1.1\r\nHost: a\r\n${field}Content-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi`);
  await until(() => client.responses.includes('copy 1 hi'));
  client.socket.write(get('now', 2));
  await until(() => client.responses.includes('now 2'));
  client.socket.destroy();
});

test('what follows CONNECT is not read as requests, of this connection or of another one that has its parser by now', async () => {
  const own = await start();
  for (let round = 0; round < 5; round++) {
    const client = new Client(own.port).read();
    client.socket.write(
      count(100)
        .map((index) => get('later', index))
        .join(''),
    );
    await until(() => client.responses.length >= 100);
    client.socket.write(`CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n${get('now', 1).repeat(4000)}`);
    const others = count(20).map(() => new Client(own.port).read());
    for (const other of others) other.socket.write(get('later', 2));
    for (const other of others) expect(await other.receive(1)).toEqual(['later 2']);
    expect((await client.receive(101)).at(-1)).toBe('405');
  }
  expect(handled).toBe(0);
  await own.close();
});

test('many clients that send many requests get all of their responses, and so does one that sends a few', async () => {
  const early = new Client(api.port).read();
  await once(early.socket, 'connect');
  const clients = count(12).map(() => new Client(api.port).read());
  for (const client of clients)
    client.socket.write(
      count(3000)
        .map((index) => get('now', index))
        .join(''),
    );
  const others = count(5).map(() => new Client(api.port).read());
  for (const client of [early, ...others]) {
    client.socket.write(post(1, 70_000));
    client.socket.write(get('later', 2));
  }
  for (const client of [early, ...others]) expect(await client.receive(2)).toEqual(['echo 1 70000', 'later 2']);
  for (const client of clients) expect(await client.receive(3000)).toEqual(count(3000).map((index) => `now ${index}`));
});

test('of a client that does not read, no more is read than a bounded part; once it reads, it gets every response', async () => {
  const total = 4000;
  const client = new Client(api.port);
  client.socket.write(
    count(total)
      .map((index) => get('wide', index))
      .join(''),
  );
  let before = -1;
  await until(async () => {
    const same = before === handled && handled > 0;
    before = handled;
    await sleep(200);
    return same;
  });
  // What the buffers of the system hold, and the limit.
  expect(handled).toBeLessThan(total * 0.8);
  client.read();
  expect((await client.receive(total)).map((body) => Number.parseInt(body, 10))).toEqual(count(total));
});

test('a client that leaves has no more of its requests handled', async () => {
  const client = new Client(api.port).read();
  client.socket.write(
    count(1000)
      .map((index) => get('later', index))
      .join(''),
  );
  await client.receive(1);
  await until(() => inWork === 0);
  const most = mostInWork;
  await sleep(50);
  expect([inWork, mostInWork]).toEqual([0, most]);
});

test('a malformed message among many is refused in its turn', async () => {
  const client = new Client(api.port).read();
  client.socket.write(
    `${count(500)
      .map((index) => get('now', index))
      .join('')}GARB AGE\r\n\r\n`,
  );
  const received = await client.receive(501);
  expect([received.length, received.at(-2), received.at(-1)]).toEqual([501, 'now 499', '400']);
});

test('a request that expects 100 Continue gets it before its response, however many responses are sent before', async () => {
  const expecting = (index: number) => `POST /bytes/${index} HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi`;
  const client = new Client(api.port).read();
  client.socket.write(
    count(100)
      .map((index) => (index % 2 === 0 ? get('later', index) : expecting(index)))
      .join(''),
  );
  const want = count(100).flatMap((index) => (index % 2 === 0 ? `later ${index}` : ['100', `bytes ${index}`]));
  expect(await client.receive(150)).toEqual(want);
});
