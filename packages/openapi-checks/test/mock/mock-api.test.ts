import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { compile } from '../../../../test/support/documents.ts';
import { SourceDocument } from '../../../openapi-compiler/src/parse/source-document.ts';
import { ContractApp, contractProblems, createHttpServer, type Logger, type OperationsSpec } from '../../../openapi-koa/src/index.ts';
import { createMockApi } from '../../src/mock/mock-api.ts';

const text = JSON.stringify({
  openapi: '3.0.3',
  info: { title: 'T', version: '1' },
  servers: [{ url: 'https://a.example/' }],
  paths: {
    '/pets/{petId}': {
      parameters: [{ name: 'petId', in: 'path', required: true, schema: { type: 'integer' } }],
      get: {
        operationId: 'getPet',
        deprecated: true,
        responses: {
          200: {
            description: 'd',
            headers: {
              ETag: { required: true, schema: { type: 'string', pattern: '^"' }, example: '"1"' },
              'X-Left-Out': { schema: { type: 'object', properties: {} } },
            },
            content: {
              'application/json': { schema: { $ref: '#/components/schemas/Pet' } },
              'text/csv': { schema: { type: 'string' }, example: 'name\nMimi' },
            },
          },
          206: { description: 'd', content: { 'text/csv': { schema: { type: 'string' }, examples: { first: { value: 'name' }, second: { value: 'kin' } } } } },
          '4XX': { description: 'd', content: { 'application/problem+json': { schema: { type: 'object' }, example: { a: 1 } } } },
        },
      },
      put: {
        operationId: 'putPet',
        security: [{ key: [] }],
        requestBody: { required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } } },
        responses: { 204: { description: 'd' }, default: { $ref: '#/components/responses/Problem' } },
        callbacks: { changed: { '{$request.body#/name}': { post: { responses: { 200: { description: 'd' } } } } } },
      },
    },
    '/lies': {
      get: {
        operationId: 'getLies',
        responses: { 200: { description: 'd', content: { 'application/json': { schema: { type: 'integer' }, example: 'no number' } } } },
      },
    },
  },
  components: {
    securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } },
    responses: { Problem: { description: 'd', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } } },
    schemas: {
      Pet: {
        type: 'object',
        required: ['name', 'kin'],
        properties: { name: { type: 'string', minLength: 1 }, kin: { type: 'array', minItems: 1, maxItems: 2, items: { $ref: '#/components/schemas/Name' } } },
      },
      Name: { type: 'string', pattern: '^[A-Z][a-z]+$' },
      Problem: {
        type: 'object',
        required: ['title'],
        properties: Object.fromEntries(['type', 'title', 'status', 'detail', 'instance'].map((name) => [name, {}])),
      },
    },
  },
});

const silent: Logger = { child: () => silent, debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const servers: Server[] = [];
const failures: unknown[] = [];
let plain: string;
let dynamic: string;
beforeAll(async () => {
  const operations = compile('mock-api.json', text);
  [plain, dynamic] = (await Promise.all([serve(operations, false), serve(operations, true)])) as [string, string];
});
afterAll(() => {
  for (const server of servers) server.close().closeAllConnections();
});

async function serve(operations: OperationsSpec, generated: boolean): Promise<string> {
  const problems = Object.values(contractProblems);
  const { root } = new SourceDocument('mock-api.json', text);
  const problemBase = () => 'https://a.example/problems';
  const app = new ContractApp({ problemBase, bodyLimitBytes: 1024, onFailure: (error) => failures.push(error) });
  app.use(await createMockApi({ document: root, operations, problems, dynamic: generated, delayMs: 0, seed: 'a', bodyLimitBytes: 1024, log: silent }));
  const server = createHttpServer(app.callback(), { problemBase });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const JSON_TYPE = { 'Content-Type': 'application/json' };
const PET = '{"name":"Mimi","kin":["Momo"]}';
const rows: { name: string; path?: string; init?: RequestInit; want: object }[] = [
  {
    name: 'a response without an example is generated from the schema',
    want: { status: 200, type: 'application/json', body: { name: expect.any(String), kin: expect.any(Array) } },
  },
  {
    name: 'an Accept header selects the example',
    init: { headers: { Accept: 'text/csv' } },
    want: { status: 200, type: 'text/csv; charset=utf-8', body: 'name\nMimi' },
  },
  {
    name: 'another success is found by its media type',
    init: { headers: { Accept: 'text/csv', Prefer: 'code=206' } },
    want: { status: 206, body: 'name' },
  },
  { name: 'a response can be generated for one request', init: { headers: { Prefer: 'dynamic=true' } }, want: { status: 200, type: 'application/json' } },
  { name: 'a range stands for its statuses', init: { headers: { Prefer: 'code=404' } }, want: { status: 404, body: { a: 1 } } },
  {
    name: 'an undeclared status is refused',
    init: { headers: { Prefer: 'code=500' } },
    want: { status: 400, body: { detail: 'The Prefer header has code 500; expected one of those that getPet declares: 200, 206, 4XX.' } },
  },
  {
    name: 'an unknown example is refused with the names of those that there are',
    init: { headers: { Prefer: 'code=206, example=nope', Accept: 'text/csv' } },
    want: { status: 400, body: { detail: 'The Prefer header has example "nope"; expected one of those that getPet has for 206: first, second.' } },
  },
  {
    name: 'an unknown example without a status is refused with the names of all successes',
    init: { headers: { Prefer: 'example=nope', Accept: 'text/csv' } },
    want: { status: 400, body: { detail: 'The Prefer header has example "nope"; expected one of those that getPet has: first, second for 206.' } },
  },
  {
    name: 'an example of a status without names is refused',
    init: { headers: { Prefer: 'code=200, example=nope' } },
    want: { status: 400, body: { detail: 'The Prefer header has example "nope"; expected no example, as getPet has none with a name for 200.' } },
  },
  {
    name: 'a delay without a unit is refused',
    init: { headers: { Prefer: 'delay=2' } },
    want: { status: 400, body: { detail: 'The Prefer header has delay "2"; expected a time up to 10m, such as 500ms or 2s.' } },
  },
  {
    name: 'a parameter is validated',
    path: '/pets/x',
    want: { status: 400, body: { type: 'https://a.example/problems#invalid-request', violations: [{ in: 'path', name: 'petId' }] } },
  },
  {
    name: 'credentials are required',
    init: { method: 'PUT', headers: JSON_TYPE, body: PET },
    want: { status: 401, body: { type: 'https://a.example/problems#unauthorized' } },
  },
  {
    name: 'any credentials are accepted, and a 204 has no body',
    init: { method: 'PUT', headers: { ...JSON_TYPE, 'X-Key': 'k' }, body: PET },
    want: { status: 204, type: null },
  },
  {
    name: 'a body in another type is refused',
    init: { method: 'PUT', headers: { 'Content-Type': 'text/plain', 'X-Key': 'k' }, body: PET },
    want: { status: 415, body: { type: 'https://a.example/problems#unsupported-media-type' } },
  },
  {
    name: 'a body is validated',
    init: { method: 'PUT', headers: { ...JSON_TYPE, 'X-Key': 'k' }, body: '{"name":""}' },
    want: { status: 400, body: { violations: [{ in: 'body' }, { in: 'body', pointer: '/name' }] } },
  },
  {
    name: 'an error of default can be preferred',
    init: { method: 'PUT', headers: { ...JSON_TYPE, 'X-Key': 'k', Prefer: 'code=422' }, body: PET },
    want: { status: 422, body: { type: 'about:blank', title: 'Unprocessable Entity', status: 422 } },
  },
];
describe.each(['examples', 'generated values'])('with %s', (kind) => {
  test.each(rows)('$name', async ({ path = '/pets/1', init, want }) => {
    const base = kind === 'examples' ? plain : dynamic;
    const before = failures.length;
    const response = await fetch(base + path, init);
    const body = await response.text();
    const type = response.headers.get('content-type');
    expect({ status: response.status, type, body: type?.endsWith('json') ? JSON.parse(body) : body, failures: failures.slice(before) }).toMatchObject({
      ...(kind === 'examples' ? want : { status: (want as { status: number }).status }),
      failures: [],
    });
  });
});

test('headers are those that the document declares and has a value for', async () => {
  const { headers } = await fetch(`${plain}/pets/1`);
  expect(['etag', 'x-left-out', 'deprecation'].map((name) => headers.get(name))).toEqual(['"1"', null, null]);
});

test('an example that breaks the contract is not sent', async () => {
  const before = failures.length;
  const response = await fetch(`${plain}/lies`);
  expect([response.status, ((await response.json()) as { title: string }).title]).toEqual([500, 'The service failed']);
  expect(failures.slice(before)).toMatchObject([{ name: 'InvalidResponseError', responseStatus: 200 }]);
});

test('a delay holds one response back, and no other', async () => {
  const order: string[] = [];
  const slow = fetch(`${plain}/pets/1`, { headers: { Prefer: 'delay=1s' } }).then(({ status }) => order.push(`slow ${status}`));
  const fast = fetch(`${plain}/pets/1`).then(({ status }) => order.push(`fast ${status}`));
  await Promise.all([slow, fast]);
  expect(order).toEqual(['fast 200', 'slow 200']);
});
