import { type Api, startApi } from '../../../test/support/api.ts';
import { compile } from '../../../test/support/documents.ts';
import { raw } from '../../../test/support/raw.ts';
import type { OperationSpec } from '../src/operation-spec.ts';
import { Router } from '../src/routing/router.ts';

const RGB = { type: 'object', properties: { R: { type: 'integer' }, G: { type: 'integer' } } };
const LIST = { type: 'array', items: { type: 'string' } };
const NUMBER = { type: 'number' };

interface Row {
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly style?: string;
  readonly explode?: boolean;
  readonly schema?: object;
  readonly content?: object;
  readonly openapi?: string;
  /** As it stands in the request: a path segment, a query, a field value or a Cookie field. */
  readonly given: string;
  /** The typed value, or the keyword of the violation. */
  readonly want: unknown;
}

/** The table of OpenAPI 3.0.3 section 4.7.12.4, and what it leaves to decide. */
const rows: readonly Row[] = [
  { in: 'path', schema: NUMBER, given: '5.5', want: 5.5 },
  { in: 'path', schema: LIST, given: 'blue,bl%2Cack', want: ['blue', 'bl,ack'] },
  { in: 'path', schema: RGB, given: 'R,100,G,200', want: { R: 100, G: 200 } },
  { in: 'path', schema: RGB, given: 'R,100,G', want: 'parse' },
  { in: 'path', schema: { type: 'object' }, given: 'a,,b,', want: { a: '', b: '' } },
  { in: 'path', explode: true, schema: RGB, given: 'R=100,G=200', want: { R: 100, G: 200 } },
  { in: 'path', style: 'label', schema: NUMBER, given: '.5.5', want: 5.5 },
  { in: 'path', style: 'label', schema: NUMBER, given: '5', want: 'parse' },
  { in: 'path', style: 'label', schema: LIST, given: '.blue.black', want: ['blue', 'black'] },
  { in: 'path', style: 'label', schema: LIST, openapi: '3.0.4', given: '.blue,black', want: ['blue', 'black'] },
  { in: 'path', style: 'label', schema: LIST, openapi: '3.1.0', given: '.blue.black', want: ['blue', 'black'] },
  { in: 'path', style: 'label', schema: LIST, openapi: '3.1.0', given: '.blue,black', want: ['blue,black'] },
  { in: 'path', style: 'label', schema: RGB, openapi: '3.1.0', given: '.R.100.G.200', want: { R: 100, G: 200 } },
  { in: 'path', style: 'label', schema: LIST, openapi: '3.1.1', given: '.blue,black', want: ['blue', 'black'] },
  { in: 'path', style: 'label', schema: RGB, given: '.R.100.G.200', want: { R: 100, G: 200 } },
  { in: 'path', style: 'label', explode: true, schema: LIST, openapi: '3.1.0', given: '.blue.black', want: ['blue', 'black'] },
  { in: 'path', style: 'label', explode: true, schema: RGB, given: '.R=100.G=200', want: { R: 100, G: 200 } },
  { in: 'path', style: 'matrix', schema: NUMBER, given: ';p=5', want: 5 },
  { in: 'path', style: 'matrix', schema: NUMBER, given: ';q=5', want: 'parse' },
  { in: 'path', style: 'matrix', schema: NUMBER, given: '5', want: 'parse' },
  { in: 'path', style: 'matrix', schema: NUMBER, given: ';p=5;p=6', want: 'repeated' },
  { in: 'path', style: 'matrix', schema: { type: 'string' }, given: ';p', want: '' },
  { in: 'path', style: 'matrix', schema: LIST, given: ';p=blue,black', want: ['blue', 'black'] },
  { in: 'path', style: 'matrix', explode: true, schema: LIST, given: ';p=blue;p=black', want: ['blue', 'black'] },
  { in: 'path', style: 'matrix', schema: RGB, given: ';p=R,100,G,200', want: { R: 100, G: 200 } },
  { in: 'path', style: 'matrix', explode: true, schema: RGB, given: ';R=100;G=200', want: { R: 100, G: 200 } },
  { in: 'query', schema: NUMBER, given: 'p=1e2', want: 100 },
  { in: 'query', schema: LIST, given: 'p=a&q=b&p=c%26', want: ['a', 'c&'] },
  { in: 'query', explode: false, schema: LIST, given: 'p=a,b%2C', want: ['a', 'b,'] },
  { in: 'query', explode: false, schema: LIST, given: 'p=', want: [] },
  { in: 'query', schema: RGB, given: 'R=100&G=200', want: { R: 100, G: 200 } },
  { in: 'query', schema: RGB, given: 'R=100&R=200', want: 'repeated' },
  { in: 'query', explode: false, schema: RGB, given: 'p=R,100,G,200', want: { R: 100, G: 200 } },
  { in: 'query', style: 'spaceDelimited', schema: LIST, given: 'p=a%20b+c', want: ['a', 'b', 'c'] },
  { in: 'query', style: 'spaceDelimited', schema: RGB, given: 'p=R%20100%20G%20200', want: { R: 100, G: 200 } },
  { in: 'query', style: 'pipeDelimited', schema: LIST, given: 'p=a|b%7Cc', want: ['a', 'b', 'c'] },
  { in: 'query', style: 'deepObject', schema: RGB, given: 'p[R]=100&p%5BG%5D=200', want: { R: 100, G: 200 } },
  { in: 'query', style: 'deepObject', schema: { ...RGB, additionalProperties: false }, given: 'p[B]=1', want: 'additionalProperties' },
  { in: 'query', style: 'deepObject', schema: { type: 'object', additionalProperties: { type: 'string' } }, given: 'p[a]=1&q=2', want: { a: '1' } },
  { in: 'query', style: 'deepObject', schema: RGB, given: 'p[R]=x', want: 'type' },
  { in: 'query', style: 'deepObject', schema: LIST, given: 'p[]=b&q[]=c&p%5B%5D=a%2C', want: ['b', 'a,'] },
  { in: 'query', style: 'deepObject', schema: LIST, given: 'p[1]=a&p[10]=c&p[2]=b', want: ['a', 'b', 'c'] },
  { in: 'query', style: 'deepObject', schema: { type: 'array', items: NUMBER }, given: 'p[]=1', want: [1] },
  { in: 'query', style: 'deepObject', schema: { type: 'array', items: NUMBER }, given: 'p[0]=x', want: 'type' },
  { in: 'query', style: 'deepObject', schema: LIST, given: 'p[]=a&p[0]=b', want: 'parse' },
  { in: 'query', style: 'deepObject', schema: LIST, given: 'p[0]=a&p[0]=b', want: 'repeated' },
  { in: 'query', style: 'deepObject', schema: LIST, given: 'p[x]=a', want: 'parse' },
  { in: 'query', style: 'deepObject', schema: LIST, given: 'p[]=%FF', want: 'parse' },
  { in: 'query', style: 'deepObject', schema: { type: 'object', properties: { l: LIST } }, given: 'p[l][]=a&p[l][]=b', want: { l: ['a', 'b'] } },
  { in: 'query', style: 'deepObject', schema: { type: 'object', properties: { l: LIST } }, given: 'p[l][1]=b&p[l][0]=a', want: { l: ['a', 'b'] } },
  { in: 'query', style: 'deepObject', schema: { type: 'object', properties: { l: LIST } }, given: 'p[l]=a&p[l]=b', want: { l: ['a', 'b'] } },
  { in: 'query', style: 'deepObject', schema: { type: 'object', properties: { l: LIST } }, given: 'p[l][0]=a&p[l][0]=b', want: 'repeated' },
  { in: 'query', style: 'deepObject', schema: { type: 'object', properties: { n: NUMBER } }, given: 'p[n][]=1', want: 'parse' },
  { in: 'query', style: 'deepObject', schema: { oneOf: [LIST, RGB] }, given: 'p[0]=a', want: ['a'] },
  { in: 'query', style: 'deepObject', schema: { oneOf: [LIST, RGB] }, given: 'p[R]=1', want: { R: 1 } },
  { in: 'query', schema: { type: ['integer', 'null'] }, openapi: '3.1.0', given: 'p=null', want: null },
  { in: 'query', schema: { type: 'integer', nullable: true }, given: 'p=7', want: 7 },
  { in: 'query', schema: { oneOf: [{ type: 'integer' }, { type: 'boolean' }] }, given: 'p=true', want: true },
  { in: 'query', schema: { enum: [1, 2] }, given: 'p=2', want: 2 },
  { in: 'query', schema: { type: 'string' }, given: 'p=7', want: '7' },
  { in: 'query', content: { 'application/json': { schema: RGB } }, given: 'p=%7B%22R%22%3A1%7D', want: { R: 1 } },
  { in: 'query', content: { 'application/json': { schema: RGB } }, given: 'p=%7B', want: 'parse' },
  { in: 'query', content: { 'application/json': { schema: RGB } }, given: 'p=%7B%22R%22%3A%22x%22%7D', want: 'type' },
  { in: 'header', schema: LIST, given: 'a, b', want: ['a', 'b'] },
  { in: 'header', schema: RGB, given: 'R, 100, G, 200', want: { R: 100, G: 200 } },
  { in: 'header', explode: true, schema: RGB, given: 'R=100, G=200', want: { R: 100, G: 200 } },
  { in: 'header', content: { 'application/json': { schema: RGB } }, given: '{"R":1}', want: { R: 1 } },
  { in: 'cookie', schema: NUMBER, given: 'a=b; p=5', want: 5 },
  { in: 'cookie', explode: false, schema: LIST, given: 'p=a,b', want: ['a', 'b'] },
  { in: 'cookie', schema: { type: 'string' }, given: 'p="a%20b"', want: 'a b' },
  { in: 'cookie', schema: LIST, given: 'p=a&p=b', want: ['a', 'b'] },
  { in: 'cookie', schema: LIST, given: 'p=a; q=c; p=b&p=', want: ['a', 'b', ''] },
  { in: 'cookie', schema: LIST, given: 'p=a&q=b&p%3D', want: ['a&q=b&p='] },
  { in: 'cookie', schema: RGB, given: 'R=100&G=200', want: { R: 100, G: 200 } },
  { in: 'cookie', schema: RGB, given: 'G=200&R=100', want: { R: 100, G: 200 } },
  { in: 'cookie', schema: RGB, given: 'R=100&R=200', want: 'repeated' },
  { in: 'cookie', schema: { type: 'string' }, given: 'p=a&p=b', want: 'a&p=b' },
];

const NUMBERS = { type: 'array', items: NUMBER };
const GENRES = { type: 'array', items: { type: 'string', enum: ['crime', 'travel'] } };
const texts = (items: object) => ({ type: 'array', items: { type: 'string', ...items } });
/** A comma that the client escapes is one between items where no item can contain it. */
const escaped: readonly Row[] = [
  { in: 'path', schema: NUMBERS, given: '1%2C2', want: [1, 2] },
  { in: 'path', schema: NUMBERS, given: '1%2c2,3', want: [1, 2, 3] },
  { in: 'path', style: 'label', schema: NUMBERS, openapi: '3.1.1', given: '.1%2C2', want: [1, 2] },
  { in: 'path', style: 'matrix', schema: NUMBERS, given: ';p=1%2C2', want: [1, 2] },
  { in: 'query', explode: false, schema: GENRES, given: 'p=crime%2Ctravel', want: ['crime', 'travel'] },
  { in: 'query', explode: false, schema: { type: 'array', items: { type: 'boolean' } }, given: 'p=true%2Cfalse', want: [true, false] },
  { in: 'query', explode: false, schema: texts({ const: 'a' }), openapi: '3.1.0', given: 'p=a%2Ca', want: ['a', 'a'] },
  { in: 'query', explode: false, schema: texts({ format: 'date' }), given: 'p=2026-01-02%2C2026-01-03', want: ['2026-01-02', '2026-01-03'] },
  { in: 'query', explode: false, schema: { type: 'array', items: { oneOf: [NUMBER, { enum: ['a'] }] } }, given: 'p=a%2C1', want: ['a', 1] },
  { in: 'query', explode: false, schema: { allOf: [{ minItems: 1 }, NUMBERS] }, given: 'p=1%2C2', want: [1, 2] },
  { in: 'query', explode: false, schema: { type: 'array', prefixItems: [NUMBER], items: NUMBER }, openapi: '3.1.0', given: 'p=1%2C2', want: [1, 2] },
  { in: 'cookie', explode: false, schema: NUMBERS, given: 'p=1%2C2', want: [1, 2] },
  { in: 'query', explode: false, schema: LIST, given: 'p=a%2Cb', want: ['a,b'] },
  { in: 'query', explode: false, schema: texts({ enum: ['a', 'a,b'] }), given: 'p=a%2Cb', want: ['a,b'] },
  { in: 'query', explode: false, schema: { type: 'array', items: {} }, given: 'p=a%2Cb', want: ['a,b'] },
  { in: 'query', explode: false, schema: { type: 'array', contains: NUMBER }, openapi: '3.1.0', given: 'p=1&q=1%2C2', want: [1] },
  { in: 'query', explode: false, schema: { type: 'array', contains: { const: 'a' } }, openapi: '3.1.0', given: 'p=a,b%2Cc', want: ['a', 'b,c'] },
  { in: 'query', explode: false, schema: { type: 'array', prefixItems: [NUMBER] }, openapi: '3.1.0', given: 'p=1,a%2Cb', want: [1, 'a,b'] },
  { in: 'query', explode: false, schema: { oneOf: [{ type: 'string', pattern: ',' }, NUMBERS] }, given: 'p=1%2C2', want: '1,2' },
  { in: 'query', schema: GENRES, given: 'p=crime%2Ctravel', want: 'enum' },
];

const IN_3_1 = { in: 'query', openapi: '3.1.0' } as const;
const INTEGER = { type: 'integer' };
const LONG_OR_SMALL = {
  oneOf: [
    { type: 'string', pattern: '^\\d{13}$' },
    { type: 'integer', maximum: 1000 },
  ],
};

/** What a text stands for where its schema does not say so by one `type`. */
const typings: readonly Row[] = [
  // Without a type, it is primitive, and what keywords are about tells which.
  { in: 'path', openapi: '3.1.0', schema: { pattern: '^[a-z]{3}$' }, given: '12345', want: 'pattern' },
  { in: 'path', openapi: '3.1.0', schema: { pattern: '^\\d{3}$' }, given: '123', want: '123' },
  { ...IN_3_1, schema: { minLength: 5 }, given: 'p=ab', want: 'minLength' },
  { ...IN_3_1, schema: { minLength: 2 }, given: 'p=12', want: '12' },
  { ...IN_3_1, schema: { allOf: [{ minLength: 2 }, { maxLength: 3 }] }, given: 'p=12', want: '12' },
  { ...IN_3_1, schema: { format: 'date' }, given: 'p=5', want: 'format' },
  { ...IN_3_1, schema: { minimum: 5 }, given: 'p=3', want: 'minimum' },
  { ...IN_3_1, schema: { minimum: 5 }, given: 'p=7', want: 7 },
  { ...IN_3_1, schema: { format: 'int32' }, given: 'p=7', want: 7 },
  { ...IN_3_1, schema: { items: INTEGER }, given: 'p=7', want: [7] },
  { ...IN_3_1, style: 'deepObject', schema: { properties: { a: {} } }, given: 'p[a]=x,y', want: { a: 'x,y' } },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
  { ...IN_3_1, schema: { if: { pattern: '^a' }, then: { minLength: 2 } }, given: 'p=12', want: '12' },
  { ...IN_3_1, schema: { anyOf: [INTEGER, { pattern: '^[a-z]$' }] }, given: 'p=7', want: 7 },
  { ...IN_3_1, schema: { anyOf: [INTEGER, { pattern: '^[a-z]$' }] }, given: 'p=a', want: 'a' },
  { ...IN_3_1, schema: { anyOf: [INTEGER, { pattern: '^[a-z]$' }] }, given: 'p=A', want: 'pattern,type,anyOf' },
  { ...IN_3_1, schema: {}, given: 'p=5', want: 5 },
  { ...IN_3_1, schema: {}, given: 'p=a,b', want: 'a,b' },
  { ...IN_3_1, schema: {}, given: 'p=a&p=b', want: 'repeated' },
  { ...IN_3_1, schema: {}, given: 'p=9007199254740993', want: '9007199254740993' },
  { ...IN_3_1, schema: { type: 'number' }, given: 'p=9007199254740993', want: 9007199254740992 },
  // By its value.
  { ...IN_3_1, schema: { const: 'json' }, given: 'p=json', want: 'json' },
  { ...IN_3_1, schema: { const: '5' }, given: 'p=5', want: '5' },
  { ...IN_3_1, schema: { const: 5 }, given: 'p=5', want: 5 },
  { ...IN_3_1, schema: { enum: ['1', 2] }, given: 'p=1', want: '1' },
  // Where types are said by parts.
  { ...IN_3_1, schema: { allOf: [{ type: 'array', items: INTEGER }] }, given: 'p=1&p=2', want: [1, 2] },
  { ...IN_3_1, schema: { allOf: [{ type: 'array', items: INTEGER }, { items: { minimum: 1 } }] }, given: 'p=1', want: [1] },
  { ...IN_3_1, explode: false, schema: { type: 'array', prefixItems: [INTEGER, { type: 'boolean' }] }, given: 'p=1,true,3', want: [1, true, '3'] },
  { ...IN_3_1, schema: { type: 'array', contains: { const: 3 } }, given: 'p=1&p=3', want: [1, 3] },
  { ...IN_3_1, style: 'deepObject', schema: { type: 'object', additionalProperties: INTEGER }, given: 'p[a]=1&p[toString]=2', want: { a: 1, toString: 2 } },
  { ...IN_3_1, style: 'deepObject', schema: { type: 'object', additionalProperties: INTEGER }, given: 'p[a]=x', want: 'type' },
  { ...IN_3_1, style: 'deepObject', schema: { type: 'object', patternProperties: { '^n_': INTEGER } }, given: 'p[n_a]=1&p[a]=1', want: { n_a: 1, a: '1' } },
  {
    ...IN_3_1,
    style: 'deepObject',
    schema: { type: 'object', properties: { a: INTEGER }, allOf: [{ properties: { a: { description: 'd' } } }] },
    given: 'p[a]=1',
    want: { a: 1 },
  },
  {
    ...IN_3_1,
    style: 'deepObject',
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
    schema: { type: 'object', properties: { a: { type: 'string' } }, if: { required: ['b'] }, then: { properties: { b: INTEGER } } },
    given: 'p[a]=1&p[b]=2',
    want: { a: '1', b: 2 },
  },
  // What is refused as one type may be another one.
  { ...IN_3_1, schema: LONG_OR_SMALL, given: 'p=1234567890123', want: '1234567890123' },
  { ...IN_3_1, schema: LONG_OR_SMALL, given: 'p=999', want: 999 },
  { ...IN_3_1, schema: LONG_OR_SMALL, given: 'p=2000', want: 'maximum,type,oneOf' },
  { ...IN_3_1, schema: { type: 'array', items: LONG_OR_SMALL }, given: 'p=1&p=1234567890123', want: [1, '1234567890123'] },
  {
    ...IN_3_1,
    style: 'deepObject',
    schema: { type: 'object', additionalProperties: LONG_OR_SMALL },
    given: 'p[a/b]=1234567890123&p[c]=1',
    want: { 'a/b': '1234567890123', c: 1 },
  },
  {
    ...IN_3_1,
    schema: {
      oneOf: [
        { type: 'string', pattern: '^x' },
        { type: 'array', items: INTEGER },
      ],
    },
    given: 'p=xy',
    want: 'xy',
  },
  { ...IN_3_1, schema: { oneOf: [{ type: 'string', pattern: '^0' }, INTEGER, { type: 'array', minItems: 2 }] }, given: 'p=5', want: 5 },
  {
    ...IN_3_1,
    schema: {
      oneOf: [
        { type: 'string', pattern: '^0' },
        { type: 'array', minItems: 2 },
      ],
    },
    given: 'p=05',
    want: '05',
  },
  { ...IN_3_1, schema: { type: ['string', 'null'], enum: ['a', null] }, given: 'p=null', want: null },
  { ...IN_3_1, schema: { type: ['boolean', 'string'], enum: ['true', false] }, given: 'p=true', want: 'true' },
  { ...IN_3_1, explode: false, schema: { type: ['string', 'object'] }, given: 'p=a', want: 'a' },
  { ...IN_3_1, explode: false, schema: { type: ['string', 'object'] }, given: 'p=a,b', want: { a: 'b' } },
  { in: 'header', openapi: '3.1.0', schema: LONG_OR_SMALL, given: '1234567890123', want: '1234567890123' },
];

let api: Api | undefined;
afterEach(() => api?.close());

test.each([...rows, ...escaped, ...typings])(
  '$in $style $explode $schema $content: $given is $want',
  async ({ given, want, openapi = '3.0.3', ...parameter }) => {
    const operation = {
      operationId: 'op',
      parameters: [{ name: 'p', required: true, ...parameter }],
      responses: { 200: { description: 'd', content: { 'application/json': {} } } },
    };
    const path = parameter.in === 'path' ? '/t/{p}' : '/t';
    const document = JSON.stringify({ openapi, info: { title: 'T', version: '1' }, paths: { [path]: { get: operation } } });
    type Request = Record<'params' | 'query' | 'headers' | 'cookies', { p: unknown }>;
    const places = { path: 'params', query: 'query', header: 'headers', cookie: 'cookies' } as const;
    api = await startApi({
      operations: compile('d.json', document),
      handlers: { op: (request: Request) => ({ status: 200, body: { value: request[places[parameter.in]].p } }) },
    });
    const target = parameter.in === 'path' ? `/t/${given}` : parameter.in === 'query' ? `/t?${given}` : '/t';
    const field = parameter.in === 'header' ? `P: ${given}\r\n` : parameter.in === 'cookie' ? `Cookie: ${given}\r\n` : '';
    const { responses } = await raw({ port: api.port, send: [`GET ${target} HTTP/1.0\r\n${field}\r\n`] });
    const body = JSON.parse(responses[0]?.body ?? '');
    expect(responses[0]?.status === 200 ? body.value : body.violations.map((violation: { keyword: string }) => violation.keyword).join()).toEqual(want);
  },
);

describe('several parameters in one segment', () => {
  const router = new Router(
    ['/files/{name}.{extension}', '/files/{id}', '/files/latest.txt', '/range/{from}-{to}/all', '/v{major}'].map((path) => ({
      path,
      method: 'GET' as OperationSpec['method'],
    })),
  );
  const cases: { given: string; want: string | undefined; params?: Record<string, string> }[] = [
    { given: '/files/a.txt', want: '/files/{name}.{extension}', params: { name: 'a', extension: 'txt' } },
    { given: '/files/a.tar.gz', want: '/files/{name}.{extension}', params: { name: 'a', extension: 'tar.gz' } },
    { given: '/files/a%2Etxt', want: '/files/{name}.{extension}', params: { name: 'a', extension: 'txt' } },
    { given: '/files/a%2Fb.txt', want: '/files/{name}.{extension}', params: { name: 'a%2Fb', extension: 'txt' } },
    { given: '/files/latest.txt', want: '/files/latest.txt', params: {} },
    { given: '/files/plain', want: '/files/{id}', params: { id: 'plain' } },
    { given: '/files/.txt', want: '/files/{id}', params: { id: '.txt' } },
    { given: '/range/1-5/all', want: '/range/{from}-{to}/all', params: { from: '1', to: '5' } },
    { given: '/range/1/all', want: undefined },
    { given: '/v2', want: '/v{major}', params: { major: '2' } },
    { given: '/v', want: undefined },
  ];
  test.each(cases)('$given is routed to $want', ({ given, want, params }) => {
    const match = router.match(given);
    expect([match?.route.path, match?.params]).toEqual([want, params]);
  });
});
