import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { added, CONTRACT, treeOfEachTest } from '../../support/tree.ts';
import { MINUTE_MS } from '../../support/wait.ts';
import { petMood } from './pet-mood.ts';

const tree = treeOfEachTest();

test(
  'a request on stdin becomes a feature whose tests pass, and --remove gives the tree back byte by byte',
  async () => {
    const made = await tree.feature([], JSON.stringify(petMood)).ended;
    expect({ code: made.code, stderr: made.stderr }).toEqual({ code: 0, stderr: 'type check …\nnew tests …\n' });
    expect(made.stdout).toMatch(/^ +\+ service\.ts +what the feature does: put its logic here$/m);
    expect(made.stdout).toMatch(/Tests: 2 todo, 1 passed, 3 total\nNext: npm run dev\n$/);
    const after = tree.files();
    expect(Object.keys(after).filter((path) => tree.before[path] === undefined)).toEqual([
      'generated/operations/getPetMood.cjs',
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
    expect(stdout).toMatch(/\n7 files in generated\/ follow from the document\nNothing was written\n$/);
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

test('misuse is also printed as JSON, and a request is required', async () => {
  const { code, stdout } = await tree.feature(['--json', '--missing', '--remove', 'x']).ended;
  expect({ code, result: JSON.parse(stdout) }).toEqual({
    code: 2,
    result: { ok: false, exitCode: 2, faults: [{ pointer: '', message: '--remove takes no request.' }] },
  });
  expect(await tree.feature([]).ended).toMatchObject({ code: 2, stderr: expect.stringMatching(/^the request: is missing; allowed: /) });
});

test('--lists writes the lists, and only shows their diff with --dry-run', async () => {
  const list = 'src/features/features.ts';
  rmSync(join(tree.root, 'src/features/smoke-test'), { recursive: true });
  const shown = await tree.feature(['--lists', '--dry-run']).ended;
  expect(shown).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('\n+export const createFeatures = (_dependencies: ') });
  expect(tree.files()[list]).toBe(tree.before[list]);
  const written = await tree.feature(['--lists']).ended;
  expect(written).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/\nNext: npm run typecheck\n$/) });
  expect(tree.files()[list]).not.toBe(tree.before[list]);
  expect((await tree.feature(['--lists']).ended).stdout).toBe('Nothing to do.\nNext: npm run typecheck\n');
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s in the middle of it leaves the tree as it was',
  async (signal) => {
    const running = tree.feature([], JSON.stringify(petMood));
    await running.says('new tests');
    expect(tree.files()).not.toEqual(tree.before);
    running.kill(signal);
    expect(await running.ended).toEqual({ code: 1, stdout: '', stderr: 'type check …\nnew tests …\nInterrupted. Nothing has changed.\n' });
    expect(tree.files()).toEqual(tree.before);
  },
  3 * MINUTE_MS,
);

test(
  'a second run is refused while the first is at work, and leaves it alone',
  async () => {
    const first = tree.feature([], JSON.stringify(petMood));
    await first.says('type check');
    // However long the second takes to start.
    first.kill('SIGSTOP');
    const second = await tree.feature(['--json', '--name', 'other', '--description', 'x']).ended;
    first.kill('SIGCONT');
    expect({ code: second.code, faults: JSON.parse(second.stdout).faults }).toEqual({ code: 1, faults: [{ pointer: '', message: expect.any(String) }] });
    expect((await first.ended).code).toBe(0);
    expect(Object.keys(tree.files()).filter((path) => /other|lock$/.test(path))).toEqual([]);
  },
  3 * MINUTE_MS,
);

test(
  'new tests that fail put everything back, and --json says so',
  async () => {
    // A service that does not start fails every test on it.
    writeFileSync(join(tree.root, 'src/main.ts'), 'process.exit(3);\n');
    const before = tree.files();
    const { code, stdout, stderr } = await tree.feature(['--json'], JSON.stringify(petMood)).ended;
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      ok: false,
      exitCode: 1,
      faults: [{ pointer: '', message: expect.stringMatching(/^The new tests failed, and every file was restored:\n/) }],
    });
    expect(stderr).toContain('The service ended with 3');
    expect(tree.files()).toEqual(before);
  },
  3 * MINUTE_MS,
);

test(
  'a type that no longer fits puts everything back',
  async () => {
    writeFileSync(
      join(tree.root, 'src/features/dependencies.ts'),
      (tree.before['src/features/dependencies.ts'] as string).replace('clock: () => Date', 'clock: () => string'),
    );
    const before = tree.files();
    const { code, stderr } = await tree.feature([], JSON.stringify(petMood)).ended;
    expect(code).toBe(1);
    expect(stderr).toContain('The type check failed, and every file was restored:\nsrc/features/pet-mood/handler.ts(');
    expect(tree.files()).toEqual(before);
  },
  3 * MINUTE_MS,
);

test(
  'a file that did not compile before is not the feature’s fault',
  async () => {
    writeFileSync(join(tree.root, 'test/support/broken.ts'), 'export const broken: string = 1;\n');
    expect(await tree.feature(['--json'], JSON.stringify(petMood)).ended).toMatchObject({ code: 0, stderr: 'type check …\nnew tests …\n' });
    expect(Object.keys(tree.files())).toEqual(expect.arrayContaining(['test/support/broken.ts', 'src/features/pet-mood/service.ts']));
  },
  3 * MINUTE_MS,
);

describe('a feature that is there', () => {
  const again = { ...petMood, description: 'Says how pets were', requirements: 'none', method: 'POST' };

  test(
    'is never written over but with --force, and is removed with its changes only with --force',
    async () => {
      expect((await tree.feature(['--json'], JSON.stringify(petMood)).ended).code).toBe(0);
      const first = tree.files();
      const refused = await tree.feature(['--json'], JSON.stringify(again)).ended;
      expect({ code: refused.code, faults: JSON.parse(refused.stdout).faults }).toEqual({
        code: 2,
        faults: [
          { pointer: '/feature', message: expect.any(String), allowed: 'another name, or --force to make it again' },
          { pointer: '/feature', message: expect.stringContaining('/components/schemas/PetMoodResponse'), allowed: expect.any(String) },
        ],
      });
      expect(tree.files()).toEqual(first);

      expect((await tree.feature(['--json', '--force'], JSON.stringify(again)).ended).code).toBe(0);
      const second = tree.files();
      expect(Object.keys(parse(second['openapi/openapi.yaml'] as string).paths['/api/v1/pet-mood'])).toEqual(['post']);

      writeFileSync(join(tree.root, 'src/features/pet-mood/service.ts'), `${second['src/features/pet-mood/service.ts']}// mine\n`);
      writeFileSync(join(tree.root, 'src/features/pet-mood/more.ts'), 'export {};\n');
      const kept = await tree.feature(['--remove', 'pet-mood', '--json']).ended;
      expect({ code: kept.code, faults: JSON.parse(kept.stdout).faults }).toEqual({
        code: 2,
        faults: [
          { pointer: '/feature', message: expect.stringContaining('src/features/pet-mood/service.ts'), allowed: expect.stringContaining('--force') },
          { pointer: '/feature', message: 'src/features/pet-mood/more.ts was added since', allowed: expect.stringContaining('--force') },
        ],
      });
      expect((await tree.feature(['--remove', 'pet-mood', '--force']).ended).code).toBe(0);
      expect(tree.files()).toEqual(tree.before);
    },
    5 * MINUTE_MS,
  );

  test(
    'is not removed while others use its schemas',
    async () => {
      expect((await tree.feature(['--json'], JSON.stringify(petMood)).ended).code).toBe(0);
      const fragment = {
        paths: {
          '/api/v1/moods': {
            get: {
              operationId: 'listMoods',
              summary: 'Moods',
              responses: { 200: { description: 'x', content: { 'application/json': { schema: { $ref: '#/components/schemas/PetMoodResponse' } } } } },
            },
          },
        },
      };
      expect((await tree.feature(['--json'], JSON.stringify({ feature: 'moods', description: 'All moods', openapi: fragment })).ended).code).toBe(0);
      expect(await tree.feature(['--remove', 'pet_mood']).ended).toEqual({
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(/^\/feature: .*listMoods .*\/components\/schemas\/PetMoodResponse;.*\n$/),
      });
      for (const name of ['moods', 'pet_mood']) expect((await tree.feature(['--remove', name]).ended).code).toBe(0);
      expect(tree.files()).toEqual(tree.before);
    },
    5 * MINUTE_MS,
  );
});

test(
  '--missing makes features for operations without a handler, and nothing if there are none',
  async () => {
    expect((await tree.feature(['--missing']).ended).stdout).toBe('Nothing to do.\nNext: npm run dev\n');
    rmSync(join(tree.root, 'src/features/smoke-test'), { recursive: true });
    rmSync(join(tree.root, 'test/features/smoke-test'), { recursive: true });
    expect((await tree.feature(['--lists']).ended).code).toBe(0);
    const other = await tree.feature(['--name', 'other', '--description', 'x']).ended;
    expect({ code: other.code, stderr: other.stderr }).toEqual({
      code: 1,
      stderr: 'openapi/openapi.yaml has operations without a handler: getSmokeTest. Run npm run feature -- --missing first, which makes them.\n',
    });
    const { code, stdout } = await tree.feature(['--missing', '--name', 'smoke_test', '--json']).ended;
    const { feature, operations, checklist } = JSON.parse(stdout);
    expect({ code, feature, operations, checklist }).toEqual({
      code: 0,
      feature: 'smoke-test',
      operations: [{ operationId: 'getSmokeTest', method: 'GET', path: '/api/v1/smoke-test' }],
      checklist: [],
    });
    expect(tree.files()['openapi/openapi.yaml']).toBe(tree.before['openapi/openapi.yaml']);

    const removed = await tree.feature(['--remove', 'smoke_test', '--json']).ended;
    expect({ code: removed.code, notes: JSON.parse(removed.stdout).notes }).toEqual({
      code: 0,
      notes: ['the document still has its operations, now without handlers; npm run feature -- --missing makes them'],
    });
  },
  3 * MINUTE_MS,
);

test(
  'on a terminal without a request it prompts for one, and reports invalid input at once',
  async () => {
    const { code, stdout } = await tree.terminal([
      ['Its name', 'Pet Mood\r'],
      ['Allowed: lower-case words', `${'\u007f'.repeat(8)}smoke_test\r`],
      ['This feature already exists. Choose another name.', `${'\u007f'.repeat(10)}pet_mood\r`],
      ['What is it for?', 'How pets are\r'],
      ['A requirement; empty for none', 'be fast\r'],
      ['Another one', '\r'],
      ['Its method', '\r'],
      ['Its path', '\r'],
      ['Make GET /api/v1/pet-mood?', '\r'],
    ]);
    expect({ code, end: stdout.slice(stdout.indexOf('Left to do')) }).toEqual({
      code: 0,
      end: 'Left to do, each with a test to be written:\n  [ ] be fast\nTests: 1 todo, 1 passed, 2 total\nNext: npm run dev\n',
    });
    expect(JSON.parse(tree.files()['src/features/pet-mood/feature.json'] as string).request).toEqual({
      feature: 'pet_mood',
      description: 'How pets are',
      requirements: ['be fast'],
      method: 'GET',
      path: '/api/v1/pet-mood',
    });
  },
  3 * MINUTE_MS,
);

test(
  'given up on a terminal it makes nothing',
  async () => {
    const { code, stderr } = await tree.terminal([['Its name', '\u0003']]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^Interrupted\./) });
    expect(tree.files()).toEqual(tree.before);
  },
  3 * MINUTE_MS,
);

test(
  'the smoke test’s own contract gives the smoke test back, on a tree from which it was removed',
  async () => {
    const contract = tree.before['openapi/openapi.yaml'] as string;
    const own = tree.before['test/features/smoke-test/smoke-test.test.ts'] as string;
    for (const folder of ['src', 'test']) rmSync(join(tree.root, folder, 'features/smoke-test'), { recursive: true });
    expect((await tree.feature(['--lists']).ended).code).toBe(0);
    writeFileSync(join(tree.root, 'openapi/openapi.yaml'), `${contract.slice(0, contract.indexOf('tags:\n'))}paths: {}\n`);
    const run = (args: readonly string[]) => spawnSync(process.execPath, args, { cwd: tree.root, encoding: 'utf8' });
    expect(run(['packages/openapi-compiler/src/cli.ts', '--document', 'openapi/openapi.yaml', '--output', 'generated']).status).toBe(0);

    const request = { feature: 'smoke_test', description: 'Check system is alive', requirements: 'none', openapi: contract };
    const { code, stdout } = await tree.feature(['--json'], JSON.stringify(request)).ended;
    expect({ code, checklist: JSON.parse(stdout).checklist }).toEqual({ code: 0, checklist: [] });
    expect(parse(tree.files()['openapi/openapi.yaml'] as string)).toEqual(parse(contract));

    // The smoke test's own tests, and those of the whole service, are as they were before it was removed.
    writeFileSync(join(tree.root, 'test/features/smoke-test/own.test.ts'), own);
    const jest = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', 'own.test.ts', 'test/app.test.ts', 'test/main.test.ts'];
    expect(run(jest).stderr).toMatch(/^Tests: +(\d+) passed, \1 total$/m);
    rmSync(join(tree.root, 'test/features/smoke-test/own.test.ts'));
    expect(run([...CONTRACT, '--only', 'lint,conformance', '--cases', '200'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^lint: exit 0.*\nconformance: exit 0.*\n$/),
    });

    // The command petsage-smoke is written for this operation, and the compiler says so.
    const made = tree.files();
    const removed = await tree.feature(['--remove', 'smoke_test']).ended;
    expect(removed.code).toBe(1);
    expect(removed.stderr).toMatch(/^tools\/smoke\/.*getSmokeTest/m);
    expect(tree.files()).toEqual(made);
  },
  5 * MINUTE_MS,
);
