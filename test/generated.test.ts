import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkManifest } from '../packages/openapi-compiler/src/manifest.ts';
import { copyRepository } from './support/copy-repository.ts';

const ROOT = join(__dirname, '..');
const DOCUMENT = 'openapi/openapi.yaml';

test('generated/ is what `npm run generate` makes of the present document', () => {
  expect(checkManifest(ROOT, DOCUMENT, 'generated')).toEqual([]);
});

test('every module of the contract layer that the generator is made with is among the inputs', () => {
  const { inputs } = JSON.parse(readFileSync(join(ROOT, 'generated/manifest.json'), 'utf8')) as { inputs: Record<string, string> };
  const imported = new Set<string>();
  const follow = (file: string) => {
    for (const [, name = ''] of readFileSync(join(ROOT, file), 'utf8').matchAll(/^(?:import|export)\b[^;]*? from '(\.[^']+|@petsage\/[^']+)';$/gm)) {
      const path = name.startsWith('@petsage/openapi-koa/spec') ? 'packages/openapi-koa/src/spec.ts' : join(dirname(file), name);
      if (!path.startsWith('packages/') || !path.endsWith('.ts') || imported.has(path)) continue;
      imported.add(path);
      follow(path);
    }
  };
  for (const file of readdirSync(join(ROOT, 'packages/openapi-compiler/src'))) if (file.endsWith('.ts')) follow(join('packages/openapi-compiler/src', file));
  expect(Object.keys(inputs)).toEqual(expect.arrayContaining([...imported]));
  expect(imported).toContain('packages/openapi-koa/src/operation-spec.ts');
});

describe('in a copy of the repository', () => {
  let copy: string;
  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), 'manifest-'));
    copyRepository(copy, ['openapi', 'generated', 'tools', 'openapitools.json']);
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
      name: 'a changed shape of the operations is seen',
      given: () => append('packages/openapi-koa/src/operation-spec.ts'),
      want: ['packages/openapi-koa/src/operation-spec.ts has changed since generated/ was generated: run npm run generate'],
    },
    {
      name: 'a new part of the generator is seen',
      given: () => writeFileSync(join(copy, 'packages/openapi-compiler/src/more.ts'), ''),
      want: ['packages/openapi-compiler/src/more.ts has changed since generated/ was generated: run npm run generate'],
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
