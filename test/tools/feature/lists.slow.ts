import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FailedBuild } from '../../../tools/feature/fault.ts';
import { featuresIn } from '../../../tools/feature/features-list.ts';
import { planLists } from '../../../tools/feature/plan-lists.ts';
import { treeOfEachTest } from '../../support/tree.ts';
import { MINUTE_MS } from '../../support/wait.ts';

const ROOT = join(__dirname, '../../..');
const FEATURES = 'src/features/features.ts';
const SECURITY = 'src/security/security-handlers.ts';

test('the lists are what npm run feature -- --lists writes', () => {
  expect(planLists(ROOT).changes).toEqual([]);
});

describe('--lists', () => {
  const tree = treeOfEachTest();
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(tree.root, path)), { recursive: true });
    writeFileSync(join(tree.root, path), text);
  };

  test(
    'lists what was added by hand, in the layout of the formatter, and changes nothing else',
    async () => {
      write(
        'src/features/zoo/index.ts',
        "import type { FeatureDependencies } from '../dependencies.ts';\nimport type { Feature } from '../feature.ts';\n\nexport const LIMIT = 7;\nexport function zoo(_dependencies: FeatureDependencies): Feature<never> {\n  return { handlers: {} };\n}\n",
      );
      write('src/features/aviary/index.ts', "export { aviary } from './aviary.ts';\n");
      write('src/features/half-made/service.ts', 'export const x = 1;\n');
      write('src/security/api-key.ts', "export const scheme = 'shelter.key';\nexport const checkApiKey = () => undefined;\n");
      const before = tree.files();
      const run = await tree.feature(['--lists']).ended;
      expect(run).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/\nNext: npm run typecheck\n$/) });
      const { [FEATURES]: features, [SECURITY]: security, ...others } = tree.files();
      const { [FEATURES]: _, [SECURITY]: __, ...othersBefore } = before;
      expect(others).toEqual(othersBefore);
      expect(features).toBe(`// Written by \`npm run feature -- --lists\` from the folders in src/features/: do not edit.

import { aviary } from './aviary/index.ts';
import type { FeatureDependencies } from './dependencies.ts';
import { smokeTest } from './smoke-test/index.ts';
import { zoo } from './zoo/index.ts';

/** Every feature of the service. The compiler reports operations that have no handler. */
export const createFeatures = (dependencies: FeatureDependencies) => [aviary(dependencies), smokeTest(dependencies), zoo(dependencies)] as const;
`);
      expect(security).toContain("import { checkApiKey } from './api-key.ts';\n");
      expect(security).toContain("({ 'shelter.key': checkApiKey });\n");
      const biome = ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', FEATURES, SECURITY];
      expect(spawnSync(process.execPath, biome, { cwd: tree.root }).status).toBe(0);
      expect((await tree.feature(['--lists']).ended).stdout).toBe('Nothing to do.\nNext: npm run typecheck\n');
    },
    MINUTE_MS,
  );

  test('shows its diff with --dry-run, and an empty list has no unused parameter', async () => {
    rmSync(join(tree.root, 'src/features/smoke-test'), { recursive: true });
    const { code, stdout } = await tree.feature(['--lists', '--dry-run']).ended;
    expect(code).toBe(0);
    expect(stdout).toContain('\n+export const createFeatures = (_dependencies: FeatureDependencies) => [] as const;\n');
    expect(tree.files()[FEATURES]).toBe(tree.before[FEATURES]);
  });

  test('writes nothing where a file exports something unexpected, and names it', async () => {
    write('src/features/zoo/index.ts', 'export default function () {}\n');
    expect(await tree.feature(['--lists']).ended).toEqual({
      code: 1,
      stdout: '',
      stderr: 'src/features/zoo/index.ts must export one function, such as zoo, that creates the feature; it exports no value.\n',
    });
  });
});

describe('the features of the folder', () => {
  const refused = [
    {
      name: 'with several exports of which none has the folder’s name',
      given: { 'pet-mood': 'export function a() {}\nexport function b() {}\n' },
      want: 'src/features/pet-mood/index.ts must export one function, such as petMood, that creates the feature; it exports a, b.',
    },
    {
      name: 'of the same name',
      given: { mood: 'export function petMood() {}', 'pet-mood': 'export function petMood() {}' },
      want: 'src/features/mood/index.ts and src/features/pet-mood/index.ts both export petMood. Each feature needs its own name.',
    },
  ];
  test.each(refused)('$name are refused', ({ given, want }) => {
    const files = new Map(Object.entries(given).map(([folder, text]) => [`src/features/${folder}/index.ts`, text]));
    expect(() => featuresIn(files)).toThrow(new FailedBuild(want));
  });
});
