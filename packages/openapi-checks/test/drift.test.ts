import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { drift } from '../src/drift.ts';
import { options, ROOT } from './options.ts';

let generated: string;
beforeEach(() => {
  generated = mkdtempSync(join(tmpdir(), 'drift-'));
  cpSync(join(ROOT, 'generated'), generated, { recursive: true });
});
afterEach(() => rmSync(generated, { recursive: true }));

const cases: { name: string; change: () => void; want: RegExp[] }[] = [
  { name: 'nothing is said of what was generated', change: () => {}, want: [] },
  { name: 'a byte more is seen', change: () => appendFileSync(join(generated, 'types.ts'), ' '), want: [/^different: types\.ts$/m] },
  {
    name: 'a file that is gone is seen',
    change: () => rmSync(join(generated, 'validators/response/Problem.cjs')),
    want: [/^missing: validators\/response\/Problem\.cjs$/m],
  },
  { name: 'a file more is seen', change: () => writeFileSync(join(generated, 'extra.ts'), ''), want: [/^not generated: extra\.ts$/m] },
];
test.each(cases)('$name', async ({ change, want }) => {
  change();
  const { faults } = await drift.run({ ...options, generated });
  expect(faults).toEqual(want.map((pattern) => expect.stringMatching(pattern)));
});

test('a folder that differs is named, and its differences are told once', async () => {
  appendFileSync(join(generated, 'types.ts'), ' ');
  const next = `openapi-compile --document ${join(ROOT, 'openapi/openapi.yaml')} --output ${generated}`;
  const want = `${relative(process.cwd(), generated)} is not what openapi/openapi.yaml gives:\ndifferent: types.ts\nNext: ${next}`;
  expect(await drift.run({ ...options, generated })).toEqual({ faults: [want] });
});

test('a document that cannot be read is told with its place', async () => {
  const document = join(generated, 'openapi.yaml');
  writeFileSync(document, 'openapi: 3.0.3\ninfo: [\n');
  expect(await drift.run({ ...options, document, generated })).toEqual({ faults: [expect.stringMatching(/openapi\.yaml:3:1: \w+: /)] });
});

test('where no folder is known, that is said', async () => {
  expect(await drift.run({ ...options, generated: undefined })).toEqual({
    faults: [],
    notRun: 'no folder is known that was generated from this document; name it with --generated',
  });
});
