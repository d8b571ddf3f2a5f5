import { type Api, startApi } from '../../../test/support/api.ts';
import { compile, document } from '../../../test/support/documents.ts';

const TEXT = { type: 'string' };
const FILTER = { type: 'object', properties: { a: { type: 'integer' }, c: { type: 'object' } } };
const TAGGED = { type: 'object', properties: { a: { type: 'integer' }, tags: { type: 'array', items: TEXT } } };
const LIST = { type: 'array', items: TEXT };

const FORM = 'flt[NAME]=… for each property';
const OF_ITEMS = 'flt[]=… for each item, or as flt[0]=…, flt[1]=…';
const refused = (forms: string) => [`query flt parse must be sent as ${forms}`];

/** What a client may send under the name of a parameter with the style deepObject: it is read whole, or refused. */
const cases: { name: string; schema: object; more?: object; given: string; want: unknown }[] = [
  { name: 'properties', schema: FILTER, given: 'flt[a]=1&flt[b]=x', want: { a: 1, b: 'x' } },
  { name: 'nothing', schema: FILTER, given: 'other=1', want: undefined },
  { name: 'another parameter whose name begins alike', schema: FILTER, given: 'fltr=4&flt.a=1', want: undefined },
  { name: 'a value', schema: FILTER, given: 'flt=4', want: refused(FORM) },
  { name: 'an empty value', schema: FILTER, given: 'flt=', want: refused(FORM) },
  { name: 'a name without a value', schema: FILTER, given: 'flt', want: refused(FORM) },
  { name: 'an empty value where the document allows it', schema: FILTER, more: { allowEmptyValue: true }, given: 'flt=', want: '' },
  { name: 'another value there', schema: FILTER, more: { allowEmptyValue: true }, given: 'flt=4', want: refused(FORM) },
  { name: 'JSON', schema: FILTER, given: 'flt={"a":1}', want: refused(FORM) },
  { name: 'JSON that is escaped', schema: FILTER, given: 'flt=%7B%22a%22%3A1%7D', want: refused(FORM) },
  { name: 'a value beside properties', schema: FILTER, given: 'flt[a]=1&flt=4', want: refused(FORM) },
  { name: 'an object in a property', schema: FILTER, given: 'flt[c][d]=4', want: refused(FORM) },
  { name: 'one that is escaped', schema: FILTER, given: 'flt%5Bc%5D%5Bd%5D=4', want: refused(FORM) },
  { name: 'one beside a property', schema: FILTER, given: 'flt[a]=1&flt[c][d]=4', want: refused(FORM) },
  { name: 'an object in a property without a name in the document', schema: FILTER, given: 'flt[x][y]=4', want: refused(FORM) },
  { name: 'an item of a property that is not an array', schema: FILTER, given: 'flt[a][]=4', want: refused(FORM) },
  { name: 'an item of the object', schema: FILTER, given: 'flt[]=4', want: refused(FORM) },
  { name: 'a bracket that is not closed', schema: FILTER, given: 'flt[a=4', want: refused(FORM) },
  { name: 'text after a bracket', schema: FILTER, given: 'flt[a]b=4', want: refused(FORM) },
  { name: 'items of a property', schema: TAGGED, given: 'flt[tags][]=x&flt[tags][]=y', want: { tags: ['x', 'y'] } },
  {
    name: 'an object in an item of a property',
    schema: TAGGED,
    given: 'flt[tags][0][a]=x',
    want: refused(`${FORM}, or as flt[NAME][]=… for each item of a property that is an array`),
  },
  { name: 'items', schema: LIST, given: 'flt[]=x&flt[]=y', want: ['x', 'y'] },
  { name: 'an array as a value', schema: LIST, given: 'flt=x', want: refused(OF_ITEMS) },
  { name: 'an array as several values', schema: LIST, given: 'flt=x&flt=y', want: refused(OF_ITEMS) },
  { name: 'an object in an item', schema: LIST, given: 'flt[0][a]=x', want: refused(OF_ITEMS) },
  { name: 'an array or an object as a value', schema: { oneOf: [LIST, FILTER] }, given: 'flt=x', want: refused(`${FORM}, or as ${OF_ITEMS}`) },
];

let api: Api | undefined;
afterEach(() => api?.close());

test.each(cases)('$name', async ({ schema, more, given, want }) => {
  const parameter = { name: 'flt', in: 'query', style: 'deepObject', explode: true, schema, ...more };
  const responses = { 200: { description: 'd', content: { 'application/json': {} } } };
  api = await startApi({
    operations: compile('d.json', document({ get: { operationId: 'op', parameters: [parameter], responses } })),
    handlers: { op: ({ query }: { query: { flt?: unknown } }) => ({ status: 200, body: { value: query.flt } }) },
  });
  const response = await fetch(`http://127.0.0.1:${api.port}/t?${given}`);
  const { value, violations } = (await response.json()) as { value?: unknown; violations?: Record<string, string>[] };
  expect(violations?.map((each) => `${each['in']} ${each['name']} ${each['keyword']} ${each['message']}`) ?? value).toEqual(want);
  expect(response.status).toBe(violations === undefined ? 200 : 400);
});
