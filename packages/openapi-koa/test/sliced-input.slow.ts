import { once } from 'node:events';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseResponses, type RawResponse } from '../../../test/support/raw.ts';
import { until } from '../../../test/support/wait.ts';
import { createHttpServer } from '../src/index.ts';

const TOTAL = 1500;
const MIB = 1024 * 1024;
/** So long a handler of `/later` takes that those of 1,500 requests, 32 at a time, take longer than a header section may. */
const LATER_MS = 30;
const limits = { headersTimeoutMs: 1000, requestTimeoutMs: 3000, keepAliveTimeoutMs: 5000, eventLoopDelayMs: 0 };

let server: Server;
let port: number;
/** Requests to `/unread`, whose bodies the test reads. */
const unread: IncomingMessage[] = [];
const pending: ServerResponse[] = [];
let handled = 0;

const listener: RequestListener = async (req, res) => {
  const path = req.url?.split('/')[1];
  handled++;
  if (path === 'never') pending.push(res);
  else if (path === 'unread') unread.push(req);
  else if (path === 'last') res.writeHead(200, { Connection: 'close', 'Content-Length': req.url?.length }).end(req.url);
  else if (path === 'large') res.end(`${req.url} ${'x'.repeat(300_000)}`);
  else if (path === 'later') {
    await sleep(LATER_MS);
    res.end(req.url);
  } else if (path === 'echo') {
    let size = 0;
    req.on('data', (chunk: Buffer) => (size += chunk.length));
    await once(req, 'end');
    res.end(`${req.url} ${size}`);
  } else res.end(req.url);
};

beforeAll(async () => {
  server = createHttpServer(listener, { problemBase: () => 'https://api.example/problems', limits });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
});

const get = (path: string, index: number, ...fields: string[]) => [`GET /${path}/${index} HTTP/1.1`, 'Host: a', ...fields, '', ''].join('\r\n');
const post = (index: number, size: number) => `POST /echo/${index} HTTP/1.1\r\nHost: a\r\nContent-Length: ${size}\r\n\r\n${'y'.repeat(size)}`;
const many = (request: (index: number) => string, total = TOTAL) => Array.from({ length: total }, (_, index) => request(index)).join('');
const bodies = (body: (index: number) => string, total = TOTAL) => Array.from({ length: total }, (_, index) => body(index));

class Client {
  readonly socket: Socket;
  isClosed = false;
  #chunks: Buffer[] = [];

  constructor() {
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    this.socket.on('error', () => undefined).on('close', () => (this.isClosed = true));
  }

  read(): this {
    this.socket.on('data', (chunk: Buffer) => this.#chunks.push(chunk)).on('end', () => this.socket.end());
    return this;
  }

  get responses(): RawResponse[] {
    return parseResponses(Buffer.concat(this.#chunks), []);
  }

  /** The bodies of successes, and other statuses, once the connection has ended or so many responses are there. */
  async receive(total = Number.POSITIVE_INFINITY): Promise<string[]> {
    await until(() => this.isClosed || (total < Number.POSITIVE_INFINITY && this.responses.length >= total));
    this.socket.destroy();
    return this.responses.map(({ status, body }) => (status === 200 ? body : String(status)));
  }
}

const ways = [
  { name: 'that went over its limit', isFlood: false },
  { name: 'beside others that are over their limit', isFlood: true },
];
describe.each(ways)('a connection $name', ({ isFlood }) => {
  const others: Client[] = [];
  beforeAll(async () => {
    if (!isFlood) return;
    for (let index = 0; index < 5; index++) others.push(new Client());
    for (const { socket } of others) socket.write(many((index) => get('never', index), 100));
    await until(() => pending.length >= others.length);
  });
  afterAll(() => {
    for (const { socket } of others.splice(0)) socket.destroy();
    pending.length = 0;
  });

  const rows: { name: string; send: string; want: string[]; ends?: 'here' | 'there' }[] = [
    { name: 'that its client half-closes', send: many((index) => get('now', index)), want: bodies((index) => `/now/${index}`), ends: 'here' },
    {
      name: 'that its client half-closes after bodies',
      send: many((index) => post(index, index % 300)),
      want: bodies((index) => `/echo/${index} ${index % 300}`),
      ends: 'here',
    },
    {
      name: 'whose handlers take longer than a header section may',
      send: many((index) => get('later', index, 'X: longer than one read')),
      want: bodies((index) => `/later/${index}`),
    },
    {
      name: 'with header sections longer than a slice',
      send: many((index) => get('later', index, `X: ${'h'.repeat((index * 97) % 9000)}`), 300),
      want: bodies((index) => `/later/${index}`, 300),
    },
    {
      name: 'that a request ends',
      send: many((index) => get('now', index, ...(index === 700 ? ['Connection: close'] : []))),
      want: bodies((index) => `/now/${index}`, 701),
      ends: 'there',
    },
    {
      name: 'with CONNECT among its requests',
      send: `${many((index) => get('later', index), 100)}CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n${many((index) => get('now', index))}`,
      want: [...bodies((index) => `/later/${index}`, 100), '405'],
      ends: 'there',
    },
    {
      name: 'with a malformed message among its requests, and much after it',
      send: `${many((index) => get('later', index), 100)}${'GARB AGE\r\n'.repeat(20_000)}`,
      want: [...bodies((index) => `/later/${index}`, 100), '400'],
      ends: 'there',
    },
  ];
  test.each(rows)('$name gets each response that it should, in order', async ({ send, want, ends }) => {
    const client = new Client().read();
    client.socket.write(send);
    if (ends === 'here') client.socket.end();
    expect(await client.receive(ends === undefined ? want.length : undefined)).toEqual(want);
  });

  test('whose response ends it has no more requests processed than were in work', async () => {
    const client = new Client().read();
    handled = 0;
    client.socket.write(get('last', 0) + many((index) => get('later', index)));
    expect(await client.receive()).toEqual(['/last/0']);
    await sleep(100);
    expect(handled).toBeLessThanOrEqual(32);
  });

  test('that does not read large responses for a moment gets them all', async () => {
    const total = 100;
    const client = new Client();
    client.socket.write(many((index) => get('large', index, `X: ${'h'.repeat(1000)}`), total));
    // Longer than the time of a header section, and until that is noticed.
    await sleep(1200);
    client.read();
    expect((await client.receive(total)).map((body) => body.slice(0, body.indexOf(' ')))).toEqual(bodies((index) => `/large/${index}`, total));
  });

  test('is not late with a header section while its large responses are not read', async () => {
    const client = new Client();
    const [begin, end] = [get('now', 99).slice(0, -4), '\r\n\r\n'];
    client.socket.write(many((index) => get('large', index), 90) + begin);
    // The time of the header section has run out soon after, and it is noticed only then.
    await sleep(1200);
    client.read();
    await sleep(600);
    client.socket.write(end);
    expect((await client.receive(91)).map((body) => body.split(' ')[0])).toEqual([...bodies((index) => `/large/${index}`, 90), '/now/99']);
  });

  test('has as long for a body as for any other after such a header section', async () => {
    const client = new Client();
    const [begin, end] = ['PUT /unread/99 HTTP/1.1\r\nHost: a\r\nContent-Length: 2', '\r\n\r\n'];
    client.socket.write(many((index) => get('large', index), 90) + begin);
    await sleep(1200);
    client.read();
    await sleep(600);
    client.socket.write(`${end}y`);
    expect((await client.receive(91)).slice(90)).toEqual(['408']);
    unread.length = 0;
  });

  test('has no more time for a header section that begins after its responses were not read for long', async () => {
    const client = new Client();
    client.socket.write(many((index) => get('large', index), 90));
    await sleep(4000);
    client.read();
    await until(() => client.responses.length === 90);
    client.socket.write('G');
    await sleep(3500);
    expect(client.responses.slice(90).map(({ status }) => status)).toEqual([408]);
    client.socket.destroy();
  });

  test('whose body nobody reads for longer than a request may take is served once it is read', async () => {
    const client = new Client().read();
    client.socket.write(`${many((index) => get('now', index), 100)}PUT /unread/0 HTTP/1.1\r\nHost: a\r\nContent-Length: ${MIB}\r\n\r\n${'z'.repeat(MIB)}`);
    await until(() => unread.length > 0);
    const req = unread.pop() as IncomingMessage;
    await sleep(limits.requestTimeoutMs + 1000);
    let size = 0;
    req.on('data', (chunk: Buffer) => (size += chunk.length));
    await until(() => size === MIB);
    client.socket.destroy();
  });

  test('is not read on while nobody reads a large body', async () => {
    const client = new Client().read();
    if (!isFlood) {
      client.socket.write(many((index) => get('now', index), 100));
      await until(() => client.responses.length === 100);
    }
    client.socket.write(`PUT /unread/0 HTTP/1.1\r\nHost: a\r\nContent-Length: ${50 * MIB}\r\n\r\n`);
    await until(() => unread.length > 0);
    for (let sent = 0; sent < 50; sent++) client.socket.write('z'.repeat(MIB));
    await sleep(1000);
    const req = unread.pop() as IncomingMessage;
    expect(req.readableLength).toBeLessThan(MIB);
    let size = 0;
    req.on('data', (chunk: Buffer) => (size += chunk.length));
    await until(() => size === 50 * MIB);
    client.socket.destroy();
  });

  test('that is upgraded hands over all bytes after the request', async () => {
    let received = '';
    const upgrade = (_req: IncomingMessage, socket: Socket, head: Buffer) => {
      received += head.toString();
      socket.on('error', () => undefined).on('data', (chunk: Buffer) => (received += chunk.toString()));
    };
    server.on('upgrade', upgrade);
    const client = new Client();
    client.socket.write(`${many((index) => get('later', index), 40)}${get('upgraded', 0, 'Connection: upgrade', 'Upgrade: raw')}${'raw'.repeat(30_000)}`);
    await until(() => received.length >= 90_000);
    expect(received).toBe('raw'.repeat(30_000));
    server.off('upgrade', upgrade);
    client.socket.destroy();
  });
});
