import { type Api, startApi } from '../../../test/support/api.ts';
import { compileFolder, document } from '../../../test/support/documents.ts';
import { growthOf } from '../../../test/support/growth.ts';

/** What each keyword, parameters and forms cost grows in proportion to what a client sends. */
const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const items = (schema: object, more: object = {}) => ({ type: 'array', items: schema, ...more });
const several = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));

const ANIMALS = several(40, (index) => `Animal${index}`);
const schemas: Record<string, object> = {
  Deep: { type: 'object', properties: { v: { type: 'integer' }, list: { type: 'array', items: ref('Deep') } } },
  ...Object.fromEntries(
    ANIMALS.map((name) => [name, { type: 'object', required: ['kind', 'name'], properties: { kind: { type: 'string' }, name: { type: 'string' } } }]),
  ),
  Evaluated: { allOf: several(10, (index) => ({ properties: { [`p${index}`]: {} }, patternProperties: { [`^${index}`]: {} } })), unevaluatedProperties: false },
};

interface Case {
  readonly name: string;
  readonly schema: object;
  /** The items or members, joined by commas. */
  readonly body: (n: number) => string;
  readonly n: number;
  readonly want: 204 | 400;
}
const list = (item: (index: number) => string) => (n: number) => `[${several(n, item).join()}]`;
const object = (member: (index: number) => string) => (n: number) => `{${several(n, member).join()}}`;
const CODES = several(2000, (index) => `CODE${index}`);
const OBJECTS = several(250, (index) => ({ a: index, b: { c: [index] } }));

const cases: readonly Case[] = [
  { name: 'enum of many strings', schema: items({ enum: CODES }), body: list((index) => `"CODE${index % 2000}"`), n: 20_000, want: 204 },
  { name: 'enum of many strings, none of which is sent', schema: items({ enum: CODES }), body: list((index) => `"NONE${index}"`), n: 20_000, want: 400 },
  {
    name: 'enum of many objects',
    schema: items({ enum: OBJECTS }),
    body: list((index) => `{"a":${index % 250},"b":{"c":[${index % 250}]}}`),
    n: 4000,
    want: 204,
  },
  { name: 'enum of many objects, for a large one', schema: { enum: OBJECTS }, body: object((index) => `"m${index}":1`), n: 20_000, want: 400 },
  {
    name: 'enum of many lists, for a long one',
    schema: { enum: several(250, (index) => several(5, () => index)) },
    body: list(() => '1'),
    n: 40_000,
    want: 400,
  },
  {
    name: 'const of a large object',
    schema: items({ const: { list: several(1000, (index) => index) } }),
    body: list(() => '{"list":[0,1,2]}'),
    n: 8000,
    want: 400,
  },
  {
    name: 'additionalProperties',
    schema: { type: 'object', properties: { a: {} }, additionalProperties: false },
    body: object((index) => `"m${index}":1`),
    n: 20_000,
    want: 400,
  },
  {
    name: 'additionalProperties beside patterns',
    schema: { patternProperties: Object.fromEntries(several(20, (index) => [`^${index}a`, { type: 'string' }])), additionalProperties: { type: 'string' } },
    body: object((index) => `"m${index}":1`),
    n: 10_000,
    want: 400,
  },
  {
    name: 'propertyNames',
    schema: { propertyNames: { pattern: '^[a-z]+$', format: 'hostname' } },
    body: object((index) => `"m${index}":1`),
    n: 10_000,
    want: 400,
  },
  { name: 'required', schema: items({ type: 'object', required: several(100, (index) => `r${index}`) }), body: list(() => '{}'), n: 5000, want: 400 },
  {
    name: 'dependentRequired',
    schema: items({ dependentRequired: { a: several(50, (index) => `r${index}`) } }),
    body: list(() => '{"a":1}'),
    n: 5000,
    want: 400,
  },
  { name: 'contains', schema: { contains: { type: 'string' }, minContains: 2 }, body: list(() => '1'), n: 80_000, want: 400 },
  {
    name: 'contains beside unevaluatedItems',
    schema: { contains: { type: 'integer' }, unevaluatedItems: { type: 'string' } },
    body: list((index) => (index % 2 ? '1' : '"a"')),
    n: 20_000,
    want: 204,
  },
  {
    name: 'unevaluatedItems',
    schema: { anyOf: [{ prefixItems: [{ type: 'integer' }] }, { items: { type: 'string' } }], unevaluatedItems: false },
    body: list(() => '1'),
    n: 40_000,
    want: 400,
  },
  { name: 'unevaluatedProperties', schema: ref('Evaluated'), body: object((index) => `"${index}":1`), n: 10_000, want: 204 },
  { name: 'unevaluatedProperties, of names that no part has', schema: ref('Evaluated'), body: object((index) => `"m${index}":1`), n: 10_000, want: 400 },
  {
    name: 'a discriminator',
    schema: items({ oneOf: ANIMALS.map(ref), discriminator: { propertyName: 'kind' } }),
    body: list((index) => `{"kind":"Animal${index % 40}","name":1}`),
    n: 4000,
    want: 400,
  },
  {
    name: 'a discriminator without a value that is known',
    schema: items({ oneOf: ANIMALS.map(ref), discriminator: { propertyName: 'kind' } }),
    body: list(() => '{"kind":"no","name":1}'),
    n: 4000,
    want: 400,
  },
  { name: 'many alternatives', schema: items({ anyOf: ANIMALS.map(ref) }), body: list(() => '{"kind":1}'), n: 1000, want: 400 },
  {
    name: 'multipleOf',
    schema: items({ multipleOf: 1e-7 }),
    body: list((index) => ['1e308', '5e-324', '0.1', '123456789.1234567'][index % 4] as string),
    n: 8000,
    want: 400,
  },
  { name: 'long numbers', schema: items({ type: 'integer' }), body: (n) => `[${'1'.repeat(n)},0.${'1'.repeat(n)},1e${'1'.repeat(n)}]`, n: 100_000, want: 400 },
  {
    name: 'minProperties and maxLength',
    schema: { minProperties: 1, propertyNames: { maxLength: 3 }, additionalProperties: { maxLength: 1 } },
    body: object((index) => `"m${index}":"ab"`),
    n: 10_000,
    want: 400,
  },
  { name: 'names that a pointer escapes', schema: { additionalProperties: { type: 'string' } }, body: (n) => `{"${'~/'.repeat(n)}":1}`, n: 100_000, want: 400 },
];

let api: Api;
beforeAll(async () => {
  const base = JSON.parse(document({}, { schemas }, '3.1.0'));
  const responses = { 204: { description: 'd' } };
  base.paths = Object.fromEntries(
    cases.map(({ schema }, index) => [`/${index}`, { post: { operationId: `op${index}`, requestBody: { content: { [JSON_TYPE]: { schema } } }, responses } }]),
  );
  base.paths['/form'] = {
    post: {
      operationId: 'form',
      requestBody: {
        content: {
          [FORM]: {
            schema: {
              type: 'object',
              properties: {
                n: { type: 'array', items: { type: ['integer', 'string'], maximum: 5, maxLength: 1 } },
                o: { type: 'object', additionalProperties: { type: 'integer' } },
                l: { type: 'array', items: { type: 'object' } },
                s: { type: 'string' },
                d: ref('Deep'),
              },
              patternProperties: { '^i': { type: 'integer' } },
            },
            encoding: { o: { style: 'deepObject', explode: true } },
          },
        },
      },
      responses,
    },
  };
  base.paths['/closed'] = {
    get: { operationId: 'closed', 'x-closed-query': true, parameters: several(50, (index) => ({ name: `p${index}`, in: 'query', schema: {} })), responses },
  };
  base.paths['/parameters'] = {
    get: {
      operationId: 'parameters',
      parameters: [
        { name: 'n', in: 'query', schema: { type: 'array', items: { type: ['integer', 'string'], maximum: 5, maxLength: 1 } } },
        { name: 'o', in: 'query', style: 'deepObject', explode: true, schema: { type: 'object', additionalProperties: { type: 'integer' } } },
        { name: 'json', in: 'query', content: { [JSON_TYPE]: { schema: { type: 'array', items: { type: 'integer' } } } } },
        { name: 'c', in: 'cookie', schema: { type: 'string' } },
        { name: 'e', in: 'cookie', explode: true, schema: { type: 'object', properties: { r: { type: 'integer' }, g: { type: 'integer' } } } },
        { name: 'X-List', in: 'header', schema: { type: 'array', items: { type: 'integer' } } },
      ],
      responses,
    },
  };
  const { operations } = compileFolder('keyword-cost.json', JSON.stringify(base), { strict: false });
  const handlers = Object.fromEntries(operations.list.map(({ operationId }) => [operationId, () => ({ status: 204 })]));
  api = await startApi({ operations, handlers, bodyLimitBytes: 8 * 1024 * 1024 });
});
afterAll(() => api?.close());

async function send(path: string, body?: string, headers: Record<string, string> = {}): Promise<number> {
  const init = body === undefined ? {} : { method: 'POST', body };
  const given = await fetch(`http://127.0.0.1:${api.port}${path}`, { ...init, headers: { 'Content-Type': JSON_TYPE, ...headers } });
  await given.arrayBuffer();
  return given.status;
}

test.each(cases.map((each, index) => ({ ...each, index })))('$name', async ({ index, body, n, want }) => {
  const run = (text: string) => send(`/${index}`, text);
  expect(await run(body(n))).toBe(want);
  expect(await growthOf(body, run, n)).toBeLessThan(8);
});

const pairs = (pair: (index: number) => string) => (n: number) => several(n, pair).join('&');
const forms: { name: string; body: (n: number) => string; n: number; want: 204 | 400 }[] = [
  { name: 'fields that the document does not name', body: pairs((index) => `x${index}=1`), n: 20_000, want: 204 },
  { name: 'fields that a pattern names', body: pairs((index) => `i${index}=a`), n: 10_000, want: 400 },
  { name: 'one field many times', body: pairs(() => 'x=1'), n: 20_000, want: 204 },
  { name: 'a list of which each item is read in two ways', body: pairs((index) => `n=${index % 10}`), n: 20_000, want: 204 },
  { name: 'a list of which each item is refused in two ways', body: pairs(() => 'n=77'), n: 20_000, want: 400 },
  { name: 'a list of objects', body: pairs(() => 'l={}'), n: 10_000, want: 204 },
  { name: 'members of a deepObject', body: pairs((index) => `o[${index}]=1`), n: 10_000, want: 204 },
  { name: 'members of a deepObject that are refused', body: pairs((index) => `o[${index}]=a`), n: 10_000, want: 400 },
  { name: 'escapes that are none', body: pairs((index) => `x${index}=%zz`), n: 10_000, want: 400 },
  { name: 'a long text of escapes', body: (n) => `s=${'%41+'.repeat(n)}`, n: 50_000, want: 204 },
  {
    name: 'JSON with errors at every level, beside what is read in two ways',
    body: (n) => `n=77&d=${'{"v":"","list":['.repeat(n / 20)}${new Array(n).fill('{"v":""}').join()}${']}'.repeat(n / 20)}`,
    n: 6000,
    want: 400,
  },
  { name: 'ampersands alone', body: (n) => '&'.repeat(n), n: 200_000, want: 204 },
];
test.each(forms)('a form with $name', async ({ body, n, want }) => {
  const run = (text: string) => send('/form', text, { 'Content-Type': FORM });
  expect(await run(body(n))).toBe(want);
  expect(await growthOf(body, run, n)).toBeLessThan(8);
});

/** Of 14 KB at most, as much as Node.js takes with the rest of a header section. */
const parameters: {
  name: string;
  query?: (n: number) => string;
  headers?: (n: number) => Record<string, string>;
  path?: string;
  n: number;
  want: 204 | 400;
}[] = [
  { name: 'a query parameter many times', query: pairs(() => 'n=7'), n: 800, want: 204 },
  { name: 'a query parameter many times, refused', query: pairs(() => 'n=77'), n: 700, want: 400 },
  { name: 'query parameters that the document does not name', query: pairs((index) => `x${index}=1`), n: 400, want: 204 },
  { name: 'the same where it names all', path: '/closed', query: pairs((index) => `x${index}=1`), n: 400, want: 400 },
  { name: 'members of a deepObject', query: pairs((index) => `o[${index}]=a`), n: 350, want: 400 },
  { name: 'a list in JSON', query: (n) => `json=[${several(n, () => '"a"').join()}]`, n: 300, want: 400 },
  { name: 'lists in lists in JSON', query: (n) => `json=${'['.repeat(n)}${']'.repeat(n)}`, n: 1500, want: 400 },
  { name: 'many cookies', headers: (n) => ({ Cookie: several(n, (index) => `x${index}=1`).join('; ') }), n: 400, want: 204 },
  { name: 'an object in a cookie', headers: (n) => ({ Cookie: `r=1&g=2${'&x=1'.repeat(n)}` }), n: 700, want: 400 },
  { name: 'a list in a header', headers: (n) => ({ 'X-List': several(n, () => 'a').join() }), n: 1500, want: 400 },
];
test.each(parameters)('parameters: $name', async ({ query, headers, path = '/parameters', n, want }) => {
  const input = (size: number) => ({ url: `${path}?${query?.(size) ?? ''}`, headers: headers?.(size) ?? {} });
  const run = ({ url, headers: fields }: ReturnType<typeof input>) => send(url, undefined, fields);
  expect([await run(input(n)), await run(input(4 * n))]).toEqual([want, want]);
  expect(await growthOf(input, run, n)).toBeLessThan(8);
});
