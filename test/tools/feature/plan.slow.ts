import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Plan } from '../../../tools/feature/change.ts';
import { planFeature } from '../../../tools/feature/plan-feature.ts';
import { added, sourcesOfAllTests } from '../../support/tree.ts';
import { varied } from './varied-requests.ts';

const ROOT = join(__dirname, '../../..');
const DOCUMENT = readFileSync(join(ROOT, 'test/fixtures/service/openapi/openapi.yaml'), 'utf8');
const tree = sourcesOfAllTests();

const planOf = (request: unknown) => planFeature(request, { root: tree.root, folder: tree.root, force: false });
const textIn = (plan: Plan, path: string) => plan.changes.find((change) => change.path === path)?.after ?? '';
describe('a contract of several operations', () => {
  let plan: Plan;
  let tests: string;
  beforeAll(() => {
    plan = planOf(varied.find(({ request }) => request.feature === 'pets')?.request);
    tests = textIn(plan, 'test/features/pets/pets.test.ts');
  });

  test('is the one of the request, completed with what every operation of the document has', () => {
    const { paths } = parse(textIn(plan, 'openapi/openapi.yaml'));
    const { responses, requestBody, ...rest } = paths['/api/v1/pets'].post;
    expect(rest).toEqual({ operationId: 'createPet', tags: ['Pets'], summary: 'Create a pet', description: 'Create a pet.', security: [] });
    expect(responses.default).toEqual({ $ref: '#/components/responses/UncachedProblem' });
    expect(requestBody.content['application/json'].example).toEqual({
      name: 'Minka',
      species: 'cat',
      weightKg: 1,
      nicknames: ['mi'],
      owner: { email: 'pet@petsage.example' },
    });
    expect(plan.notes).toContain('/paths/~1api~1v1~1pets/post/requestBody/content/application~1json has no example; one is made of its schema');
    expect(() => added(DOCUMENT, textIn(plan, 'openapi/openapi.yaml'))).not.toThrow();
  });

  test('has its success tested, and nothing that the contract layer refuses by itself', () => {
    expect(tests).not.toContain('Refusal');
    expect(tests).toContain("test('responds with 201 and the document’s example at the current time, to a request with what is required'");
    expect(tests).toContain("expect(response.headers['location']).toBe('/api/v1/pets/0b6c1d3e-8f5a-4c2b-9d7e-3a1f5b8c2d4e');");
  });

  test('has an entry for each error that only real logic can raise, and for each requirement', () => {
    expect(plan.checklist).toEqual([
      'Names are unique',
      'createPet responds with 409: There is a pet of this name.',
      'getPet responds with 404: There is no such pet.',
      'replacePet responds with 404: There is no such pet.',
      'deletePet responds with 404: There is no such pet.',
    ]);
    for (const entry of ['Names are unique', 'responds with 409: There is a pet of this name.']) expect(tests).toContain(`test.todo('${entry}');`);
    for (const entry of plan.checklist) expect(textIn(plan, 'src/features/pets/README.md')).toContain(`- [ ] ${entry}\n`);
  });

  test('has handlers that map requests to a service which knows nothing of HTTP', () => {
    expect(textIn(plan, 'src/features/pets/handler.ts')).toContain(`/** Replace a pet. */
export function replacePetHandler({ clock }: Pick<FeatureDependencies, 'clock'>): Handler<Operations['replacePet']> {
  return ({ params, body }) => {
    return { status: 200, body: replacePet({ petId: params.petId, body }, clock) };
  };
}
`);
    const service = textIn(plan, 'src/features/pets/service.ts');
    expect(service).toContain('export function replacePet(_input: ReplacePetInput, clock: () => Date): Pet {\n');
    expect(service).toContain('createdAt: clock().toISOString(),\n');
    expect(service).not.toMatch(/from '[^']*(?:generated|contract)/);
  });
});

test('an operation may join a path of the document, and bring again what the document has', () => {
  const problem = parse(DOCUMENT).components.schemas.Problem;
  const plan = planOf({
    feature: 'smoke_report',
    description: 'Takes what a monitor has seen',
    openapi: {
      servers: [{ url: 'https://api.example' }],
      paths: {
        '/api/v1/smoke-test': {
          post: { responses: { 204: { description: 'It is kept.' }, 400: { description: 'x', content: { 'application/problem+json': { schema: problem } } } } },
        },
      },
      components: { schemas: { Problem: problem } },
    },
  });
  const document = parse(textIn(plan, 'openapi/openapi.yaml'));
  expect(Object.keys(document.paths['/api/v1/smoke-test'])).toEqual(['get', 'post']);
  expect(plan.operations).toEqual([{ operationId: 'postSmokeTest', method: 'POST', path: '/api/v1/smoke-test' }]);
  expect(plan.notes).toEqual([
    '/servers of the fragment is left out, as the document has its own',
    '/paths/~1api~1v1~1smoke-test/post has no operationId; it gets postSmokeTest',
  ]);
  expect(JSON.parse(textIn(plan, 'src/features/smoke-report/feature.json'))).toMatchObject({
    request: { feature: 'smoke_report', description: 'Takes what a monitor has seen' },
    operations: ['POST /api/v1/smoke-test'],
    components: [],
    standard: [],
    tags: ['SmokeReport'],
  });
});

test('nothing of the smoke test is in what others get', () => {
  const plan = planOf({ feature: 'pet_mood', description: 'How pets are' });
  const made = plan.changes.filter(({ path }) => path.includes('pet-mood')).map(({ after }) => after);
  const lines = added(DOCUMENT, textIn(plan, 'openapi/openapi.yaml'));
  expect([...made, ...lines].join('\n')).not.toMatch(/smoke|purring|alive|System/i);
});

const requirements = [
  { name: 'none', given: 'none', want: [] },
  { name: 'None', given: 'None', want: [] },
  { name: 'a text', given: 'be fast', want: ['be fast'] },
  { name: 'a list', given: ['be fast', 'be fair'], want: ['be fast', 'be fair'] },
  { name: 'nothing', given: undefined, want: [] },
];
test.each(requirements)('requirements that are $name', ({ given, want }) => {
  expect(planOf({ feature: 'pet_mood', description: 'x', ...(given !== undefined && { requirements: given }) }).checklist).toEqual(want);
});

test('the components of the house are those of the document', () => {
  const { components } = parse(readFileSync(join(ROOT, 'tools/feature/standard-components.yaml'), 'utf8'));
  for (const [kind, members] of Object.entries(components as Record<string, object>)) expect(parse(DOCUMENT).components[kind]).toMatchObject(members);
});

test('media types without a schema are served with an empty body, until there is logic', () => {
  for (const type of ['application/octet-stream', 'image/png', 'text/csv']) {
    const responses = { '200': { description: 'd', content: { [type]: {} } } };
    const plan = planOf({
      feature: 'pet_export',
      description: 'Exports pets',
      openapi: { paths: { '/api/v1/exports': { get: { operationId: 'exportPets', responses } } } },
    });
    expect(textIn(plan, 'src/features/pet-export/service.ts')).toContain(
      "Until it has logic, it returns an empty body. */\nexport function exportPets(): string | Uint8Array {\n  return '';\n",
    );
    expect(textIn(plan, 'test/features/pet-export/pet-export.test.ts')).toContain(`{ status: 200, type: '${type}', body: undefined }`);
  }
});

test.each([
  { requirements: ['Search by postcode', 'Sort by distance'], want: ['postcode', 'sort'] },
  { requirements: ['A pet can be added'], want: [] },
])('the fragment of the hint for $requirements is a contract that is built', ({ requirements, want }) => {
  const plan = planOf({ feature: 'find_pets', description: 'd', requirements });
  const [hint = ''] = plan.notes.filter((note) => note.includes('a fragment to start from:'));
  const openapi = hint.split('a fragment to start from:\n\n')[1];
  const built = planOf({ feature: 'find_pets', description: 'd', requirements, openapi });
  expect(built.notes.join()).not.toContain('a fragment to start from:');
  const { paths } = parse(textIn(built, 'openapi/openapi.yaml'));
  const [operation] = Object.values(paths['/api/v1/find-pets']) as { parameters?: { name: string }[] }[];
  expect(operation?.parameters?.map(({ name }) => name) ?? []).toEqual(want);
});
