// biome-ignore-all lint/suspicious/noThenProperty: a keyword of JSON Schema.
import { bodyParser } from '@koa/bodyparser';
import { type Api, startApi } from '../../../test/support/api.ts';
import { compile, document } from '../../../test/support/documents.ts';
import type { BodyLimits } from '../src/request/body-limits.ts';
import type { InvalidResponseError } from '../src/response/invalid-response.ts';
import { ask, FORM_DATA, field, multipart } from './bodies-api.ts';

const FORM = 'application/x-www-form-urlencoded';
const lists = (levels: number, inner = '') => `${'['.repeat(levels)}${inner}${']'.repeat(levels)}`;
const objects = (levels: number, name = 'a', inner = '1') => `${`{"${name}":`.repeat(levels)}${inner}${'}'.repeat(levels)}`;
const LIMIT = 'must not be nested more than 256 levels deep (jsonDepthLimit)';

let api: Api;
afterEach(() => api.close());

interface Operation {
  readonly schema?: unknown;
  readonly schemas?: object;
  readonly type?: string;
  readonly parameters?: readonly object[];
  readonly path?: string;
}

/** An operation that returns what it gets. */
async function serve(given: Operation, bodyLimits: Partial<BodyLimits> = {}, before: readonly unknown[] = []): Promise<void> {
  const { schema = {}, schemas = {}, type = 'application/json', parameters = [], path = '/t' } = given;
  const operation = {
    operationId: 'op',
    parameters,
    requestBody: { content: { [type]: { schema } } },
    responses: { 200: { description: 'd', content: { 'application/json': {} } } },
  };
  const text = JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, paths: { [path]: { post: operation } }, components: { schemas } });
  const op = ({ body, params, query, headers, cookies }: Record<string, unknown>) => ({ status: 200, body: body ?? { params, query, headers, cookies } });
  api = await startApi({ operations: compile('d.json', text), handlers: { op }, bodyLimitBytes: 1_000_000, bodyLimits, before: before as never });
}

/** The status, and the places and messages of violations. */
async function sent(body: string | Buffer | undefined, { to = '/t', type = 'application/json', fields = [] as readonly string[] } = {}): Promise<unknown[]> {
  const { response, json } = await ask(api.port, { to, fields, ...(body === undefined ? undefined : { type, body }) });
  expect(api.failures).toEqual([]);
  const { violations = [] } = (response.status === 200 ? {} : json) as { violations?: { name?: string; pointer?: string; message: string }[] };
  return [response.status, ...violations.map(({ name, pointer, message }) => `${name ?? pointer} ${message}`)];
}

const REFUSED = [400, ` ${LIMIT}`];
const texts: { name: string; body: string; want: unknown[] }[] = [
  { name: 'lists at the limit', body: lists(256), want: [200] },
  { name: 'lists beyond it', body: lists(257), want: REFUSED },
  { name: 'lists far beyond it', body: lists(5000), want: REFUSED },
  { name: 'lists as far as a body goes', body: lists(499_999), want: REFUSED },
  { name: 'objects at the limit', body: objects(256), want: [200] },
  { name: 'objects beyond it', body: objects(257), want: REFUSED },
  { name: 'lists and objects in turn at the limit', body: `${'[{"a":'.repeat(128)}1${'}]'.repeat(128)}`, want: [200] },
  { name: 'lists and objects in turn beyond it', body: `[${'[{"a":'.repeat(128)}1${'}]'.repeat(128)}]`, want: REFUSED },
  { name: 'nesting after much that is flat', body: `[${'[],'.repeat(1000)}${lists(256)}]`, want: REFUSED },
  { name: 'much that is flat', body: `[${'[{}],'.repeat(1000)}0]`, want: [200] },
  { name: 'brackets in strings', body: JSON.stringify([['['.repeat(300), '{"'.repeat(300), '\\'.repeat(301), '"[[', '\\"'.repeat(300)]]), want: [200] },
  { name: 'a string that ends in a backslash before nesting', body: `["${'\\\\'.repeat(3)}",${lists(256)}]`, want: REFUSED },
  { name: 'a quote in a string before nesting', body: `["\\"${'['.repeat(300)}\\\\",${lists(255)}]`, want: [200] },
  { name: 'strings beyond Latin-1', body: `["ж${'['.repeat(300)}",${lists(256)}]`, want: REFUSED },
  { name: 'a byte order mark', body: `\ufeff${lists(257)}`, want: REFUSED },
  { name: 'lists that do not end', body: '['.repeat(300), want: [400, ' must be valid JSON in UTF-8'] },
  { name: 'a string that does not end', body: `${lists(255)}"${'['.repeat(600)}`, want: [400, ' must be valid JSON in UTF-8'] },
];

test.each(texts)('JSON of which no schema describes anything is nested at most 256 levels deep: $name', async ({ body, want }) => {
  await serve({});
  expect(await sent(body)).toEqual(want);
});

test('the limit is an option', async () => {
  await serve({}, { jsonDepthLimit: 3 });
  expect([await sent('[[[1]]]'), await sent('[[[{}]]]')]).toEqual([[200], [400, ' must not be nested more than 3 levels deep (jsonDepthLimit)']]);
});

test('levels that a schema describes are counted unless it refers back to itself', async () => {
  const schema = { type: 'array', items: { type: 'array', items: { type: 'array', items: { type: 'array', items: { type: 'string' } } } } };
  await serve({ schema }, { jsonDepthLimit: 3 });
  expect([await sent('[[[]]]'), await sent('[[[["a"]]]]')]).toEqual([[200], [400, ' must not be nested more than 3 levels deep (jsonDepthLimit)']]);
});

test('a limit beyond what can be returned has no effect', async () => {
  await serve({}, { jsonDepthLimit: 10_000 });
  expect([await sent(lists(2000)), await sent(lists(2001))]).toEqual([[200], [400, ' must not be nested more than 2000 levels deep']]);
});

test('a body that middleware in front has parsed has the same limit', async () => {
  await serve({}, {}, [bodyParser({ enableTypes: ['json'] })]);
  expect([await sent(lists(256)), await sent(lists(257)), await sent(objects(5000))]).toEqual([[200], REFUSED, REFUSED]);
});

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const tree = (more: object = {}) => ({ type: 'object', properties: { c: ref('Tree'), data: {}, ...more } });
/** Levels that the schema describes, with something that it does not describe in the innermost. */
const described: { name: string; schemas: Record<string, unknown>; level: [open: string, close: string] }[] = [
  { name: 'a property', schemas: { Tree: tree() }, level: ['{"c":', '}'] },
  { name: 'items', schemas: { Tree: tree({ l: { type: 'array', items: ref('Tree') } }) }, level: ['{"l":[', ']}'] },
  { name: 'first items', schemas: { Tree: tree({ l: { type: 'array', prefixItems: [{}, ref('Tree')] } }) }, level: ['{"l":[0,', ']}'] },
  { name: 'items after the first', schemas: { Tree: tree({ l: { type: 'array', prefixItems: [{}], items: ref('Tree') } }) }, level: ['{"l":["",', ']}'] },
  { name: 'members without a name', schemas: { Tree: tree({ m: { type: 'object', additionalProperties: ref('Tree') } }) }, level: ['{"m":{"x":', '}}'] },
  { name: 'members by pattern', schemas: { Tree: { ...tree(), patternProperties: { '^x': ref('Tree') } } }, level: ['{"x1":', '}'] },
  { name: 'unevaluated members', schemas: { Tree: { ...tree(), unevaluatedProperties: ref('Tree') } }, level: ['{"y":', '}'] },
  { name: 'an alternative', schemas: { Tree: tree({ d: { oneOf: [{ type: 'integer' }, ref('Tree')] } }) }, level: ['{"d":', '}'] },
  { name: 'parts', schemas: { Tree: { allOf: [ref('Base'), { properties: { e: ref('Tree') } }] }, Base: { properties: { data: {} } } }, level: ['{"e":', '}'] },
  { name: 'a condition', schemas: { Tree: { ...tree(), if: { required: ['k'] }, then: { properties: { v: ref('Tree') } } } }, level: ['{"k":1,"v":', '}'] },
  { name: 'two schemas in turn', schemas: { Tree: tree({ o: ref('Other') }), Other: { properties: { t: ref('Tree') } } }, level: ['{"o":{"t":', '}}'] },
];

test.each(described)('levels that a schema describes are not counted: $name', async ({ schemas, level: [open, close] }) => {
  await serve({ schema: ref('Tree'), schemas });
  const inLevels = (inner: string) => `${open.repeat(300)}${inner}${close.repeat(300)}`;
  const outcomes = [];
  // The member `data` is described as anything, and `u` is not described at all.
  for (const inner of ['{}', `{"data":${lists(256)}}`, `{"data":${lists(257)}}`]) outcomes.push((await sent(inLevels(inner)))[0]);
  expect(outcomes).toEqual([200, 200, 400]);
  expect(await sent(inLevels(`{"data":${lists(5000)}}`))).toEqual(REFUSED);
  expect(await sent(`{"data":${lists(300)}}`)).toEqual(REFUSED);
});

test('what a recursive schema does not describe is counted', async () => {
  await serve({ schema: ref('Tree'), schemas: { Tree: { ...tree(), additionalProperties: true } } });
  expect([await sent(objects(1500, 'c', '{}')), await sent(objects(300, 'u')), await sent(objects(300, 'c', objects(300, 'u')))]).toEqual([
    [200],
    REFUSED,
    REFUSED,
  ]);
});

test('a property that is described as anything is not taken for one of the others', async () => {
  await serve({ schema: ref('Tree'), schemas: { Tree: { ...tree(), additionalProperties: ref('Tree') } } });
  expect([await sent(objects(1000, 'x', '{}')), await sent(`{"data":${objects(300, 'x', '{}')}}`)]).toEqual([[200], REFUSED]);
});

const rows = [1000, 2000, 2001, 3000, 4400, 20_000].flatMap((levels) => [
  { what: 'objects', levels, schema: tree(), body: objects(levels - 1, 'c', '{}') },
  { what: 'lists', levels, schema: { type: 'array', items: ref('Tree') }, body: lists(levels) },
]);
test.each(rows)('no depth of a recursive schema is a failure of the service: $levels $what', async ({ levels, schema, body }) => {
  await serve({ schema: ref('Tree'), schemas: { Tree: schema } });
  const outcome = await sent(body);
  if (levels > 2000) expect(outcome).toEqual([400, ' must not be nested more than 2000 levels deep']);
  else expect(outcome).toEqual([200]);
});

const sized = [
  { name: 'few properties', open: '{"a":1,"b":"x","d":[1],"c":', more: '' },
  { name: 'many properties', open: '{"c":', more: Array.from({ length: 130 }, (_, index) => `,"p${index}":0`).join('') },
];
test.each(sized)('a handler can return what is nested as deeply as a body may be: objects with $name', async ({ open, more }) => {
  await serve({ schema: ref('Tree'), schemas: { Tree: tree() } }, { bodyLimitBytes: 100_000_000 });
  expect(await sent(`${open.repeat(1999)}{}${`${more}}`.repeat(1999)}`)).toEqual([200]);
});

const json = (name: string, place: string, schema: unknown = {}) => ({
  name,
  in: place,
  required: place === 'path',
  content: { 'application/json': { schema } },
});
const encoded = encodeURIComponent;
const Lists = { type: 'array', items: ref('Lists') };
const places: { name: string; given: Operation; send: (text: string) => Parameters<typeof sent>; at: string }[] = [
  { name: 'a query parameter', given: { parameters: [json('q', 'query')] }, send: (text) => [undefined, { to: `/t?q=${encoded(text)}` }], at: 'q' },
  { name: 'a header', given: { parameters: [json('X-H', 'header')] }, send: (text) => [undefined, { fields: [`X-H: ${text}`] }], at: 'X-H' },
  { name: 'a cookie', given: { parameters: [json('c', 'cookie')] }, send: (text) => [undefined, { fields: [`Cookie: c=${encoded(text)}`] }], at: 'c' },
  { name: 'a path parameter', given: { path: '/{p}', parameters: [json('p', 'path')] }, send: (text) => [undefined, { to: `/${encoded(text)}` }], at: 'p' },
  {
    name: 'a member of a form',
    given: { type: FORM, schema: { type: 'object', properties: { m: { type: 'object' } } } },
    send: (text) => [`m=${encoded(`{"a":${text.slice(1, -1)}}`)}`, { type: FORM }],
    at: '/m',
  },
  {
    name: 'an item of a list in a form',
    given: { type: FORM, schema: { type: 'object', properties: { m: { type: 'array', items: { type: 'object' } } } } },
    send: (text) => [`m={}&m=${encoded(`{"a":${text.slice(1, -1)}}`)}`, { type: FORM }],
    at: '/m',
  },
  {
    name: 'a part of a multipart form',
    given: { type: 'multipart/form-data', schema: { type: 'object', properties: { m: { type: 'object' } } } },
    send: (text) => [multipart(field('m', `{"a":${text.slice(1, -1)}}`, 'Content-Type: application/json')), { type: FORM_DATA }],
    at: '/m',
  },
  {
    name: 'a part that says that it is JSON',
    given: { type: 'multipart/form-data', schema: { type: 'object', properties: { m: { type: 'array' } } } },
    send: (text) => [multipart(field('m', text, 'Content-Type: application/json')), { type: FORM_DATA }],
    at: '/m/0',
  },
];

test.each(places)('JSON has the same limit in $name', async ({ given, send, at }) => {
  await serve(given);
  expect([await sent(...send(lists(256))), await sent(...send(lists(257)))]).toEqual([[200], [400, `${at} ${LIMIT}`]]);
});

const recursive: { name: string; given: Operation; send: (text: string) => Parameters<typeof sent> }[] = [
  { name: 'a query parameter', given: { parameters: [json('q', 'query', ref('Lists'))] }, send: (text) => [undefined, { to: `/t?q=${encoded(text)}` }] },
  {
    name: 'a list in a form',
    given: { type: FORM, schema: { type: 'object', properties: { m: ref('Lists') } } },
    send: (text) => [`m=${encoded(text)}`, { type: FORM }],
  },
  {
    name: 'items of a list in a form',
    given: { type: FORM, schema: { type: 'object', properties: { m: { type: 'array', items: ref('Names') } } } },
    send: (text) => [`m={}&m=${encoded(objects(text.length / 2, 'a', '{}'))}`, { type: FORM }],
  },
  {
    name: 'a part of a multipart form',
    given: { type: 'multipart/form-data', schema: { type: 'object', properties: { m: ref('Lists') } } },
    send: (text) => [multipart(field('m', text, 'Content-Type: application/json')), { type: FORM_DATA }],
  },
  { name: 'JSON under a range', given: { type: '*/*', schema: ref('Lists') }, send: (text) => [text, {}] },
];
test.each(recursive)('levels that a schema describes are not counted in $name', async ({ given, send }) => {
  await serve({ ...given, schemas: { Lists, Names: { type: 'object', additionalProperties: ref('Names') } } });
  expect(await sent(...send(lists(500)))).toEqual([200]);
});

const returned: { name: string; schema: unknown; body: () => unknown; want: string }[] = [
  { name: 'written as JSON', schema: {}, body: () => JSON.parse(lists(20_000)), want: 'is nested too deeply to be written as JSON' },
  { name: 'validated', schema: ref('Heavy'), body: () => JSON.parse(objects(4000, 'c', '1')), want: 'is nested too deeply to be validated' },
];
test.each(returned)('a response that is nested too deeply to be $name is a 500 that says so in the log', async ({ schema, body, want }) => {
  const Heavy = {
    anyOf: [
      { type: 'object', required: ['c', 'x'], properties: { c: ref('Heavy') } },
      { type: 'object', required: ['c'], properties: { c: ref('Heavy') } },
      { type: 'integer' },
    ],
  };
  const responses = { 200: { description: 'd', content: { 'application/json': { schema } } } };
  const operations = compile('d.json', document({ get: { operationId: 'op', responses } }, { schemas: { Heavy } }, '3.1.0'));
  api = await startApi({ operations, handlers: { op: () => ({ status: 200, body: body() }) } });
  expect((await fetch(`http://127.0.0.1:${api.port}/t`)).status).toBe(500);
  expect(api.failures.map(({ error }) => (error as InvalidResponseError).reason)).toEqual([want]);
});

const deep: { name: string; n: number; body: (n: number) => string; want: number }[] = [
  { name: 'characters of a flat text', n: 100_000, body: (n) => `[${'{"a":"b"},'.repeat(n / 10)}0]`, want: 200 },
  { name: 'levels of text that nothing describes', n: 100_000, body: lists, want: 400 },
  { name: 'quotes in a string', n: 100_000, body: (n) => `[${'[],'.repeat(300)}"${'\\"'.repeat(n / 2)}"]`, want: 200 },
  { name: 'backslashes in a string', n: 100_000, body: (n) => `[${'[],'.repeat(300)}"${'\\'.repeat(n)}"]`, want: 200 },
  { name: 'levels that a schema describes', n: 250, body: (n) => `[${`${objects(n, 'c', '{}')},`.repeat(20)}{}]`, want: 200 },
];
test.each(deep)('the cost of reading JSON grows in proportion to the number of $name', async ({ n, body, want }) => {
  await serve({ schema: { anyOf: [{ type: 'array', items: ref('Tree') }, {}] }, schemas: { Tree: tree() } }, { bodyLimitBytes: 10_000_000 });
  const cost = async (text: string) => {
    const before = process.cpuUsage();
    for (let round = 0; round < 5; round++) expect((await sent(text))[0]).toBe(want);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  let ratio = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 3 && ratio > 8; attempt++) ratio = (await cost(body(4 * n))) / (await cost(body(n)));
  expect(ratio).toBeLessThanOrEqual(8);
});
