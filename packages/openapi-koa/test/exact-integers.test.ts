import { type Api, startApi } from '../../../test/support/api.ts';
import { compile, document } from '../../../test/support/documents.ts';
import { compileDocument } from '../../openapi-compiler/src/compile.ts';
import { ask } from './bodies-api.ts';

const ABOVE = 'must be <= 9007199254740991';
const BELOW = 'must be >= -9007199254740991';
const EXACT = 'must be from -9007199254740991 to 9007199254740991';

/** An integer that JSON.parse rounds is refused rather than taken for another one (RFC 8259 section 6). */
const cases: { name: string; schema: object; given: string; want: unknown }[] = [
  { name: 'the largest that is exact', schema: { type: 'integer' }, given: '9007199254740991', want: 9007199254740991 },
  { name: 'one that is rounded', schema: { type: 'integer' }, given: '9007199254740993', want: [ABOVE] },
  { name: 'a negative one that is rounded', schema: { type: 'integer' }, given: '-9007199254740993', want: [BELOW] },
  { name: 'one beyond a bound of the document', schema: { type: 'integer', minimum: 0 }, given: '9007199254740993', want: [ABOVE] },
  { name: 'one with a bound that no double holds', schema: { type: 'integer', maximum: 1e20 }, given: '9007199254740993', want: [ABOVE] },
  { name: 'one below an exclusive bound', schema: { type: 'integer', exclusiveMaximum: 10 }, given: '10', want: ['must be < 10'] },
  { name: 'one of int64', schema: { type: 'integer', format: 'int64' }, given: '9007199254740993', want: [EXACT] },
  { name: 'one far beyond int64', schema: { type: 'integer', format: 'int64' }, given: '-1e300', want: [EXACT] },
  { name: 'one of uint64', schema: { type: 'integer', format: 'uint64' }, given: '9007199254740993', want: ['must be from 0 to 9007199254740991'] },
  { name: 'a negative one of uint64', schema: { type: 'integer', format: 'uint64' }, given: '-1', want: ['must match format "uint64"'] },
  { name: 'one beyond int32', schema: { type: 'integer', format: 'int32' }, given: '9007199254740993', want: ['must match format "int32"'] },
  { name: 'one of the format double', schema: { type: 'integer', format: 'double' }, given: '9007199254740993', want: [ABOVE] },
  { name: 'one of several types', schema: { type: ['integer', 'string'] }, given: '9007199254740993', want: [ABOVE] },
  { name: 'a string beside integers', schema: { type: ['integer', 'string'] }, given: '"9007199254740993"', want: '9007199254740993' },
  { name: 'one in an object behind a reference', schema: { $ref: '#/components/schemas/Id' }, given: '{"id":9007199254740993}', want: [ABOVE] },
  { name: 'a number, which is a double', schema: { type: 'number' }, given: '9007199254740993', want: 9007199254740992 },
  { name: 'a number that may be an integer', schema: { type: ['integer', 'number'] }, given: '1e300', want: 1e300 },
  { name: 'one where no integer may be', schema: { not: { type: 'integer' } }, given: '1e300', want: ['must NOT be valid'] },
];

let api: Api | undefined;
afterEach(() => api?.close());

test.each(cases)('$name', async ({ schema, given, want }) => {
  const operation = {
    operationId: 'op',
    requestBody: { content: { 'application/json': { schema } } },
    responses: { 200: { description: 'd', content: { 'application/json': {} } } },
  };
  const schemas = { Id: { type: 'object', properties: { id: { type: 'integer' } } } };
  api = await startApi({
    operations: compile('d.json', document({ post: operation }, { schemas }, '3.1.0')),
    handlers: { op: ({ body }: { body: unknown }) => ({ status: 200, body }) },
  });
  const { json } = await ask(api.port, { to: '/t', type: 'application/json', body: given });
  const { violations } = Object(json) as { violations?: readonly { message: string }[] };
  expect(violations?.map(({ message }) => message) ?? json).toEqual(want);
});

test('a response may have any integer that a handler has', async () => {
  const responses = { 200: { description: 'd', content: { 'application/json': { schema: { type: 'integer' } } } } };
  api = await startApi({
    operations: compile('d.json', document({ post: { operationId: 'op', responses } })),
    handlers: { op: () => ({ status: 200, body: 2 ** 60 }) },
  });
  expect((await ask(api.port, { to: '/t' })).json).toBe(2 ** 60);
});

test('a parameter that is no JSON costs no more, as no text becomes an integer that is rounded', () => {
  const responses = { 204: { description: 'd' } };
  const codeOf = (parameter: object) =>
    compileDocument('d.json', document({ get: { operationId: 'op', parameters: [{ name: 'a', in: 'query', ...parameter }], responses } })).files.get(
      'operations/op.cjs',
    );
  expect(codeOf({ schema: { type: 'array', items: { type: 'integer' } } })).not.toContain('9007199254740991');
  expect(codeOf({ content: { 'application/json': { schema: { type: 'integer' } } } })).toContain('9007199254740991');
});
