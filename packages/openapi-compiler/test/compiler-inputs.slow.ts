import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyRepository } from '../../../test/support/copy-repository.ts';
import { runTool } from '../../../test/support/tool.ts';

const ROOT = join(__dirname, '../../..');

describe('the inputs of the compiler', () => {
  let copy: string;
  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), 'inputs-'));
    copyRepository(copy, []);
  });
  afterEach(() => rmSync(copy, { recursive: true }));

  /** In a process of its own: modules are read once per process, and those of Jest are this repository's. */
  const hash = async () => {
    const program = `import { makeManifest } from ${JSON.stringify(join(copy, 'packages/openapi-compiler/src/manifest.ts'))};
      console.log(JSON.parse(makeManifest('', new Map())).inputs);`;
    const { code, stdout, stderr } = await runTool(['--input-type=module', '--eval', program]);
    if (code !== 0) throw new Error(stderr);
    return stdout;
  };

  const changes: { path: string; counts: boolean }[] = [
    { path: 'openapi-compiler/src/parse/keywords.ts', counts: true },
    { path: 'openapi-compiler/src/patterns/cost.ts', counts: true },
    { path: 'openapi-koa/src/operation-spec.ts', counts: true },
    { path: 'openapi-koa/src/http/media-type.ts', counts: true },
    { path: 'openapi-koa/src/validation/formats/uri.cjs', counts: true },
    { path: 'openapi-koa/src/validation/linear-regexp.cjs', counts: true },
    { path: 'openapi-compiler/src/cli.ts', counts: false },
    { path: 'openapi-compiler/src/command-line.ts', counts: false },
    { path: 'openapi-koa/src/contract.ts', counts: false },
  ];
  test('are the modules that decide what it writes, and no others', async () => {
    let before = await hash();
    for (const { path, counts } of changes) {
      appendFileSync(join(copy, 'packages', path), '\n// more\n');
      const after = await hash();
      expect([path, after !== before]).toEqual([path, counts]);
      before = after;
    }
  });

  test('do not depend on the line endings of a checkout', async () => {
    const before = await hash();
    const path = join(copy, 'packages/openapi-compiler/src/parse/keywords.ts');
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('\n', '\r\n'));
    expect(await hash()).toBe(before);
  });

  test('are the versions of the packages that it imports', async () => {
    const { compilerInputs } = await import('../src/compiler-inputs.ts');
    const names = ['@eslint-community/regexpp', 'ajv', 're2js', 'recheck', 'yaml'];
    const versions = names.map(
      (name) => `${name} ${(JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version}`,
    );
    expect(compilerInputs().split('\n')).toEqual(expect.arrayContaining(versions));
  });
});
