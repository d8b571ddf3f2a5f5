import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkManifest } from '../tools/generate/manifest.ts';

const ROOT = join(__dirname, '..');
const DOCUMENT = 'openapi/openapi.yaml';

test('generated/ is what `npm run generate` makes of the present document', () => {
  expect(checkManifest(ROOT, DOCUMENT, 'generated')).toEqual([]);
});

test('every module of the contract layer that the generator is made with is among the inputs', () => {
  const { inputs } = JSON.parse(readFileSync(join(ROOT, 'generated/manifest.json'), 'utf8')) as { inputs: Record<string, string> };
  const imported = new Set<string>();
  const follow = (file: string) => {
    for (const [, name = ''] of readFileSync(join(ROOT, file), 'utf8').matchAll(/^import\b[^;]*? from '(\.[^']+)';$/gm)) {
      const path = join(dirname(file), name);
      if (!path.startsWith('src/') || imported.has(path)) continue;
      imported.add(path);
      follow(path);
    }
  };
  for (const file of readdirSync(join(ROOT, 'tools/generate'))) if (file.endsWith('.ts')) follow(join('tools/generate', file));
  expect(Object.keys(inputs)).toEqual(expect.arrayContaining([...imported]));
  expect(imported).toContain('src/contract/operation-spec.ts');
});

describe('in a copy of the repository', () => {
  let copy: string;
  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), 'manifest-'));
    for (const path of ['openapi', 'generated', 'tools', 'openapitools.json', 'src/contract']) cpSync(join(ROOT, path), join(copy, path), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  });
  afterEach(() => rmSync(copy, { recursive: true }));

  const append = (path: string) => writeFileSync(join(copy, path), `${readFileSync(join(copy, path), 'utf8')}\n# more\n`);
  const cases: { name: string; given: () => void; want: string[] }[] = [
    { name: 'nothing is wrong', given: () => undefined, want: [] },
    {
      name: 'a changed document is seen',
      given: () => append(DOCUMENT),
      want: ['openapi/openapi.yaml has changed since generated/ was generated: run npm run generate'],
    },
    {
      name: 'a changed shape of the tables is seen',
      given: () => append('src/contract/operation-spec.ts'),
      want: ['src/contract/operation-spec.ts has changed since generated/ was generated: run npm run generate'],
    },
    {
      name: 'a new part of the generator is seen',
      given: () => writeFileSync(join(copy, 'tools/generate/more.ts'), ''),
      want: ['tools/generate/more.ts has changed since generated/ was generated: run npm run generate'],
    },
    {
      name: 'an edited file is seen',
      given: () => append('generated/types.ts'),
      want: ['generated/types.ts was edited by hand: change the document and run npm run generate'],
    },
    { name: 'a missing file is seen', given: () => rmSync(join(copy, 'generated/types.ts')), want: ['generated/types.ts is missing: run npm run generate'] },
    {
      name: 'a file too many is seen',
      given: () => writeFileSync(join(copy, 'generated/more.ts'), ''),
      want: ['generated/more.ts is not generated: remove it'],
    },
    {
      name: 'a missing manifest is seen',
      given: () => rmSync(join(copy, 'generated/manifest.json')),
      want: ['generated/manifest.json is missing: run npm run generate'],
    },
    {
      name: 'line endings of another system are not',
      given: () => writeFileSync(join(copy, 'generated/types.ts'), readFileSync(join(copy, 'generated/types.ts'), 'utf8').replaceAll('\n', '\r\n')),
      want: [],
    },
  ];
  test.each(cases)('$name', ({ given, want }) => {
    given();
    expect(checkManifest(copy, DOCUMENT, 'generated')).toEqual(want);
  });
});
