import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { compile } from '../../../../test/support/documents.ts';
import type { JsonObject } from '../../../openapi-compiler/src/json.ts';
import { ContractApp, contractProblems, createHttpServer, type Logger, type Problem } from '../../../openapi-koa/src/index.ts';
import { createMockApi } from '../../src/mock/mock-api.ts';

/** A document with errors of its own, some of which have an example, a header or no content; and integers that a double rounds. */
const error = {
  type: 'object',
  required: ['code', 'text'],
  properties: { code: { type: 'string', enum: ['wrong', 'gone'] }, text: { type: 'string', minLength: 1 } },
};
const json = (schema: object, more: object = {}) => ({ description: 'd', content: { 'application/json': { schema, ...more } } });
const ref = { $ref: '#/components/schemas/Error' };
const limit = { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 10 } };
const item = { type: 'object', properties: { id: { type: 'integer', format: 'int64' }, name: { type: 'string' } } };
const text = `{
  "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "servers": [{ "url": "https://a.example" }],
  "components": { "schemas": { "Error": ${JSON.stringify(error)} } },
  "paths": {
    "/list": { "get": { "operationId": "list", "parameters": [${JSON.stringify(limit)}], "responses": ${JSON.stringify({
      200: json({ type: 'string' }, { example: 'a' }),
      400: json(ref, { examples: { first: { value: { code: 'wrong', text: 'Not so.' } }, second: { value: { code: 'gone', text: 'No.' } } } }),
      406: { description: 'd' },
    })} } },
    "/any": { "get": { "operationId": "any", "parameters": [${JSON.stringify(limit)}], "responses": ${JSON.stringify({
      200: json({ type: 'string' }, { example: 'a' }),
      default: { ...json(ref), headers: { 'X-Trace': { required: true, schema: { type: 'integer', minimum: 3, maximum: 3 } } } },
    })} } },
    "/mixed": { "get": { "operationId": "mixed", "parameters": [${JSON.stringify(limit)}], "responses": ${JSON.stringify({
      200: json({ type: 'string' }, { example: 'a' }),
      400: { description: 'd', content: { 'application/problem+json': { schema: { type: 'object', additionalProperties: true } } } },
    })} } },
    "/none": { "get": { "operationId": "none", "parameters": [${JSON.stringify(limit)}], "responses": ${JSON.stringify({ 200: json({ type: 'string' }, { example: 'a' }) })} } },
    "/large": { "get": { "operationId": "large", "responses": { "200": { "description": "d", "content": { "application/json": { "schema": ${JSON.stringify(item)}, "example": { "id": 9223372036854775807, "name": "Mo" } } } } } } },
    "/exact": { "get": { "operationId": "exact", "responses": { "200": { "description": "d", "content": { "application/json": { "schema": ${JSON.stringify({
      ...item,
      properties: { ...item.properties, id: { type: 'integer', 'x-int64': 'string' } },
    })}, "example": { "id": 9223372036854775807, "name": "Mo" } } } } } } },
    "/fraction": { "get": { "operationId": "fraction", "responses": { "200": { "description": "d", "content": { "application/json": { "schema": { "type": "number" }, "example": 1e300 } } } } } }
  }
}`;

const silent: Logger = { child: () => silent, debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const refused: string[] = [];
const failures: unknown[] = [];
let server: Server;
let base: string;
beforeAll(async () => {
  const problemBase = () => 'https://a.example/problems';
  const app = new ContractApp({ problemBase, bodyLimitBytes: 1024, onFailure: (failure) => failures.push(failure) });
  const document = JSON.parse(text) as JsonObject;
  const options = { dynamic: false, delayMs: 0, seed: 'a', bodyLimitBytes: 1024, log: silent, problems: Object.values(contractProblems) };
  const onRefused = ({ status, violations = [] }: Problem, operationId: string) =>
    void refused.push([operationId, status, ...violations.map(({ message }) => message)].join(' '));
  app.use(await createMockApi({ ...options, document, operations: compile('own-errors.json', text), onRefused }));
  server = createHttpServer(app.callback(), { problemBase });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close().closeAllConnections());

const rows: { name: string; path: string; headers?: Record<string, string>; want: { status: number; type: string | null; body?: unknown } }[] = [
  {
    name: 'a refusal has the example of the declared error',
    path: '/list?limit=11',
    want: { status: 400, type: 'application/json', body: { code: 'wrong', text: 'Not so.' } },
  },
  {
    name: 'a refusal without an example is made up',
    path: '/any?limit=11',
    want: { status: 400, type: 'application/json', body: { code: expect.stringMatching(/^(?:wrong|gone)$/), text: expect.any(String) } },
  },
  { name: 'a refusal that is declared without content has no body', path: '/list', headers: { Accept: 'text/html' }, want: { status: 406, type: null } },
  {
    name: 'a refusal is a problem where problems are declared',
    path: '/mixed?limit=11',
    want: { status: 400, type: 'application/problem+json', body: expect.objectContaining({ status: 400 }) },
  },
  {
    name: 'a refusal is a problem where nothing is declared',
    path: '/none?limit=11',
    want: { status: 400, type: 'application/problem+json', body: expect.objectContaining({ status: 400 }) },
  },
  {
    name: 'a wrong preference is a problem, which says what is right',
    path: '/list',
    headers: { Prefer: 'code=418' },
    want: { status: 400, type: 'application/problem+json', body: expect.objectContaining({ detail: expect.stringContaining('code 418') }) },
  },
  {
    name: 'an example beyond 2^53 is sent as the largest integer that the service sends',
    path: '/large',
    want: { status: 200, type: 'application/json', body: { id: Number.MAX_SAFE_INTEGER, name: 'Mo' } },
  },
  { name: 'a number beyond 2^53 stays', path: '/fraction', want: { status: 200, type: 'application/json', body: 1e300 } },
];
test.each(rows)('$name', async ({ path, headers = {}, want }) => {
  const response = await fetch(base + path, { headers });
  const body = await response.text();
  expect({ status: response.status, type: response.headers.get('content-type'), ...(body !== '' && { body: JSON.parse(body) }) }).toEqual(want);
});

test('an example of x-int64 has all digits', async () => {
  expect(await (await fetch(`${base}/exact`)).text()).toBe('{"id":9223372036854775807,"name":"Mo"}');
});

test('a header that the error requires is made up', async () => {
  expect((await fetch(`${base}/any?limit=11`)).headers.get('x-trace')).toBe('3');
});

test('a refusal that the declared error cannot explain is reported on the terminal, and not as a failure', async () => {
  refused.length = 0;
  for (const path of ['/list?limit=11', '/any?limit=11', '/mixed?limit=11', '/none?limit=11']) await fetch(base + path);
  expect(refused).toEqual(['list 400 must be <= 10', 'any 400 must be <= 10']);
  expect(failures).toEqual([]);
});
