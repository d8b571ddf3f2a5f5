import { type Api, startApi } from '../../../test/support/api.ts';
import { compile } from '../../../test/support/documents.ts';

const parameters = [
  { name: 'limit', in: 'query', schema: { type: 'integer' } },
  { name: 'near', in: 'query', schema: { type: 'object', properties: { lat: { type: 'number' } } } },
  { name: 'filter', in: 'query', style: 'deepObject', explode: true, schema: { type: 'object' } },
  { name: 'flag', in: 'query', allowEmptyValue: true, schema: { type: 'integer' } },
  { name: '__proto__', in: 'query', schema: { type: 'string' } },
];
const operation = (operationId: string, more: object) => ({
  get: { operationId, parameters, ...more, responses: { 200: { description: 'd', content: { 'application/json': { schema: {} } } } } },
});
const document = JSON.stringify({
  openapi: '3.0.3',
  info: { title: 'T', version: '1' },
  paths: {
    '/closed': operation('closed', { 'x-closed-query': true }),
    '/open': operation('open', {}),
    '/rest': operation('rest', {
      'x-closed-query': true,
      security: [{ key: [] }],
      parameters: [{ name: 'rest', in: 'query', schema: { type: 'object', additionalProperties: { type: 'integer' } } }],
    }),
    '/keyed': operation('keyed', { 'x-closed-query': true, security: [{ key: [] }] }),
  },
  components: { securitySchemes: { key: { type: 'apiKey', in: 'query', name: 'api_key' } } },
});

let api: Api;
beforeAll(async () => {
  const respond = ({ query }: { query: object }) => ({ status: 200, body: { query: Object.entries(query) } });
  api = await startApi({
    operations: compile('closed.json', document),
    handlers: { closed: respond, open: respond, keyed: respond, rest: respond },
    securityHandlers: { key: () => 'ann' },
  });
});
afterAll(() => api.close());

const cases: { name: string; given: string; want: unknown }[] = [
  { name: 'a parameter that is named is taken', given: '/closed?limit=1', want: [['limit', 1]] },
  { name: 'one that is not named is refused', given: '/closed?limit=1&utm=x', want: ['query utm x-closed-query'] },
  { name: 'one whose name cannot be read is refused', given: '/closed?%zz=1', want: ['query undefined parse'] },
  { name: 'which is tolerated, too, where nothing is said', given: '/open?%zz=1', want: [] },
  { name: 'it is tolerated where nothing is said', given: '/open?utm=x', want: [] },
  { name: 'the members of an exploded object are its names', given: '/closed?lat=1.5', want: [['near', { lat: 1.5 }]] },
  { name: 'its own name is none', given: '/closed?near=1', want: ['query near x-closed-query'] },
  { name: 'the members of a deep object are taken', given: '/closed?filter[a]=b', want: [['filter', { a: 'b' }]] },
  { name: 'a deep object under its own name is refused once', given: '/closed?filter=1', want: ['query filter parse'] },
  { name: 'a key is no parameter, and is taken', given: '/keyed?api_key=k', want: [] },
  { name: 'what may have any name takes all but the key', given: '/rest?api_key=k&a=1', want: [['rest', { a: 1 }]] },
  { name: 'an empty value is taken where the document allows it', given: '/closed?flag=', want: [['flag', '']] },
  { name: 'an empty value is no value elsewhere', given: '/closed?limit=', want: ['query limit type'] },
  { name: 'a value that is not empty keeps its type', given: '/closed?flag=7', want: [['flag', 7]] },
  { name: 'a parameter may have the name of a prototype', given: '/closed?__proto__=x', want: [['__proto__', 'x']] },
];

test.each(cases)('$name', async ({ given, want }) => {
  const response = await fetch(`http://127.0.0.1:${api.port}${given}`);
  const body = (await response.json()) as { query?: unknown; violations?: Record<string, string>[] };
  const violations = body.violations?.map((violation) => `${violation['in']} ${violation['name']} ${violation['keyword']}`);
  expect(response.status === 200 ? body.query : violations).toEqual(want);
});
