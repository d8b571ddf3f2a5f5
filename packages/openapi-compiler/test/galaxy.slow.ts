import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { type Api, startApi } from '../../../test/support/api.ts';
import { type CompiledFolder, compileFolder } from '../../../test/support/documents.ts';
import { type Exercise, exercises, handlersFor, perform } from '../../../test/support/exercise.ts';
import { sampleOf } from '../../../test/support/sample.ts';
import { stockAjv } from '../../../test/support/stock-ajv.ts';
import { typeCheck } from '../../../test/support/type-check.ts';
import { corpusFile } from '../../../tools/lib/corpora.ts';
import { isObject, type JsonObject, joinPointer } from '../src/json.ts';
import { readOperations } from '../src/parse/operations.ts';
import { normalizeReferences } from '../src/parse/references.ts';

/** Scalar's example, OpenAPI 3.1.1, as it is published. */
const TEXT = readFileSync(corpusFile('@scalar/galaxy/dist/3.1.yaml'), 'utf8');
const DOCUMENT = parse(TEXT) as JsonObject;
const CREDENTIALS = { authorization: 'Bearer good' };

let compiled: CompiledFolder;
let all: readonly Exercise[];
let api: Api;
const seen = new Map<string, unknown>();

beforeAll(async () => {
  compiled = compileFolder('galaxy.yaml', TEXT);
  all = exercises(DOCUMENT, compiled.operations);
  const accept = ({ secret }: { secret: string }) => (secret === 'good' ? 'Marc' : undefined);
  const securityHandlers = Object.fromEntries(Object.keys(compiled.operations.securitySchemes).map((name) => [name, accept]));
  api = await startApi({ operations: compiled.operations, handlers: handlersFor(DOCUMENT, all, seen), securityHandlers });
});

afterAll(() => api?.close());

test('what is not enforced of it is reported', () => {
  const [unparsed, others] = [true, false].map((is) => compiled.diagnostics.filter(({ code }) => (code === 'unparsed-content') === is));
  expect(unparsed).toHaveLength(16);
  expect(others?.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual([
    '361:1 unsupported-webhooks',
    '481:5 own-error-format',
    '499:5 own-error-format',
    '508:5 own-error-format',
    '522:11 unenforced-keyword',
    '565:11 removed-read-only',
    '567:7 unenforced-keyword',
    '589:11 keyword-of-3.0',
  ]);
});

test('what is made of it type-checks, and so do handlers for it', async () => {
  expect(await typeCheck(compiled.folder)).toBe('');
});

test('every operation is found by its path and answers', async () => {
  const outcomes = [];
  for (const exercise of all) outcomes.push(await perform(api.port, { ...exercise, headers: { ...exercise.headers, ...CREDENTIALS } }, seen));
  expect(outcomes.map(({ got }) => got)).toEqual(outcomes.map(({ want }) => want));
  expect([all.length, compiled.operations.list.length]).toEqual([9, 9]);
});

test('what its examples make up is valid for each answer, and so it is for Ajv', () => {
  const { root } = normalizeReferences(DOCUMENT);
  const isValid = stockAjv(DOCUMENT);
  const verdicts: { label: string; ours: boolean | undefined; stock: boolean }[] = [];
  for (const { operationId, responses } of readOperations(root)) {
    const { validators } = compiled.operations.list.find((table) => table.operationId === operationId)?.load() ?? {};
    for (const [key, { value, pointer }] of responses) {
      if (!isObject(value['content'])) continue;
      const at = joinPointer(pointer, 'content', 'application/json', 'schema');
      const sample = sampleOf(root, at, 'response');
      if (sample === undefined) continue;
      const valid = validators?.responses[key]?.content?.['application/json']?.(sample);
      // Ajv knows nothing of `writeOnly`, and would miss what never leaves.
      const whole = sampleOf(root, at, undefined) ?? null;
      verdicts.push({ label: `${operationId} ${key}`, ours: valid, stock: isValid(at, whole) });
    }
  }
  expect(verdicts.filter(({ ours, stock }) => !(ours === true && stock))).toEqual([]);
  expect(verdicts).toHaveLength(20);
});

const requests: readonly { name: string; given: string; init?: RequestInit; want: object }[] = [
  { name: 'no credentials', given: '/me', want: { status: 401, violations: undefined } },
  { name: 'a key in the query, one of several schemes', given: '/me?api_key=good', want: { status: 200 } },
  { name: 'a public operation among secured ones', given: '/planets?limit=5', want: { status: 200 } },
  { name: 'a parameter of another type', given: '/planets?limit=many', want: { status: 400, violations: ['limit type'] } },
  {
    name: 'null where nullable, which 3.1 does not know, stands beside a type',
    given: '/planets',
    init: { method: 'POST', body: '{"name":"Mars","image":null}' },
    want: { status: 400, violations: ['/image type'] },
  },
  {
    name: 'null where it is one of the types',
    given: '/planets',
    init: { method: 'POST', body: '{"name":"Mars","description":null}' },
    want: { status: 201 },
  },
  {
    name: 'a member that is required of a part of the schema',
    given: '/user/signup',
    init: { method: 'POST', body: '{"name":"Marc","email":"marc"}' },
    want: { status: 400, violations: [' required', '/email format'] },
  },
];

test.each(requests)('$name', async ({ given, init, want }) => {
  const headers = { ...(given.startsWith('/me') ? {} : CREDENTIALS), ...(init && { 'content-type': 'application/json' }) };
  const answer = await fetch(`http://127.0.0.1:${api.port}${given}`, { ...init, headers });
  const { violations } = (await answer.json()) as { violations?: { name?: string; pointer?: string; keyword: string }[] };
  const found = violations?.map(({ name, pointer, keyword }) => `${name ?? pointer} ${keyword}`);
  expect({ status: answer.status, violations: found }).toMatchObject(want);
});

test('a file of a form reaches the handler', async () => {
  const body = new FormData();
  body.append('image', new Blob(['bytes'], { type: 'image/png' }), 'mars.png');
  expect((await fetch(`http://127.0.0.1:${api.port}/planets/1/image`, { method: 'POST', headers: CREDENTIALS, body })).status).toBe(200);
  expect(seen.get('uploadImage')).toEqual({ planetId: 1 });
});
