import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@petsage/openapi-checks/lib';
import { runTool } from '../support/tool.ts';
import { until } from '../support/wait.ts';

const ROOT = join(__dirname, '../..');
const EXAMPLE = 'docs/examples/bookshop';
const page = readFileSync(join(ROOT, 'docs/packages.md'), 'utf8');
const support = readFileSync(join(ROOT, 'docs/openapi-support.md'), 'utf8');

/** The calls on the page, each with the answer below it. */
const calls = [...page.matchAll(/^\$ (curl .*)\n(.*)$/gm)].map(([, call, want]) => ({ call: call as string, want: want as string }));

let port: number;
let server: ChildProcess;
let said = '';

/** The page's own steps, in order. */
beforeAll(async () => {
  const generate = /`npm run generate -- (--document .*?)`/.exec(page)?.[1] as string;
  expect(await runTool(['packages/openapi-compiler/src/cli.ts', ...generate.split(' ')])).toMatchObject({ code: 0 });
  port = await freePort();
  expect(page).toContain(`\`npm exec -- node ${EXAMPLE}/server.ts\``);
  server = spawn(process.execPath, [`${EXAMPLE}/server.ts`], { cwd: ROOT, env: { ...process.env, PORT: String(port) }, stdio: ['ignore', 'pipe', 'inherit'] });
  server.stdout?.on('data', (chunk) => {
    said += chunk;
  });
  await until(async () => said.includes('/books'), 10_000);
}, 30_000);

afterAll(async () => {
  server.kill();
  if (server.exitCode === null) await once(server, 'exit');
});

test('the page has a call for every operation', () => {
  expect(calls.length).toBeGreaterThan(4);
});

test.each(calls)('$call', ({ call, want }) => {
  const { stdout } = spawnSync('bash', ['-c', call.replaceAll(':3001', `:${port}`)], { encoding: 'utf8' });
  expect(
    stdout
      .trimEnd()
      .replace(/urn:uuid:[\w-]+/, 'urn:uuid:…')
      .replaceAll(`:${port}`, ':3001'),
  ).toBe(want);
});

test('the example compiles', () => {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [tsc, '--project', EXAMPLE, '--pretty', 'false'], { cwd: ROOT, encoding: 'utf8' });
  expect(stdout).toBe('');
});

test('the pages list every option of createContract, and every extension of documents', () => {
  const options = /export interface ContractOptions.*?\n}/s.exec(readFileSync(join(ROOT, 'packages/openapi-koa/src/contract.ts'), 'utf8'))?.[0] ?? '';
  const names = [...options.matchAll(/^ {2}readonly (\w+)/gm)].map(([, name]) => `| \`${name}\` |`);
  const sources = readdirSync(join(ROOT, 'packages/openapi-compiler/src'), { encoding: 'utf8', recursive: true }).filter((name) => name.endsWith('.ts'));
  const extensions = sources.flatMap((name) => readFileSync(join(ROOT, 'packages/openapi-compiler/src', name), 'utf8').match(/\['x-[a-z-]+'\]/g) ?? []);
  expect(names.length).toBeGreaterThan(5);
  expect(names.filter((name) => !page.includes(name))).toEqual([]);
  expect(extensions.map((name) => `| \`${name.slice(2, -2)}\` |`).filter((name) => !support.includes(name))).toEqual([]);
});
