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

const reference: { name: string; file: string; pages: readonly string[] }[] = [
  { name: 'ServerOptions', file: 'service/create-server.ts', pages: ['packages.md'] },
  { name: 'MonitoringOptions', file: 'service/monitoring.ts', pages: ['packages.md'] },
  { name: 'MetricsOptions', file: 'metrics/create-metrics.ts', pages: ['packages.md'] },
  { name: 'HttpLimits', file: 'server/http-server.ts', pages: ['limits.md'] },
  { name: 'BodyLimits', file: 'request/body-limits.ts', pages: ['limits.md'] },
];
test.each(reference)('the pages list every member of $name', ({ name, file, pages }) => {
  const source = readFileSync(join(ROOT, 'packages/openapi-koa/src', file), 'utf8');
  const text = pages.map((each) => readFileSync(join(ROOT, 'docs', each), 'utf8')).join('\n');
  const members = [...(new RegExp(`export interface ${name}\\b.*?\\n}`, 's').exec(source)?.[0] ?? '').matchAll(/^ {2}readonly (\w+)/gm)].map(
    ([, member]) => member as string,
  );
  expect(members.length).toBeGreaterThan(2);
  // In the first or a later column of a table; limits with their prefix.
  expect(members.filter((member) => !new RegExp(`^\\|.*\`(?:limits\\.)?${member}\``, 'm').test(text))).toEqual([]);
});

test('the README of the package names every entry point for applications', () => {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'packages/openapi-koa/package.json'), 'utf8')) as { exports: Record<string, unknown> };
  const readme = readFileSync(join(ROOT, 'packages/openapi-koa/README.md'), 'utf8');
  const forCompilers = ['.', './validation', './validation/linear-regexp', './spec', './internal'];
  const names = Object.keys(exports).filter((name) => !forCompilers.includes(name));
  expect(names).toEqual(['./docs', './metrics', './tracing']);
  expect(names.filter((name) => !readme.includes(`@petsage/openapi-koa/${name.slice(2)}`))).toEqual([]);
});

test('the pages list every option of createContract, and every extension of documents', () => {
  const options = /export interface ContractOptions.*?\n}/s.exec(readFileSync(join(ROOT, 'packages/openapi-koa/src/contract.ts'), 'utf8'))?.[0] ?? '';
  const names = [...options.matchAll(/^ {2}readonly (\w+)/gm)].map(([, name]) => `| \`${name}\` |`);
  const sources = readdirSync(join(ROOT, 'packages/openapi-compiler/src'), { encoding: 'utf8', recursive: true }).filter((name) => name.endsWith('.ts'));
  const extensions = sources.flatMap((name) => readFileSync(join(ROOT, 'packages/openapi-compiler/src', name), 'utf8').match(/\['x-[a-z\d-]+'\]/g) ?? []);
  expect(names.length).toBeGreaterThan(5);
  expect(names.filter((name) => !page.includes(name))).toEqual([]);
  expect(extensions.map((name) => `| \`${name.slice(2, -2)}\` |`).filter((name) => !support.includes(name))).toEqual([]);
});
