import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Api, startApi } from '../../../test/support/api.ts';
import { type CompiledFolder, compileFolder } from '../../../test/support/documents.ts';
import { raw } from '../../../test/support/raw.ts';
import { typeCheck } from '../../../tools/lib/type-check.ts';
import { KEYWORDS } from '../../openapi-compiler/src/parse/keywords.ts';
import { InvalidResponseError } from '../src/index.ts';
import { httpRows, schemaRows, type Wanted } from './every-keyword-table.ts';

/** A document that uses every field of OpenAPI 3.1.0 and every keyword of JSON Schema 2020-12. */
const FILE = join(__dirname, 'documents/every-keyword.yaml');

let compiled: CompiledFolder;
let api: Api;

/** What `getResponses` responds with, by the status that was asked for. */
const RESPONSES: Readonly<Record<number, object>> = {
  200: { headers: { 'X-Required': 'a', 'X-List': [1, 2], 'X-Json': { a: 1 } }, type: 'application/json', body: 1 },
  201: { type: 'application/json', body: true },
  202: { type: 'application/json', body: 1 },
  203: { status: 200, headers: { 'X-Required': 'a' }, type: 'text/csv', body: 'abc' },
  204: {},
  206: { status: 200, headers: { 'X-Required': 'a' }, type: 'text/csv', body: 'abcd' },
  207: { status: 200, headers: { 'X-Required': 'c' }, type: 'application/json', body: 1 },
  208: { status: 200, headers: {}, type: 'application/json', body: 1 },
  226: { status: 200, headers: { 'X-Required': 'a', 'X-Json': {} }, type: 'application/json', body: 1 },
  302: { type: 'application/problem+json', body: { title: 'Moved' } },
  404: { type: 'application/problem+json', body: { title: 'None' } },
  409: { type: 'application/problem+json', body: {} },
};

beforeAll(async () => {
  compiled = compileFolder('every-keyword.yaml', readFileSync(FILE, 'utf8'));
  const echo = ({ params, query, headers, cookies, body }: Record<string, unknown>) => ({ status: 200, body: { params, query, headers, cookies, body } });
  const own: Record<string, unknown> = {
    putSchemas: () => ({ status: 204 }),
    postSchemas: ({ body }: { body: unknown }) => ({ status: 200, body }),
    getParameters: echo,
    postBodies: ({ body }: { body: Record<string, unknown> }) => ({ status: 200, body: { ...body, ...('file' in body ? { file: true } : undefined) } }),
    getResponses: ({ params }: { params: { status: number } }) => ({ status: params.status, ...RESPONSES[params.status] }),
    getKey: (_: unknown, { principal }: { principal: unknown }) => ({ status: 200, body: principal }),
    getAny: (_: unknown, { principal }: { principal: unknown }) => ({ status: 200, body: principal }),
  };
  const handlers = Object.fromEntries(compiled.operations.list.map(({ operationId }) => [operationId, own[operationId] ?? (() => ({ status: 204 }))]));
  const principal =
    (scheme: string) =>
    ({ secret, user, scopes }: { secret: string; user?: string; scopes: readonly string[] }) =>
      secret === 'good' ? [scheme, ...(user === undefined ? [] : [user]), ...scopes].join(' ') : undefined;
  const schemes = Object.keys(compiled.operations.securitySchemes).filter((name) => name !== 'unused');
  api = await startApi({ operations: compiled.operations, handlers, securityHandlers: Object.fromEntries(schemes.map((name) => [name, principal(name)])) });
});

afterAll(() => api?.close());

test('what is not enforced of it is reported', () => {
  expect(compiled.diagnostics.map(({ line, column, severity, code }) => `${line}:${column} ${severity} ${code}`)).toEqual([
    '12:7 info server-path',
    '32:5 info unsupported-servers',
    '47:7 info unsupported-servers',
    '58:36 warning ineffective-field',
    '67:11 info ignored-header',
    '68:11 info ignored-header',
    '69:11 info ignored-header',
    '86:9 info interim-response',
    '90:13 info ignored-header',
    '94:89 warning undeclared-required',
    '102:11 info unsupported-links',
    '112:40 warning content-without-body',
    '113:122 warning undeclared-required',
    '114:7 info unsupported-callbacks',
    '121:1 info unsupported-webhooks',
    '150:139 warning undeclared-required',
    '151:55 info unsupported-part-headers',
    '199:46 warning undeclared-required',
    '206:79 warning undeclared-required',
    '220:106 warning invalid-default',
    '221:95 info unenforced-keyword',
    '222:40 info unknown-format',
    '223:41 info unenforced-keyword',
    '232:13 info unenforced-keyword',
    '251:67 warning unenforced-discriminator',
  ]);
});

test('what is made of it type-checks, and so do handlers for it', async () => {
  expect(await typeCheck(compiled.folder)).toBe('');
});

async function send(path: string, init: RequestInit = {}): Promise<{ status: number; json: unknown; headers: Headers }> {
  const response = await fetch(`http://127.0.0.1:${api.port}${path}`, { redirect: 'manual', ...init });
  const text = await response.text();
  return { status: response.status, json: /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text, headers: response.headers };
}

const json = (value: unknown): RequestInit => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) });

interface Found {
  readonly in: string;
  readonly name?: string;
  readonly pointer?: string;
  readonly keyword: string;
}

/** Violations, each as its place and its keyword. */
const violationsOf = (body: unknown) =>
  (body as { violations?: Found[] }).violations?.map(({ name, pointer = '', keyword }) => `${name ?? ''}${pointer} ${keyword}`);

const valid = schemaRows.flatMap(({ keyword, valid: values }) => values.map((value) => ({ keyword, value, text: JSON.stringify(value) })));
const invalid = schemaRows.flatMap(({ keyword, invalid: rows }) =>
  rows.map(([value, want, pointer]) => ({ keyword, value, text: JSON.stringify(value), want, pointer })),
);

test.each(valid)('$keyword takes $text in requests and responses', async ({ keyword, value }) => {
  expect((await send('/schemas', { method: 'PUT', ...json({ [keyword]: value }) })).status).toBe(204);
  const { status, json: body } = await send('/schemas', { method: 'POST', ...json({ [keyword]: value }) });
  expect({ status, body }).toEqual({ status: 200, body: { [keyword]: value } });
});

test.each(invalid)('$keyword refuses $text in requests and responses', async ({ keyword, value, want, pointer }) => {
  const { status, json: body } = await send('/schemas', { method: 'PUT', ...json({ [keyword]: value }) });
  expect({ status, violations: violationsOf(body) }).toEqual({ status: 400, violations: want });
  api.failures.length = 0;
  expect((await send('/schemas', { method: 'POST', ...json({ [keyword]: value }) })).status).toBe(500);
  const { error } = api.failures[0] as { error: InvalidResponseError };
  expect(error).toBeInstanceOf(InvalidResponseError);
  expect(error.pointer).toBe(pointer ?? want[0]?.split(' ')[0]);
});

test('each keyword of the schema is in the table', () => {
  const document = JSON.parse(readFileSync(join(compiled.folder, 'openapi.json'), 'utf8'));
  const elsewhere = ['readOnly', 'writeOnly', 'default'];
  expect(schemaRows.map(({ keyword }) => keyword).sort()).toEqual(
    Object.keys(document.components.schemas.Keywords.properties)
      .filter((name) => !elsewhere.includes(name))
      .sort(),
  );
});

/** Keywords whose members are named by the author. */
const MAPS: readonly string[] = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'];

function* keywordsIn(schema: unknown): Generator<string> {
  if (typeof schema !== 'object' || schema === null) return;
  for (const [keyword, value] of Object.entries(schema)) {
    yield keyword;
    const inner = MAPS.includes(keyword) ? Object.values(value) : Array.isArray(value) ? value : [value];
    for (const part of inner) yield* keywordsIn(part);
  }
}

test('each keyword that is known is in the document', () => {
  const { schemas } = JSON.parse(readFileSync(join(compiled.folder, 'openapi.json'), 'utf8')).components;
  const found = new Set(Object.values(schemas).flatMap((schema) => [...keywordsIn(schema)]));
  expect([...Object.keys(KEYWORDS), 'xml', 'contentSchema'].filter((keyword) => !found.has(keyword))).toEqual([]);
});

test('readOnly is taken out of requests and stays in responses, writeOnly stays in requests and never leaves', async () => {
  expect((await send('/schemas', { method: 'PUT', ...json({ readOnly: 'x', writeOnly: 1 }) })).status).toBe(204);
  expect((await send('/schemas', { method: 'PUT', ...json({ writeOnly: 'x' }) })).status).toBe(400);
  expect((await send('/schemas', { method: 'POST', ...json({ readOnly: 1 }) })).status).toBe(200);
  expect((await send('/schemas', { method: 'POST', ...json({ writeOnly: 1 }) })).status).toBe(500);
});

test.each(httpRows)('$name', async ({ given, init, want }) => {
  const [method = 'GET', path = given] = given.includes(' ') ? given.split(' ') : [];
  const { status, json: body, headers } = await send(path, { method, ...init });
  const found: Wanted = { status, body, violations: violationsOf(body) };
  expect({ ...found, headers: Object.fromEntries(Object.keys(want.headers ?? {}).map((name) => [name, headers.get(name)])) }).toMatchObject(want);
});

const methods = ['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'TRACE'];

test.each(methods)('%s of a path item that is a component', async (method) => {
  const { responses } = await raw({ port: api.port, send: [`${method} /methods HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`], waitMs: 2000 });
  expect(responses.map(({ status }) => status)).toEqual([204]);
});
