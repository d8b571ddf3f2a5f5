import { type Api, startApi } from '../../../test/support/api.ts';
import { compile } from '../../../test/support/documents.ts';

const LARGE = '9007199254740993';
const MOST = '9223372036854775807';
const LEAST = '-9223372036854775808';
const FORM = 'application/x-www-form-urlencoded';

/** How values are shown: a BigInt is a text that ends in n. */
const shown = (value: unknown) => JSON.parse(JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? `${each}n` : each)) ?? 'null');

interface Request {
  readonly params: { readonly p?: unknown };
  readonly query: { readonly q?: unknown };
  readonly headers: { readonly H?: unknown };
  readonly cookies: { readonly c?: unknown };
  readonly body: unknown;
}

let api: Api | undefined;
let seen: unknown[] = [];
afterEach(() => api?.close());

/** A server whose handler notes what it gets; the document is text, as no double holds the bounds in it. */
async function serve(operation: string, { schemas = '{}', respond = () => ({ status: 204 }) as object, openapi = '3.1.0', path = '/t' } = {}): Promise<Api> {
  const text = `{"openapi":"${openapi}","info":{"title":"T","version":"1"},"paths":{"${path}":{"post":${operation}}},"components":{"schemas":${schemas}}}`;
  seen = [];
  api = await startApi({
    operations: compile('d.json', text),
    bodyLimitBytes: 100_000,
    handlers: {
      op: (request: Request) => {
        seen.push(request);
        return respond();
      },
    },
  });
  return api;
}

const RESPONSES = '"responses":{"204":{"description":"d"}}';

/** The status, and the violations of a 400. */
async function send(target: string, init: RequestInit = {}): Promise<{ status: number; violations: string[] }> {
  const response = await fetch(`http://127.0.0.1:${(api as Api).port}${target}`, { method: 'POST', ...init });
  const { violations = [] } = response.status === 400 ? ((await response.json()) as { violations?: Record<string, string>[] }) : {};
  return { status: response.status, violations: violations.map((each) => `${each['pointer'] ?? each['name']} ${each['keyword']} ${each['message']}`) };
}

const string = '{"type":"integer","format":"int64","x-int64":"string"}';
const bigint = '{"type":"integer","x-int64":"bigint"}';
/** An integer by itself, in a tree, and in a tree of alternatives of which each leads to the same schema. */
const tree = (name: string) => `{"type":"object","properties":{"id":${string},"in":{"type":"array","items":{"$ref":"#/components/schemas/${name}"}}}}`;
const OTHER = '{"$ref":"#/components/schemas/Other"}';
const SCHEMAS = `{"Id":${string},"Tree":${tree('Tree')},"Either":{"anyOf":[{"allOf":[${OTHER},{"required":["x"]}]},${OTHER}]},"Other":${tree('Either')}}`;
const ABOVE = `maximum must be <= ${MOST}`;
const BELOW = `minimum must be >= ${LEAST}`;

describe('a JSON body', () => {
  const cases: { name: string; schema: string; given: string; want: unknown }[] = [
    { name: 'a large integer as a string', schema: string, given: LARGE, want: LARGE },
    { name: 'a large integer as a BigInt', schema: bigint, given: LARGE, want: `${LARGE}n` },
    { name: 'a small one as a string', schema: string, given: '7', want: '7' },
    { name: 'a small one as a BigInt', schema: bigint, given: '7', want: '7n' },
    { name: 'a negative one', schema: bigint, given: `-${LARGE}`, want: `-${LARGE}n` },
    { name: 'zero with a sign', schema: string, given: '-0', want: '0' },
    { name: 'the largest', schema: string, given: MOST, want: MOST },
    { name: 'the least', schema: bigint, given: LEAST, want: `${LEAST}n` },
    { name: 'one above', schema: string, given: '9223372036854775808', want: [` ${ABOVE}`] },
    { name: 'one below', schema: bigint, given: '-9223372036854775809', want: [` ${BELOW}`] },
    { name: 'one of many digits', schema: bigint, given: '1'.repeat(300), want: [` ${ABOVE}`] },
    { name: 'one that is infinite as a double', schema: bigint, given: '1'.repeat(400), want: [' type must be integer'] },
    { name: 'a fraction', schema: string, given: '1.5', want: [' type must be integer'] },
    { name: 'a string', schema: string, given: '"1"', want: [' type must be integer'] },
    { name: 'null', schema: string, given: 'null', want: [' type must be integer'] },
    {
      name: 'one beside what is nested too deeply',
      schema: `{"type":"array","items":{"anyOf":[${bigint},{}]}}`,
      given: `[${LARGE},${'['.repeat(30_000)}${']'.repeat(30_000)}]`,
      want: [' parse must not be nested more than 256 levels deep (jsonDepthLimit)'],
    },
    { name: 'leading zeros, which JSON does not have', schema: string, given: '007', want: [' parse must be valid JSON in UTF-8'] },
    { name: 'an exponent, as everywhere in JSON', schema: string, given: '1e3', want: '1000' },
    { name: 'a fraction of zero, as everywhere in JSON', schema: bigint, given: '5.0', want: '5n' },
    {
      name: 'a large one that is rounded by then',
      schema: string,
      given: '9007199254740993.0',
      want: [' type must be an integer in digits alone, as it is beyond 9007199254740991'],
    },
    { name: 'a far too large one with an exponent', schema: string, given: '1e300', want: [` ${ABOVE}`] },
    { name: 'null where it is allowed', schema: '{"type":["integer","null"],"x-int64":"string"}', given: 'null', want: null },
    { name: 'an integer there', schema: '{"type":["integer","null"],"x-int64":"string"}', given: LARGE, want: LARGE },
    { name: 'neither', schema: '{"type":["integer","null"],"x-int64":"string"}', given: 'true', want: [' type must be integer,null'] },
    { name: 'an array', schema: `{"type":"array","items":${string}}`, given: `[1,${LARGE},${LARGE}]`, want: ['1', LARGE, LARGE] },
    {
      name: 'arrays and objects in each other',
      schema: `{"type":"object","properties":{"a":{"type":"array","items":{"type":"object","properties":{"id":${bigint},"n":{"type":"number"}}}}}}`,
      given: `{"a":[{"id":${LARGE},"n":${LARGE}},{"id":2,"n":2.5}]}`,
      want: {
        a: [
          { id: `${LARGE}n`, n: 9007199254740992 },
          { id: '2n', n: 2.5 },
        ],
      },
    },
    {
      name: 'a place in an array is reported',
      schema: `{"type":"array","items":${bigint}}`,
      given: `[1,"2"]`,
      want: ['/1 type must be integer'],
    },
    {
      name: 'other integers are refused as ever',
      schema: '{"type":"object","properties":{"a":{"type":"integer"}}}',
      given: `{"a":${LARGE}}`,
      want: ['/a maximum must be <= 9007199254740991'],
    },
    {
      name: 'other integers beside them are refused as ever',
      schema: `{"type":"object","properties":{"id":${string},"a":{"type":"integer"}}}`,
      given: `{"id":${LARGE},"a":${LARGE}}`,
      want: ['/a maximum must be <= 9007199254740991'],
    },
    {
      name: 'a required one',
      schema: `{"type":"object","required":["id"],"properties":{"id":${string}}}`,
      given: '{}',
      want: [" required must have required property 'id'"],
    },
    { name: 'a name that is escaped', schema: `{"type":"object","properties":{"id":${string}}}`, given: `{"\\u0069d":${LARGE}}`, want: { id: LARGE } },
    { name: 'the last one of a name', schema: `{"type":"object","properties":{"id":${string}}}`, given: `{"id":1,"id":${LARGE}}`, want: { id: LARGE } },
    { name: 'a default', schema: '{"type":"object","properties":{"id":{"type":"integer","x-int64":"string","default":5}}}', given: '{}', want: { id: '5' } },
    {
      name: 'a default as a BigInt',
      schema: '{"type":"object","properties":{"id":{"type":"integer","x-int64":"bigint","default":5}}}',
      given: '{}',
      want: { id: '5n' },
    },
    {
      name: 'a default that has one inside',
      schema: `{"type":"object","properties":{"a":{"type":"object","properties":{"id":${bigint}},"default":{"id":5}}}}`,
      given: '{}',
      want: { a: { id: '5n' } },
    },
    { name: 'a bound that a double holds', schema: '{"type":"integer","x-int64":"string","minimum":1}', given: '0', want: [' minimum must be >= 1'] },
    { name: 'a bound that no double holds, reached', schema: `{"type":"integer","x-int64":"string","maximum":${LARGE}}`, given: LARGE, want: LARGE },
    {
      name: 'a bound that no double holds, passed',
      schema: `{"type":"integer","x-int64":"string","maximum":${LARGE}}`,
      given: '9007199254740994',
      want: [` maximum must be <= ${LARGE}`],
    },
    {
      name: 'an exclusive bound',
      schema: `{"type":"integer","x-int64":"bigint","exclusiveMinimum":${LARGE}}`,
      given: LARGE,
      want: [` exclusiveMinimum must be > ${LARGE}`],
    },
    { name: 'an exclusive bound, kept', schema: `{"type":"integer","x-int64":"bigint","exclusiveMaximum":9007199254740994}`, given: LARGE, want: `${LARGE}n` },
    { name: 'a multiple', schema: '{"type":"integer","x-int64":"string","multipleOf":3}', given: LARGE, want: LARGE },
    {
      name: 'no multiple',
      schema: '{"type":"integer","x-int64":"string","multipleOf":3}',
      given: '9007199254740994',
      want: [' multipleOf must be multiple of 3'],
    },
    { name: 'a multiple of a fraction', schema: '{"type":"integer","x-int64":"string","multipleOf":1.5}', given: LARGE, want: LARGE },
    { name: 'one of a list', schema: `{"type":"integer","x-int64":"string","enum":[1,${LARGE}]}`, given: LARGE, want: LARGE },
    {
      name: 'none of a list',
      schema: `{"type":"integer","x-int64":"string","enum":[1,${LARGE}]}`,
      given: '9007199254740992',
      want: [' enum must be equal to one of the allowed values'],
    },
    { name: 'null of a list', schema: `{"type":["integer","null"],"x-int64":"string","enum":[1,null]}`, given: 'null', want: null },
    { name: 'the constant', schema: `{"type":"integer","x-int64":"bigint","const":${LARGE}}`, given: LARGE, want: `${LARGE}n` },
    {
      name: 'another one',
      schema: `{"type":"integer","x-int64":"bigint","const":${LARGE}}`,
      given: '9007199254740992',
      want: [' const must be equal to constant'],
    },
    {
      name: 'a bound beside a reference',
      schema: '{"allOf":[{"$ref":"#/components/schemas/Id"},{"maximum":9007199254740992}]}',
      given: LARGE,
      want: [' maximum must be <= 9007199254740992'],
    },
    { name: 'a type beside a reference', schema: '{"allOf":[{"$ref":"#/components/schemas/Id"},{"type":"integer","minimum":2}]}', given: LARGE, want: LARGE },
    {
      name: 'the alternative that applies',
      schema: `{"oneOf":[{"type":"object","required":["s"],"properties":{"id":${string}}},{"type":"object","required":["b"],"properties":{"id":${bigint}}}]}`,
      given: `{"b":1,"id":${LARGE}}`,
      want: { b: 1, id: `${LARGE}n` },
    },
    { name: 'an alternative without the extension', schema: `{"oneOf":[${bigint},{"type":"string"}]}`, given: '"a"', want: 'a' },
    { name: 'a fraction beside integers', schema: `{"anyOf":[${bigint},{"type":"number"}]}`, given: '1.5', want: 1.5 },
    {
      name: 'what is not to be',
      schema: `{"type":"integer","x-int64":"string","not":{"maximum":9007199254740992}}`,
      given: '9007199254740992',
      want: [' not must NOT be valid'],
    },
    { name: 'what is just above it', schema: `{"type":"integer","x-int64":"string","not":{"maximum":9007199254740992}}`, given: LARGE, want: LARGE },
    {
      name: 'items that a double takes for the same',
      schema: `{"type":"array","uniqueItems":true,"items":${string}}`,
      given: `[9007199254740992,${LARGE}]`,
      want: ['9007199254740992', LARGE],
    },
    {
      name: 'items that are the same',
      schema: `{"type":"array","uniqueItems":true,"items":${string}}`,
      given: `[${LARGE},${LARGE}]`,
      want: [' uniqueItems must NOT have duplicate items (items ## 1 and 0 are identical)'],
    },
    {
      name: 'a recursive schema in an alternative that does not apply, too',
      schema: '{"$ref":"#/components/schemas/Either"}',
      given: `{"id":${LARGE},"in":[{"id":1}]}`,
      want: { id: LARGE, in: [{ id: '1' }] },
    },
    {
      name: 'a recursive schema',
      schema: '{"$ref":"#/components/schemas/Tree"}',
      given: `{"id":${LARGE},"in":[{"id":1,"in":[{"id":${MOST}}]}]}`,
      want: { id: LARGE, in: [{ id: '1', in: [{ id: MOST }] }] },
    },
  ];
  test.each(cases)('$name', async ({ schema, given, want }) => {
    await serve(`{"operationId":"op","requestBody":{"required":true,"content":{"application/json":{"schema":${schema}}}},${RESPONSES}}`, {
      schemas: SCHEMAS,
    });
    const { status, violations } = await send('/t', { body: given, headers: { 'Content-Type': 'application/json' } });
    expect(status === 204 ? shown((seen[0] as Request).body) : violations).toEqual(want);
  });
});

describe('a parameter', () => {
  const cases: { name: string; schema: string; style?: string; given: string; want: unknown }[] = [
    { name: 'a large integer as a string', schema: string, given: LARGE, want: LARGE },
    { name: 'a large integer as a BigInt', schema: bigint, given: LARGE, want: `${LARGE}n` },
    { name: 'a small one', schema: string, given: '7', want: '7' },
    { name: 'a negative one', schema: bigint, given: '-7', want: '-7n' },
    { name: 'the least', schema: string, given: LEAST, want: LEAST },
    { name: 'one above', schema: string, given: '9223372036854775808', want: [`p ${ABOVE}`] },
    { name: 'a fraction', schema: string, given: '1.5', want: ['p type must be integer'] },
    { name: 'text', schema: string, given: 'x', want: ['p type must be integer'] },
    { name: 'a string in quotes', schema: string, given: '%221%22', want: ['p type must be integer'] },
    { name: 'leading zeros', schema: string, given: '007', want: ['p type must be integer'] },
    { name: 'an exponent, as everywhere', schema: string, given: '1e3', want: '1000' },
    {
      name: 'a large one with an exponent',
      schema: string,
      given: '1e18',
      want: ['p type must be an integer in digits alone, as it is beyond 9007199254740991'],
    },
    { name: 'an array', schema: `{"type":"array","items":${bigint}}`, given: `1,${LARGE}`, want: ['1n', `${LARGE}n`] },
    { name: 'a place in an array', schema: `{"type":"array","items":${bigint}}`, given: '1,x', want: ['/1 type must be integer'] },
    {
      name: 'a member of an object',
      schema: `{"type":"object","properties":{"id":${string},"n":{"type":"integer"}}}`,
      given: `id,${LARGE},n,1`,
      want: { id: LARGE, n: 1 },
    },
    {
      name: 'a string where both may be',
      schema: `{"oneOf":[{"type":"integer","x-int64":"bigint","maximum":5},{"type":"string"}]}`,
      given: LARGE,
      want: LARGE,
    },
    {
      name: 'a list',
      schema: `{"type":"integer","x-int64":"string","enum":[1,${LARGE}]}`,
      given: '2',
      want: ['p enum must be equal to one of the allowed values'],
    },
    { name: 'another integer', schema: '{"type":"integer"}', given: LARGE, want: ['p type must be from -9007199254740991 to 9007199254740991'] },
  ];
  test.each(cases)('in the path: $name', async ({ schema, given, want }) => {
    await serve(`{"operationId":"op","parameters":[{"name":"p","in":"path","required":true,"schema":${schema}}],${RESPONSES}}`, { path: '/t/{p}' });
    const { status, violations } = await send(`/t/${given}`);
    expect(status === 204 ? shown((seen[0] as Request).params.p) : violations).toEqual(want);
  });

  const elsewhere: { name: string; parameter: string; target?: string; headers?: Record<string, string>; want: unknown }[] = [
    { name: 'in the query', parameter: `"name":"q","in":"query","schema":${string}`, target: `?q=${LARGE}`, want: { query: { q: LARGE } } },
    {
      name: 'in the query, with a default',
      parameter: '"name":"q","in":"query","schema":{"type":"integer","x-int64":"bigint","default":5}',
      want: { query: { q: '5n' } },
    },
    {
      name: 'in JSON in the query',
      parameter: `"name":"q","in":"query","content":{"application/json":{"schema":{"type":"array","items":${bigint}}}}`,
      target: `?q=${encodeURIComponent(`[${LARGE}]`)}`,
      want: { query: { q: [`${LARGE}n`] } },
    },
    {
      name: 'as JSON in the query',
      parameter: `"name":"q","in":"query","content":{"application/json":{"schema":${bigint}}}`,
      target: `?q=${LARGE}`,
      want: { query: { q: `${LARGE}n` } },
    },
    {
      name: 'in a deep object',
      parameter: `"name":"q","in":"query","style":"deepObject","explode":true,"schema":{"type":"object","properties":{"id":{"type":"array","items":${string}}}}`,
      target: `?q[id][]=${LARGE}&q[id][]=1`,
      want: { query: { q: { id: [LARGE, '1'] } } },
    },
    { name: 'in a header', parameter: `"name":"H","in":"header","schema":${bigint}`, headers: { h: LARGE }, want: { headers: { H: `${LARGE}n` } } },
    { name: 'in a cookie', parameter: `"name":"c","in":"cookie","schema":${string}`, headers: { cookie: `c=${LARGE}` }, want: { cookies: { c: LARGE } } },
  ];
  test.each(elsewhere)('$name', async ({ parameter, target = '', headers = {}, want }) => {
    await serve(`{"operationId":"op","parameters":[{${parameter}}],${RESPONSES}}`);
    expect(await send(`/t${target}`, { headers })).toEqual({ status: 204, violations: [] });
    expect(shown(seen[0])).toMatchObject(want as object);
  });
});

describe('a body that is not JSON', () => {
  const properties = `{"id":${string},"b":${bigint},"ids":{"type":"array","items":${bigint}},"o":{"type":"object","properties":{"id":${string}}},"n":{"type":"integer"}}`;
  const content = (type: string, schema = `{"type":"object","properties":${properties}}`) =>
    `{"operationId":"op","requestBody":{"content":{"${type}":{"schema":${schema}}}},${RESPONSES}}`;
  const form = { id: LARGE, b: '-1', ids: LARGE, o: `{"id":${LARGE}}`, n: '1' };
  const want = { id: LARGE, b: '-1n', ids: [`${LARGE}n`], o: { id: LARGE }, n: 1 };

  test('the fields of a form', async () => {
    await serve(content(FORM));
    expect(await send('/t', { body: new URLSearchParams(form) })).toEqual({ status: 204, violations: [] });
    expect(shown((seen[0] as Request).body)).toEqual(want);
    const { violations } = await send('/t', { body: new URLSearchParams({ id: '9223372036854775808', b: '1.5', n: LARGE }) });
    expect(violations).toEqual([`/id ${ABOVE}`, '/b type must be integer', '/n type must be from -9007199254740991 to 9007199254740991']);
  });

  test('the parts of a form', async () => {
    await serve(content('multipart/form-data'));
    const parts = new FormData();
    for (const [name, value] of Object.entries(form)) parts.append(name, value);
    parts.append('ids', '2');
    expect(await send('/t', { body: parts })).toEqual({ status: 204, violations: [] });
    expect(shown((seen[0] as Request).body)).toEqual({ ...want, ids: [`${LARGE}n`, '2n'] });
  });

  test('a text', async () => {
    await serve(content('text/plain', bigint));
    expect(await send('/t', { body: LARGE })).toEqual({ status: 204, violations: [] });
    expect(shown((seen[0] as Request).body)).toBe(`${LARGE}n`);
    expect(await send('/t', { body: 'x' })).toEqual({ status: 400, violations: [' type must be integer'] });
  });
});

describe('a response', () => {
  const id = `{"type":"object","required":["id"],"properties":{"id":${string},"n":{"type":"number"},"s":{"type":"string"}}}`;
  const NOT_TEXT = 'must be an integer as a string of digits';
  const cases: { name: string; schema: string; body: unknown; want: string | { pointer: string; reason: string } }[] = [
    { name: 'a string', schema: string, body: LARGE, want: LARGE },
    { name: 'a BigInt', schema: bigint, body: BigInt(LARGE), want: LARGE },
    { name: 'a negative one', schema: bigint, body: BigInt(LEAST), want: LEAST },
    { name: 'a number that is exact', schema: string, body: 7, want: '7' },
    { name: 'a number that is not', schema: bigint, body: 2 ** 60, want: { pointer: '', reason: 'must be an integer as a BigInt' } },
    { name: 'a string in place of a BigInt', schema: bigint, body: '7', want: { pointer: '', reason: 'must be an integer as a BigInt' } },
    { name: 'leading zeros', schema: string, body: '007', want: { pointer: '', reason: NOT_TEXT } },
    { name: 'a fraction', schema: string, body: '1.5', want: { pointer: '', reason: NOT_TEXT } },
    { name: 'an exponent', schema: string, body: '1e3', want: { pointer: '', reason: NOT_TEXT } },
    { name: 'one above', schema: string, body: '9223372036854775808', want: { pointer: '', reason: `must be <= ${MOST}` } },
    {
      name: 'a bound',
      schema: `{"type":"integer","x-int64":"bigint","maximum":${LARGE}}`,
      body: 9007199254740994n,
      want: { pointer: '', reason: `must be <= ${LARGE}` },
    },
    { name: 'null where it is allowed', schema: '{"type":["integer","null"],"x-int64":"string"}', body: null, want: 'null' },
    { name: 'members beside it', schema: id, body: { id: LARGE, n: 1.5, s: '7' }, want: `{"id":${LARGE},"n":1.5,"s":"7"}` },
    { name: 'a place', schema: `{"type":"array","items":${id}}`, body: [{ id: '1' }, { id: 'x' }], want: { pointer: '/1/id', reason: NOT_TEXT } },
    {
      name: 'what has a form of its own in JSON',
      schema: `{"type":"array","items":${id}}`,
      body: [{ toJSON: () => ({ id: LARGE, s: new Date(0) }) }, { id: '1', s: undefined }],
      want: `[{"id":${LARGE},"s":"1970-01-01T00:00:00.000Z"},{"id":1}]`,
    },
    {
      name: 'the alternative that applies',
      schema: `{"oneOf":[{"type":"object","required":["k"],"properties":{"k":{"const":"a"},"id":${string}}},{"type":"object","required":["k"],"properties":{"k":{"const":"b"},"id":{"type":"string"}}}]}`,
      body: { id: LARGE, k: 'b' },
      want: `{"id":"${LARGE}","k":"b"}`,
    },
    {
      name: 'a recursive schema in an alternative that does not apply, too',
      schema: '{"$ref":"#/components/schemas/Either"}',
      body: { id: LARGE, in: [{ id: '1' }] },
      want: `{"id":${LARGE},"in":[{"id":1}]}`,
    },
    {
      name: 'a recursive schema',
      schema: '{"$ref":"#/components/schemas/Tree"}',
      body: { id: LARGE, in: [{ id: '1', in: [] }] },
      want: `{"id":${LARGE},"in":[{"id":1,"in":[]}]}`,
    },
    { name: 'a schema beside a reference', schema: '{"allOf":[{"$ref":"#/components/schemas/Id"},{"type":"integer","minimum":2}]}', body: LARGE, want: LARGE },
    {
      name: 'a bound beside a reference',
      schema: '{"allOf":[{"$ref":"#/components/schemas/Id"},{"minimum":2}]}',
      body: '1',
      want: { pointer: '', reason: 'must be >= 2' },
    },
    {
      name: 'what cannot be written as JSON',
      schema: id,
      body: {
        toJSON() {
          throw new Error('no');
        },
      },
      want: { pointer: '', reason: 'cannot be written as JSON: no' },
    },
    { name: 'a property that is not declared', schema: id, body: { id: '1', x: 1 }, want: { pointer: '', reason: 'must NOT have additional properties: x' } },
    {
      name: 'a large integer elsewhere',
      schema: `{"type":"object","properties":{"id":${string},"n":{"type":"number"}}}`,
      body: { n: 2 ** 60 },
      want: '{"n":1152921504606847000}',
    },
  ];
  test.each(cases)('$name', async ({ schema, body, want }) => {
    const operation = `{"operationId":"op","responses":{"200":{"description":"d","content":{"application/json":{"schema":${schema}}}}}}`;
    const { port, failures } = await serve(operation, { schemas: SCHEMAS, respond: () => ({ status: 200, body }) });
    const response = await fetch(`http://127.0.0.1:${port}/t`, { method: 'POST' });
    const text = await response.text();
    expect(response.status === 200 ? text : failures[0]?.error).toEqual(typeof want === 'string' ? want : expect.objectContaining(want));
  });

  test('what a handler gives stays as it is', async () => {
    const body = Object.freeze({ id: LARGE });
    const operation = `{"operationId":"op","responses":{"200":{"description":"d","content":{"application/json":{"schema":${id}}}}}}`;
    const { port } = await serve(operation, { respond: () => ({ status: 200, body }) });
    for (const _ of [1, 2]) expect(await (await fetch(`http://127.0.0.1:${port}/t`, { method: 'POST' })).text()).toBe(`{"id":${LARGE}}`);
    expect(body).toEqual({ id: LARGE });
  });

  const headers: { name: string; header: string; value: unknown; want: unknown }[] = [
    { name: 'a string', header: `"schema":${string}`, value: LARGE, want: LARGE },
    { name: 'a BigInt', header: `"schema":${bigint}`, value: BigInt(LARGE), want: LARGE },
    { name: 'a list', header: `"schema":{"type":"array","items":${bigint}}`, value: [1n, BigInt(LARGE)], want: `1, ${LARGE}` },
    { name: 'an object', header: `"schema":{"type":"object","properties":{"id":${string}}}`, value: { id: LARGE }, want: `id,${LARGE}` },
    {
      name: 'JSON',
      header: `"content":{"application/json":{"schema":{"type":"object","properties":{"id":${string}}}}}`,
      value: { id: LARGE },
      want: `{"id":${LARGE}}`,
    },
    { name: 'JSON that is an integer', header: `"content":{"application/json":{"schema":${bigint}}}`, value: BigInt(LARGE), want: LARGE },
    { name: 'one above', header: `"schema":${string}`, value: '9223372036854775808', want: { pointer: 'header x-id', reason: `must be <= ${MOST}` } },
    { name: 'another string', header: `"schema":${string}`, value: 'x', want: { pointer: 'header x-id', reason: NOT_TEXT } },
  ];
  test.each(headers)('a header: $name', async ({ header, value, want }) => {
    const operation = `{"operationId":"op","responses":{"204":{"description":"d","headers":{"X-Id":{${header}}}}}}`;
    const { port, failures } = await serve(operation, { respond: () => ({ status: 204, headers: { 'X-Id': value } }) });
    // Twice, as the headers of a response that occurs again are put together once.
    for (const _ of [1, 2]) {
      const response = await fetch(`http://127.0.0.1:${port}/t`, { method: 'POST' });
      expect(response.status === 204 ? response.headers.get('X-Id') : failures[0]?.error).toEqual(
        typeof want === 'string' ? want : expect.objectContaining(want),
      );
    }
  });

  test('a text', async () => {
    const operation = `{"operationId":"op","responses":{"200":{"description":"d","content":{"text/plain":{"schema":${bigint}}}}}}`;
    const { port } = await serve(operation, { respond: () => ({ status: 200, body: BigInt(LARGE) }) });
    expect(await (await fetch(`http://127.0.0.1:${port}/t`, { method: 'POST' })).text()).toBe(LARGE);
  });
});
