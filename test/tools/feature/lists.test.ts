import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FailedBuild } from '../../../tools/feature/fault.ts';
import { featuresIn } from '../../../tools/feature/features-list.ts';
import { planLists } from '../../../tools/feature/plan-lists.ts';
import { writeChanges } from '../../../tools/feature/write-changes.ts';
import { sourcesOfEachTest } from '../../support/tree.ts';

const FEATURES = 'src/features/features.ts';
const SECURITY = 'src/security/security-handlers.ts';

describe('the plan of the lists', () => {
  const tree = sourcesOfEachTest();
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(tree.root, path)), { recursive: true });
    writeFileSync(join(tree.root, path), text);
  };

  test('lists what was added by hand, in the layout of the formatter, and changes nothing else', () => {
    write(
      'src/features/zoo/index.ts',
      "import type { FeatureDependencies } from '../dependencies.ts';\nimport type { Feature } from '../feature.ts';\n\nexport const LIMIT = 7;\nexport function zoo(_dependencies: FeatureDependencies): Feature<never> {\n  return { handlers: {} };\n}\n",
    );
    write('src/features/aviary/index.ts', "export { aviary } from './aviary.ts';\n");
    write('src/features/half-made/service.ts', 'export const x = 1;\n');
    write('src/security/api-key.ts', "export const scheme = 'shelter.key';\nexport const checkApiKey = () => undefined;\n");
    const before = tree.files();
    const plan = planLists(tree.root);
    expect(plan).toMatchObject({ next: 'npm run typecheck', tests: [] });
    writeChanges(tree.root, plan.changes);
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
    expect(planLists(tree.root).changes).toEqual([]);
  });

  test('has an empty list without an unused parameter', () => {
    rmSync(join(tree.root, 'src/features/smoke-test'), { recursive: true });
    const [change] = planLists(tree.root).changes;
    expect(change?.after).toContain('\nexport const createFeatures = (_dependencies: FeatureDependencies) => [] as const;\n');
  });

  test('is refused where a file exports something unexpected, and names it', () => {
    write('src/features/zoo/index.ts', 'export default function () {}\n');
    expect(() => planLists(tree.root)).toThrow(
      new FailedBuild('src/features/zoo/index.ts must export one function, such as zoo, that creates the feature; it exports no value.'),
    );
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
