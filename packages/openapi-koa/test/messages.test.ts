import { type Api, startApi } from '../../../test/support/api.ts';
import { compile, document } from '../../../test/support/documents.ts';
import { ask, FORM_DATA, field, multipart } from './bodies-api.ts';

/** What a client reads of a mistake whose reason does not show in what it sent. Each message is pinned here once. */
interface Row {
  readonly name: string;
  readonly schema: object;
  /** A query, or a body. */
  readonly given: string | Buffer;
  /** Of the body; a query without one. */
  readonly type?: string;
  readonly want: readonly { readonly message: string; readonly allowed?: readonly unknown[] }[];
}

const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';
const PLUS = '; a + means a space here, so send %2B for a plus sign';
const dateTime = { type: 'string', format: 'date-time' };
const only = (...names: string[]) => ({ type: 'object', properties: Object.fromEntries(names.map((name) => [name, {}])), additionalProperties: false });

const plus: readonly Row[] = [
  { name: 'a time with a plus', schema: dateTime, given: 'a=2026-01-15T09:30:00+01:00', want: [{ message: `must match format "date-time"${PLUS}` }] },
  {
    name: 'a pattern with a plus',
    schema: { type: 'string', pattern: '^\\+\\d+$' },
    given: 'a=+49',
    want: [{ message: `must match pattern "^\\+\\d+$"${PLUS}` }],
  },
  {
    name: 'a value with a plus',
    schema: { enum: ['c++', 'c'] },
    given: 'a=c++',
    want: [{ message: `must be equal to one of the allowed values${PLUS}`, allowed: ['c++', 'c'] }],
  },
  { name: 'the one value', schema: { const: 'a+b' }, given: 'a=a+b', want: [{ message: `must be equal to constant${PLUS}`, allowed: ['a+b'] }] },
  { name: 'a number with a plus', schema: { type: 'number' }, given: 'a=1e+5', want: [{ message: `must be number${PLUS}` }] },
  {
    name: 'an item with a plus',
    schema: { type: 'array', items: dateTime },
    given: 'a=2026-01-15T09:30:00Z&a=2026-01-15T09:30:00+01:00',
    want: [{ message: `must match format "date-time"${PLUS}` }],
  },
  { name: 'an encoded plus', schema: { type: 'string', pattern: '^b' }, given: 'a=a%2Bb', want: [{ message: 'must match pattern "^b"' }] },
  {
    name: 'an encoded space beside a plus elsewhere',
    schema: { type: 'string', pattern: '^b' },
    given: 'a=a%20b&c=+',
    want: [{ message: 'must match pattern "^b"' }],
  },
  {
    name: 'a plus in a value that is too long',
    schema: { type: 'string', maxLength: 2 },
    given: 'a=a+b',
    want: [{ message: 'must NOT have more than 2 characters' }],
  },
  {
    name: 'a plus in a form',
    schema: { type: 'object', properties: { a: dateTime } },
    type: FORM,
    given: 'a=2026-01-15T09:30:00+01:00',
    want: [{ message: `must match format "date-time"${PLUS}` }],
  },
  {
    name: 'a plus in a multipart form, where it is a plus',
    schema: { type: 'object', properties: { a: dateTime } },
    type: FORM_DATA,
    given: multipart(field('a', '2026-01-15+01:00')),
    want: [{ message: 'must match format "date-time"' }],
  },
  {
    name: 'a space in JSON',
    schema: { type: 'object', properties: { a: dateTime } },
    type: JSON_TYPE,
    given: '{"a":"2026-01-15T09:30:00 01:00"}',
    want: [{ message: 'must match format "date-time"' }],
  },
];

const declared = (name: string, allowed: readonly string[], more = '') => [
  { message: `must not be present: the property "${name}" is not declared${more}`, allowed },
];
const many = Array.from({ length: 60 }, (_, index) => `p${index}`);

const undeclared: readonly Row[] = [
  { name: 'a property too many', schema: only('name', 'species'), type: JSON_TYPE, given: '{"nmae":1}', want: declared('nmae', ['name', 'species']) },
  { name: 'a property where there are none', schema: only(), type: JSON_TYPE, given: '{"a":1}', want: declared('a', []) },
  { name: 'a member of a form too many', schema: only('name'), type: FORM, given: 'nmae=1', want: declared('nmae', ['name']) },
  { name: 'a member of an object of the query too many', schema: only('name'), given: 'a[nmae]=1', want: declared('nmae', ['name']) },
  {
    name: 'a property that matches no pattern',
    schema: { ...only('name'), patternProperties: { '^x-': {}, '^y-': {} } },
    type: JSON_TYPE,
    given: '{"nmae":1}',
    want: declared('nmae', ['name'], ', and does not match ^x- or ^y-'),
  },
  {
    name: 'a property beside more than fifty',
    schema: only(...many),
    type: JSON_TYPE,
    given: '{"nmae":1}',
    want: declared('nmae', many.slice(0, 50), '; allowed has the first 50 names'),
  },
  { name: 'a property beside fifty', schema: only(...many.slice(0, 50)), type: JSON_TYPE, given: '{"nmae":1}', want: declared('nmae', many.slice(0, 50)) },
  { name: 'a property with a long name', schema: only('a'), type: JSON_TYPE, given: `{"${'b'.repeat(200)}":1}`, want: declared(`${'b'.repeat(64)}…`, ['a']) },
  { name: 'a property with quotes in its name', schema: only('a'), type: JSON_TYPE, given: '{"b\\"":1}', want: declared('b\\"', ['a']) },
  {
    name: 'a property that no part of a composition has',
    schema: { type: 'object', properties: { a: {} }, allOf: [{ properties: { b: {} } }], unevaluatedProperties: false },
    type: JSON_TYPE,
    given: '{"c":1}',
    want: declared('c', ['a', 'b']),
  },
  {
    name: 'a property that the alternative which holds has not',
    schema: {
      type: 'object',
      properties: { kind: {} },
      oneOf: [
        { required: ['wool'], properties: { wool: {} } },
        { required: ['milk'], properties: { milk: {} } },
      ],
      unevaluatedProperties: false,
    },
    type: JSON_TYPE,
    given: '{"wool":1,"horns":2}',
    want: declared('horns', ['wool', 'kind']),
  },
];

const PROTO = 'must not have a property named __proto__';
const json: readonly Row[] = [
  { name: 'a property __proto__', schema: {}, type: JSON_TYPE, given: '{"__proto__":1}', want: [{ message: PROTO }] },
  { name: 'a property __proto__ deep inside', schema: {}, type: JSON_TYPE, given: '[{"a":{"__proto__":{}}}]', want: [{ message: PROTO }] },
  { name: 'a property __proto__ with escapes', schema: {}, type: JSON_TYPE, given: '{"\\u005f_proto__":1}', want: [{ message: PROTO }] },
  {
    name: 'what is not JSON, and has __proto__ in it',
    schema: {},
    type: JSON_TYPE,
    given: '{"__proto__":',
    want: [{ message: 'must be valid JSON in UTF-8' }],
  },
  { name: 'what is not JSON, and has an escape in it', schema: {}, type: JSON_TYPE, given: '"\\u00', want: [{ message: 'must be valid JSON in UTF-8' }] },
  {
    name: 'a property __proto__ in JSON of a form',
    schema: { type: 'object', properties: { a: { type: 'object', properties: { b: { type: 'object' } } } } },
    type: FORM,
    given: 'a={"__proto__":1}',
    want: [{ message: PROTO }],
  },
  {
    name: 'a property __proto__ in a part of JSON',
    schema: { type: 'object', properties: { a: { type: 'object' } } },
    type: FORM_DATA,
    given: multipart(field('a', '{"__proto__":1}', 'Content-Type: application/json')),
    want: [{ message: PROTO }],
  },
  {
    name: 'JSON of a form that is none',
    schema: { type: 'object', properties: { a: { type: 'object', properties: { b: { type: 'object' } } } } },
    type: FORM,
    given: 'a={',
    want: [{ message: 'must be valid JSON' }],
  },
];

let api: Api | undefined;
afterEach(() => api?.close());

test.each([...plus, ...undeclared, ...json])('the message on $name', async ({ schema, type, given, want }) => {
  const style = 'additionalProperties' in schema ? { style: 'deepObject', explode: true } : {};
  const input =
    type === undefined
      ? { parameters: [{ name: 'a', in: 'query', schema, ...style }] }
      : { requestBody: { content: { [type.split(';')[0] as string]: { schema } } } };
  const text = document({ post: { operationId: 'op', ...input, responses: { 204: { description: 'd' } } } }, {}, '3.1.0');
  api = await startApi({ operations: compile('d.json', text), handlers: { op: () => ({ status: 204 }) } });
  const { json: problem } = await ask(api.port, type === undefined ? { to: `/t?${given}` } : { to: '/t', type, body: given });
  const { violations = [] } = problem as { violations?: { message: string; allowed?: unknown[] }[] };
  expect(violations.map(({ message, allowed }) => (allowed === undefined ? { message } : { message, allowed }))).toEqual(want);
});

test('a parameter of JSON with a property __proto__ is refused for that', async () => {
  const parameters = [{ name: 'a', in: 'query', content: { [JSON_TYPE]: { schema: {} } } }];
  const text = document({ post: { operationId: 'op', parameters, responses: { 204: { description: 'd' } } } });
  api = await startApi({ operations: compile('d.json', text), handlers: { op: () => ({ status: 204 }) } });
  const { json: problem } = await ask(api.port, { to: '/t?a={"__proto__":1}' });
  expect((problem as { violations: unknown }).violations).toEqual([{ in: 'query', name: 'a', keyword: 'parse', message: PROTO }]);
});
