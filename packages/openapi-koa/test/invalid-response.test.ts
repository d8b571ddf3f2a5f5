// biome-ignore-all lint/suspicious/noThenProperty: a keyword of JSON Schema.

import { type Api, startApi } from '../../../test/support/api.ts';
import { compile, document } from '../../../test/support/documents.ts';
import type { InvalidResponseError } from '../src/response/invalid-response.ts';

const WRITE_ONLY = 'is writeOnly: it must not be in a response';
const hidden = (pw: object) => ({ type: 'object', properties: { name: {}, pw } });

const cases: { name: string; schema: unknown; schemas?: object; openapi?: string; given: unknown; want: [pointer: string, reason: string] }[] = [
  { name: 'a writeOnly property', schema: hidden({ type: 'string', writeOnly: true }), given: { pw: 'x' }, want: ['/pw', WRITE_ONLY] },
  {
    name: 'a writeOnly property of OpenAPI 3.0',
    schema: hidden({ type: 'string', writeOnly: true }),
    openapi: '3.0.3',
    given: { pw: 'x' },
    want: ['/pw', WRITE_ONLY],
  },
  {
    name: 'a writeOnly property of a shared schema',
    schema: { type: 'array', items: { $ref: '#/components/schemas/User' } },
    schemas: { User: hidden({ writeOnly: true }) },
    given: [{ name: 'a' }, { pw: 'x' }],
    want: ['/1/pw', WRITE_ONLY],
  },
  {
    name: 'a property of a writeOnly schema by reference',
    schema: hidden({ $ref: '#/components/schemas/Secret' }),
    schemas: { Secret: { writeOnly: true } },
    given: { pw: 1 },
    want: ['/pw', WRITE_ONLY],
  },
  {
    name: 'a property that is writeOnly by one of its alternatives',
    schema: hidden({ oneOf: [{ type: 'string', writeOnly: true }, { type: 'integer' }] }),
    given: { pw: 'x' },
    want: ['/pw', WRITE_ONLY],
  },
  {
    name: 'a property that is writeOnly by another alternative of its object',
    schema: { anyOf: [hidden({}), hidden({ writeOnly: true })] },
    given: { pw: 'x' },
    want: ['/pw', WRITE_ONLY],
  },
  {
    name: 'a writeOnly property without a name',
    schema: { type: 'object', additionalProperties: { writeOnly: true } },
    given: { pw: 'x' },
    want: ['/pw', WRITE_ONLY],
  },
  {
    name: 'a writeOnly property by pattern',
    schema: { type: 'object', patternProperties: { '^p': { writeOnly: true } } },
    given: { pw: 'x' },
    want: ['/pw', WRITE_ONLY],
  },
  {
    name: 'a writeOnly property that is unevaluated',
    schema: { type: 'object', properties: { a: {} }, unevaluatedProperties: { writeOnly: true } },
    given: { pw: 'x' },
    want: ['/pw', WRITE_ONLY],
  },
  { name: 'a property that is not declared', schema: hidden({}), given: { b: 1 }, want: ['', 'must NOT have additional properties: b'] },
  {
    name: 'a property that no part of a composition declares',
    schema: { allOf: [hidden({})] },
    given: { b: 1 },
    want: ['', 'must NOT have unevaluated properties: b'],
  },
  {
    name: 'a property whose schema is false',
    schema: { type: 'object', properties: { a: false } },
    given: { a: 1 },
    want: ['/a', 'is not allowed: its schema is false'],
  },
  { name: 'an item whose schema is false', schema: { type: 'array', items: false }, given: [1], want: ['/0', 'is not allowed: its schema is false'] },
  { name: 'a body whose schema is false', schema: false, given: 1, want: ['', 'is not allowed: its schema is false'] },
  {
    name: 'a shared schema that is false',
    schema: { type: 'object', properties: { a: { $ref: '#/components/schemas/Never' } } },
    schemas: { Never: false },
    given: { a: 1 },
    want: ['/a', 'is not allowed: its schema is false'],
  },
  { name: 'a consequence that is false', schema: { if: { type: 'object' }, then: false }, given: {}, want: ['', 'is not allowed: its schema is false'] },
  { name: 'an empty enum', schema: { type: 'object', properties: { a: { enum: [] } } }, given: { a: 1 }, want: ['/a', 'is not allowed: its schema is false'] },
  {
    name: 'not',
    schema: { type: 'object', properties: { a: { not: {} } } },
    given: { a: 1 },
    want: ['/a', 'is not allowed: it is valid against the schema under not'],
  },
  {
    name: 'the name of a property',
    schema: { type: 'object', propertyNames: { pattern: '^x' }, additionalProperties: true },
    given: { 'a"': 1 },
    want: ['', String.raw`property name "a\"" must match pattern "^x"`],
  },
  {
    name: 'any property at all',
    schema: { type: 'object', propertyNames: false, additionalProperties: true },
    given: { a: 1 },
    want: ['', 'property name "a" is not allowed: its schema is false'],
  },
];

let api: Api;
afterEach(() => api.close());

test.each(cases)('the reason says what is wrong with a response: $name', async ({ schema, schemas = {}, openapi = '3.1.0', given, want }) => {
  const responses = { 200: { description: 'd', content: { 'application/json': { schema } } } };
  const operations = compile('d.json', document({ get: { operationId: 'op', responses } }, { schemas }, openapi));
  api = await startApi({ operations, handlers: { op: () => ({ status: 200, body: given }) } });
  expect((await fetch(`http://127.0.0.1:${api.port}/t`)).status).toBe(500);
  expect(api.failures.map(({ error }) => [(error as InvalidResponseError).pointer, (error as InvalidResponseError).reason])).toEqual([want]);
});

test('a request is not told that a schema is false', async () => {
  const requestBody = { content: { 'application/json': { schema: { type: 'object', properties: { a: false } } } } };
  const operations = compile('d.json', document({ post: { operationId: 'op', requestBody, responses: { 204: { description: 'd' } } } }, {}, '3.1.0'));
  api = await startApi({ operations, handlers: { op: () => ({ status: 204 }) } });
  const response = await fetch(`http://127.0.0.1:${api.port}/t`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"a":1}' });
  expect(((await response.json()) as { violations: unknown }).violations).toEqual([
    { in: 'body', pointer: '/a', keyword: 'false schema', message: 'must not be present' },
  ]);
});
