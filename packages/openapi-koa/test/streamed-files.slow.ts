import { createHash } from 'node:crypto';
import { readdirSync, readlinkSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { PassThrough, Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { type Api, startApi } from '../../../test/support/api.ts';
import { compile, document } from '../../../test/support/documents.ts';
import { numbers } from '../../../test/support/numbers.ts';
import { raw } from '../../../test/support/raw.ts';
import { until } from '../../../test/support/wait.ts';
import type { FormFile, StreamedFile } from '../src/index.ts';
import type { BodyStream } from '../src/request/body-stream.ts';
import { readMultipart } from '../src/request/multipart-parser.ts';
import { FormFiles } from '../src/request/uploaded-file.ts';
import { ask, BOUNDARY, FORM_DATA, field, file, multipart, requestOf, type Sent, sha } from './bodies-api.ts';

const FILE = { type: 'string', format: 'binary' };
const STREAMED = { ...FILE, 'x-streamed-file': true };
const LIMIT = 6_000_000;
const LARGE = Buffer.alloc(5_000_000, 'The quick brown fox jumps over the lazy dog.\r\n--');

const fields = {
  name: { type: 'string', maxLength: 10 },
  age: { type: 'integer' },
  tags: { type: 'array', items: { type: 'string' } },
  small: FILE,
  picture: STREAMED,
};
const operation = (operationId: string, schema: object, more: object = {}) => ({
  operationId,
  parameters: [{ name: 'page', in: 'query', schema: { type: 'integer' } }],
  requestBody: { content: { 'multipart/form-data': { schema, ...more } }, required: true },
  'x-body-limit-bytes': LIMIT,
  // It declares no error.
  responses: { 200: { description: 'd', content: { 'application/json': {}, 'application/octet-stream': {} } } },
});
const operations = compile(
  'd.json',
  document({
    post: operation(
      'send',
      { type: 'object', required: ['name', 'picture'], additionalProperties: false, properties: fields },
      { encoding: { picture: { contentType: 'image/png, image/gif' } } },
    ),
    put: operation('sendOptional', { type: 'object', properties: fields }),
  }),
);

interface Body {
  readonly picture?: StreamedFile;
  readonly small?: FormFile;
}
type Handler = (request: { readonly body: Body }, context: { readonly signal: AbortSignal }) => unknown;

/** What the handler got, as JSON, once it has read the file. */
const echo: Handler = async ({ body: { picture, small, ...texts } }) => {
  const hash = createHash('sha256');
  if (picture !== undefined) await pipeline(picture.stream(), hash);
  const got = picture && { name: picture.name, filename: picture.filename, contentType: picture.contentType, sha: hash.digest('hex') };
  return { status: 200, type: 'application/json', body: { ...texts, ...(small && { small: small.size }), ...(got && { picture: got }) } };
};
const done = { status: 200, type: 'application/json', body: {} };

let api: Api;
afterEach(() => api.close());

async function serve(handler: Handler = echo, more: Partial<Parameters<typeof startApi>[0]> = {}): Promise<Api> {
  api = await startApi({ operations, handlers: { send: handler, sendOptional: handler }, ...more });
  return api;
}

const png = (bytes: string | Buffer) => file('picture', 'a.png', 'image/png', bytes);
const named = field('name', 'Minka');
const got = (bytes: string | Buffer, more: object = {}) => ({
  picture: { name: 'picture', filename: 'a.png', contentType: 'image/png', sha: sha(Buffer.from(bytes)), ...more },
});
const noName = { filename: undefined };

const framings: Pick<Sent, 'chunked' | 'gzip'>[] = [{}, { chunked: true }, { gzip: true }, { gzip: true, chunked: true }];

/** The violations of a 400, as `pointer keyword`. */
const violationsOf = (json: { violations?: { pointer?: string; name?: string; keyword: string }[] }) =>
  json.violations?.map(({ pointer, name, keyword }) => `${pointer ?? name} ${keyword}`);

const rows: { name: string; to?: string; body: Buffer; want: object | readonly string[] }[] = [
  {
    name: 'fields and a file',
    body: multipart(named, field('age', '7'), field('tags', 'a'), field('tags', 'b'), png(LARGE)),
    want: { name: 'Minka', age: 7, tags: ['a', 'b'], ...got(LARGE) },
  },
  { name: 'a small file', body: multipart(named, png('\r\n-')), want: { name: 'Minka', ...got('\r\n-') } },
  { name: 'an empty file', body: multipart(named, png('')), want: { name: 'Minka', ...got('') } },
  { name: 'bytes after the closing boundary', body: Buffer.concat([multipart(named, png('x')), LARGE]), want: { name: 'Minka', ...got('x') } },
  {
    name: 'a file without a name',
    body: multipart(named, field('picture', 'x', 'Content-Type: image/gif')),
    want: { name: 'Minka', ...got('x', { ...noName, contentType: 'image/gif' }) },
  },
  {
    name: 'a file with an empty name',
    body: multipart(named, file('picture', '', 'image/png', LARGE)),
    want: { name: 'Minka', ...got(LARGE, noName) },
  },
  {
    name: 'a file after a stored one',
    body: multipart(named, file('small', 'b', 'a/b', LARGE.subarray(0, 200_000)), png('x')),
    want: { name: 'Minka', small: 200_000, ...got('x') },
  },
  { name: 'no file', to: 'PUT /t', body: multipart(named, field('age', '7')), want: { name: 'Minka', age: 7 } },
  {
    name: 'no file, but an empty part between others',
    to: 'PUT /t',
    body: multipart(named, file('picture', '', 'application/octet-stream', ''), field('age', '7')),
    want: { name: 'Minka', age: 7 },
  },
  { name: 'an empty part at the end', to: 'PUT /t', body: multipart(named, file('picture', '', 'application/octet-stream', '')), want: { name: 'Minka' } },
  {
    name: 'a file after an empty part for it',
    to: 'PUT /t',
    body: multipart(file('picture', '', 'a/b', ''), png('x')),
    want: got('x'),
  },
  { name: 'no file where it is required', body: multipart(named), want: [' required'] },
  { name: 'an empty part where a file is required', body: multipart(named, file('picture', '', 'image/png', '')), want: [' required'] },
  {
    name: 'an empty part without a closing boundary',
    body: multipart(named, file('picture', '', 'image/png', '')).subarray(0, -`\r\n--${BOUNDARY}--\r\n`.length),
    want: [' parse'],
  },
  { name: 'a wrong field', body: multipart(field('name', 'Minka'.repeat(3)), png(LARGE)), want: ['/name maxLength'] },
  { name: 'a missing field', body: multipart(png(LARGE)), want: [' required'] },
  { name: 'an undeclared field', body: multipart(named, field('x', 'y'), png(LARGE)), want: ['/x additionalProperties'] },
  { name: 'a wrong parameter', to: 'POST /t?page=x', body: multipart(named, png(LARGE)), want: ['page type'] },
  {
    name: 'another media type',
    body: multipart(named, file('picture', 'a', 'image/jpeg', LARGE)),
    want: ['/picture contentType'],
  },
  {
    name: 'another media type and an empty name',
    body: multipart(named, file('picture', '', 'image/jpeg', LARGE)),
    want: ['/picture contentType'],
  },
  {
    name: 'a transfer encoding',
    body: multipart(named, [[...png('')[0], 'Content-Transfer-Encoding: base64'], LARGE]),
    want: ['/picture parse'],
  },
];
test.each(rows)('$name', async ({ to = '/t', body, want }) => {
  await serve();
  for (const framing of framings) {
    const { response, json, inStep } = await ask(api.port, { to, type: FORM_DATA, body, ...framing });
    if (Array.isArray(want)) expect([response.status, violationsOf(json)]).toEqual([400, want]);
    else expect([response.status, json, inStep]).toEqual([200, want, true]);
    // The rest of a body whose length is known is read past.
    expect(inStep || response.headers['connection'] === 'close').toBe(true);
  }
  expect(api.failures).toEqual([]);
});

/** Writes a part of a request, and the rest once `go` has resolved. */
async function sendInTwo(request: Buffer, at: number, go: () => Promise<unknown>) {
  const { responses, closed } = await raw({
    port: api.port,
    send: [request.subarray(0, at), async () => void (await go()), request.subarray(at)],
    waitMs: 3000,
  });
  return { response: responses[0], closed };
}

const request = (body: Buffer, more: Partial<Sent> = {}) => requestOf({ to: '/t', type: FORM_DATA, body, ...more });

/** Temporary files that this process has open; none where the system does not tell. */
function spools(): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      return [readlinkSync(`/proc/self/fd/${descriptor}`)].filter((name) => name.includes('form-file-'));
    } catch {
      return [];
    }
  });
}

describe('while the file arrives', () => {
  test('the handler reads it, and nothing is stored', async () => {
    const chunks: number[] = [];
    const seen: unknown[] = [];
    await serve(async ({ body }) => {
      for await (const chunk of (body.picture as StreamedFile).stream()) chunks.push(chunk.length);
      seen.push(spools());
      return done;
    });
    const sum = () => chunks.reduce((total, each) => total + each, 0);
    const { response } = await sendInTwo(request(multipart(named, png(LARGE)), { fields: ['Connection: close'] }), 3_000_000, () =>
      until(() => sum() > 2_900_000),
    );
    expect([response?.status, sum(), seen]).toEqual([200, LARGE.length, [[]]]);
  });

  test.each(framings)('a form with violations is refused at once, and the rest of it is not waited for: %j', async (framing) => {
    let isCalled = false;
    await serve(() => {
      isCalled = true;
      return done;
    });
    const whole = request(multipart(field('age', 'x'), png(framing.gzip ? randomLike(400_000) : LARGE)), framing);
    const { responses } = await raw({ port: api.port, send: [whole.subarray(0, 100_000)], waitMs: 500 });
    expect([responses[0]?.status, violationsOf(JSON.parse(responses[0]?.body ?? '{}')), isCalled]).toEqual([400, [' required', '/age type'], false]);
    expect(api.failures).toEqual([]);
  });

  test.each(framings.filter(({ gzip }) => !gzip))('no more is read than the handler takes: %j', async (framing) => {
    const size = 64 * 1024 * 1024;
    const limit = { ...operations, list: operations.list.map((spec) => ({ ...spec, load: () => withLimit(spec.load(), 2 * size) })) };
    let socket: IncomingMessage['socket'] | undefined;
    let read = 0;
    let most = 0;
    const slowly = new Writable({
      highWaterMark: 1,
      write(chunk: Buffer, _encoding, callback) {
        read += chunk.length;
        // Lets the client send what it can.
        setTimeout(() => {
          most = Math.max(most, (socket?.bytesRead ?? Number.NaN) - read);
          callback();
        }, 1);
      },
    });
    const keep = (ctx: { req: IncomingMessage }, next: () => Promise<void>) => {
      socket = ctx.req.socket;
      return next();
    };
    api = await startApi({
      operations: limit,
      handlers: { send: async ({ body }: { body: Body }) => [await pipeline((body.picture as StreamedFile).stream(), slowly), done][1], sendOptional: echo },
      before: [keep as never],
      bodyLimitBytes: 2 * size,
    });
    const { response } = await ask(api.port, { to: '/t', type: FORM_DATA, body: multipart(named, png(Buffer.alloc(size))), ...framing });
    expect([response.status, read]).toEqual([200, size]);
    // Of five streams, each holds 64 KiB, and a chunk beyond that; a chunk of the body may be larger.
    expect(most).toBeLessThan(2 * 1024 * 1024);
  });
});

/** Bytes that a content coding cannot make smaller. */
function randomLike(size: number): Buffer {
  const random = numbers(3);
  return Buffer.from(Array.from({ length: size }, () => random(256)));
}

const withLimit = (details: ReturnType<(typeof operations.list)[number]['load']>, limitBytes: number) =>
  ({ ...details, body: details.body && { ...details.body, limitBytes } }) as typeof details;

describe('what is wrong after the beginning of the file is the response of a handler that passes the error on', () => {
  const whole = multipart(named, png(LARGE));
  const end = Buffer.from(`\r\n--${BOUNDARY}--\r\n`);
  const open = whole.subarray(0, whole.length - end.length);
  const damaged = gzipSync(whole);
  damaged.writeUInt8(0xff, damaged.length - 1);
  const codings = ['Content-Encoding: gzip'];
  const faults: { name: string; body: Buffer; fields?: string[]; want: [status: number, ...violations: string[]] }[] = [
    { name: 'a field after the file', body: multipart(named, png(LARGE), field('age', '7')), want: [400, '/picture parse'] },
    { name: 'a field after a small file', body: multipart(named, png('x'), field('age', '7')), want: [400, '/picture parse'] },
    { name: 'a field after an empty file', body: multipart(named, png(''), field('age', '7')), want: [400, '/picture parse'] },
    { name: 'a second file', body: multipart(named, png(LARGE), png(LARGE.subarray(0, 500_000))), want: [400, '/picture parse'] },
    { name: 'a file after one with an empty name', body: multipart(named, file('picture', '', 'image/png', 'x'), png('y')), want: [400, '/picture parse'] },
    { name: 'no closing boundary', body: open, want: [400, ' parse'] },
    { name: 'no closing boundary of an empty file', body: multipart(named, png('')).subarray(0, -end.length), want: [400, ' parse'] },
    { name: 'half of the closing boundary', body: whole.subarray(0, -5), want: [400, ' parse'] },
    { name: 'an incomplete part', body: Buffer.concat([open, Buffer.from(`\r\n--${BOUNDARY}\r\nContent-Disposition: form`)]), want: [400, ' parse'] },
    { name: 'content that does not match its coding', body: damaged, fields: codings, want: [400, ' parse'] },
    { name: 'content that is cut in its coding', body: gzipSync(whole).subarray(0, -9), fields: codings, want: [400, ' parse'] },
    { name: 'too many bytes', body: multipart(named, png(Buffer.alloc(LIMIT))), want: [413] },
    { name: 'too many bytes in a coding', body: gzipSync(multipart(named, png(Buffer.alloc(LIMIT)))), fields: codings, want: [413] },
    { name: 'too many bytes after the closing boundary', body: Buffer.concat([whole, Buffer.alloc(LIMIT - whole.length + 1)]), want: [413] },
  ];
  test.each(faults)('$name', async ({ body, fields: more = [], want: [status, ...violations] }) => {
    await serve();
    for (const chunked of [false, true]) {
      const { response, json, inStep } = await ask(api.port, { to: '/t', type: FORM_DATA, body, fields: more, chunked });
      expect([response.status, violationsOf(json) ?? []]).toEqual([status, violations]);
      expect(inStep || response.headers['connection'] === 'close').toBe(true);
    }
    expect(api.failures).toEqual([]);
  });

  test.each(faults)('$name: a handler that responds with the file is cut off, and that is no failure', async ({ body, fields: more = [] }) => {
    await serve(({ body: { picture } }) => ({ status: 200, type: 'application/octet-stream', body: picture?.stream() }));
    const { responses, closed } = await raw({ port: api.port, send: [request(body, { fields: more, chunked: true })], waitMs: 500 });
    const isCut = responses[0]?.status === 200 && closed && !responses[0].body.endsWith('0\r\n\r\n');
    expect([isCut || [400, 413].includes(responses[0]?.status ?? 0), api.failures]).toEqual([true, []]);
  });

  const messages: { name: string; body: Buffer; pointer: string; keyword: string; message: string }[] = [
    {
      name: 'a part after the file',
      body: multipart(named, png('x'), field('age', '7')),
      pointer: '/picture',
      keyword: 'parse',
      message: 'must be the last part of the form',
    },
    {
      name: 'a required part after the file',
      body: multipart(png('x'), named),
      pointer: '',
      keyword: 'required',
      message: "must have required property 'name', before the file, which must be the last part",
    },
    { name: 'no file', body: multipart(named), pointer: '', keyword: 'required', message: "must have required property 'picture'" },
    { name: 'no closing boundary', body: open, pointer: '', keyword: 'parse', message: 'must end with its closing boundary' },
  ];
  test.each(messages)('the client is told of $name', async ({ body, pointer, keyword, message }) => {
    await serve();
    const { json } = await ask(api.port, { to: '/t', type: FORM_DATA, body });
    expect(json).toMatchObject({
      detail: 'The request breaks the contract in 1 place; see violations.',
      violations: [{ in: 'body', pointer, keyword, message }],
    });
  });

  test('is the error of the stream, which a handler may map to a declared response', async () => {
    await serve(async ({ body: { picture } }) => {
      const error = await (picture as StreamedFile)
        .stream()
        .toArray()
        .catch((reason: Error) => reason);
      return { ...done, body: { error: (error as Error).name, status: (error as { status?: number }).status } };
    });
    expect((await ask(api.port, { to: '/t', type: FORM_DATA, body: open })).json).toEqual({ error: 'Problem', status: 400 });
  });

  test('does not replace an error of the handler', async () => {
    await serve(async ({ body: { picture } }) => {
      await picture?.stream().toArray();
      throw new Error('no');
    });
    expect((await ask(api.port, { to: '/t', type: FORM_DATA, body: whole })).response.status).toBe(500);
    expect(api.failures.map(({ error }) => (error as Error).message)).toEqual(['no']);
  });
});

const readers: { name: string; read: Handler }[] = [
  { name: 'that nobody reads', read: () => done },
  { name: 'whose stream nobody reads', read: ({ body }) => [body.picture?.stream(), done][1] },
  {
    name: 'that is read in part',
    read: async ({ body }) => {
      for await (const _ of (body.picture as StreamedFile).stream()) break;
      return done;
    },
  },
  { name: 'that is destroyed', read: ({ body }) => [body.picture?.stream().destroy(), done][1] },
  {
    name: 'that is destroyed with an error',
    read: async ({ body }) => {
      const stream = (body.picture as StreamedFile).stream();
      await pipeline(stream, async (source) => {
        for await (const _ of source) throw new Error('enough');
      }).catch(() => undefined);
      return done;
    },
  },
  {
    name: 'that is read a little and left',
    read: async ({ body }) => {
      const stream = (body.picture as StreamedFile).stream();
      await new Promise((resolve) => stream.once('readable', resolve));
      stream.read(1);
      return done;
    },
  },
  { name: 'that is piped somewhere and left', read: ({ body }) => [body.picture?.stream().pipe(new PassThrough()), done][1] },
];
test.each(readers)('a file $name leaves the connection in step, or closes it', async ({ read }) => {
  await serve(read);
  const body = multipart(named, png(LARGE));
  const known = await ask(api.port, { to: '/t', type: FORM_DATA, body });
  expect({ status: known.response.status, inStep: known.inStep }).toEqual({ status: 200, inStep: true });
  const { responses, closed } = await raw({ port: api.port, send: [request(body, { chunked: true }).subarray(0, 300_000)], waitMs: 3000 });
  expect({ status: responses[0]?.status, connection: responses[0]?.headers['connection'], closed }).toEqual({ status: 200, connection: 'close', closed: true });
  expect(api.failures).toEqual([]);
  await until(async () => (await api.connections()) === 0);
});

const discarded: { name: string; form: Buffer; handler: Handler; want: number }[] = [
  { name: 'is refused', form: multipart(png(LARGE)), handler: echo, want: 400 },
  { name: 'has a file that is refused', form: multipart(named, file('picture', 'a', 'a/b', LARGE)), handler: echo, want: 400 },
  {
    name: 'has a file that the handler destroys',
    form: multipart(named, png(LARGE)),
    handler: ({ body }) => [body.picture?.stream().destroy(), done][1],
    want: 200,
  },
];
test.each(discarded)(
  'the rest of a form that $name is discarded before the connection closes, so that the client can read the response',
  async ({ form, handler, want }) => {
    let socket: IncomingMessage['socket'] | undefined;
    const keep = (ctx: { req: IncomingMessage }, next: () => Promise<void>) => {
      socket = ctx.req.socket;
      return next();
    };
    await serve(handler, { before: [keep as never] });
    const whole = request(form, { chunked: true });
    const { responses, closed } = await raw({ port: api.port, send: [whole], waitMs: 3000 });
    expect([responses[0]?.status, closed, socket?.bytesRead]).toEqual([want, true, whole.length]);
  },
);

test.each([true, false])('a file that nobody reads is over with the response, and with its client (opened: %s)', async (opens) => {
  const streams: Readable[] = [];
  const isOver = Promise.withResolvers<void>();
  await serve(async ({ body }) => {
    const picture = body.picture as StreamedFile;
    if (opens) streams.push(picture.stream());
    else streams.push(await isOver.promise.then(() => picture.stream()));
    return done;
  });
  const part = request(multipart(named, png(LARGE))).subarray(0, 100_000);
  const { responses } = await raw({ port: api.port, send: [part], waitMs: 300 });
  expect(responses.map(({ status }) => status)).toEqual(opens ? [200] : []);
  isOver.resolve();
  await until(() => streams.length > 0 && streams.every(({ destroyed }) => destroyed));
  expect([streams.map(({ errored }) => (errored as { code?: string } | null)?.code), api.failures]).toEqual([[opens ? undefined : 'ECONNRESET'], []]);
});

test('a file can be the response', async () => {
  await serve(({ body }) => ({ status: 200, type: 'application/octet-stream', body: body.picture?.stream() }));
  const body = multipart(named, png(LARGE));
  const response = await fetch(`http://127.0.0.1:${api.port}/t`, { method: 'POST', body: new Uint8Array(body), headers: { 'Content-Type': FORM_DATA } });
  expect(sha(Buffer.from(await response.arrayBuffer()))).toBe(sha(LARGE));
});

test('the stream is the same at each call', async () => {
  await serve(async ({ body: { picture } }) => {
    const [first, second] = [picture?.stream(), picture?.stream()];
    return { ...done, body: { isSame: first === second, bytes: (await picture?.stream().toArray())?.length, hasSize: 'size' in (picture as object) } };
  });
  expect((await ask(api.port, { to: '/t', type: FORM_DATA, body: multipart(named, png('x')) })).json).toEqual({ isSame: true, bytes: 1, hasSize: false });
});

const leavers: { name: string; read: (stream: Readable, left: Promise<void>) => Promise<unknown> }[] = [
  { name: 'while the handler reads', read: (stream) => stream.toArray() },
  { name: 'before the handler reads', read: async (stream, left) => [await left, await stream.toArray()][1] },
];
test.each(leavers.flatMap((row) => framings.map((framing) => ({ ...row, framing }))))(
  'a client that goes away $name is no failure: $framing',
  async ({ read, framing }) => {
    const errors: unknown[] = [];
    const left = Promise.withResolvers<void>();
    let isCalled = false;
    await serve(async ({ body }, { signal }) => {
      isCalled = true;
      signal.addEventListener('abort', () => left.resolve());
      try {
        await read((body.picture as StreamedFile).stream(), left.promise);
      } catch (error) {
        errors.push((error as { code?: string }).code);
        throw error;
      }
      return done;
    });
    const socket = connect(api.port, '127.0.0.1');
    socket.write(request(multipart(named, png(randomLike(900_000))), framing).subarray(0, 100_000));
    await until(() => isCalled);
    socket.destroy();
    await until(() => errors.length > 0);
    expect({ errors, failures: api.failures }).toEqual({ errors: ['ECONNRESET'], failures: [] });
  },
);

test('a handler that takes too long is a 503, and its stream fails', async () => {
  const errors: unknown[] = [];
  await serve((request) => (echo(request, undefined as never) as Promise<unknown>).catch((error: Error) => void errors.push(error)), { handlerTimeoutMs: 100 });
  const { responses } = await raw({ port: api.port, send: [request(multipart(named, png(LARGE))).subarray(0, 300_000)], waitMs: 2000 });
  expect([responses[0]?.status, api.failures.length]).toEqual([503, 1]);
  await until(() => errors.length > 0);
});

describe('a client that waits for a word before it sends', () => {
  const body = multipart(named, png('x'));
  const head = (path: string, length: number) =>
    `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: ${FORM_DATA}\r\nExpect: 100-continue\r\nContent-Length: ${length}\r\n\r\n`;
  const waiting: { name: string; start: string; send: Buffer; want: number[] }[] = [
    { name: 'a file that is read', start: head('/t', body.length), send: body, want: [100, 200] },
    { name: 'a file that is too large', start: head('/t', LIMIT + 1), send: Buffer.alloc(0), want: [413] },
    { name: 'a form that is refused', start: head('/t', multipart(png('x')).length), send: multipart(png('x')), want: [100, 400] },
  ];
  test.each(waiting)('$name', async ({ start, send, want }) => {
    await serve();
    const { responses } = await raw({ port: api.port, send: [start, 100, send], waitMs: 400, responseMs: 5000 });
    expect(responses.map(({ status }) => status)).toEqual(want);
  });
});

test('a form that middleware in front has taken away is no body', async () => {
  const take = (ctx: { req: Readable }, next: () => Promise<void>) => ctx.req.toArray().then(next);
  await serve(echo, { before: [take as never] });
  const { response } = await ask(api.port, { to: '/t', type: FORM_DATA, body: multipart(named, png('x')) });
  expect(response.status).toBe(400);
});

test('the parts of other kinds of multipart have no names, and the last one is the file', async () => {
  const mixed = operation('mixed', { type: 'object', properties: { name: { type: 'string' }, picture: STREAMED } });
  const content = { 'multipart/mixed': mixed.requestBody.content['multipart/form-data'] };
  api = await startApi({ operations: compile('m.json', document({ post: { ...mixed, requestBody: { content } } })), handlers: { mixed: echo } });
  const body = multipart([['Content-Type: text/plain'], 'Minka'], [['Content-Type: image/png'], LARGE]);
  const { json } = await ask(api.port, { to: '/t', type: FORM_DATA.replace('form-data', 'mixed'), body });
  expect(json).toEqual({ name: 'Minka', ...got(LARGE, noName) });
});

test('a file is whole, whatever its bytes are and wherever the body is cut', async () => {
  const random = numbers(11);
  const options = { contentType: FORM_DATA, form: operations.list[0]?.load().body?.content[0] ?? {}, textBytes: 1000, fileLimit: 9, jsonDepthLimit: 256 };
  const pieces = ['\r', '\n', '-', '--', `\r\n--${BOUNDARY.slice(0, 3)}`, `--${BOUNDARY}`, 'x'.repeat(70_000), 'y'];
  for (let round = 0; round < 300; round++) {
    const bytes = Buffer.from(Array.from({ length: random(12) }, () => pieces[random(pieces.length)]).join(''));
    // The parser takes the end of the header section for that of a line.
    if (`\r\n${bytes}`.includes(`\r\n--${BOUNDARY}`)) continue;
    const body = Buffer.concat([multipart(named, file('picture', random(2) === 0 ? 'a' : '', 'image/png', bytes)), Buffer.alloc(random(3) * 10)]);
    const source = Readable.from(cut(body, random), { objectMode: false }) as BodyStream;
    const form = await readMultipart(source, new FormFiles(), options);
    expect(form?.violations).toEqual([]);
    const picture = form?.members['picture'] as StreamedFile | undefined;
    expect(sha(Buffer.concat((await picture?.stream().toArray()) ?? []))).toBe(sha(bytes));
  }
});

async function* cut(body: Buffer, random: (below: number) => number): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; ) {
    const end = at + 1 + random([3, 100, 70_000][random(3)] as number);
    if (random(3) === 0) await sleep(0);
    yield body.subarray(at, end);
    at = end;
  }
}
