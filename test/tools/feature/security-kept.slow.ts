import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Change, Plan } from '../../../tools/feature/change.ts';
import { RefusedRequest } from '../../../tools/feature/fault.ts';
import { planFeature } from '../../../tools/feature/plan-feature.ts';
import { planMissing } from '../../../tools/feature/plan-missing.ts';
import { planRemoval } from '../../../tools/feature/plan-removal.ts';
import { writeChanges } from '../../../tools/feature/write-changes.ts';
import { sourcesOfEachTest } from '../../support/tree.ts';

/** Security schemes in a tree with more than one feature, and without them again; nothing is compiled or run here. */
const names = { 200: { description: 'Names.', content: { 'application/json': { schema: { type: 'array', items: { type: 'string' } } } } } };
const get = (operationId: string, security: object, more: object = {}) => ({ get: { operationId, summary: operationId, security, responses: names, ...more } });

const apiKey = { type: 'apiKey', in: 'header', name: 'X-Key', description: 'Each shelter gets one' };
/** One with two schemes, and one with one of them. */
const runs = {
  feature: 'runs',
  description: 'Where dogs run',
  openapi: {
    paths: { '/api/v1/runs': get('listRuns', [{ apiKey: [] }, { token: [] }]) },
    components: { securitySchemes: { apiKey, token: { type: 'http', scheme: 'bearer' } } },
  },
};
const cages = {
  feature: 'cages',
  description: 'The cages',
  openapi: { paths: { '/api/v1/cages': get('listCages', [{ apiKey: [] }]) }, components: { securitySchemes: { apiKey } } },
};

const LIST = 'src/security/security-handlers.ts';

const security = ({ changes }: Plan) => changes.filter(({ path }) => path.startsWith('src/security/'));
const textOf = ({ changes }: Plan, path: string) => (changes.find((change) => change.path === path) as Change).after as string;
const refusal = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    if (error instanceof RefusedRequest) return error.message.split('\n');
    throw error;
  }
  return undefined;
};

const tree = sourcesOfEachTest();

const plan = (request: unknown, force = false) => planFeature(request, { root: tree.root, folder: tree.root, force });
const write = ({ changes }: Plan) => void writeChanges(tree.root, changes);
const addScheme = (name: string) => {
  const document = join(tree.root, 'openapi/openapi.yaml');
  const text = readFileSync(document, 'utf8');
  writeFileSync(document, text.replace(/^components:\n/m, `components:\n  securitySchemes:\n    ${name}: { type: apiKey, in: header, name: X-Key }\n`));
};

test('a scheme that has a handler is used as it is, and goes with the feature that brought it once nothing else requires it', () => {
  write(plan(runs));
  const made = plan(cages);
  expect(security(made)).toEqual([]);
  expect(made.checklist).toEqual(['listCages responds with 200 to valid credentials']);
  expect(JSON.parse(textOf(made, 'src/features/cages/feature.json'))).toMatchObject({ components: [], schemes: [] });
  write(made);
  expect(refusal(() => planRemoval(tree.root, 'runs', false))).toEqual([
    '/feature: the operation listCages uses /components/securitySchemes/apiKey; allowed: removing or changing what uses it first.',
  ]);
  write(planRemoval(tree.root, 'cages', false));
  expect(tree.files()[LIST]).toContain('apiKey: checkApiKey');
  write(planRemoval(tree.root, 'runs', false));
  expect(tree.files()).toEqual(tree.before);
});

test('what was decided of a scheme is not lost with its feature but by --force', () => {
  write(plan(runs));
  writeFileSync(join(tree.root, 'src/security/token.ts'), '// mine\n');
  expect(refusal(() => planRemoval(tree.root, 'runs', false))).toEqual([
    '/feature: src/security/token.ts was changed since it was made; allowed: --force to discard it.',
  ]);
  write(planRemoval(tree.root, 'runs', true));
  expect(tree.files()).toEqual(tree.before);
});

test('a feature that is made anew with fewer schemes leaves nothing of the others', () => {
  write(plan(runs));
  const again = plan({ ...cages, feature: 'runs' }, true);
  expect(
    security(again)
      .map(({ path, after }) => `${after === undefined ? '-' : '~'} ${path}`)
      .sort(),
  ).toEqual(['- src/security/token.ts', `~ ${LIST}`]);
  write(again);
  expect(tree.files()[LIST]).toContain('({ apiKey: checkApiKey })');
  write(planRemoval(tree.root, 'runs', false));
  expect(tree.files()).toEqual(tree.before);
});

test('a scheme that the document has without a handler gets one, and is the document’s still when the feature goes', () => {
  addScheme('apiKey');
  const { components: _, ...openapi } = cages.openapi;
  write(plan({ ...cages, openapi }));
  expect(tree.files()[LIST]).toContain('({ apiKey: checkApiKey })');
  write(plan({ feature: 'hutches', description: 'Hutches', openapi: { paths: { '/api/v1/hutches': get('listHutches', [{ apiKey: [] }]) } } }));
  expect(refusal(() => planRemoval(tree.root, 'cages', false))).toEqual([
    expect.stringMatching(/^\/feature: .*listHutches .*\/components\/securitySchemes\/apiKey;/),
  ]);
  write(planRemoval(tree.root, 'hutches', false));
  write(planRemoval(tree.root, 'cages', false));
  expect(tree.files()[LIST]).toBe(tree.before[LIST]);
  expect(parse(tree.files()['openapi/openapi.yaml'] as string).components.securitySchemes).toHaveProperty('apiKey');
});

test('a list that was changed by hand is rewritten with the next feature', () => {
  writeFileSync(join(tree.root, LIST), 'export const createSecurityHandlers = () => others;\n');
  expect(textOf(plan({ feature: 'pet_mood', description: 'How pets are' }), LIST)).toBe(tree.before[LIST]);
});

test('a handler and a helper that were made by hand are used and kept', () => {
  const own = "export const scheme = 'apiKey';\nexport const checkKey = () => undefined;\n";
  writeFileSync(join(tree.root, 'src/security/shelters.ts'), own);
  writeFileSync(join(tree.root, 'src/security/token.ts'), 'export const parseToken = () => undefined;\n');
  const made = plan(runs);
  expect(
    security(made)
      .map(({ path }) => path)
      .sort(),
  ).toEqual([LIST, 'src/security/token-2.ts']);
  expect(textOf(made, LIST)).toContain('({ apiKey: checkKey, token: checkToken })');
  write(made);
  write(planRemoval(tree.root, 'runs', true));
  const { [LIST]: list, ...kept } = tree.files();
  expect(list).toContain('({ apiKey: checkKey })');
  expect(kept['src/security/shelters.ts']).toBe(own);
});

test('--missing makes the missing security handlers, each with the first feature that requires it', () => {
  const document = parse(tree.before['openapi/openapi.yaml'] as string);
  for (const { openapi } of [runs, cages]) {
    for (const [path, { get: operation }] of Object.entries(openapi.paths))
      document.paths[path] = { get: { ...operation, tags: [path === '/api/v1/runs' ? 'Runs' : 'Cages'] } };
    document.components.securitySchemes = { ...document.components.securitySchemes, ...openapi.components.securitySchemes };
  }
  writeFileSync(join(tree.root, 'openapi/openapi.yaml'), JSON.stringify(document));
  const made = planMissing(tree.root, new Set(['getSmokeTest']), {});
  expect(made.feature).toBe('runs, cages');
  expect(
    security(made)
      .map(({ path }) => path)
      .sort(),
  ).toEqual(['src/security/api-key.ts', LIST, 'src/security/token.ts']);
  expect(made.checklist.filter((entry) => entry.includes('decide'))).toHaveLength(2);
  const schemes = (feature: string) => JSON.parse(textOf(made, `src/features/${feature}/feature.json`)).schemes;
  expect({ runs: schemes('runs'), cages: schemes('cages') }).toEqual({ runs: ['apiKey', 'token'], cages: [] });
});
