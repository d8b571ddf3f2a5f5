import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runTool } from '../../../test/support/tool.ts';

/** What a team gets that installs the packages: everything here runs outside of the repository, by the steps of the package's README. */

jest.setTimeout(300_000);

const ROOT = join(__dirname, '../../..');
const README = readFileSync(join(__dirname, '../README.md'), 'utf8');
const PACKAGES = ['openapi-koa', 'openapi-compiler'] as const;
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
const ESBUILD = join(ROOT, 'node_modules/esbuild/bin/esbuild');
const PNPM = 'pnpm@12';
/** What the run time may cost, without the packages of `@types`. */
const MOST_PACKAGES = 45;
const MOST_BYTES = 5_000_000;

/** Without what npm and this repository set: packages run from what was packed. */
const ENV: NodeJS.ProcessEnv = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'NODE_OPTIONS' && !/^npm_|^INIT_CWD$/i.test(name)));

/** The code blocks of the README that have a file name. */
const files = [...README.matchAll(/^```\w+ (\S+)\n(.*?)^```$/gms)].map(([, path, text]) => [path, text] as [string, string]);
const compileArgs = /^npx openapi-compile (.*)$/m.exec(README)?.[1]?.split(' ') as string[];
const banner = /^esbuild .*--banner:js="(.*)"$/m.exec(README)?.[1] as string;

interface Output {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(cwd: string, program: string, args: readonly string[]): Promise<Output> {
  const child = spawn(program, args, { cwd, env: ENV, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

async function mustRun(cwd: string, program: string, args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await run(cwd, program, args);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')}: exit code ${code}\n${stdout}${stderr}`);
}

/** Starts a server that prints its address, as the README's does, and stops it after use. */
async function served<T>(cwd: string, args: readonly string[], use: (origin: string) => Promise<T>): Promise<T> {
  const child: ChildProcess = spawn(process.execPath, args, { cwd, env: { ...ENV, PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const origin = await new Promise<string>((resolve, reject) => {
      child.stdout?.on('data', (chunk: Buffer) => resolve(String(chunk).trim()));
      child.once('exit', (code) => reject(new Error(`the server ended with exit code ${code}`)));
    });
    return await use(origin);
  } finally {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
}

/** A validated response, a refused request, and the page that the problem links to. */
async function callsOf(origin: string): Promise<unknown> {
  const pet = await fetch(`${origin}/pets/7`);
  const refused = await fetch(`${origin}/pets/x`);
  const problem = (await refused.json()) as { type: string; violations: readonly { keyword: string }[] };
  const [path, fragment] = problem.type.split('#') as [string, string];
  const page = await fetch(path);
  return [
    [pet.status, await pet.json()],
    [refused.status, problem.violations.map(({ keyword }) => keyword)],
    [page.status, (await page.text()).includes(`id="${fragment}"`)],
  ];
}

const CALLS = [
  [200, { id: 7, name: 'Rex', born: '2020-02-29' }],
  [400, ['type']],
  [200, true],
];

const tarball = (name: (typeof PACKAGES)[number]) => `file:${join(folder, `petsage-${name}-${VERSION}.tgz`)}`;
const VERSION = (JSON.parse(readFileSync(join(ROOT, 'packages/openapi-compiler/package.json'), 'utf8')) as { version: string }).version;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pack-'));
  expect(await runTool(['tools/build.ts', 'packages'])).toMatchObject({ code: 0 });
  for (const name of PACKAGES) await mustRun(join(ROOT, 'packages', name), 'npm', ['pack', '--ignore-scripts', '--pack-destination', folder]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An empty project with the packages, as `package.json` names them. */
function newProject(name: string, more: Readonly<Record<string, string>>): string {
  const project = join(folder, name);
  mkdirSync(project);
  const dependencies = { '@petsage/openapi-koa': tarball('openapi-koa'), ...more };
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name, private: true, type: 'module', dependencies }));
  return project;
}

const installations: { name: string; install: (project: string) => Promise<void> }[] = [
  // The compiler needs none of recheck's native packages.
  { name: 'npm', install: (project) => mustRun(project, 'npm', ['install', '--omit=optional', '--no-audit', '--no-fund']) },
  {
    name: 'pnpm',
    install: (project) => {
      // The compiler's own dependency, as these versions are in no registry.
      writeFileSync(join(project, 'pnpm-workspace.yaml'), JSON.stringify({ overrides: { '@petsage/openapi-koa': tarball('openapi-koa') } }));
      return mustRun(project, 'npx', ['--yes', PNPM, 'install']);
    },
  },
];

describe.each(installations)('installed with $name, beside another Ajv', ({ name, install }) => {
  let project: string;
  const compile = (...more: string[]) => run(project, join(project, 'node_modules/.bin/openapi-compile'), [...compileArgs, ...more]);

  beforeAll(async () => {
    project = newProject(name, { '@petsage/openapi-compiler': tarball('openapi-compiler'), ajv: '6', '@types/node': '24' });
    await install(project);
    for (const [path, text] of files) {
      mkdirSync(dirname(join(project, path)), { recursive: true });
      writeFileSync(join(project, path), text);
    }
    expect(await compile()).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+ files in src\/generated\n$/), stderr: '' });
  });

  test('the other Ajv is the one that the project resolves', () => {
    expect(JSON.parse(readFileSync(join(project, 'node_modules/ajv/package.json'), 'utf8'))).toMatchObject({ version: expect.stringMatching(/^6\./) });
    if (name === 'npm') expect(existsSync(join(project, 'node_modules/recheck-jar'))).toBe(false);
  });

  test('--check finds nothing in what was just written', async () => {
    expect(await compile('--check')).toMatchObject({ code: 0 });
  });

  test.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])('the project type-checks with module %s and moduleResolution %s, declarations of packages included', async (module, moduleResolution) => {
    const options = ['--noEmit', '--skipLibCheck', 'false', '--module', module, '--moduleResolution', moduleResolution];
    expect(await run(project, process.execPath, [TSC, ...options])).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('the server runs from source', async () => {
    expect(await served(project, ['src/server.ts'], callsOf)).toEqual(CALLS);
  });

  test('the server runs as tsc builds it, once the generated folder is copied', async () => {
    await mustRun(project, process.execPath, [TSC]);
    cpSync(join(project, 'src/generated'), join(project, 'dist/generated'), { recursive: true });
    expect(await served(project, ['dist/server.js'], callsOf)).toEqual(CALLS);
  });

  test('a build without a generated module fails at start, and names it', async () => {
    const module = join(project, 'dist/generated/operations/getPet.cjs');
    const text = readFileSync(module);
    rmSync(module);
    const { code, stderr } = await run(project, process.execPath, ['dist/server.js']);
    expect([code, stderr]).toEqual([1, expect.stringContaining(`ContractError: The generated code cannot be loaded: missing files: ${module}.`)]);
    writeFileSync(module, text);
  });

  test('the server runs as esbuild bundles it, in an empty folder', async () => {
    const empty = join(folder, `${name}-bundle`);
    mkdirSync(empty);
    const outfile = join(empty, 'server.mjs');
    await mustRun(project, ESBUILD, ['src/server.ts', '--bundle', '--platform=node', '--format=esm', `--outfile=${outfile}`, `--banner:js=${banner}`]);
    expect(await served(empty, ['server.mjs'], callsOf)).toEqual(CALLS);
    expect(readdirSync(empty)).toEqual(['server.mjs']);
  });
});

test('the run time alone installs few packages and bytes', async () => {
  const project = newProject('run-time', {});
  await mustRun(project, 'npm', ['install', '--no-audit', '--no-fund']);
  rmSync(join(project, 'node_modules/@types'), { recursive: true });
  const entries = readdirSync(join(project, 'node_modules'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const { packages } = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')) as { packages: Readonly<Record<string, { peer?: true }>> };
  const names = Object.keys(packages).filter((path) => path !== '' && !path.includes('@types/'));
  const bytes = entries.reduce((sum, entry) => sum + readFileSync(join(entry.parentPath, entry.name)).length, 0);
  expect(names.length).toBeLessThanOrEqual(MOST_PACKAGES);
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
});
