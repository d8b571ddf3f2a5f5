import { once } from 'node:events';
import { compile, document } from '../../../test/support/documents.ts';
import { type ApiServer, createServer, type ServerLogger } from '../src/index.ts';
import { isPlainList, type ListStream, writeList } from '../src/response/list-writer.ts';

const item = {
  type: 'object',
  required: ['id'],
  additionalProperties: false,
  properties: { id: { type: 'integer', minimum: 0 }, at: { type: 'string', format: 'date-time' } },
};
const list = (schema: object) => ({
  responses: { 200: { description: 'd', content: { 'application/json': { schema: { type: 'array', items: item, ...schema } } } } },
});
const operations = compile(
  'lists.json',
  document({ get: { operationId: 'list', ...list({ maxItems: 60_000 }) }, put: { operationId: 'unique', ...list({ uniqueItems: true }) } }),
);

const logged: Record<string, unknown>[] = [];
const note = (fields: object) => void logged.push(fields as Record<string, unknown>);
const log: ServerLogger = { child: () => log, debug() {}, info() {}, warn() {}, error: note };
const itemOf = (id: number) => ({ id });

const LARGE = Array.from({ length: 50_001 }, (_, id) => ({ id, at: '2026-01-15T09:30:00.000Z' }));

let body: unknown;
let api: ApiServer<never>;
beforeAll(async () => {
  api = await createServer<never>({ operations, handlers: { list: () => ({ status: 200, body }), unique: () => ({ status: 200, body }) } as never, log });
});
afterAll(() => api.close());
beforeEach(() => {
  logged.length = 0;
});
const path = operations.list[0]?.path as string;
const get = (method = 'GET') => api.request(new Request(`http://127.0.0.1${path}`, { method }));

test.each([
  ['few items', Array.from({ length: 3 }, (_, id) => itemOf(id))],
  ['one more item than a part has', Array.from({ length: 501 }, (_, id) => itemOf(id))],
  ['as many as two parts have', Array.from({ length: 1000 }, (_, id) => itemOf(id))],
  ['many', Array.from({ length: 50_001 }, (_, id) => itemOf(id))],
  ['more than 1 MiB', LARGE],
  ['dates', Array.from({ length: 2000 }, (_, id) => ({ id, at: new Date(id) }))],
])('a list of %s is sent as JSON.stringify writes it', async (_, items) => {
  body = items;
  const response = await get();
  const text = await response.text();
  expect([response.status, Number(response.headers.get('content-length'))]).toEqual([200, text.length]);
  expect(text === JSON.stringify(items)).toBe(true);
});

test('HEAD has the length of a list of more than 1 MiB', async () => {
  body = LARGE;
  const { status, headers } = await get('HEAD');
  expect([status, headers.get('content-length')]).toEqual([200, String(JSON.stringify(LARGE).length)]);
});

test.each([
  ['in the first part', 3],
  ['in a later part', 40_321],
  ['in the last part', 50_000],
])('an invalid item %s is found, with its place in the whole list', async (_, at) => {
  body = Array.from({ length: 50_001 }, (_, id) => itemOf(id === at ? -1 : id));
  expect((await get()).status).toBe(500);
  expect(logged).toMatchObject([{ pointer: `/${at}/id`, reason: 'must be >= 0' }]);
});

test('what concerns the whole list is checked for the whole list', async () => {
  body = Array.from({ length: 60_001 }, (_, id) => itemOf(id));
  expect((await get()).status).toBe(500);
  expect(logged).toMatchObject([{ pointer: '', reason: 'must NOT have more than 60000 items' }]);
  body = Array.from({ length: 2000 }, (_, id) => itemOf(id % 1999));
  expect((await get('PUT')).status).toBe(500);
  body = Array.from({ length: 2000 }, (_, id) => itemOf(id));
  expect((await get('PUT')).status).toBe(200);
});

test('what is sent was valid, even if the handler changes the list in the meantime', async () => {
  const items = Array.from({ length: 50_000 }, (_, id) => itemOf(id));
  body = items;
  const response = get();
  setImmediate(() => {
    items.length = 1;
    for (const one of items) one.id = -1;
  });
  const sent = (await (await response).json()) as { id: number }[];
  expect([sent.length, sent.some(({ id }) => id < 0)]).toEqual([50_000, false]);
});

test('other work has its turn while a list is written', async () => {
  let turns = 0;
  const count = () => {
    turns++;
    next = setImmediate(count);
  };
  let next = setImmediate(count);
  // Each part takes more than half of the time that a turn may take.
  const slowly = (part: readonly unknown[]) => {
    const endMs = performance.now() + 6;
    while (performance.now() < endMs);
    return JSON.stringify(part);
  };
  const items = Array.from({ length: 5000 }, (_, id) => id);
  expect(await writeList(items, slowly)).toBe(JSON.stringify(items));
  clearImmediate(next);
  expect(turns).toBeGreaterThanOrEqual(4);
});

test('a large list is sent in parts, with its length', async () => {
  const items = Array.from({ length: 40_000 }, (_, id) => ({ id, name: 'Größe' }));
  let turn = 0;
  const written = await writeList(items, (part) => {
    // Takes more than one turn, however fast the machine is.
    const endMs = performance.now() + (turn++ === 0 ? 6 : 0);
    while (performance.now() < endMs);
    return JSON.stringify(part);
  });
  const { body: stream, contentLength } = written as ListStream;
  const chunks: Buffer[] = [];
  const turnsAtChunks: number[] = [];
  let turns = 0;
  const count = () => {
    turns++;
    next = setImmediate(count);
  };
  let next = setImmediate(count);
  // As fast as it can be read, a client takes no more than one part in a turn of the event loop.
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    turnsAtChunks.push(turns);
  });
  await once(stream, 'end');
  clearImmediate(next);
  expect(chunks).toHaveLength(80);
  expect(new Set(turnsAtChunks).size).toBe(80);
  expect(Buffer.concat(chunks).toString()).toBe(JSON.stringify(items));
  expect(contentLength).toBe(Buffer.byteLength(JSON.stringify(items)));
});

test('only what JSON.stringify takes item by item is written in parts', () => {
  class Items extends Array<unknown> {}
  const items = Array.from({ length: 501 });
  expect([isPlainList(items), isPlainList(Items.from(items)), isPlainList(Object.assign([...items], { toJSON: () => [] }))]).toEqual([true, false, false]);
});
