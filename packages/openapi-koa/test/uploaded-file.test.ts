import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import fs from 'node:fs/promises';
import { connect } from 'node:net';
import os, { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type Api, startApi } from '../../../test/support/api.ts';
import { compile, document } from '../../../test/support/documents.ts';
import { numbers } from '../../../test/support/numbers.ts';
import { until } from '../../../test/support/wait.ts';
import type { FormFile } from '../src/index.ts';
import { RequestAbortedError } from '../src/problems/request-aborted.ts';
import type { BodyStream } from '../src/request/body-stream.ts';
import { readMultipart } from '../src/request/multipart-parser.ts';
import { FormFiles } from '../src/request/uploaded-file.ts';
import { ask, FORM_DATA, field, file, multipart, requestOf } from './bodies-api.ts';

const KIB = 1024;
const schema = {
  type: 'object',
  properties: { f: { type: 'array', items: { type: 'string', format: 'binary' } }, t: { type: 'array', items: { type: 'string' } } },
};
const operations = compile(
  'files.json',
  document({
    post: {
      operationId: 'upload',
      'x-body-limit-bytes': 100_000_000,
      requestBody: { content: { 'multipart/form-data': { schema } } },
      responses: { 200: { description: 'd', content: { 'application/json': {} } } },
    },
  }),
);

let api: Api;
const warnings: Error[] = [];
const onWarning = (warning: Error) => void warnings.push(warning);
beforeAll(() => process.on('warning', onWarning));
afterAll(() => process.off('warning', onWarning));
afterEach(async () => {
  await api?.close();
  expect(warnings).toEqual([]);
});

const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** What the temporary files of forms are called that this process has open; none where the system does not tell. */
function spools(): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      const name = readlinkSync(`/proc/self/fd/${descriptor}`);
      return name.includes('form-file-') ? [name] : [];
    } catch {
      return [];
    }
  });
}

type Upload = (files: readonly FormFile[]) => unknown;

async function serve(upload: Upload, bodyLimits: { formFileLimit?: number } = {}): Promise<Api> {
  const handler = async ({ body }: { body: { f?: FormFile[] } }) => ({ status: 200, body: (await upload(body.f ?? [])) ?? null });
  api = await startApi({ operations, handlers: { upload: handler }, bodyLimits });
  return api;
}

const send = (body: Buffer, more: object = {}) => ask(api.port, { to: '/t', type: FORM_DATA, body, ...more });
const filesOf = (sizes: readonly number[]) => sizes.map((size) => randomBytes(size));
const formOf = (contents: readonly Buffer[]) => multipart(...contents.map((bytes) => file('f', 'a.bin', 'application/octet-stream', bytes)));
const linux = process.platform === 'linux';

const forms: { name: string; sizes: number[]; descriptors: number }[] = [
  { name: 'small files', sizes: Array<number>(10).fill(KIB), descriptors: 0 },
  { name: 'files that fill the memory, and many of one byte', sizes: [...Array<number>(16).fill(64 * KIB), ...Array<number>(980).fill(1)], descriptors: 1 },
  { name: 'many large files', sizes: Array<number>(300).fill(64 * KIB + 1), descriptors: 1 },
  {
    name: 'large files, small and empty ones in turn',
    sizes: Array.from({ length: 60 }, (_, index) => [200 * KIB, 0, 10, 64 * KIB][index % 4] as number),
    descriptors: 1,
  },
];
test.each(forms)('a form of $name has $descriptors descriptors, and every file its bytes', async ({ sizes, descriptors }) => {
  const counts: number[] = [];
  await serve(async (files) => {
    counts.push(spools().length);
    return Promise.all(files.map(async (each) => [each.size, sha(await each.bytes())]));
  });
  const contents = filesOf(sizes);
  const { response, json } = await send(formOf(contents));
  expect(response.status).toBe(200);
  expect(json).toEqual(contents.map((bytes) => [bytes.length, sha(bytes)]));
  if (linux) expect(counts).toEqual([descriptors]);
  await until(() => spools().length === 0);
});

test('forms at the same time have a descriptor each', async () => {
  const counts: number[] = [];
  const all = Promise.withResolvers<void>();
  let arrived = 0;
  await serve(async () => {
    if (++arrived === 5) all.resolve();
    await all.promise;
    counts.push(spools().length);
  });
  const body = formOf(filesOf(Array<number>(30).fill(100 * KIB)));
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => send(body)));
  expect(outcomes.map(({ response }) => response.status)).toEqual([200, 200, 200, 200, 200]);
  if (linux) expect(counts).toEqual([5, 5, 5, 5, 5]);
});

describe('the number of files', () => {
  const tiny = (count: number) => formOf(filesOf(Array<number>(count).fill(1)));
  const limits: { name: string; limit?: number; body: Buffer; want: [status: number, detail?: string] }[] = [
    {
      name: 'the default, beside a text',
      body: multipart(field('t', 'x'), ...filesOf(Array<number>(1000).fill(1)).map((bytes) => file('f', 'a', 'a/b', bytes))),
      want: [200],
    },
    { name: 'one more than the default', body: tiny(1001), want: [413, 'The form must not have more than 1000 files (formFileLimit).'] },
    { name: 'a limit that was set', limit: 2, body: tiny(2), want: [200] },
    { name: 'one more than was set', limit: 2, body: tiny(3), want: [413, 'The form must not have more than 2 files (formFileLimit).'] },
    {
      name: 'one more than was set, after large ones',
      limit: 2,
      body: formOf(filesOf([200 * KIB, 200 * KIB, 200 * KIB])),
      want: [413, 'The form must not have more than 2 files (formFileLimit).'],
    },
  ];
  test.each(limits)('is bounded: $name', async ({ limit, body, want: [status, detail] }) => {
    await serve((files) => files.length, limit === undefined ? {} : { formFileLimit: limit });
    for (const chunked of [false, true]) {
      const { response, json } = await send(body, { chunked });
      expect([response.status, (json as { detail?: string }).detail]).toEqual([status, detail]);
      if (status === 413) expect(response.headers['connection']).toBe('close');
    }
    expect(api.failures).toEqual([]);
    await until(() => spools().length === 0);
  });

  test('does not count for texts, of which there may be 1,000', async () => {
    await serve(() => 'ok', { formFileLimit: 1 });
    const texts = (count: number) => multipart(...Array.from({ length: count }, () => field('t', 'x')));
    expect((await send(texts(1000))).response.status).toBe(200);
    const { response, json } = await send(texts(1001));
    expect([response.status, (json as { violations: unknown }).violations]).toEqual([
      400,
      [{ in: 'body', pointer: '', keyword: 'parse', message: 'must not have more than 1000 text fields' }],
    ]);
  });
});

test('a file is read by several readers at once, each from its beginning', async () => {
  const contents = filesOf([300 * KIB, 200 * KIB]);
  await serve(async ([first, second]) => {
    const read = async (stream: Readable | undefined) => sha(Buffer.concat((await stream?.toArray()) ?? []));
    const bytes = async (one: FormFile | undefined) => sha((await one?.bytes()) ?? Buffer.alloc(0));
    return Promise.all([read(first?.stream()), read(second?.stream()), read(first?.stream()), bytes(second), bytes(first), read(second?.stream())]);
  });
  const [one, other] = contents.map(sha);
  expect((await send(formOf(contents))).json).toEqual([one, other, one, other, one, other]);
});

test('a file that is still read when the response is closed gives its descriptor back, and its reader fails', async () => {
  const streams: Readable[] = [];
  const late: Promise<unknown>[] = [];
  await serve(([only]) => {
    const [unread, begun] = [only?.stream(), only?.stream()] as [Readable, Readable];
    begun.once('data', () => begun.pause());
    streams.push(unread, begun);
    late.push(
      (async () => {
        for (;;) await only?.bytes();
      })().catch((error: Error) => error.message),
    );
  });
  expect((await send(formOf(filesOf([500 * KIB])))).response.status).toBe(200);
  await until(() => spools().length === 0 && streams.every(({ destroyed }) => destroyed));
  const gone = 'The files of a form can only be read until the response is closed.';
  expect(streams.map(({ errored }) => errored?.message)).toEqual([gone, gone]);
  expect(await Promise.all(late)).toEqual([gone]);
  expect(api.failures).toEqual([]);
});

test('a client that leaves while its files are stored is no failure, and nothing stays behind', async () => {
  await serve(() => {
    throw new Error('It is never called.');
  });
  const request = requestOf({ to: '/t', type: FORM_DATA, body: formOf(filesOf(Array<number>(20).fill(150 * KIB))) });
  for (let round = 0; round < 30; round++) {
    const socket = connect(api.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(request.subarray(0, 200_000 + round * 90_000), () => socket.destroy());
    await once(socket, 'close');
  }
  await until(() => spools().length === 0);
  expect(api.failures).toEqual([]);
});

test('a handler that reads a file of a client that has left fails with a RequestAbortedError, which is no failure', async () => {
  const errors: unknown[] = [];
  let isReading = false;
  await serve(async ([only]) => {
    isReading = true;
    try {
      for (;;) await only?.bytes();
    } catch (error) {
      errors.push(error);
      throw error;
    }
  });
  const socket = connect(api.port, '127.0.0.1');
  socket.write(requestOf({ to: '/t', type: FORM_DATA, body: formOf(filesOf([200 * KIB])) }));
  await until(() => isReading);
  socket.destroy();
  await until(() => errors.length > 0 && spools().length === 0);
  expect([errors, api.failures]).toEqual([[expect.any(RequestAbortedError)], []]);
});

describe('where the file system fails', () => {
  afterEach(() => jest.restoreAllMocks());
  const storeIn = (folder: string) => jest.spyOn(os, 'tmpdir').mockReturnValue(folder);

  test('a form is one failure and a 500, whatever the number of its files', async () => {
    storeIn('/nowhere');
    await serve(() => 'ok');
    const { response } = await send(formOf(filesOf(Array<number>(100).fill(70 * KIB))));
    expect([response.status, api.failures.map(({ error }) => (error as NodeJS.ErrnoException).code)]).toEqual([500, ['ENOENT']]);
  });

  test('a form whose last file cannot be written has a response', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'full-'));
    storeIn(folder);
    await serve(() => 'ok');
    const open = fs.open.bind(fs);
    jest.spyOn(fs, 'open').mockImplementation(async (...given) => {
      const handle = await open(...given);
      // After the parser has read all.
      handle.write = (async () => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      }) as never;
      return handle;
    });
    const { response } = await send(formOf(filesOf([65 * KIB])));
    expect([response.status, api.failures.map(({ error }) => (error as Error).message), readdirSync(folder)]).toEqual([500, ['full'], []]);
    rmSync(folder, { recursive: true });
  });

  test('a name that cannot be taken from an open file is taken at the end', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'named-'));
    storeIn(folder);
    jest.spyOn(fs, 'unlink').mockRejectedValue(Object.assign(new Error('open'), { code: 'EBUSY' }));
    const seen: number[] = [];
    await serve(() => void seen.push(readdirSync(folder).length));
    expect((await send(formOf(filesOf([200 * KIB])))).response.status).toBe(200);
    await until(() => readdirSync(folder).length === 0);
    expect(seen).toEqual([1]);
    rmSync(folder, { recursive: true });
  });
});

test('files are whole, however large they are and wherever the body is cut', async () => {
  const random = numbers(7);
  const options = {
    contentType: FORM_DATA,
    form: operations.list[0]?.load().body?.content[0] ?? {},
    textBytes: 100_000,
    fileLimit: 1000,
    jsonDepthLimit: 256,
  };
  for (let round = 0; round < 150; round++) {
    const contents = Array.from({ length: random(12) }, () =>
      Buffer.alloc([0, 1, random(100), random(70_000), 65_536, random(300_000)][random(6)] as number, random(256)),
    );
    const parts = contents.flatMap((bytes) => [file('f', 'a', 'a/b', bytes), ...(random(3) === 0 ? [field('t', 'x'.repeat(random(500)))] : [])]);
    const body = Buffer.concat([multipart(...parts), Buffer.alloc([0, 10, 100_000][random(3)] as number, 'e')]);
    const files = new FormFiles();
    const form = await readMultipart(Readable.from(cut(body, random), { objectMode: false }) as BodyStream, files, options);
    expect(form?.violations).toEqual([]);
    const read = (form?.members['f'] ?? []) as FormFile[];
    const isWhole = await Promise.all(read.map(async (one, index) => (await one.bytes()).equals(contents[index] as Buffer)));
    expect(isWhole).toEqual(contents.map(() => true));
    await files.release(new Error('done'));
  }
});

async function* cut(body: Buffer, random: (below: number) => number): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; ) {
    const end = at + ([65_536, 1 + random(70_000), 5000 + random(200)][random(3)] as number);
    if (random(3) === 0) await new Promise((resolve) => setImmediate(resolve));
    yield body.subarray(at, end);
    at = end;
  }
}

test('nothing stays behind of a process that is killed while it has files', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'killed-'));
  const program = `
    import { FormFiles } from './packages/openapi-koa/src/request/uploaded-file.ts';
    const files = new FormFiles();
    await files.store([Buffer.alloc(200_000, 'x')], { name: 'f', contentType: 'a/b' });
    console.log('stored');
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: join(__dirname, '../../..'),
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'close');
  expect(readdirSync(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
});

test('a body is not read ahead of a slow disk', async () => {
  const open = fs.open.bind(fs);
  const written = Promise.withResolvers<void>();
  jest.spyOn(fs, 'open').mockImplementation(async (...given) => {
    const handle = await open(...given);
    const write = handle.write.bind(handle) as (...args: unknown[]) => unknown;
    handle.write = ((...args: unknown[]) => written.promise.then(() => write(...args))) as never;
    return handle;
  });
  // Each part fits into the buffer of its stream.
  const body = formOf(filesOf(Array<number>(200).fill(60 * KIB)));
  let read = 0;
  const chunks = function* () {
    for (; read < body.length; read += 64 * KIB) yield body.subarray(read, read + 64 * KIB);
  };
  const files = new FormFiles();
  const options = { contentType: FORM_DATA, form: operations.list[0]?.load().body?.content[0] ?? {}, textBytes: 0, fileLimit: 1000, jsonDepthLimit: 256 };
  const form = readMultipart(Readable.from(chunks(), { objectMode: false, highWaterMark: 1 }) as BodyStream, files, options);
  await new Promise((resolve) => setTimeout(resolve, 200));
  // What stays in memory, and the few parts after it.
  expect(read).toBeLessThan(1.5 * KIB * KIB);
  written.resolve();
  expect((await form)?.members['f']).toHaveLength(200);
  await files.release(new Error('done'));
  jest.restoreAllMocks();
});

test('files are written one after the other, however their bytes arrive', async () => {
  const files = new FormFiles();
  const turns: string[] = [];
  async function* slowly(name: string, chunks: readonly Buffer[]) {
    for (const chunk of chunks) {
      await new Promise((resolve) => setTimeout(resolve, name === 'a' ? 3 : 1));
      turns.push(name);
      yield chunk;
    }
  }
  const parts = ['a', 'b', 'c'].map((name) => [name, filesOf(Array<number>(4).fill(50 * KIB))] as const);
  const stored = await Promise.all(parts.map(([name, chunks]) => files.store(slowly(name, chunks), { name, contentType: 'a/b' })));
  expect(turns.join('')).toBe('aaaabbbbcccc');
  expect(await Promise.all(stored.map(async (one) => sha(await one.bytes())))).toEqual(parts.map(([, chunks]) => sha(Buffer.concat(chunks))));
  await files.release(new Error('done'));
  await expect(files.store([Buffer.alloc(70 * KIB)] as never, { name: 'd', contentType: 'a/b' })).rejects.toThrow('done');
});
