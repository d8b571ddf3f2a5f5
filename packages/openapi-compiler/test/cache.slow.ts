import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CLI = join(__dirname, '../src/cli.ts');
const PETS = readFileSync(join(__dirname, '../../openapi-koa/test/documents/pets.yaml'), 'utf8');

let folder: string;
let cache: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cache-'));
  cache = join(folder, 'node_modules/.cache/@petsage/openapi-compiler');
  mkdirSync(join(folder, 'node_modules'));
  writeFileSync(join(folder, 'openapi.yaml'), PETS);
});
afterEach(() => {
  chmodSync(join(folder, 'node_modules'), 0o700);
  rmSync(folder, { recursive: true, maxRetries: 3 });
});

/** Runs the command in the folder. */
async function compile(output: string, ...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [CLI, '--document', 'openapi.yaml', '--output', output, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (chunk) => {
      texts[name] += chunk;
    });
  const [code] = (await once(child, 'close')) as [number];
  return { code, ...texts };
}

/** The files of an output folder. */
const written = (output: string) =>
  readdirSync(join(folder, output), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => [join(parentPath, name).slice(join(folder, output).length), readFileSync(join(parentPath, name), 'utf8')])
    .sort();
const cacheFiles = () => readdirSync(cache).filter((name) => name.endsWith('.cache'));

test('with a cache, cold, warm and after a change, the output is that of --no-cache', async () => {
  await compile('clean', '--no-cache');
  expect(readdirSync(join(folder, 'node_modules'))).toEqual([]);
  const cold = await compile('out');
  expect(written('out')).toEqual(written('clean'));
  expect([cacheFiles().length, readdirSync(cache).includes('modules')]).toEqual([1, true]);
  expect(await compile('out')).toEqual(cold);
  expect(written('out')).toEqual(written('clean'));
  writeFileSync(join(folder, 'openapi.yaml'), PETS.replace('maximum: 100', 'maximum: 99'));
  await compile('clean', '--no-cache');
  await compile('out');
  expect(written('out')).toEqual(written('clean'));
  expect(cacheFiles()).toHaveLength(1);
}, 120_000);

test('a cache that is damaged, or cannot be written, changes neither the outcome nor the output', async () => {
  const good = await compile('out');
  await compile('clean', '--no-cache');
  const [name = ''] = cacheFiles();
  for (const content of [readFileSync(join(cache, name)).fill(0x20, 100, 200), Buffer.from('not a cache'), Buffer.alloc(0)]) {
    writeFileSync(join(cache, name), content);
    expect(await compile('out')).toEqual(good);
    expect(written('out')).toEqual(written('clean'));
  }
  rmSync(join(cache), { recursive: true });
  // In place of its folder.
  writeFileSync(cache, 'a file');
  expect(await compile('out')).toEqual(good);
  expect(written('out')).toEqual(written('clean'));
}, 120_000);

test('runs at the same time do each other no harm', async () => {
  await compile('clean', '--no-cache');
  const outputs = ['one', 'two', 'three'];
  expect((await Promise.all(outputs.map((output) => compile(output)))).map(({ code }) => code)).toEqual([0, 0, 0]);
  for (const output of outputs) expect(written(output)).toEqual(written('clean'));
  expect(readdirSync(cache).sort()).toEqual([...cacheFiles(), 'modules'].sort());
  await compile('one', '--check');
}, 120_000);
