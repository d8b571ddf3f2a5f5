import { planFeature } from '../../../tools/feature/plan-feature.ts';
import { sourcesOfAllTests } from '../../support/tree.ts';

const tree = sourcesOfAllTests();
const problem = (code: string) => ({ type: `http://localhost:3000/problems#${code}`, title: 'Later', status: 503, detail: 'Not now.' });

function planOf(leaving: object) {
  const ok = { description: 'Ready.', content: { 'application/json': { schema: { type: 'object' }, example: {} } } };
  const paths = { '/api/v1/ready': { get: { operationId: 'getReady', responses: { 200: ok, 503: { description: 'Not ready.', ...leaving } } } } };
  return planFeature({ feature: 'ready', description: 'Whether it is ready', openapi: { paths } }, { root: tree.root, folder: tree.root, force: false });
}

const content = (media: object) => ({ content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, ...media } } });
const CHECKLIST = ['getReady responds with 503: Not ready.'];
const cases = [
  { name: 'draining', given: content({ example: problem('draining') }), healthCheck: true },
  { name: 'draining, as a named example', given: content({ examples: { leaving: { value: problem('draining') } } }), healthCheck: true },
  { name: 'another problem', given: content({ example: problem('no-database') }), healthCheck: false },
  { name: 'a problem without an example', given: content({}), healthCheck: false },
  { name: 'no body', given: {}, healthCheck: false },
];
test.each(cases)('a 503 that is $name makes it a health check: $healthCheck', ({ given, healthCheck }) => {
  const plan = planOf(given);
  const textOf = (end: string) => plan.changes.find(({ path }) => path.endsWith(end))?.after ?? '';
  const index = textOf('ready/index.ts');
  expect({
    availabilityCheck: index.includes('availabilityChecks: { getReady: dependencies.drainCheck },'),
    level: index.includes("accessLevels: { getReady: 'debug' },"),
  }).toEqual({
    availabilityCheck: healthCheck,
    level: healthCheck,
  });
  expect(textOf('ready.test.ts').includes('responds with 503 and Retry-After while the instance is shutting down')).toBe(healthCheck);
  expect(textOf('ready/README.md').includes('The availability check in `index.ts` responds with 503')).toBe(healthCheck);
  expect(plan.checklist).toEqual(healthCheck ? [] : CHECKLIST);
});
