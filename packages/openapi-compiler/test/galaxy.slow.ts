import { readFileSync } from 'node:fs';
import { type Api, startApi } from '../../../test/support/api.ts';
import { type CompiledFolder, compileFolder } from '../../../test/support/documents.ts';
import { corpusFile } from '../../../tools/lib/corpora.ts';

/** Scalar's example, OpenAPI 3.1.1, as it is published. `test/tools/documents.slow.ts` serves all of it. */
const TEXT = readFileSync(corpusFile('@scalar/galaxy/dist/3.1.yaml'), 'utf8');
const CREDENTIALS = { authorization: 'Bearer good' };

let compiled: CompiledFolder;
let api: Api;
const seen = new Map<string, unknown>();
/** What the operations of the tests respond with. */
const RESPONSES: Readonly<Record<string, object>> = {
  getMe: { status: 200, type: 'application/json', body: { id: 1, name: 'Marc', email: 'marc@scalar.com' } },
  getAllData: { status: 200, type: 'application/json', body: {} },
  createPlanet: { status: 201, type: 'application/json', body: { id: 1, name: 'Mars' } },
  uploadImage: { status: 200, type: 'application/json', body: {} },
};

beforeAll(async () => {
  compiled = compileFolder('galaxy.yaml', TEXT);
  const { operations } = compiled;
  const accept = ({ secret }: { secret: string }) => (secret === 'good' ? 'Marc' : undefined);
  const securityHandlers = Object.fromEntries(Object.keys(operations.securitySchemes).map((name) => [name, accept]));
  const handler =
    (operationId: string) =>
    ({ params }: { params: unknown }) => {
      seen.set(operationId, params);
      return RESPONSES[operationId];
    };
  const handlers = Object.fromEntries(operations.list.map(({ operationId }) => [operationId, handler(operationId)]));
  api = await startApi({ operations, handlers, securityHandlers });
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
  const response = await fetch(`http://127.0.0.1:${api.port}${given}`, { ...init, headers });
  const { violations } = (await response.json()) as { violations?: { name?: string; pointer?: string; keyword: string }[] };
  const found = violations?.map(({ name, pointer, keyword }) => `${name ?? pointer} ${keyword}`);
  expect({ status: response.status, violations: found }).toMatchObject(want);
});

test('a file of a form reaches the handler', async () => {
  const body = new FormData();
  body.append('image', new Blob(['bytes'], { type: 'image/png' }), 'mars.png');
  expect((await fetch(`http://127.0.0.1:${api.port}/planets/1/image`, { method: 'POST', headers: CREDENTIALS, body })).status).toBe(200);
  expect(seen.get('uploadImage')).toEqual({ planetId: 1 });
});
