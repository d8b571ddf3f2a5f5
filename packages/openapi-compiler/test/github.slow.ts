import { type Api, startApi } from '../../../test/support/api.ts';
import { type CompiledFolder, compileInChild } from '../../../test/support/documents.ts';
import { corpusFile } from '../../../tools/lib/corpora.ts';

/** GitHub's own document as it is published: OpenAPI 3.0.3, 811 paths. `test/tools/documents.slow.ts` serves all of it. */
const FILE = corpusFile('@octokit/openapi/generated/api.github.com.json');

let strict: CompiledFolder;
let api: Api;
const seen = new Map<string, unknown>();

beforeAll(async () => {
  strict = await compileInChild(FILE, { strict: true });
  const handler =
    (operationId: string) =>
    ({ params }: { params: unknown }) => {
      seen.set(operationId, params);
      return { status: 404 };
    };
  const handlers = Object.fromEntries(strict.operations.list.map(({ operationId }) => [operationId, handler(operationId)]));
  api = await startApi({ operations: strict.operations, handlers });
}, 240_000);

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
