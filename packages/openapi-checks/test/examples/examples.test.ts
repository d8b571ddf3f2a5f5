import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json, JsonObject } from '../../../openapi-compiler/src/json.ts';
import { SourceDocument } from '../../../openapi-compiler/src/parse/source-document.ts';
import { differences } from '../../src/examples/differences.ts';
import { listExamples } from '../../src/examples/example-list.ts';
import { exampleFaults } from '../../src/examples/example-validity.ts';
import { examples } from '../../src/examples/examples.ts';
import { SchemaView } from '../../src/schemas/schema-view.ts';
import { Side } from '../../src/schemas/side.ts';
import { DOCUMENT, options } from '../options.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'examples-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function faultsOf(text: string): Promise<readonly string[]> {
  const document = join(folder, 'openapi.yaml');
  writeFileSync(document, text);
  return (await examples.run({ ...options, document })).faults;
}

describe('an example is refused', () => {
  const cases: { name: string; edit: [RegExp | string, string]; want: string }[] = [
    {
      name: 'in a response',
      edit: ['                status: ok', '                status: fine'],
      want: 'openapi.yaml:33:15: the example at .* /status must be equal to one of',
    },
    {
      name: 'for a property that the schema does not name',
      edit: ['                status: ok', '                secret: x\n                status: ok'],
      want: 'openapi.yaml:33:15: .* must NOT have additional properties: secret',
    },
    {
      name: 'by a format',
      edit: [/type: (http:\/\/localhost:3000\/problems#draining)/, 'type: no uri at all'],
      want: 'the example at .*/503/content/application~1problem.json/example breaks its schema: /type must match format "uri"',
    },
    {
      name: 'of a header',
      edit: ['example: 5', 'example: 0'],
      want: 'openapi.yaml:48:15: the example at .*/headers/Retry-After/example .* must be >= 1',
    },
    { name: 'of a component', edit: [/example: no-store/, 'example: no-cache'], want: 'the example at /components/headers/NoStore/example breaks' },
    {
      name: 'of a property',
      edit: [/example: 406/, 'example: 200'],
      want: 'the example at /components/schemas/Problem/properties/status/example breaks its schema: must be >= 400',
    },
  ];
  test.each(cases)('$name', async ({ edit: [pattern, by], want }) => {
    const text = readFileSync(DOCUMENT, 'utf8');
    const edited = text.replace(pattern, by);
    expect(edited).not.toBe(text);
    expect((await faultsOf(edited)).join('\n')).toMatch(new RegExp(want));
  });
});

describe('of every place that may have an example', () => {
  const pet = { type: 'object', required: ['name'], properties: { name: { type: 'string' }, id: { type: 'integer', readOnly: true } } };
  const document = (operation: object, components: object = {}, openapi = '3.0.3') =>
    JSON.stringify({
      openapi,
      info: { title: 'T', version: '1' },
      paths: { '/p': { post: { operationId: 'p', responses: { 204: { description: 'd' } }, ...operation } } },
      components: { schemas: { Pet: pet }, ...components },
    });
  const ref = { $ref: '#/components/schemas/Pet' };
  const cases: { name: string; given: string; want: RegExp[] }[] = [
    {
      name: 'a parameter’s is found',
      given: document({ parameters: [{ name: 'n', in: 'query', schema: { type: 'integer' }, example: 'x' }] }),
      want: [/\/paths\/~1p\/post\/parameters\/0\/example breaks its schema: must be integer/],
    },
    {
      name: 'one of a body among several is found',
      given: document({ requestBody: { content: { 'application/json': { schema: ref, examples: { good: { value: { name: 'a' } }, bad: { value: {} } } } } } }),
      want: [/\/examples\/bad\/value breaks its schema: must have required property 'name'/],
    },
    {
      name: 'one behind a reference is found',
      given: document(
        { requestBody: { content: { 'application/json': { schema: ref, examples: { one: { $ref: '#/components/examples/One' } } } } } },
        { examples: { One: { value: 7 } } },
      ),
      want: [/\/components\/examples\/One\/value breaks its schema: must be object/],
    },
    {
      name: 'those of a schema of OpenAPI 3.1 are found',
      given: document(
        {},
        { schemas: { Pet: { type: 'object', properties: { tags: { type: 'array', items: { type: 'string', examples: ['a', 7] } } } } } },
        '3.1.0',
      ),
      want: [/\/Pet\/properties\/tags\/items\/examples\/1 breaks its schema: must be string/],
    },
    {
      name: 'a schema’s own may be valid for responses only',
      given: document({}, { schemas: { Pet: { ...pet, example: { name: 'a', id: 7 } } } }),
      want: [],
    },
    { name: 'a null is an example, too', given: document({}, { schemas: { Pet: { type: 'string', example: null } } }), want: [/must be string/] },
    {
      name: 'a string that is not JSON is skipped',
      given: document({ requestBody: { content: { 'application/xml': { schema: ref, example: '<pet/>' } } } }),
      want: [],
    },
    {
      name: 'a JSON text sequence is not JSON',
      given: document({ requestBody: { content: { 'application/json-seq': { schema: ref, example: '{"name":"a"}' } } } }),
      want: [],
    },
    {
      name: 'a schema in an operation can be the target of a reference',
      given: document({
        requestBody: { content: { 'application/json': { schema: { type: 'integer', example: 'x' } } } },
        responses: {
          200: {
            description: 'd',
            content: { 'application/json': { schema: { $ref: '#/paths/~1p/post/requestBody/content/application~1json/schema' }, example: 'y' } },
          },
        },
      }),
      want: [/schema\/example breaks its schema: must be integer/, /200\/content\/application~1json\/example breaks its schema: must be integer/],
    },
  ];
  test.each(cases)('$name', async ({ given, want }) => {
    const faults = await faultsOf(given);
    expect(faults).toHaveLength(want.length);
    for (const [index, pattern] of want.entries()) expect(faults[index]).toMatch(pattern);
  });
});

describe('a document that the compiler refuses is reported with its own places:', () => {
  const cases: { name: string; edit: [RegExp | string, string]; want: RegExp }[] = [
    {
      name: 'a reference without a target',
      edit: ["'#/components/schemas/Violation'", "'#/components/schemas/None'"],
      want: /openapi\.yaml:162:13: error\[unresolved-reference\]: .*None/,
    },
    { name: 'an invalid pattern', edit: [/pattern: \^\[A.*/, 'pattern: "("'], want: /openapi\.yaml:82:9: / },
  ];
  test.each(cases)('$name', async ({ edit: [pattern, by], want }) => {
    const text = readFileSync(DOCUMENT, 'utf8');
    await expect(faultsOf(text.replace(pattern, by))).rejects.toThrow(want);
  });
});

const OK = { status: 'ok', message: 'PetSage system is purring happily!', timestamp: '2026-11-25T12:00:00Z' };
const REFUSAL = {
  type: 'http://localhost:3000/problems#not-acceptable',
  title: 'No declared media type is acceptable',
  status: 406,
  detail: 'The Accept header excludes every media type that this operation responds with: application/json.',
  instance: 'urn:uuid:8d1b2f8e-4c0e-4f6e-9b8a-2f7f5f2d9c11',
};

describe('a response that differs from its example is reported:', () => {
  const cases: { name: string; body?: object; problem?: object; field?: string; want: string[] }[] = [
    { name: 'not if it is like the example', want: [] },
    {
      name: 'another message',
      body: { ...OK, message: 'hi' },
      want: ['GET /api/v1/smoke-test, status 200: /message is "hi"; the example has "PetSage system is purring happily!"'],
    },
    { name: 'an extra property', body: { ...OK, mood: 7 }, want: ['GET /api/v1/smoke-test, status 200: /mood is not in the example'] },
    {
      name: 'a missing property',
      body: { ...OK, timestamp: undefined },
      want: ['GET /api/v1/smoke-test, status 200: /timestamp is in the example only'],
    },
    {
      name: 'another header',
      field: 'no-cache',
      want: ['GET /api/v1/smoke-test, status 200: the header Cache-Control is "no-cache"; the example has "no-store"'],
    },
    {
      name: 'another problem',
      problem: { ...REFUSAL, title: 'No' },
      want: ['GET /api/v1/smoke-test, status 406: /title is "No"; the example has "No declared media type is acceptable"'],
    },
  ];
  test.each(cases)('$name', async ({ body = OK, problem = REFUSAL, field = 'no-store', want }) => {
    const listener: RequestListener = (req, res) => {
      const refused = req.headers.accept === 'image/x-none';
      res.writeHead(refused ? 406 : 200, { 'Content-Type': 'application/json', 'Cache-Control': refused ? 'no-store' : field });
      res.end(JSON.stringify(refused ? problem : body));
    };
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { faults } = await examples.run({ ...options, service: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    server.close();
    server.closeAllConnections();
    expect(faults).toEqual(want);
  });
});

describe('an example of a large integer is a number, as on the wire', () => {
  const schema = '{ type: object, properties: { id: { type: integer, x-int64: string } } }';
  const cases: { example: string; want: unknown[] }[] = [
    { example: '9007199254740993', want: [] },
    { example: '9223372036854775807', want: [] },
    { example: '-9223372036854775808', want: [] },
    { example: '9223372036854779999', want: [expect.stringContaining('/id must be <= 9223372036854775807')] },
    { example: "'1'", want: [expect.stringContaining('/id must be integer')] },
  ];
  test.each(cases)('$example', ({ example, want }) => {
    const path = join(folder, 'openapi.yaml');
    writeFileSync(
      path,
      `openapi: 3.0.3
info: { title: T, version: '1' }
paths:
  /t:
    get:
      operationId: op
      responses:
        '200': { description: d, content: { application/json: { schema: ${schema}, example: { id: ${example} } } } }
`,
    );
    const { root } = new SourceDocument(path, readFileSync(path, 'utf8'));
    expect(exampleFaults(path, {}, root, listExamples(root))).toEqual(want);
  });
});

describe('a URL in a response may name the service', () => {
  const cases: { name: string; host: string; served?: string; type: (port: number) => string; want: number }[] = [
    { name: 'by the URL that was called', host: '127.0.0.1', type: (port) => `http://127.0.0.1:${port}`, want: 0 },
    { name: 'by another name of this machine', host: '127.0.0.1', type: (port) => `http://localhost:${port}`, want: 0 },
    { name: 'by the server of its document', host: 'localhost', served: 'https://api.example/pets/', type: () => 'https://api.example/pets', want: 0 },
    { name: 'by a relative server URL of its document', host: '127.0.0.1', served: '/', type: (port) => `http://127.0.0.1:${port}`, want: 0 },
    { name: 'not by another port', host: '127.0.0.1', type: () => 'http://localhost:1', want: 1 },
    { name: 'not by another host than its document names', host: '127.0.0.1', served: 'https://api.example', type: () => 'https://api.test', want: 1 },
  ];
  test.each(cases)('$name', async ({ host, served, type, want }) => {
    const listener: RequestListener = (req, res) => {
      const { port } = server.address() as AddressInfo;
      if (req.url === '/openapi.json')
        return res.writeHead(served === undefined ? 404 : 200).end(served === undefined ? 'none' : JSON.stringify({ servers: [{ url: served }] }));
      const refused = req.headers.accept === 'image/x-none';
      res.writeHead(refused ? 406 : 200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
      return res.end(JSON.stringify(refused ? { ...REFUSAL, type: `${type(port)}/problems#not-acceptable` } : OK));
    };
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { faults } = await examples.run({ ...options, service: `http://${host}:${(server.address() as AddressInfo).port}` });
    server.close();
    server.closeAllConnections();
    expect(faults).toEqual(Array.from({ length: want }, () => expect.stringContaining('/type is')));
  });
});

describe('of a response and its example', () => {
  const tolerance = { varies: ['timestamp'], sameString: (example: string, actual: string) => example === actual };
  const cases: { name: string; example: Json; actual: Json; want: string[] }[] = [
    { name: 'numbers are compared', example: { a: [1, { b: 2 }] }, actual: { a: [1, { b: 3 }] }, want: ['/a/1/b is 3; the example has 2'] },
    { name: 'arrays have the same length', example: [1], actual: [1, 2], want: ['the body has 2 items; the example has 1'] },
    { name: 'types count', example: { a: '1' }, actual: { a: 1 }, want: ['/a is 1; the example has "1"'] },
    { name: 'a null is a value', example: { a: null }, actual: { a: null }, want: [] },
    { name: 'a property that varies must exist', example: { timestamp: 'x' }, actual: { timestamp: 'y' }, want: [] },
  ];
  test.each(cases)('$name', ({ example, actual, want }) => expect(differences(example, actual, tolerance)).toEqual(want));
});

describe('what the schema leaves open is no difference:', () => {
  const tolerance = { varies: [], sameString: (example: string, actual: string) => example === actual };
  const list = {
    type: 'object',
    required: ['items'],
    properties: { items: { type: 'array', items: { $ref: '#/components/schemas/Pet' } }, next: { type: 'string' } },
  };
  const pet = { type: 'object', required: ['id'], properties: { id: { type: 'integer' }, name: { type: 'string' } } };
  const example = { items: [{ id: 1, name: 'Rex' }], next: 'a' };
  const cases: { name: string; schema?: object; example?: Json; actual: Json; want: string[] }[] = [
    { name: 'an empty list', actual: { items: [], next: 'a' }, want: [] },
    { name: 'a longer list', actual: { items: [{ id: 1, name: 'Rex' }, { id: 2 }], next: 'a' }, want: [] },
    { name: 'an optional property that is missing', actual: { items: [{ id: 1 }] }, want: [] },
    { name: 'an optional property that the example does not have', example: { items: [] }, actual: { items: [], next: 'b' }, want: [] },
    { name: 'a property of a map', schema: { type: 'object', additionalProperties: { type: 'string' } }, example: { a: 'x' }, actual: { b: 'y' }, want: [] },
    {
      name: 'a property of an alternative',
      schema: { oneOf: [{ $ref: '#/components/schemas/Pet' }, { type: 'object', required: ['gone'], properties: { gone: { type: 'boolean' } } }] },
      example: { id: 1, name: 'Rex' },
      actual: { id: 1 },
      want: [],
    },
    { name: 'but a value is', actual: { items: [{ id: 2 }], next: 'b' }, want: ['/items/0/id is 2; the example has 1', '/next is "b"; the example has "a"'] },
    { name: 'but a required property is', actual: { next: 'a' }, want: ['/items is in the example only'] },
    { name: 'but an undeclared property is', actual: { ...example, mood: 1 }, want: ['/mood is not in the example'] },
    {
      name: 'but a length that is fixed is',
      schema: { type: 'array', minItems: 2, maxItems: 2 },
      example: [1, 2],
      actual: [1],
      want: ['the body has 1 items; the example has 2'],
    },
  ];
  test.each(cases)('$name', ({ schema = list, example: given = example, actual, want }) => {
    const side = new Side('revision', { openapi: '3.1.0', components: { schemas: { Pet: pet } }, schema } as unknown as JsonObject);
    expect(differences(given, actual, tolerance, SchemaView.of(side.target('#/schema')))).toEqual(want);
  });
});

test('a resource that the service does not have is not compared, if its 404 is declared', async () => {
  const parameter = { name: 'id', in: 'path', required: true, example: 1, schema: { type: 'integer' } };
  const content = { 'application/json': { schema: { type: 'object', properties: { id: { type: 'integer' } } }, example: { id: 1 } } };
  const operation = (more: object) => ({ get: { security: [], parameters: [parameter], responses: { 200: { description: 'd', content }, ...more } } });
  const document = join(folder, 'openapi.json');
  const paths = { '/a/{id}': operation({ 404: { description: 'd' } }), '/b/{id}': operation({}) };
  writeFileSync(document, JSON.stringify({ openapi: '3.0.3', info: { title: 't', version: '1' }, paths }));
  const server = createServer((_req, res) => res.writeHead(404).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const outcome = await examples.run({ ...options, document, service: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  server.close();
  server.closeAllConnections();
  expect(outcome.faults).toEqual(['GET /b/1, status 200: the service responded 404']);
  expect(outcome.done).toMatch(/1 of 2 responses compared; a 404, which --setup can prevent: GET \/a\/1$/);
});
