import { type Api, startApi } from '../../../test/support/api.ts';
import { compile, document } from '../../../test/support/documents.ts';
import { raw } from '../../../test/support/raw.ts';
import { compileDocument } from '../../openapi-compiler/src/compile.ts';

interface Row {
  readonly name: string;
  readonly parameters: readonly object[];
  readonly schemas?: object;
  /** A query. */
  readonly given: string;
  readonly fields?: readonly string[];
  /** What the handler gets of the query, or `in name keyword`, a pointer after the name, of each violation. */
  readonly want: object | readonly string[];
}

const small = { type: 'integer', maximum: 5 };
const inQuery = (name: string, schema: object) => ({ name, in: 'query', schema });

const json = (name: string) => ({ name, in: 'query', content: { 'application/json': { schema: { $ref: '#/components/schemas/Lists' } } } });

const rows: readonly Row[] = [
  {
    name: 'a violation has the name of its parameter where others differ in case only',
    parameters: [inQuery('a', small), inQuery('A', small)],
    given: 'a=1&A=9',
    want: ['query A maximum'],
  },
  {
    name: 'a parameter that cannot be read hides no violation of one whose name differs in case',
    parameters: [inQuery('a', small), inQuery('A', small)],
    given: 'a=1&a=2&A=9',
    want: ['query a repeated', 'query A maximum'],
  },
  {
    name: 'a violation of a header field has the name of the document, whatever the client writes',
    parameters: [{ name: 'X-Limit', in: 'header', schema: small }, inQuery('x-limit', small)],
    given: 'x-limit=1',
    fields: ['x-LIMIT: 9'],
    want: ['header X-Limit maximum'],
  },
  {
    name: 'a member that is missing is told of the object that wants it, as in a body',
    parameters: [json('lists'), { name: 'deep', in: 'query', style: 'deepObject', schema: { type: 'object', required: ['a', 'b'] } }],
    schemas: { Lists: { required: ['c'], properties: { o: { required: ['d'] } } } },
    given: 'lists={"o":{}}&deep[a]=1',
    want: ['query lists required', 'query lists/o required', 'query deep required'],
  },
  {
    name: 'a default behind a reference is set for a parameter that is JSON',
    parameters: [{ name: 'filter', in: 'query', content: { 'application/json': { schema: { $ref: '#/components/schemas/Filter' } } } }],
    schemas: { Filter: { type: 'object', properties: { a: { type: 'integer' } }, default: { a: 1 } } },
    given: '',
    want: { filter: { a: 1 } },
  },
  {
    name: 'JSON that is nested too deeply is told by its name',
    parameters: [json('a'), json('deep'), inQuery('b', small)],
    schemas: { Lists: { type: 'array', items: { $ref: '#/components/schemas/Lists' } } },
    given: `a=[[]]&deep=${'['.repeat(7000)}${']'.repeat(7000)}&b=1`,
    want: ['query deep parse'],
  },
  {
    name: 'a bound of the document that is the largest exact integer is held',
    parameters: [inQuery('n', { type: 'number', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER })],
    given: 'n=1e300',
    want: ['query n maximum'],
  },
];

const anyNames = { type: 'object', additionalProperties: { type: 'integer' } };
const rest: readonly Row[] = [
  { name: 'every parameter of a query', parameters: [inQuery('rest', anyNames)], given: 'a=1&b=2', want: { rest: { a: 1, b: 2 } } },
  { name: 'nothing of an empty query', parameters: [inQuery('rest', anyNames)], given: '', want: {} },
  { name: 'what fits only', parameters: [inQuery('rest', anyNames)], given: 'a=1&b=x', want: ['query rest/b type'] },
  {
    name: 'names as they are decoded',
    parameters: [inQuery('rest', { type: 'object' })],
    given: 'a%2525=1&b%2Bc=x',
    want: { rest: { 'a%25': '1', 'b+c': 'x' } },
  },
  {
    name: 'all but what another parameter has',
    parameters: [
      inQuery('limit', small),
      { ...inQuery('deep', { type: 'object' }), style: 'deepObject', explode: true },
      inQuery('near', { type: 'object', properties: { lat: { type: 'number' } } }),
      inQuery('rest', anyNames),
    ],
    given: 'limit=1&deep[a]=b&lat=0.5&a=1',
    want: { limit: 1, deep: { a: 'b' }, near: { lat: 0.5 }, rest: { a: 1 } },
  },
  {
    name: 'what it names itself, too',
    parameters: [inQuery('rest', { ...anyNames, required: ['a'], properties: { a: { type: 'boolean' } } })],
    given: 'a=true&b=1',
    want: { rest: { a: true, b: 1 } },
  },
  {
    name: 'only what it names, where it does not say that there may be more',
    parameters: [inQuery('near', { type: 'object', properties: { lat: { type: 'number' } } })],
    given: 'lat=0.5&utm=x',
    want: { near: { lat: 0.5 } },
  },
  {
    name: 'names by their pattern',
    parameters: [inQuery('rest', { type: 'object', patternProperties: { '^n_': { type: 'number' } }, additionalProperties: false })],
    given: 'n_a=1',
    want: { rest: { n_a: 1 } },
  },
];

const names: readonly Row[] = [
  {
    name: 'in an exploded object',
    parameters: [inQuery('o', { type: 'object', properties: { '50%': { type: 'integer' }, 'a+b': {} } })],
    given: '50%25=1&a%2Bb=x',
    want: { o: { '50%': 1, 'a+b': 'x' } },
  },
  {
    name: 'in a deep object',
    parameters: [{ ...inQuery('o', { type: 'object' }), style: 'deepObject', explode: true }],
    given: 'o[a%2525]=1&o%5Bb%2Bc%5D=2',
    want: { o: { 'a%25': '1', 'b+c': '2' } },
  },
  {
    name: 'in an object in one text',
    parameters: [{ ...inQuery('o', { type: 'object' }), explode: false }],
    given: 'o=a%2525,1,b%2Bc,2',
    want: { o: { 'a%25': '1', 'b+c': '2' } },
  },
];

let api: Api | undefined;
afterEach(() => api?.close());

function documentOf({ parameters, schemas = {} }: Pick<Row, 'parameters' | 'schemas'>): string {
  const responses = { 200: { description: 'd', content: { 'application/json': {} } } };
  return document({ get: { operationId: 'op', parameters, responses } }, { schemas }, '3.1.0');
}

test.each([
  ...rows,
  ...rest.map((row) => ({ ...row, name: `an exploded object takes: ${row.name}` })),
  ...names.map((row) => ({ ...row, name: `a name is decoded once: ${row.name}` })),
])('$name', async ({ given, fields = [], want, ...row }) => {
  api = await startApi({
    operations: compile('d.json', documentOf(row)),
    handlers: { op: ({ query }: { query: object }) => ({ status: 200, body: query }) },
  });
  const { responses } = await raw({ port: api.port, send: [`GET /t?${given} HTTP/1.0\r\n${fields.map((field) => `${field}\r\n`).join('')}\r\n`] });
  const body = JSON.parse(responses[0]?.body ?? '');
  const violations = (body.violations ?? []) as { in: string; name: string; pointer?: string; keyword: string }[];
  const found = violations.map(({ in: place, name, pointer = '', keyword }) => `${place} ${name}${pointer} ${keyword}`);
  expect(responses[0]?.status === 200 ? body : found).toEqual(want);
});

test('the type of a parameter that is JSON has no question mark where a default is set', () => {
  const { files } = compileDocument('d.json', documentOf(rows.find(({ parameters }) => JSON.stringify(parameters).includes('Filter')) as Row));
  expect(files.get('types.ts')).toContain('query: { filter: Filter }');
});

const messages: { name: string; schema: object; given: string; want: string }[] = [
  {
    name: 'an integer that a double cannot hold',
    schema: { type: 'integer' },
    given: '9007199254740993',
    want: 'must be from -9007199254740991 to 9007199254740991',
  },
  { name: 'what is no integer', schema: { type: 'integer' }, given: '1.5', want: 'must be integer' },
  { name: 'a number beyond all', schema: { type: 'number' }, given: '1e400', want: 'must be number' },
  { name: 'a large number that is no truth', schema: { type: 'boolean' }, given: '9007199254740993', want: 'must be boolean' },
  { name: 'a number that is no text of these', schema: { type: 'string', enum: ['a'] }, given: '5', want: 'must be equal to one of the allowed values' },
];

test.each(messages)('the message on $name: $want', async ({ schema, given, want }) => {
  api = await startApi({
    operations: compile('d.json', documentOf({ parameters: [inQuery('a', schema)] })),
    handlers: { op: () => ({ status: 200, body: 1 }) },
  });
  const { responses } = await raw({ port: api.port, send: [`GET /t?a=${given} HTTP/1.0\r\n\r\n`] });
  expect(JSON.parse(responses[0]?.body ?? '').violations.map((violation: { message: string }) => violation.message)).toEqual([want]);
});

test('what alternatives say alike is said once', async () => {
  const schema = {
    oneOf: [
      { type: 'integer', minimum: 5 },
      { type: 'integer', minimum: 5, multipleOf: 3 },
    ],
  };
  api = await startApi({
    operations: compile('d.json', documentOf({ parameters: [inQuery('a', schema)] })),
    handlers: { op: () => ({ status: 200, body: 1 }) },
  });
  const { responses } = await raw({ port: api.port, send: ['GET /t?a=3 HTTP/1.0\r\n\r\n'] });
  const { detail, violations } = JSON.parse(responses[0]?.body ?? '');
  expect([detail, violations.map(({ keyword }: { keyword: string }) => keyword)]).toEqual([
    'The request breaks the contract in 2 places; see violations.',
    ['minimum', 'oneOf'],
  ]);
});
