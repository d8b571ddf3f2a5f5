import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Api, startApi } from '../../../test/support/api.ts';
import { type CompiledFolder, compileInChild } from '../../../test/support/documents.ts';
import { labelOf, type ResponseExample, responseExamples } from '../../../test/support/examples.ts';
import { type Exercise, exercises, handlersFor, perform } from '../../../test/support/exercise.ts';
import { runTool } from '../../../test/support/tool.ts';
import { typeCheck } from '../../../test/support/type-check.ts';
import { corpusFile } from '../../../tools/lib/corpora.ts';
import type { JsonObject } from '../src/json.ts';
import { UNDECLARED } from './github-undeclared.ts';

/** GitHub's own document as it is published: OpenAPI 3.0.3, 811 paths. */
const FILE = corpusFile('@octokit/openapi/generated/api.github.com.json');
const DOCUMENT = JSON.parse(readFileSync(FILE, 'utf8')) as JsonObject;
/** For the parameters that have a pattern. */
const VALUES = { version: '1.0.0', subject_digest: `sha256:${'a'.repeat(64)}` };

let strict: CompiledFolder;
let open: CompiledFolder;
/** Of stock Ajv, on each example. */
let verdicts: readonly boolean[];
let all: readonly Exercise[];
let api: Api;
const seen = new Map<string, unknown>();

beforeAll(async () => {
  [strict, open, verdicts] = await Promise.all([compileInChild(FILE, { strict: true }), compileInChild(FILE, { strict: false }), stockVerdicts(FILE)]);
  all = exercises(DOCUMENT, strict.operations, VALUES);
  api = await startApi({ operations: strict.operations, handlers: handlersFor(DOCUMENT, all, seen), bodyLimitBytes: 100_000 });
}, 240_000);

/** In Jest's sandbox Ajv compiles at a fraction of its speed. */
async function stockVerdicts(file: string): Promise<boolean[]> {
  const { code, stdout, stderr } = await runTool([join(__dirname, '../../../test/support/stock-child.ts'), file]);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as boolean[];
}

afterAll(() => api?.close());

/** Of which there are so many that their number stands for them. */
const FREQUENT: Readonly<Record<string, number>> = { 'hidden-method': 19, 'undeclared-required': 11, 'own-error-format': 37 };

test('what is not enforced of it is reported', () => {
  const counts = Object.keys(FREQUENT).map((frequent) => [frequent, strict.diagnostics.filter(({ code }) => code === frequent).length]);
  expect(Object.fromEntries(counts)).toEqual(FREQUENT);
  const others = strict.diagnostics.filter(({ code }) => !Object.hasOwn(FREQUENT, code));
  expect(others.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual([
    '11566:15 ignored-header',
    // JSON that does not say so.
    '56952:17 unparsed-content',
    '71657:21 unknown-format',
    // Its own host for uploads.
    '75445:9 unsupported-servers',
    '345558:9 ineffective-field',
    '346220:9 unenforced-read-write-only',
    '346266:9 unenforced-read-write-only',
    '347226:11 unknown-format',
  ]);
});

test('what is made of it type-checks, and so do handlers for it', async () => {
  expect(await typeCheck(strict.folder)).toBe('');
}, 60_000);

test('every operation for which the document has a request and an answer is found by its path and answers', async () => {
  const outcomes = [];
  for (const exercise of all) outcomes.push(await perform(api.port, exercise, seen));
  expect(outcomes.map(({ got }) => got)).toEqual(outcomes.map(({ want }) => want));
  expect([all.length, strict.operations.list.length]).toEqual([1059, 1223]);
}, 60_000);

const multiSegment: readonly { name: string; given: string; want: string; params: object }[] = [
  {
    name: 'a path of a file has slashes',
    given: '/repos/o/r/contents/docs/a%20b/intro.md',
    want: 'repos/get-content',
    params: { owner: 'o', repo: 'r', path: 'docs/a b/intro.md' },
  },
  {
    name: 'an encoded slash is the same value',
    given: '/repos/o/r/contents/docs%2Fintro.md',
    want: 'repos/get-content',
    params: { owner: 'o', repo: 'r', path: 'docs/intro.md' },
  },
  {
    name: 'a branch has slashes, and no text follows it',
    given: '/repos/o/r/branches/feature/x',
    want: 'repos/get-branch',
    params: { owner: 'o', repo: 'r', branch: 'feature/x' },
  },
  {
    name: 'a branch has slashes, and text follows it',
    given: '/repos/o/r/branches/feature/x/protection/required_status_checks',
    want: 'repos/get-status-checks-protection',
    params: { owner: 'o', repo: 'r', branch: 'feature/x' },
  },
  {
    name: 'a reference to a commit has slashes, and another path goes on from it',
    given: '/repos/o/r/commits/heads/feature/x/check-runs',
    want: 'checks/list-for-ref',
    params: { owner: 'o', repo: 'r', ref: 'heads/feature/x' },
  },
  {
    name: 'two branches that are compared have slashes',
    given: '/repos/o/r/compare/main...user:feature/x',
    want: 'repos/compare-commits-with-basehead',
    params: { owner: 'o', repo: 'r', basehead: 'main...user:feature/x' },
  },
];

test.each(multiSegment)('$name', async ({ given, want, params }) => {
  seen.delete(want);
  await fetch(`http://127.0.0.1:${api.port}${given}`);
  expect(seen.get(want)).toEqual(params);
});

test('a slash at the end of a multi-segment parameter finds nothing', async () => {
  expect((await fetch(`http://127.0.0.1:${api.port}/repos/o/r/contents/docs/`)).status).toBe(404);
});

/** The verdict on an example; undefined for a media type that is neither JSON nor text, which has no schema to be held against. */
function verdictOf({ operations }: CompiledFolder, { operationId, status, mediaType, value }: ResponseExample) {
  const validate = operations.list.find((table) => table.operationId === operationId)?.load().validators.responses[status]?.content?.[mediaType];
  return validate && { valid: validate(value), errors: validate.errors ?? [] };
}

test('the verdict on each example of an answer is that of Ajv on the same schema', () => {
  const counts = { valid: 0, invalid: 0, notHeld: 0 };
  const differences = responseExamples(DOCUMENT).filter((example, index) => {
    const verdict = verdictOf(open, example);
    counts[verdict === undefined ? 'notHeld' : verdict.valid ? 'valid' : 'invalid']++;
    return verdict !== undefined && verdict.valid !== verdicts[index];
  });
  expect(differences.map(labelOf)).toEqual([]);
  // What GitHub shows is not always what its schemas say.
  expect(counts).toEqual({ valid: 815, invalid: 228, notHeld: 8 });
});

test('answers are held to what is declared: these examples are valid, but for what they have more', () => {
  const found = responseExamples(DOCUMENT).flatMap((example): [string, string][] => {
    const verdict = verdictOf(strict, example);
    if (verdict === undefined || verdict.valid || verdictOf(open, example)?.valid !== true) return [];
    const extra = verdict.errors.flatMap(({ params }) => params['additionalProperty'] ?? params['unevaluatedProperty'] ?? []);
    return [[labelOf(example), extra.join()]];
  });
  expect(Object.fromEntries(found)).toEqual(UNDECLARED);
});
