import { type Api, startApi } from '../../../test/support/api.ts';
import { compile } from '../../../test/support/documents.ts';

const operation = (operationId: string, types: readonly string[]) => ({
  get: {
    operationId,
    responses: {
      200: {
        description: 'd',
        content: Object.fromEntries(types.map((type) => [type, {}])),
        headers: { Vary: { schema: {} }, 'Cache-Control': { schema: {} }, 'X-Note': { schema: {} } },
      },
      404: { description: 'd', content: { 'application/problem+json': {} } },
    },
  },
});
const document = JSON.stringify({
  openapi: '3.0.3',
  info: { title: 'T', version: '1' },
  paths: {
    '/one': operation('one', ['text/csv']),
    '/two': operation('two', ['text/csv', 'application/json']),
    '/range': operation('range', ['text/*']),
    '/any': operation('any', ['*/*']),
  },
});

interface Row {
  readonly name: string;
  readonly given: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly want: string | null;
}

const rows: readonly Row[] = [
  { name: 'of one media type', given: '/one', want: 'Origin' },
  { name: 'of several', given: '/two', want: 'Accept, Origin' },
  { name: 'of a range', given: '/range', want: 'Accept, Origin' },
  { name: 'of any type, for which the field is not looked at', given: '/any', want: 'Origin' },
  { name: 'whose handler says so itself', given: '/two', headers: { Vary: 'accept, X-A' }, want: 'accept, X-A, Origin' },
  { name: 'whose handler says something else', given: '/two', headers: { Vary: 'Accept-Language' }, want: 'Accept-Language, Accept, Origin' },
  { name: 'whose handler rules every cache out', given: '/two', headers: { Vary: '*' }, want: '*' },
  { name: 'that no cache may keep', given: '/two', headers: { 'Cache-Control': 'no-store' }, want: null },
  { name: 'that no cache may keep, in a list of directives', given: '/two', headers: { 'Cache-Control': 'max-age=0, No-Store' }, want: null },
  { name: 'that no cache may keep, by the header in lower case', given: '/two', headers: { 'cache-control': 'private,no-store' }, want: null },
  {
    name: 'that says no-store in another header',
    given: '/two',
    headers: { 'Cache-Control': 'public, max-age=60', 'X-Note': 'no-store' },
    want: 'Accept, Origin',
  },
  {
    name: 'that says no-store in the argument of a directive',
    given: '/two',
    headers: { 'Cache-Control': 'private="a, no-store, b"' },
    want: 'Accept, Origin',
  },
  { name: 'with a directive that only begins alike', given: '/two', headers: { 'Cache-Control': 'no-store-ever' }, want: 'Accept, Origin' },
];

let api: Api;
let headers: Readonly<Record<string, string>>;
beforeAll(async () => {
  const respond = () => ({ status: 200, type: 'text/csv', headers, body: 'a' });
  api = await startApi({ operations: compile('vary.json', document), handlers: { one: respond, two: respond, range: respond, any: respond } });
});
afterAll(() => api.close());

test.each(rows)('Vary names what a response depends on: one $name', async ({ given, headers: own = {}, want }) => {
  headers = own;
  const response = await fetch(`http://127.0.0.1:${api.port}${given}`);
  expect([response.status, response.headers.get('vary')]).toEqual([200, want]);
});
