import { type Api, startApi } from '../../../test/support/api.ts';
import { compile } from '../../../test/support/documents.ts';
import { raw } from '../../../test/support/raw.ts';

const text = (schema: object) => ({ content: { 'text/plain': { schema: { type: 'string', ...schema } } } });
const parameters = [
  { name: 'id', in: 'path', required: true, ...text({ maxLength: 8 }) },
  { name: 'q', in: 'query', ...text({ default: 'all' }) },
  { name: 'X-Q', in: 'header', ...text({}) },
  { name: 'c', in: 'cookie', ...text({}) },
];
const document = JSON.stringify({
  openapi: '3.0.3',
  info: { title: 'T', version: '1' },
  paths: {
    '/t/{id}': {
      get: {
        operationId: 'op',
        parameters,
        responses: { 200: { description: 'd', headers: { 'X-A': text({ pattern: '^a' }) }, content: { 'application/json': { schema: {} } } } },
      },
    },
  },
});

let api: Api;
let header: string;
beforeAll(async () => {
  const op = ({ params, query, headers, cookies }: Record<string, object>) => ({
    status: 200,
    headers: { 'X-A': header },
    body: { ...params, ...query, ...headers, ...cookies },
  });
  api = await startApi({ operations: compile('text.json', document), handlers: { op } });
});
afterAll(() => api.close());

const cases: { name: string; given: string; fields?: string; sent?: string; want: unknown }[] = [
  {
    name: 'a text is as it was sent',
    given: '/t/a%2Cb?q=1,2',
    fields: 'X-Q: 1, 2\r\nCookie: c=%7B%7D\r\n',
    want: { id: 'a,b', q: '1,2', 'X-Q': '1, 2', c: '{}' },
  },
  { name: 'what looks like JSON is a text, too', given: '/t/true?q=%22x%22', want: { id: 'true', q: '"x"' } },
  { name: 'a default is set', given: '/t/1', want: { id: '1', q: 'all' } },
  { name: 'its schema is held', given: '/t/123456789', want: 400 },
  { name: 'a header of a response is a text', given: '/t/1', sent: 'a "b", c', want: 'a "b", c' },
  { name: 'its schema is held, too', given: '/t/1', sent: 'b', want: 500 },
];

test.each(cases)('$name', async ({ given, fields = '', sent, want }) => {
  header = sent ?? 'a';
  const { responses } = await raw({ port: api.port, send: [`GET ${given} HTTP/1.0\r\n${fields}\r\n`] });
  const [response] = responses;
  expect(response?.status === 200 ? (sent === undefined ? JSON.parse(response.body) : response.headers['x-a']) : response?.status).toEqual(want);
});
