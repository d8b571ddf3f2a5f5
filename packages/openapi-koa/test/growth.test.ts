import type { Api } from '../../../test/support/api.ts';
import { startApi } from '../../../test/support/api.ts';
import { compile, document } from '../../../test/support/documents.ts';

/** Requests whose validation grew with the square, or doubled at each level: the limit of each test's time would end it. */
const MIB = 1024 * 1024;
const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

const LIST = {
  type: 'array',
  items: {
    oneOf: [
      { type: 'integer', maximum: 5 },
      { type: 'string', pattern: '^z' },
    ],
  },
};
const schemas = {
  Tag: { type: 'string' },
  Tree: {
    anyOf: [
      { type: 'object', required: ['all'], properties: { all: { type: 'array', items: ref('Tree') } } },
      { type: 'object', required: ['f'], properties: { f: { type: 'string' }, op: { default: 'eq' } } },
    ],
  },
  Chain: {
    type: 'object',
    properties: { x: {} },
    if: { required: ['c'], properties: { c: ref('Chain') } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
    then: { properties: { c: {} } },
    unevaluatedProperties: false,
  },
  // Which of them holds is known at the end only, so each looks at what is inside.
  Either: {
    anyOf: [
      { type: 'object', required: ['c', 'x'], properties: { c: ref('Either') } },
      { type: 'object', required: ['c'], properties: { c: ref('Either') } },
      { type: 'integer' },
    ],
  },
  OneOf: {
    type: 'object',
    oneOf: [{ required: ['y'] }, { properties: { c: ref('OneOf') } }],
    anyOf: [{ properties: { c: ref('OneOf'), x: {} } }, { required: ['y'] }],
    unevaluatedProperties: false,
  },
  // All of them hold, and each sets defaults.
  Defaults: {
    anyOf: [
      { type: 'object', required: ['c'], properties: { c: ref('Defaults'), x: { default: 1 } } },
      { type: 'object', required: ['c'], properties: { c: ref('Defaults'), y: { default: 2 } } },
      { type: 'integer' },
    ],
  },
  Patterns: { properties: { c: ref('Patterns') }, patternProperties: { '^c': ref('Patterns') } },
  Contains: { properties: { c: { items: ref('Contains'), contains: ref('Contains') } } },
  Names: { type: 'object', additionalProperties: ref('Names') },
  Lists: { type: 'array', items: { anyOf: [ref('Lists'), { type: 'integer' }] } },
};
const CODES = { type: 'array', items: { enum: Array.from({ length: 250 }, (_, index) => `CODE${index}`) } };
const bodies: Readonly<Record<string, { type: string; schema: object }>> = {
  form: { type: FORM, schema: { type: 'object', properties: { a: LIST } } },
  objects: { type: JSON_TYPE, schema: { type: 'array', uniqueItems: true, items: { type: 'object' } } },
  tags: { type: JSON_TYPE, schema: { type: 'array', uniqueItems: true, items: ref('Tag') } },
  tree: { type: JSON_TYPE, schema: ref('Tree') },
  chain: { type: JSON_TYPE, schema: ref('Chain') },
  either: { type: JSON_TYPE, schema: ref('Either') },
  oneOf: { type: JSON_TYPE, schema: ref('OneOf') },
  defaults: { type: JSON_TYPE, schema: ref('Defaults') },
  patterns: { type: JSON_TYPE, schema: ref('Patterns') },
  contains: { type: JSON_TYPE, schema: ref('Contains') },
  names: { type: JSON_TYPE, schema: ref('Names') },
  codes: { type: JSON_TYPE, schema: CODES },
  large: { type: JSON_TYPE, schema: { type: 'array', items: { const: { text: 'a'.repeat(10_000) } } } },
  lists: { type: JSON_TYPE, schema: ref('Lists') },
  mixed: { type: FORM, schema: { type: 'object', properties: { n: { type: ['integer', 'string'], maximum: 1, maxLength: 1 }, t: ref('Names') } } },
};
const operation = (name: string) => {
  const { type, schema } = bodies[name] as { type: string; schema: object };
  return { operationId: name, requestBody: { content: { [type]: { schema } } }, responses: { 204: { description: 'd' } } };
};

/** Schemas of responses, whose data clients may have sent before. */
const responseSchemas = ['Either', 'OneOf', 'Chain', 'Patterns', 'Contains'] as const;
let responseBody: unknown;

let api: Api;
beforeAll(async () => {
  const base = JSON.parse(document({}, { schemas }, '3.1.0'));
  base.paths = Object.fromEntries(Object.keys(bodies).map((name) => [`/${name}`, { post: operation(name) }]));
  for (const name of responseSchemas) {
    const content = { [JSON_TYPE]: { schema: ref(name) } };
    base.paths[`/response/${name}`] = { get: { operationId: `response${name}`, responses: { 200: { description: 'd', content } } } };
  }
  base.paths['/query'] = {
    get: { operationId: 'query', parameters: [{ name: 'code', in: 'query', schema: CODES }], responses: { 204: { description: 'd' } } },
  };
  const responders = responseSchemas.map((name) => [`response${name}`, () => ({ status: 200, body: responseBody })]);
  const handlers = Object.fromEntries([
    ['query', () => ({ status: 204 })],
    ...responders,
    ...Object.keys(bodies).map((name) => [name, () => ({ status: 204 })]),
  ]);
  api = await startApi({ operations: compile('growth.json', JSON.stringify(base)), handlers, bodyLimitBytes: MIB });
});
afterAll(() => api.close());

const nested = (depth: number, inner: string) => `${'{"c":'.repeat(depth)}${inner}${'}'.repeat(depth)}`;
const items = (count: number, item: (index: number) => string) => `[${Array.from({ length: count }, (_, index) => item(index)).join()}]`;
const cases = [
  { name: 'a form of many values that fit no alternative', to: 'form', body: 'a=9&'.repeat(100_000), want: 400 },
  { name: 'many objects that all differ', to: 'objects', body: items(80_000, (index) => `{"i":${index}}`), want: 204 },
  { name: 'many objects of which two are the same', to: 'objects', body: items(80_000, (index) => `{"i":${index % 79_999}}`), want: 400 },
  { name: 'many texts by a referred schema', to: 'tags', body: items(80_000, (index) => `"t${index}"`), want: 204 },
  {
    name: 'many defaults, deep inside of alternatives',
    to: 'tree',
    body: `${'{"all":['.repeat(900)}${'{"f":"a"},'.repeat(80_000)}{"f":"a"}${']}'.repeat(900)}`,
    want: 204,
  },
  { name: 'a condition on itself', to: 'chain', body: nested(60, '{"x":1}'), want: 204 },
  { name: 'alternatives that lead back to themselves', to: 'either', body: nested(300, '5'), want: 204 },
  { name: 'alternatives that lead back to themselves and do not hold', to: 'either', body: nested(300, '"x"'), want: 400 },
  { name: 'alternatives whose members are counted', to: 'oneOf', body: nested(300, '{"x":1}'), want: 204 },
  { name: 'alternatives whose members are counted, with one too many', to: 'oneOf', body: nested(300, '{"z":1}'), want: 400 },
  { name: 'alternatives that all hold and set defaults', to: 'defaults', body: nested(300, '5'), want: 204 },
  { name: 'alternatives with defaults of which none holds', to: 'defaults', body: nested(300, '"x"'), want: 400 },
  { name: 'a member by its name and by a pattern', to: 'patterns', body: nested(300, '{}'), want: 204 },
  { name: 'items of which one has to be as all are', to: 'contains', body: `${'{"c":['.repeat(300)}{}${']}'.repeat(300)}`, want: 204 },
  { name: 'a condition on itself that does not hold', to: 'chain', body: nested(60, '{"y":1}'), want: 400 },
];
test.each(cases)('$name', async ({ to, body, want }) => {
  const response = await fetch(`http://127.0.0.1:${api.port}/${to}`, {
    method: 'POST',
    body,
    headers: { 'Content-Type': (bodies[to] as { type: string }).type },
  });
  expect(response.status).toBe(want);
});

const responses: { of: (typeof responseSchemas)[number]; body: string; want: number }[] = [
  { of: 'Either', body: nested(60, '5'), want: 200 },
  { of: 'Either', body: nested(60, '"x"'), want: 500 },
  { of: 'OneOf', body: nested(60, '{"x":1}'), want: 200 },
  { of: 'Chain', body: nested(60, '{"x":1}'), want: 200 },
  { of: 'Patterns', body: nested(60, '{}'), want: 200 },
  { of: 'Contains', body: `${'{"c":['.repeat(60)}{}${']}'.repeat(60)}`, want: 200 },
];
test.each(responses)('a response of $of: $want', async ({ of, body, want }) => {
  responseBody = JSON.parse(body);
  expect((await fetch(`http://127.0.0.1:${api.port}/response/${of}`)).status).toBe(want);
});

test('a response that is changed between two is looked at again', async () => {
  const inner: { x?: number; z?: number } = { x: 1 };
  responseBody = { c: { c: inner } };
  const ask = async () => (await fetch(`http://127.0.0.1:${api.port}/response/Chain`)).status;
  expect(await ask()).toBe(200);
  inner.z = 1;
  expect(await ask()).toBe(500);
});

const wrong = (levels: number, name: string) => `${`{"b":1,"${name}":`.repeat(levels)}1${'}'.repeat(levels)}`;
const report = async (to: string, body: string) => {
  const headers = { 'Content-Type': (bodies[to] as { type: string }).type };
  const text = await (await fetch(`http://127.0.0.1:${api.port}/${to}`, { method: 'POST', body, headers })).text();
  return {
    bytes: Buffer.byteLength(text),
    ...(JSON.parse(text) as { detail: string; violations: { pointer: string; message: string; allowed?: unknown[] }[] }),
  };
};
const long = [
  { name: 'long names, each with a wrong one beside it', to: 'names', body: wrong(1000, 'a'.repeat(1000)), first: 11 },
  { name: 'long names in a form', to: 'mixed', body: `n=77&t=${wrong(1000, 'a'.repeat(1000))}`, first: 12 },
  { name: 'lists in lists, whose alternatives all say what is wrong', to: 'lists', body: `${'['.repeat(1000)}"x"${']'.repeat(1000)}`, first: 29 },
  { name: 'many codes, each with a long list of those that are allowed', to: 'codes', body: items(1000, () => '0'), first: 100 },
  { name: 'many values that are not the one of the schema, which is large', to: 'large', body: items(1000, () => '0'), first: 100 },
  {
    name: 'names of characters that JSON escapes',
    to: 'names',
    body: `{${items(50, (index) => `"${'\\u0001'.repeat(1000)}${index}":1`).slice(1, -1)}}`,
    first: 10,
  },
];
test.each(long)('a problem is at most 64 KiB large, for $name', async ({ to, body, first }) => {
  const { bytes, detail, violations } = await report(to, body);
  expect(violations).toHaveLength(first);
  expect(detail).toMatch(new RegExp(`^The request breaks the contract in (?:at least )?\\d+ places; violations has the first ${first}\\.`));
  expect(bytes).toBeLessThanOrEqual(64 * 1024);
});

test('a problem is at most 64 KiB large, for many codes in a query', async () => {
  const text = await (await fetch(`http://127.0.0.1:${api.port}/query?${'code=0&'.repeat(100)}`)).text();
  expect(JSON.parse(text).violations).toHaveLength(100);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(64 * 1024);
});

const details = [
  { name: 'all of a few places', to: 'codes', body: '[0,"CODE1",2]', want: 'in 2 places; see violations.' },
  { name: 'all of a hundred', to: 'names', body: `{${items(100, (index) => `"a${index}":1`).slice(1, -1)}}`, want: 'in 100 places; see violations.' },
  {
    name: 'a hundred of more',
    to: 'names',
    body: `{${items(101, (index) => `"a${index}":1`).slice(1, -1)}}`,
    want: 'in at least 100 places; violations has the first 100.',
  },
  {
    name: 'places without what is allowed there',
    to: 'codes',
    body: items(30, () => '0'),
    want: 'in 30 places; see violations. To save space, 6 of them omit the list of allowed values.',
  },
];
test.each(details)('a problem lists $name', async ({ to, body, want }) => {
  expect((await report(to, body)).detail).toBe(`The request breaks the contract ${want}`);
});

test('what is allowed is listed as often as there is room for it', async () => {
  const { violations } = await report(
    'codes',
    items(30, () => '0'),
  );
  expect(violations.map(({ allowed }) => allowed?.length)).toEqual([...new Array(24).fill(250), ...new Array(6).fill(undefined)]);
});

test('a pointer that is too long ends at a member around the place', async () => {
  const { violations } = await report('names', wrong(6, 'a'.repeat(1000)));
  const [{ pointer, message }] = violations.slice(-1) as [(typeof violations)[0]];
  expect(pointer).toBe(`/${'a'.repeat(1000)}`.repeat(4));
  expect(message).toBe('must be object (at a place inside this one, whose pointer exceeds 4096 characters)');
});

test('generation, with layers of alternatives that lead to the same schema', () => {
  const layers = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [
      `S${index}`,
      index === 0
        ? { type: 'object', properties: { a: { readOnly: true } } }
        : { anyOf: [ref(`S${index - 1}`), { allOf: [ref(`S${index - 1}`), { minProperties: 1 }] }] },
    ]),
  );
  const content = { [JSON_TYPE]: { schema: ref('S39') } };
  const text = document({ post: { operationId: 'op', requestBody: { content }, responses: { 204: { description: 'd' } } } }, { schemas: layers }, '3.1.0');
  expect(compile('layers.json', text).list).toHaveLength(1);
});
