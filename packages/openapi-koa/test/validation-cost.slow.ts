import { type Api, startApi } from '../../../test/support/api.ts';
import { compileFolder, document } from '../../../test/support/documents.ts';
import { growthOf } from '../../../test/support/growth.ts';

/** What validation costs grows in proportion to what a client sends, and to what a handler returns. */
const JSON_TYPE = 'application/json';
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** Each layer leads to the next one in two ways, so that without more there are 2 to the power of 40 ways to the last. */
const LAYERS = 40;
const LAYERED: Readonly<Record<string, (next: object) => object>> = {
  anyOf: (n) => ({
    anyOf: [
      { properties: { n, a: { type: 'integer' } }, required: ['a'] },
      { properties: { n, b: { type: 'integer' } }, required: ['b'] },
    ],
  }),
  oneOf: (n) => ({
    oneOf: [
      { properties: { n, a: { type: 'integer' } }, required: ['a'] },
      { properties: { n, b: { type: 'string' } }, required: ['b'] },
    ],
  }),
  allOf: (n) => ({ allOf: [{ oneOf: [{ properties: { n } }, { type: 'string' }] }, { anyOf: [{ properties: { n } }, { type: 'string' }] }] }),
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
  if: (n) => ({ if: { properties: { n } }, then: { properties: { n } }, else: { properties: { n } } }),
  dependentSchemas: (n) => ({ dependentSchemas: { a: { properties: { n } } }, properties: { n } }),
  not: (n) => ({ not: { not: { properties: { n } } }, properties: { n } }),
  contains: (n) => ({ properties: { n: { type: 'array', contains: n, items: n } } }),
  patterns: (n) => ({ properties: { n }, patternProperties: { '^n': n } }),
  defaults: (n) => ({
    anyOf: [
      { properties: { n, x: { default: 1 } }, required: ['a'] },
      { properties: { n, y: { default: 2 } }, required: ['a'] },
    ],
  }),
};
const layered = Object.entries(LAYERED).flatMap(([name, make]) =>
  Array.from({ length: LAYERS + 1 }, (_, index) => [`${name}${index}`, index === 0 ? { type: 'integer' } : make(ref(`${name}${index - 1}`))] as const),
);

const schemas: Record<string, object> = {
  Unique: { type: 'array', uniqueItems: true, items: { anyOf: [ref('Unique'), { type: 'integer' }] } },
  UniqueObjects: { type: 'array', uniqueItems: true, items: { type: 'object', properties: { list: ref('UniqueObjects'), n: { default: 1 } } } },
  ...Object.fromEntries(layered),
  Deep: { properties: { v: { type: 'integer' }, list: { type: 'array', items: ref('Deep') } } },
  DeepEither: { anyOf: [{ properties: { v: { type: 'integer' }, list: { type: 'array', items: ref('DeepEither') } } }, { type: 'string' }] },
};
const bodies: Readonly<Record<string, object>> = {
  deep: ref('Deep'),
  deepEither: ref('DeepEither'),
  unique: ref('Unique'),
  uniqueObjects: ref('UniqueObjects'),
  sameByDefault: {
    type: 'array',
    uniqueItems: true,
    items: { allOf: [{ type: 'array', items: { type: 'object', properties: { n: { default: 1 } } } }, { uniqueItems: true }] },
  },
  ...Object.fromEntries(Object.keys(LAYERED).map((name) => [`layers-${name}`, ref(`${name}${LAYERS}`)])),
};

let response: unknown;
let api: Api;
beforeAll(async () => {
  const base = JSON.parse(document({}, { schemas }, '3.1.0'));
  const content = (name: string) => ({ [JSON_TYPE]: { schema: bodies[name] } });
  base.paths = Object.fromEntries(
    Object.keys(bodies).flatMap((name) => [
      [`/${name}`, { post: { operationId: name, requestBody: { content: content(name) }, responses: { 204: { description: 'd' } } } }],
      [`/response/${name}`, { get: { operationId: `response-${name}`, responses: { 200: { description: 'd', content: content(name) } } } }],
    ]),
  );
  const handlers = Object.fromEntries(
    Object.keys(bodies).flatMap((name) => [
      [name, () => ({ status: 204 })],
      [`response-${name}`, () => ({ status: 200, body: response })],
    ]),
  );
  api = await startApi({
    operations: compileFolder('validation-cost.json', JSON.stringify(base), { strict: false }).operations,
    handlers,
    bodyLimitBytes: 8 * 1024 * 1024,
  });
});
afterAll(() => api?.close());

async function post(to: string, body: string): Promise<number> {
  const given = await fetch(`http://127.0.0.1:${api.port}/${to}`, { method: 'POST', body, headers: { 'Content-Type': JSON_TYPE } });
  await given.arrayBuffer();
  return given.status;
}

async function get(of: string, body: unknown): Promise<number> {
  response = body;
  const given = await fetch(`http://127.0.0.1:${api.port}/response/${of}`);
  await given.arrayBuffer();
  return given.status;
}

const repeat = (text: string, count: number) => new Array<string>(count).fill(text).join();
/** `n` wrong items inside of levels that are wrong, too, as many as are to be. */
const deep = (levels: number, n: number) => `${'{"v":"","list":['.repeat(levels)}${repeat('{"v":""}', n)}${']}'.repeat(levels)}`;

interface Case {
  readonly name: string;
  readonly to: string;
  readonly body: (n: number) => string;
  readonly n: number;
  readonly want: 204 | 400;
}

const both: readonly Case[] = [
  { name: 'many errors, deep inside', to: 'deep', body: (n) => deep(300, n), n: 16_000, want: 400 },
  { name: 'many errors, deep inside of alternatives', to: 'deepEither', body: (n) => deep(300, n), n: 16_000, want: 400 },
];
/** A list of `n` numbers in `levels` lists, with others beside each. */
const lists = (levels: number, n: number, last = '') =>
  `${'['.repeat(levels)}${Array.from({ length: n }, (_, index) => index).join()}${last}${',[1],-1]'.repeat(levels)}`;
const objects = (levels: number, n: number) =>
  `${'[{"list":'.repeat(levels)}[${Array.from({ length: n }, (_, index) => `{"i":${index}}`).join()}]${'},{"n":1}]'.repeat(levels)}`;
const unique: readonly Case[] = [
  { name: 'unique items in lists in lists', to: 'unique', body: (n) => lists(n / 50, n), n: 20_000, want: 204 },
  { name: 'unique items deep inside, two of which are the same', to: 'unique', body: (n) => lists(n / 50, n, ',0'), n: 20_000, want: 400 },
  { name: 'unique items that defaults are set in', to: 'uniqueObjects', body: (n) => objects(n / 40, n), n: 8000, want: 204 },
];
const requests: readonly Case[] = [
  ...unique,
  ...both,
  { name: 'errors at every level and in many items', to: 'deep', body: (n) => deep(n / 40, n), n: 16_000, want: 400 },
  { name: 'errors at every level of alternatives', to: 'deepEither', body: (n) => deep(n / 40, n), n: 16_000, want: 400 },
];
test.each(requests)('a request with $name', async ({ to, body, n, want }) => {
  expect(await post(to, body(n))).toBe(want);
  expect(await growthOf(body, (text) => post(to, text), n)).toBeLessThan(8);
});

test.each([...both, ...unique])('a response with $name', async ({ to, body, n, want }) => {
  const input = (count: number) => JSON.parse(body(count));
  expect(await get(to, input(n))).toBe(want === 204 ? 200 : 500);
  expect(await growthOf(input, (value) => get(to, value), n)).toBeLessThan(8);
});

/** A value for all layers. */
const through = (name: string, last: string) => {
  const [open, close] = name === 'contains' ? ['{"a":1,"b":"","n":[', ']}'] : ['{"a":1,"b":"","n":', '}'];
  return `${open.repeat(LAYERS)}${last}${close.repeat(LAYERS)}`;
};
const layerCases = Object.keys(LAYERED).flatMap((name) => [
  { name, last: '5', want: name === 'oneOf' ? 400 : 204 },
  { name, last: '"x"', want: 400 },
]);
test.each(layerCases)('what two ways lead to is validated once: $name of $last', async ({ name, last, want }) => {
  expect(await post(`layers-${name}`, through(name, last))).toBe(want);
  expect(await get(`layers-${name}`, JSON.parse(through(name, last)))).toBe(want === 204 ? 200 : 500);
});

test('items are compared as they were sent, without defaults', async () => {
  expect(await post('sameByDefault', '[[{"n":1},{}]]')).toBe(204);
  expect(await post('sameByDefault', '[[{"n":1},{"n":2}],[{"n":1},{}]]')).toBe(204);
  expect(await post('sameByDefault', '[[{},{}]]')).toBe(400);
});
