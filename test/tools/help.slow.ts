import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from '../support/tool.ts';

const ROOT = join(__dirname, '../..');
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
/** Packages that take a tenth of a second or more to load, and the compiler, which loads some of them; its command line does not. */
const HEAVY =
  /\/(?:@stoplight|@redocly|ajv|recheck|esbuild|chokidar|koa|pino|openapi-backend|autocannon|playwright-core|yaml|expect)\/|\/packages\/openapi-(?:koa|compiler)\/src\/(?!http\/|command-line\.ts)/;

const commands: { script: string; usage: string; loads?: RegExp }[] = [
  { script: 'mock', usage: 'openapi-checks mock [options]' },
  { script: 'contract', usage: 'openapi-checks contract [options]' },
  { script: 'generate', usage: 'openapi-compile [options]', loads: /\/packages\/openapi-compiler\/src\// },
  { script: 'feature', usage: 'npm run feature -- [options] [request]' },
  { script: 'client', usage: 'npm run client -- [options] [language]' },
  { script: 'dev', usage: 'npm run dev -- [options]' },
  { script: 'build', usage: 'npm run build -- [options] [part...]' },
  { script: 'smoke', usage: 'petsage-smoke [options] <url>' },
  { script: 'test:json-schema', usage: 'npm run test:json-schema -- [options] <folder>' },
  { script: 'test:documents', usage: 'npm run test:documents -- [options] <path...>' },
  { script: 'test:clients', usage: 'npm run test:clients -- [options]' },
  { script: 'test:browser', usage: 'npm run test:browser -- [options]' },
  { script: 'test:kubernetes', usage: 'npm run test:kubernetes -- [options] [scenario...]' },
  { script: 'release-notes', usage: 'npm run release-notes -- [options] <tag>' },
  { script: 'test:fuzz', usage: 'npm run test:fuzz -- [options]' },
  { script: 'test:soak', usage: 'npm run test:soak -- [options]' },
  { script: 'bench', usage: 'npm run bench -- [options]' },
  { script: 'bench:compare', usage: 'npm run bench:compare -- [options] <revision>' },
  { script: 'bench:report', usage: 'npm run bench:report -- [options] [file]' },
];

test.each(commands)('npm run $script has a help that loads nothing heavy', async ({ script, usage, loads }) => {
  const [program, ...args] = (scripts[script] ?? '').split(' ');
  expect(program).toBe('node');
  const folder = mkdtempSync(join(tmpdir(), 'help-'));
  const file = join(folder, 'loaded');
  try {
    const preload = ['--import', join(ROOT, 'test/support/loaded-modules.mjs')];
    const { code, stdout, stderr } = await runTool([...preload, ...args, '--help'], { ...process.env, LOADED_MODULES: file });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')[0]).toBe(`Usage: ${usage}`);
    for (const part of ['\nOptions:\n', '\nExamples:\n', '\nExit codes: 0 ']) expect(stdout).toContain(part);
    const loaded = readFileSync(file, 'utf8').split('\n');
    expect(loaded.some((url) => url.includes('/commander/'))).toBe(true);
    expect(loaded.filter((url) => HEAVY.test(url) && !loads?.test(url))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the subcommand of an npm script names the script', async () => {
  const env = { ...process.env, npm_lifecycle_event: 'mock', npm_lifecycle_script: scripts['mock'] ?? '' };
  const args = (scripts['mock'] ?? '').split(' ').slice(1);
  expect((await runTool([...args, '--help'], env)).stdout).toMatch(/^Usage: npm run mock -- \[options\]\n/);
  expect(await runTool([...args, '--nonsense'], env)).toEqual({ code: 2, stdout: '', stderr: "Unknown option '--nonsense'. See npm run mock -- --help.\n" });
});
