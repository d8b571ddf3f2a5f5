import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@petsage/openapi-checks/lib';
import { runTool } from '../support/tool.ts';
import { until } from '../support/wait.ts';

/** The examples, each by the steps and calls of the page that describes it. */
const ROOT = join(__dirname, '../..');

describe.each([
  { page: 'docs/packages.md', example: 'docs/examples/bookshop', documented: 3001 },
  { page: 'docs/published-documents.md', example: 'docs/examples/parcels', documented: 3002 },
])('$page', ({ page, example, documented }) => {
  const text = readFileSync(join(ROOT, page), 'utf8');
  /** The calls on the page, each with the response below it. */
  const calls = [...text.matchAll(/^\$ (curl .*)\n(.*)$/gm)].map(([, call, want]) => ({ call: call as string, want: want as string }));
  let port: number;
  let server: ChildProcess;
  let said = '';

  /** The page's own steps, in order. */
  beforeAll(async () => {
    const generate = /`npm run generate -- (--(?:document|config) .*?)`/.exec(text)?.[1] as string;
    expect(generate).toContain(example);
    expect(await runTool(['packages/openapi-compiler/src/cli.ts', ...generate.split(' ')])).toMatchObject({ code: 0 });
    port = await freePort();
    expect(text).toContain(`\`npm exec -- node ${example}/server.ts\``);
    server = spawn(process.execPath, [`${example}/server.ts`], {
      cwd: ROOT,
      env: { ...process.env, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    server.stdout?.on('data', (chunk) => {
      said += chunk;
    });
    await until(async () => said.includes(`:${port}/`), 10_000);
  }, 30_000);

  afterAll(async () => {
    server.kill();
    if (server.exitCode === null) await once(server, 'exit');
  });

  test('the page has a call for every operation', () => {
    expect(calls.length).toBeGreaterThan(4);
  });

  test.each(calls)('$call', ({ call, want }) => {
    const { stdout } = spawnSync('bash', ['-c', call.replaceAll(`:${documented}`, `:${port}`)], { encoding: 'utf8' });
    expect(
      stdout
        .trimEnd()
        .replace(/urn:uuid:[\w-]+/, 'urn:uuid:…')
        .replaceAll(`:${port}`, `:${documented}`),
    ).toBe(want);
  });

  test('the example compiles', () => {
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [tsc, '--project', example, '--pretty', 'false'], { cwd: ROOT, encoding: 'utf8' });
    expect(stdout).toBe('');
  });
});

test('the published document of the parcels does not compile without the overlay, for two reasons', async () => {
  const { code, stderr } = await runTool([
    'packages/openapi-compiler/src/cli.ts',
    '--document',
    'docs/examples/parcels/published/openapi.yaml',
    '--output',
    'unwritten',
  ]);
  const page = readFileSync(join(ROOT, 'docs/published-documents.md'), 'utf8');
  const shown = [...page.matchAll(/^docs\/examples\/parcels\/.*: error\[.*$/gm)].map(([line]) => line);
  expect({ code, errors: stderr.split('\n').filter((line) => line.includes(': error[')) }).toEqual({ code: 1, errors: shown });
  expect(shown).toHaveLength(2);
});
