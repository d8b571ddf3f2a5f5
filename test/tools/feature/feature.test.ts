import { parse } from 'yaml';
import { added, treeOfEachTest } from '../../support/tree.ts';
import { MINUTE_MS } from '../../support/wait.ts';
import { petMood } from './pet-mood.ts';

const tree = treeOfEachTest();

test(
  'a request on stdin becomes a feature whose tests pass, and --remove gives the tree back byte by byte',
  async () => {
    const made = await tree.feature([], JSON.stringify(petMood)).ended;
    expect({ code: made.code, stderr: made.stderr }).toEqual({ code: 0, stderr: 'type check …\nnew tests …\n' });
    expect(made.stdout).toMatch(/^ +\+ service\.ts +what the feature does: put its logic here$/m);
    expect(made.stdout).toMatch(/Tests: 2 todo, 4 passed, 6 total\nNext: npm run dev\n$/);
    const after = tree.files();
    expect(Object.keys(after).filter((path) => tree.before[path] === undefined)).toEqual([
      'generated/operations/getPetMood.cjs',
      'generated/operations/getPetMood.d.cts',
      'generated/validators/response/PetMoodResponse.cjs',
      'src/features/pet-mood/README.md',
      'src/features/pet-mood/feature.json',
      'src/features/pet-mood/handler.ts',
      'src/features/pet-mood/index.ts',
      'src/features/pet-mood/service.ts',
      'test/features/pet-mood/pet-mood.test.ts',
    ]);
    const changed = Object.keys(after).filter((path) => tree.before[path] !== undefined && tree.before[path] !== after[path]);
    expect(changed.filter((path) => !path.startsWith('generated/'))).toEqual(['openapi/openapi.yaml', 'src/features/features.ts']);
    const document = parse(after['openapi/openapi.yaml'] as string);
    expect(document.paths['/api/v1/pet-mood'].get.description).toBe(petMood.description);
    expect(added(tree.before['openapi/openapi.yaml'] as string, after['openapi/openapi.yaml'] as string).slice(0, 4)).toEqual([
      '  - name: PetMood',
      '    description: |-',
      '      Says "how" pets are: {{x}} */ \u0024{y}',
      '      # today \u{1F431}',
    ]);
    expect(after['src/features/pet-mood/README.md']).toContain('- [ ] be fast\n- [ ] be fair\n');

    const plan = await tree.feature(['--remove', 'pet_mood', '--json', '--dry-run']).ended;
    expect(JSON.parse(plan.stdout)).toMatchObject({
      feature: 'pet-mood',
      operations: [{ operationId: 'getPetMood', method: 'GET', path: '/api/v1/pet-mood' }],
    });
    const removed = await tree.feature(['--remove', 'pet_mood']).ended;
    expect({ code: removed.code, last: removed.stdout.split('\n').at(-2) }).toEqual({ code: 0, last: 'Next: npm test' });
    expect(tree.files()).toEqual(tree.before);
  },
  MINUTE_MS,
);

test(
  '--dry-run shows the plan and the diff, and writes nothing',
  async () => {
    const { code, stdout } = await tree.feature(['--name', 'pet_mood', '--description', 'How pets are', '--dry-run']).ended;
    expect(code).toBe(0);
    expect(stdout).toContain('--- a/src/features/features.ts\n+++ b/src/features/features.ts\n@@ -1,7 +1,8 @@\n');
    expect(stdout).toContain('--- /dev/null\n+++ b/src/features/pet-mood/service.ts\n');
    expect(stdout).toMatch(/\n8 files in generated\/ follow from the document\nNothing was written\n$/);
    expect(tree.files()).toEqual(tree.before);
  },
  MINUTE_MS,
);

test('a feature that was made by hand is not removed', async () => {
  expect(await tree.feature(['--remove', 'smoke_test']).ended).toEqual({
    code: 2,
    stdout: '',
    stderr: '/feature: the feature smoke-test was made by hand: it has no feature.json; allowed: nothing, because npm run feature made none of the features.\n',
  });
});

test('a name that no feature can have removes nothing', async () => {
  expect(await tree.feature(['--remove', '../smoke_test']).ended).toEqual({
    code: 2,
    stdout: '',
    stderr: '/feature: no feature is called "../smoke_test"; allowed: nothing, because npm run feature made none of the features.\n',
  });
});
