import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Api, startApi } from '../../../test/support/api.ts';
import { compileFolder } from '../../../test/support/documents.ts';
import { typeCheck } from '../../../tools/lib/type-check.ts';
import { fileName } from '../src/emit/file-name.ts';

/** Any string that is unique names an operation (OpenAPI 3.0.3 section 4.7.10). */
const IDS = [
  "List a Shop's Books",
  'list "books"',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the name of an operation.
  'list `books` ${0}',
  'a\\b',
  'a\nb\u2028c',
  '*/ /* //',
  '../../books',
  'books.list/all',
  '',
  '__proto__',
  'constructor',
  'class',
  'con',
  'Con',
  'LIST',
  'list',
  'bücher 📚',
  '\ud800',
  '\udfff',
  'x'.repeat(5000),
];

const responses = { 200: { description: 'd', content: { 'application/json': { schema: { type: 'string' } } } } };
const paths = {
  ...Object.fromEntries(IDS.map((operationId, index) => [`/t/${index}`, { get: { operationId, responses } }])),
  [`/it's/"here"`]: { get: { responses } },
};
const compiled = compileFolder('ids.json', JSON.stringify({ openapi: '3.0.3', info: { title: 'T', version: '1' }, paths }));

let api: Api;
beforeAll(async () => {
  const handlers = Object.fromEntries(compiled.operations.list.map(({ operationId }) => [operationId, () => ({ status: 200, body: operationId })]));
  api = await startApi({ operations: compiled.operations, handlers });
});
afterAll(() => api.close());

test.each(IDS.map((id, index) => ({ id, index, name: JSON.stringify(id).slice(0, 50) })))('served: $name', async ({ id, index }) => {
  const response = await fetch(`http://127.0.0.1:${api.port}/t/${index}`);
  expect([response.status, await response.json()]).toEqual([200, id]);
});

test('served: a path that stands for the operationId', async () => {
  const response = await fetch(`http://127.0.0.1:${api.port}/it's/%22here%22`);
  expect([response.status, await response.json()]).toEqual([200, `GET /it's/"here"`]);
});

test('each has a module of its own, in one folder, whose name every file system can hold', () => {
  const names = new Set<string>();
  const files = IDS.map((id) => fileName(id, names));
  expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(IDS.length);
  for (const file of files) {
    expect(file).toMatch(/^(?!con$)[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}$/i);
    expect(existsSync(join(compiled.folder, 'operations', `${file}.cjs`))).toBe(true);
  }
});

test('a name that a hash would give is not given twice', () => {
  const names = new Set<string>();
  const hashed = fileName('a b', names);
  expect(fileName(hashed, names)).not.toBe(hashed);
  const others = new Set<string>([hashed.toLowerCase()]);
  expect(fileName('a b', others)).not.toBe(hashed);
});

test('each is typed by its own name', async () => {
  const keys = IDS.map((id) => `  void operations[${JSON.stringify(id)}].responses;`).join('\n');
  expect(await typeCheck(compiled.folder, `export const all = (operations: Operations) => {\n${keys}\n};\n`)).toBe('');
});
