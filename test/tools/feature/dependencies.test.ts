import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDependencies, createTestDependencies } from '../../../src/features/dependencies.ts';
import { treeOfEachTest } from '../../support/tree.ts';
import { MINUTE_MS } from '../../support/wait.ts';
import { addDependency } from './added-dependency.ts';

const tree = treeOfEachTest();

test('the dependencies of tests are those of the service, and can be replaced one by one', () => {
  const clock = () => new Date(0);
  const drainCheck = () => undefined;
  const service = createDependencies({ clock, drainCheck });
  expect(service).toEqual({ clock, drainCheck });
  expect(Object.keys(createTestDependencies()).sort()).toEqual(Object.keys(service).sort());
  expect(createTestDependencies({ clock })).toMatchObject({ clock });
});

test(
  'a feature that uses a new dependency while it is created is loaded with the one of tests, which opens nothing',
  async () => {
    addDependency(tree.root, { type: '{ readonly rows: number }', service: "(() => { throw new Error('a connection was opened'); })()", tests: '{ rows: 2 }' });
    const feature = join(tree.root, 'src/features/smoke-test/index.ts');
    const text = readFileSync(feature, 'utf8');
    writeFileSync(feature, text.replace('  return {', "  if (dependencies.added.rows !== 2) throw new Error('no rows');\n  return {"));
    expect(await tree.feature(['--missing']).ended).toEqual({ code: 0, stdout: 'Nothing to do.\nNext: npm run dev\n', stderr: '' });
  },
  MINUTE_MS,
);
