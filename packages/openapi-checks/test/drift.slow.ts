import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { generatedFolder } from '../../../test/support/generated-folder.ts';
import { drift } from '../src/drift.ts';
import { DOCUMENT, options } from './options.ts';

let generated: string;
beforeEach(() => {
  generated = mkdtempSync(join(tmpdir(), 'drift-'));
  cpSync(generatedFolder(DOCUMENT), generated, { recursive: true });
});
afterEach(() => rmSync(generated, { recursive: true }));

const cases: { name: string; change: () => void; want: RegExp[] }[] = [
  { name: 'an unchanged folder passes', change: () => {}, want: [] },
  { name: 'an extra byte is reported', change: () => appendFileSync(join(generated, 'types.ts'), ' '), want: [/^different: types\.ts$/m] },
  {
    name: 'a missing file is reported',
    change: () => rmSync(join(generated, 'validators/response/Problem.cjs')),
    want: [/^missing: validators\/response\/Problem\.cjs$/m],
  },
  { name: 'an extra file is reported', change: () => writeFileSync(join(generated, 'extra.ts'), ''), want: [/^not generated: extra\.ts$/m] },
];
test.each(cases)('$name', async ({ change, want }) => {
  change();
  const { faults } = await drift.run({ ...options, generated });
  expect(faults).toEqual(want.map((pattern) => expect.stringMatching(pattern)));
});

test('a folder that differs is named, and its differences are listed once', async () => {
  appendFileSync(join(generated, 'types.ts'), ' ');
  const { faults } = await drift.run({ ...options, generated });
  expect(faults.map((fault) => fault.replace(/\nNext: .*$/, ''))).toEqual([
    `${relative(process.cwd(), generated)} differs from what ${relative(process.cwd(), DOCUMENT)} compiles to:\ndifferent: types.ts`,
  ]);
});

test('a document that cannot be read is reported with its place', async () => {
  const document = join(generated, 'openapi.yaml');
  writeFileSync(document, 'openapi: 3.0.3\ninfo: [\n');
  expect(await drift.run({ ...options, document, generated })).toEqual({ faults: [expect.stringMatching(/openapi\.yaml:3:1: error\[invalid-syntax\]: /)] });
});

test('without a folder it is not run', async () => {
  expect(await drift.run({ ...options, generated: undefined })).toEqual({
    faults: [],
    notRun: 'no generated folder of this document; --generated names one',
  });
});
