import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { treeOfAllTests } from '../../support/tree.ts';
import { MINUTE_MS } from '../../support/wait.ts';
import { addDependency } from './added-dependency.ts';
import { petMood } from './pet-mood.ts';

/** A dependency that is added to `src/features/dependencies.ts` alone; each test goes on where the one before ended. */

const tree = treeOfAllTests();

const run = (...args: string[]) => spawnSync(process.execPath, args, { cwd: tree.root, encoding: 'utf8' });
/** What the compiler reports in the copy, which lacks some of the files that its other tests import. */
const typeFaults = () =>
  run('node_modules/typescript/bin/tsc', '--noEmit', '--pretty', 'false')
    .stdout.split('\n')
    .filter((line) => /^(?:src|tools|test\/features)\//.test(line));
const change = (path: string, from: string, to: string) => {
  const text = readFileSync(join(tree.root, path), 'utf8');
  if (!text.includes(from)) throw new Error(`${path} lacks ${from}`);
  writeFileSync(join(tree.root, path), text.replace(from, to));
};

beforeAll(() => {
  addDependency(tree.root, { type: '() => number', service: 'Math.random', tests: '() => 0.5' });
});

test(
  'a feature that uses it while it is created is loaded with the one of tests, which opens nothing',
  async () => {
    const files = ['src/features/dependencies.ts', 'src/features/smoke-test/index.ts'].map((path) => join(tree.root, path));
    const texts = files.map((file) => readFileSync(file, 'utf8'));
    writeFileSync(files[0] as string, tree.before['src/features/dependencies.ts'] as string);
    addDependency(tree.root, { type: '{ readonly rows: number }', service: "(() => { throw new Error('a connection was opened'); })()", tests: '{ rows: 2 }' });
    change('src/features/smoke-test/index.ts', '  return {', "  if (dependencies.added.rows !== 2) throw new Error('no rows');\n  return {");
    expect(await tree.feature(['--missing']).ended).toMatchObject({ code: 0, stderr: '' });
    expect(Object.keys(tree.files()).sort()).toEqual(Object.keys(tree.before).sort());
    for (const [index, file] of files.entries()) writeFileSync(file, texts[index] as string);
  },
  MINUTE_MS,
);

test('the service, the tools and the features compile', () => expect(typeFaults()).toEqual([]), MINUTE_MS);

test(
  'npm run feature makes a feature, which can use it',
  async () => {
    expect(await tree.feature(['--json'], JSON.stringify(petMood)).ended).toMatchObject({ code: 0, stderr: 'type check …\nnew tests …\n' });
    change(
      'src/features/pet-mood/handler.ts',
      "{ clock }: Pick<FeatureDependencies, 'clock'>",
      "{ clock, added }: Pick<FeatureDependencies, 'clock' | 'added'>",
    );
    change('src/features/pet-mood/handler.ts', '  return () => {', "  if (added() >= 1) throw new Error('not a random number');\n  return () => {");
    expect(typeFaults()).toEqual([]);
  },
  3 * MINUTE_MS,
);

test(
  '--missing makes a feature, too',
  async () => {
    for (const folder of ['src', 'test']) rmSync(join(tree.root, folder, 'features/smoke-test'), { recursive: true });
    const { code, stdout } = await tree.feature(['--missing', '--name', 'smoke_test', '--json']).ended;
    expect({ code, operations: JSON.parse(stdout).operations }).toEqual({
      code: 0,
      operations: [{ operationId: 'getSmokeTest', method: 'GET', path: '/api/v1/smoke-test' }],
    });
    expect(existsSync(join(tree.root, 'src/features/smoke-test/handler.ts'))).toBe(true);
  },
  3 * MINUTE_MS,
);

test(
  'the tests of the features and of the app pass',
  () => {
    for (const [path, text] of Object.entries(tree.before)) if (/^(?:src|test)\/features\/smoke-test\//.test(path)) writeFileSync(join(tree.root, path), text);
    const jest = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', 'test/features', 'test/app.test.ts', 'test/main.test.ts'];
    expect(run(...jest).stderr).toMatch(/^Tests: +(?:\d+ todo, )?(\d+) passed, \d+ total$/m);
  },
  5 * MINUTE_MS,
);
