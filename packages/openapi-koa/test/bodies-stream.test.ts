import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import os from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { bodyParser } from '@koa/bodyparser';
import { type Api, startApi } from '../../../test/support/api.ts';
import { compile, document } from '../../../test/support/documents.ts';
import { raw } from '../../../test/support/raw.ts';
import { until } from '../../../test/support/wait.ts';
import type { FormFile } from '../src/index.ts';
import { ask, FORM_DATA, field, file, multipart, operations, requestOf, type Sent, sha, startBodies, startEcho } from './bodies-api.ts';

const OCTETS = 'application/octet-stream';
const LARGE = Buffer.alloc(5_000_000, 'The quick brown fox jumps over the lazy dog. ');
const upload = multipart(field('name', 'Minka'), file('avatar', 'a.png', 'image/png', LARGE), file('photos', 'b.gif', 'image/gif', LARGE.subarray(0, 70_000)));

/** A folder of this test file's own: that of the system may have files of a service that was killed. */
let temporary: string;
beforeAll(() => {
  temporary = mkdtempSync(join(os.tmpdir(), 'bodies-stream-'));
  jest.spyOn(os, 'tmpdir').mockReturnValue(temporary);
});
afterAll(() => {
  jest.restoreAllMocks();
  rmSync(temporary, { recursive: true });
});

let api: Api | undefined;
afterEach(async () => {
  await api?.close();
  api = undefined;
});

/** Temporary files of forms that this process still has: by name, and open without a name where the system tells. */
function remains(): string[] {
  const open = process.platform === 'linux' ? readdirSync('/proc/self/fd').map(linkOf) : [];
  return [...readdirSync(temporary), ...open.filter((link) => link.startsWith(temporary))].filter((name) => name.includes('form-file-'));
}

function linkOf(descriptor: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return '';
  }
}

describe('a large file of a form', () => {
  test('is whole, comes from the disk, and is gone after the response', async () => {
    const seen: string[][] = [];
    api = await startBodies({
      async upload({ body }: { body: { avatar: FormFile; photos: FormFile[] } }) {
        seen.push(remains());
        const streamed = Buffer.concat(await body.avatar.stream().toArray());
        return { status: 200, type: 'application/json', body: [sha(await body.avatar.bytes()), sha(streamed), body.avatar.size, body.photos[0]?.size] };
      },
    });
    const { response, json, inStep } = await ask(api.port, { to: '/upload', type: FORM_DATA, body: upload });
    expect([response.status, json, inStep]).toEqual([200, [sha(LARGE), sha(LARGE), LARGE.length, 70_000], true]);
    if (process.platform === 'linux') expect(seen).toEqual([[expect.stringContaining('form-file-')]]);
    await until(() => remains().length === 0);
  });

  const ways: { name: string; body: Buffer; handler?: () => unknown; want: number }[] = [
    { name: 'the form is refused', body: multipart(file('avatar', 'a.png', 'image/png', LARGE)), want: 400 },
    {
      name: 'the form is too large',
      body: multipart(field('name', 'M'), file('photos', 'a.gif', 'image/gif', LARGE), file('photos', 'b.gif', 'image/gif', LARGE)),
      want: 413,
    },
    { name: 'the form ends too early', body: upload.subarray(0, 3_000_000), want: 400 },
    {
      name: 'the handler fails',
      body: upload,
      handler: () => {
        throw new Error('no');
      },
      want: 500,
    },
  ];
  test.each(ways)('is gone when $name', async ({ body, handler, want }) => {
    api = await startBodies(handler && { upload: handler });
    for (const chunked of [false, true]) {
      const { response } = await ask(api.port, { to: '/upload', type: FORM_DATA, body, chunked });
      expect(response.status).toBe(want);
      await until(() => remains().length === 0);
    }
  });

  test('is gone when the client goes away in the middle, which is no failure', async () => {
    let called = false;
    api = await startBodies({
      upload: () => {
        called = true;
        return { status: 200, type: 'application/json', body: {} };
      },
    });
    const socket = connect(api.port, '127.0.0.1');
    socket.write(requestOf({ to: '/upload', type: FORM_DATA, body: upload }).subarray(0, 2_000_000));
    if (process.platform === 'linux') await until(() => remains().length > 0);
    socket.destroy();
    await until(() => remains().length === 0);
    expect({ called, failures: api.failures }).toEqual({ called: false, failures: [] });
  });

  test('can be streamed to the client, and is gone then', async () => {
    api = await startBodies({ upload: ({ body }: { body: { avatar: FormFile } }) => ({ status: 200, type: OCTETS, body: body.avatar.stream() }) });
    const { responses } = await raw({
      port: api.port,
      send: [requestOf({ to: '/upload', type: FORM_DATA, body: upload, fields: ['Connection: close'] })],
      waitMs: 5000,
    });
    expect(responses[0]?.body.includes('lazy dog')).toBe(true);
    await until(() => remains().length === 0);
    expect(api.failures).toEqual([]);
  });
});

describe('a stream of bytes', () => {
  const binary = (chunked: boolean, length = 50_000) => ({ to: 'PUT /binary', type: OCTETS, body: 'a'.repeat(length), chunked });
  const done = { status: 200, type: 'application/json', body: {} };

  const readers: { name: string; read: (body: Readable) => unknown }[] = [
    { name: 'that nobody reads', read: () => done },
    {
      name: 'that is read in part',
      read: async (body) => {
        for await (const _ of body) break;
        return done;
      },
    },
    { name: 'that is destroyed', read: (body) => [body.destroy(), done][1] },
    {
      name: 'that is read a little and left',
      read: async (body) => {
        await new Promise((resolve) => body.once('readable', resolve));
        body.read(1);
        return done;
      },
    },
  ];
  test.each(readers)('$name leaves the connection in step, or closes it', async ({ read }) => {
    api = await startBodies({ binary: ({ body }: { body: Readable }) => read(body) });
    const known = await ask(api.port, binary(false, 390_000));
    expect({ status: known.response.status, inStep: known.inStep }).toEqual({ status: 200, inStep: true });
    const large = binary(true, 390_000);
    const { responses, closed } = await raw({ port: api.port, send: [requestOf(large).subarray(0, 300_000)], waitMs: 3000 });
    expect({ status: responses[0]?.status, connection: responses[0]?.headers['connection'], closed }).toEqual({
      status: 200,
      connection: 'close',
      closed: true,
    });
    expect(api.failures).toEqual([]);
  });

  test('can be the response', async () => {
    api = await startBodies({ binary: ({ body }: { body: Readable }) => ({ status: 200, type: OCTETS, body }) });
    const response = await fetch(`http://127.0.0.1:${api.port}/binary`, { method: 'PUT', body: 'a'.repeat(90_000), headers: { 'Content-Type': OCTETS } });
    expect([response.status, (await response.text()).length]).toEqual([200, 90_000]);
  });

  test('can be the response, which is cut off at content that does not match its coding; the service has not failed', async () => {
    api = await startBodies({ binary: ({ body }: { body: Readable }) => ({ status: 200, type: OCTETS, body }) });
    const damaged = requestOf({ ...binary(false, 90_000), gzip: true });
    // The length of the content at the end of gzip (RFC 1952 section 2.3.1).
    damaged.writeUInt8(0xff, damaged.length - 1);
    const { responses, closed } = await raw({ port: api.port, send: [damaged], waitMs: 3000 });
    expect([responses[0]?.status, closed, api.failures]).toEqual([200, true, []]);
  });

  test.each([false, true])('fails when the client goes away, which is no failure of the service (gzip: %s)', async (gzip) => {
    const errors: unknown[] = [];
    let reading = false;
    api = await startBodies({
      async binary({ body }: { body: Readable }) {
        reading = true;
        try {
          for await (const _ of body);
        } catch (error) {
          errors.push((error as { code?: string }).code);
          throw error;
        }
        return done;
      },
    });
    const socket = connect(api.port, '127.0.0.1');
    socket.write(requestOf({ ...binary(false, 90_000), gzip }).subarray(0, gzip ? 230 : 60_000));
    await until(() => reading);
    socket.destroy();
    await until(() => errors.length > 0);
    expect({ errors, failures: api.failures }).toEqual({ errors: ['ECONNRESET'], failures: [] });
  });
});

/** JSON that is larger than its operation takes, in a coding that reports its missing end only once the body is refused. */
const coders = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };
test.each(Object.keys(coders) as (keyof typeof coders)[])('a body in %s that is refused by its size and cut short does the process no harm', async (coding) => {
  api = await startBodies();
  for (const size of [2100, 2500, 5000, 20_000, 60_000]) {
    for (const cut of [1, 5]) {
      const coded = coders[coding](JSON.stringify({ name: 'ab'.repeat(size / 2) }));
      const body = coded.subarray(0, coded.length - cut);
      const { response, inStep } = await ask(api.port, { to: '/json', type: 'application/json', body, fields: [`Content-Encoding: ${coding}`] });
      expect({ size, cut, isRefused: [400, 413].includes(response.status), isInStep: inStep || response.headers['connection'] === 'close' }).toEqual({
        size,
        cut,
        isRefused: true,
        isInStep: true,
      });
    }
  }
  await sleep(50);
  expect(api.failures).toEqual([]);
});

describe('a client that waits for a word before it sends', () => {
  const head = (path: string, type: string, length: number) =>
    `${path} HTTP/1.1\r\nHost: a\r\nContent-Type: ${type}\r\nExpect: 100-continue\r\nContent-Length: ${length}\r\n\r\n`;
  const form = multipart(field('name', 'Minka'));
  const rows: { name: string; start: string; send: Buffer; handler?: object; want: number[] }[] = [
    { name: 'JSON', start: head('POST /json', 'application/json', 12), send: Buffer.from('{"name":"M"}'), want: [100, 200] },
    { name: 'a form', start: head('POST /upload', FORM_DATA, form.length), send: form, want: [100, 200] },
    { name: 'bytes that are read', start: head('PUT /binary', OCTETS, 3), send: Buffer.from('abc'), want: [100, 200] },
    { name: 'bytes that are too many', start: head('PUT /binary', OCTETS, 400_001), send: Buffer.alloc(0), want: [413] },
    {
      name: 'bytes that nobody reads',
      start: head('PUT /binary', OCTETS, 3),
      send: Buffer.alloc(0),
      handler: { binary: () => ({ status: 200, type: 'application/json', body: {} }) },
      want: [200],
    },
    { name: 'bytes beside a wrong parameter', start: head('PUT /binary?page=x', OCTETS, 3), send: Buffer.alloc(0), want: [400] },
  ];
  test.each(rows)('$name', async ({ start, send, handler, want }) => {
    api = await startBodies(handler as never);
    const { responses, closed } = await raw({ port: api.port, send: [start, 100, send], waitMs: want.includes(100) ? 400 : 5000, responseMs: 5000 });
    expect(responses.map(({ status }) => status)).toEqual(want);
    expect(closed).toBe(!want.includes(100));
  });
});

test.each(['application/json', 'application/x-www-form-urlencoded', 'text/plain'])(
  'a body of %s that middleware in front has read is not read again',
  async (type) => {
    const path = { 'application/json': '/json', 'application/x-www-form-urlencoded': '/form', 'text/plain': '/text' }[type] as string;
    const bodies: unknown[] = [];
    const keep = ({ body }: { body: unknown }) => [bodies.push(body), { status: 200, type: 'application/json', body: {} }][1];
    const handlers = Object.fromEntries(operations.list.map(({ operationId }) => [operationId, keep]));
    api = await startApi({ operations, handlers, before: [bodyParser({ enableTypes: ['json', 'form', 'text'] }) as never] });
    const body = type === 'application/json' ? '{"name":"Mü"}' : type === 'text/plain' ? 'Mü' : 'name=M%C3%BC&age=7';
    expect((await ask(api.port, { to: path, type, body })).response.status).toBe(200);
    expect(bodies).toEqual([type === 'application/json' ? { name: 'Mü', age: 1 } : type === 'text/plain' ? 'Mü' : { name: 'Mü', age: 7 }]);
  },
);

const taken: { path: string; type: string }[] = [
  { path: '/json', type: 'application/json' },
  { path: '/upload', type: FORM_DATA },
  { path: 'PUT /binary', type: OCTETS },
];
test.each(taken)('a body of $type that middleware in front has taken away is no body, and nobody waits for it', async ({ path, type }) => {
  const handlers = Object.fromEntries(operations.list.map(({ operationId }) => [operationId, () => ({ status: 200, type: 'application/json', body: {} })]));
  const take = (ctx: { req: Readable }, next: () => Promise<void>) => ctx.req.toArray().then(next);
  for (const chunked of [false, true]) {
    api = await startApi({ operations, handlers, before: [take as never] });
    const { response } = await ask(api.port, { to: path, type, body: '{"name":"M"}', chunked });
    expect(response.status).toBe(path === 'PUT /binary' && !chunked ? 200 : 400);
    await api.close();
  }
});

test('HEAD is read as GET is', async () => {
  api = await startBodies();
  const head = (body: string) =>
    raw({
      port: (api as Api).port,
      methods: ['HEAD'],
      send: [requestOf({ to: 'HEAD /optional', type: 'application/json', body, gzip: true, fields: ['Connection: close'] })],
    });
  expect([(await head('7')).responses[0]?.status, (await head('"7"')).responses[0]?.status]).toEqual([200, 400]);
});

describe('bytes of an operation that declares neither a 400 nor a 413, while the handler reads them', () => {
  const binary = {
    requestBody: { content: { [OCTETS]: { schema: { type: 'string', format: 'binary' } } } },
    responses: { 200: { description: 'd', content: { 'application/json': {} } } },
  };
  const bytes = compile('undeclared.json', document({ post: { operationId: 'bytes', ...binary } }));
  const rows: (Omit<Sent, 'to'> & { name: string; want: [number, string] })[] = [
    { name: 'are too many', body: 'a'.repeat(3000), chunked: true, want: [413, 'content-too-large'] },
    { name: 'are not in their coding', body: 'a', fields: ['Content-Encoding: br'], want: [400, 'invalid-request'] },
  ];
  test.each(rows)('$name', async ({ want: [status, code], ...sent }) => {
    api = await startEcho(bytes);
    const { response, json } = await ask(api.port, { to: '/t', type: OCTETS, ...sent });
    expect([response.status, (json as { type: string }).type.split('#')[1], api.failures]).toEqual([status, code, []]);
  });
});
