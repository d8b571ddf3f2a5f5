import { type Api, startApi } from '../../../test/support/api.ts';
import { compileFolder } from '../../../test/support/documents.ts';
import { refusal } from '../../../test/support/refusal.ts';

const OK = 'responses: { "204": { description: d } }';
const required = (name: string) => `{ name: ${name}, in: query, required: true, schema: {} }`;
const documentOf = (beside: string, rest = '', openapi = '3.1.0') =>
  `openapi: ${openapi}\ninfo: { title: T, version: '1' }\npaths:\n  /a:\n    get: { operationId: getA, ${OK} }\n  /b:\n    $ref: '#/components/pathItems/B'\n${beside}\ncomponents:\n  pathItems:\n    B: { $ref: '#/components/pathItems/C', put: { operationId: putB, ${OK} } }\n    C: { delete: { operationId: deleteB, ${OK} }${rest} }\n`;

const VALID = documentOf(`    post: { operationId: postB, ${OK} }\n    parameters: [${required('q')}]`);

let api: Api;
beforeAll(async () => {
  const { operations, diagnostics } = compileFolder('d.yaml', VALID);
  expect(diagnostics).toEqual([]);
  api = await startApi({ operations, handlers: Object.fromEntries(operations.list.map(({ operationId }) => [operationId, () => ({ status: 204 })])) });
});
afterAll(() => api.close());

const calls: { name: string; given: string; want: unknown }[] = [
  { name: 'an operation beside the reference is served', given: 'POST /b?q=1', want: 204 },
  { name: 'a parameter beside the reference holds for it', given: 'POST /b', want: ['query q required'] },
  { name: 'an operation of the path item that is named is served', given: 'PUT /b?q=1', want: 204 },
  { name: 'a parameter beside the reference holds for it, too', given: 'PUT /b', want: ['query q required'] },
  { name: 'an operation of the path item that this one names is served', given: 'DELETE /b?q=1', want: 204 },
  { name: 'a parameter beside the first reference holds for it, too', given: 'DELETE /b', want: ['query q required'] },
  { name: 'another path is none of its business', given: 'GET /a', want: 204 },
  { name: 'Allow names the operations of all', given: 'PATCH /b', want: 'PUT, POST, DELETE, OPTIONS'.split(', ').sort().join() },
];

test.each(calls)('$name', async ({ given, want }) => {
  const [method = '', path] = given.split(' ');
  const response = await fetch(`http://127.0.0.1:${api.port}${path}`, { method });
  const body = response.status === 400 ? ((await response.json()) as { violations: Record<string, string>[] }) : undefined;
  const violations = body?.violations.map((violation) => `${violation['in']} ${violation['name']} ${violation['keyword']}`);
  expect(violations ?? (response.status === 405 ? response.headers.get('allow')?.split(', ').sort().join() : response.status)).toEqual(want);
});

const refusals: { name: string; given: string; want: string }[] = [
  {
    name: 'an operation that both have',
    given: documentOf(`    delete: { operationId: other, ${OK} }`),
    want: '8:5 ambiguous-path-item',
  },
  {
    name: 'parameters that both have',
    given: documentOf(`    parameters: [${required('q')}]`, `, parameters: [${required('p')}]`),
    want: '8:5 ambiguous-path-item',
  },
  {
    name: 'a path item that refers to itself',
    given: documentOf('').replace('C: { delete: { operationId: deleteB, responses: { "204": { description: d } } }', "C: { $ref: '#/components/pathItems/B'"),
    want: ['7:5', '11:10', '12:10'].map((place) => `${place} circular-reference`).join('\n'),
  },
  {
    name: 'a parameter twice beside the reference',
    given: documentOf(`    parameters: [${required('q')}, ${required('q')}]`),
    want: '8:70 duplicate-parameter',
  },
];

test.each(refusals)('refused with its place: $name', ({ given, want }) => {
  expect(refusal(given)).toBe(want);
});

test('a path item behind 200 others is served, with what is beside their references', () => {
  const others = Array.from(
    { length: 200 },
    (_, index) => `    P${index}: { $ref: '#/components/pathItems/P${index + 1}'${index === 100 ? `, put: { operationId: putA, ${OK} }` : ''} }\n`,
  );
  const given = `openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths:\n  /a: { $ref: '#/components/pathItems/P0' }\ncomponents:\n  pathItems:\n${others.join('')}    P200: { get: { operationId: getA, ${OK} } }\n`;
  expect(
    compileFolder('d.yaml', given)
      .operations.list.map(({ operationId }) => operationId)
      .sort(),
  ).toEqual(['getA', 'putA']);
});

test('in 3.0, too, what is beside the reference is served with what it names', () => {
  const given = `openapi: 3.0.3\ninfo: { title: T, version: '1' }\npaths:\n  /b:\n    $ref: '#/x-items/B'\n    post: { operationId: postB, ${OK} }\nx-items: { B: { parameters: [${required('q')}] } }\n`;
  const { operations } = compileFolder('d.yaml', given);
  expect(operations.list.map(({ operationId, load }) => [operationId, load().parameters.map(({ name }) => name)])).toEqual([['postB', ['q']]]);
});
