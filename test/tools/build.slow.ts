import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { freePort } from '@petsage/openapi-checks/lib';
import { type Component, refusedLicenses } from '../../tools/build/sbom.ts';
import { installNode } from '../support/node-version.ts';
import { type Service, startService } from '../support/service.ts';
import { runTool } from '../support/tool.ts';
import { MINUTE_MS, until } from '../support/wait.ts';

const ROOT = join(__dirname, '../..');
const BACKEND = join(ROOT, 'node_modules/openapi-backend');
const REVISION = '4f2c9d1-test';
const { version: VERSION } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** Empty but for folders that tests make in it. */
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'build-'));
  expect(await runTool(['tools/build.ts', 'service', '--revision', REVISION])).toEqual({ code: 0, stdout: '', stderr: '' });
  // Other tests build with other revisions.
  cpSync(join(ROOT, 'dist'), join(folder, 'built'), { recursive: true, filter: (path) => basename(path) !== 'compile-cache' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Copies the build to where nothing else is. */
function copyBuild(name: string): string {
  const copy = join(folder, name);
  cpSync(join(folder, 'built'), copy, { recursive: true });
  return copy;
}

/** Without what the scripts of this project set. */
const ENV: NodeJS.ProcessEnv = { ...process.env, NODE_OPTIONS: '', HOST: '127.0.0.1', LOG_LEVEL: 'info', DRAIN_MS: '0' };

describe('the built service, alone', () => {
  let service: Service;

  beforeAll(async () => {
    service = await startService({ NODE_OPTIONS: '' }, ['--disallow-code-generation-from-strings'], join(copyBuild('alone'), 'main.cjs'));
  });

  afterAll(async () => {
    service.child.kill('SIGTERM');
    service.child.kill('SIGTERM');
    await service.ended;
  });

  test.each([
    { path: '/api/v1/smoke-test', want: [200, 'application/json'] },
    { path: '/docs', want: [200, 'text/html; charset=utf-8'] },
    { path: '/redoc', want: [200, 'text/html; charset=utf-8'] },
    { path: '/problems', want: [200, 'text/html; charset=utf-8'] },
    { path: '/openapi.json', want: [200, 'application/json'] },
    { path: '/openapi.yaml', want: [200, 'application/yaml'] },
    { path: '/', want: [200, 'text/html; charset=utf-8'] },
    { path: '/nothing', want: [404, 'application/problem+json'] },
  ])('responds to $path without generating code from strings', async ({ path, want }) => {
    const response = await fetch(`http://127.0.0.1:${service.port}${path}`, { redirect: 'manual' });
    expect([response.status, response.headers.get('content-type')]).toEqual(want);
  });

  test.each([
    { page: '/', count: 3 },
    { page: '/docs', count: 6 },
    { page: '/redoc', count: 4 },
  ])('serves the files that $page loads', async ({ page, count }) => {
    const url = `http://127.0.0.1:${service.port}${page}`;
    const html = await (await fetch(url)).text();
    const files = [...html.matchAll(/(?:src|href)="([^":]+\.(?:js|css|svg))"/g)].map(([, file]) => file as string);
    expect(files).toHaveLength(count);
    for (const file of files) expect([file, (await fetch(new URL(file, url))).status]).toEqual([file, 200]);
  });

  test('logs which version and revision it is', () => {
    expect(service.log[0]).toMatchObject({ msg: 'listening', version: VERSION, revision: REVISION });
  });
});

describe('the files beside service.cjs', () => {
  test('are not loaded by a start and a request', async () => {
    const copy = copyBuild('loaded');
    const preload = join(folder, 'list-loaded.cjs');
    writeFileSync(preload, `process.once('exit', () => require('node:fs').writeFileSync(process.env.LOADED, Object.keys(require.cache).join('\\n')));`);
    const list = join(folder, 'loaded.txt');
    const service = await startService({ NODE_OPTIONS: '', LOADED: list }, ['--require', preload], join(copy, 'main.cjs'));
    expect((await fetch(`http://127.0.0.1:${service.port}/api/v1/smoke-test`)).status).toBe(200);
    service.child.kill('SIGTERM');
    service.child.kill('SIGTERM');
    await service.ended;
    expect(readFileSync(list, 'utf8').split('\n')).toEqual([preload, join(copy, 'main.cjs'), join(copy, 'service.cjs')]);
  });

  test('have what the service and openapi-backend import of them', async () => {
    const imported = `const { bodyParser } = await import(${JSON.stringify(join(folder, 'built', 'body-parser.cjs'))}); console.log(typeof bodyParser);`;
    expect(await runTool(['--input-type=module', '-e', imported])).toEqual({ code: 0, stdout: 'function\n', stderr: '' });
    const tools = createRequire(join(folder, 'built', 'main.cjs'))('./openapi-backend-tools.cjs');
    expect(Object.keys(tools)).toEqual(['ajv', 'openapi-schema-validator', 'mock-json-schema', 'qs', './refparser', 'lodash']);
    for (const name of Object.keys(tools)) expect(tools[name]).toBeDefined();
    expect(
      tools.lodash
        .chain([3, 4])
        .map((value: number) => value + 1)
        .value(),
    ).toEqual([4, 5]);
  });
});

describe('service.cjs', () => {
  let text: string;
  let modules: string[];
  beforeAll(() => {
    text = readFileSync(join(folder, 'built', 'service.cjs'), 'utf8');
    modules = [...text.matchAll(/^ *\/\/ (node_modules\/\S+)$/gm)].map(([, path]) => path as string);
  });

  test('has a package of one version once', () => {
    const folders = new Set(modules.map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] as string));
    const versions = [...folders].map((path) => {
      const { name, version } = JSON.parse(readFileSync(join(ROOT, path, 'package.json'), 'utf8'));
      return `${name}@${version}`;
    });
    expect(versions).toContain(`koa@${JSON.parse(readFileSync(join(ROOT, 'node_modules/koa/package.json'), 'utf8')).version}`);
    expect(versions).toEqual([...new Set(versions)]);
  });

  test('has of lodash every function that openapi-backend uses, but not the whole', () => {
    const used = readdirSync(BACKEND)
      .filter((file) => file.endsWith('.js'))
      .flatMap((file) => [...readFileSync(join(BACKEND, file), 'utf8').matchAll(/\b_\.(\w+)/g)].map(([, name]) => name as string));
    const [, getters = ''] = /"lodash:lodash"\(([\s\S]*?)\n {2}\}\n/.exec(text) ?? [];
    expect(new Set([...getters.matchAll(/get (\w+)\(\)/g)].map(([, name]) => name))).toEqual(new Set(used));
    expect(used).toEqual(expect.arrayContaining(['isNil', 'flatMap', 'keys']));
    expect(modules).toContain('node_modules/lodash/flatMap.js');
    expect(modules).not.toContain('node_modules/lodash/lodash.js');
  });

  test('has tables as JSON', () => {
    expect(modules).toContain('node_modules/mime-db/db.json');
    expect(text.match(/mime-db\/db\.json"\([\s\S]{0,100}JSON\.parse\(/g)).toHaveLength(2);
  });
});

describe('on other versions of Node.js', () => {
  const start = (node: string, env: NodeJS.ProcessEnv) =>
    spawnSync(node, [join(copyBuild(basename(mkdtempSync(join(folder, 'other-')))), 'main.cjs')], {
      env: { ...ENV, ...env },
      encoding: 'utf8',
      timeout: MINUTE_MS,
    });

  test(
    '22.15 runs it',
    async () => {
      const child = spawn(installNode(folder, '22.15'), [join(copyBuild('node-22'), 'main.cjs')], {
        env: { ...ENV, PORT: '0' },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      const { port } = JSON.parse(line.toString());
      const statuses = await Promise.all(
        ['/api/v1/smoke-test', '/docs', '/redoc', '/openapi.json'].map(async (path) => (await fetch(`http://127.0.0.1:${port}${path}`)).status),
      );
      child.kill('SIGTERM');
      expect({ statuses, ended: await once(child, 'exit') }).toEqual({ statuses: [200, 200, 200, 200], ended: [0, null] });
    },
    5 * MINUTE_MS,
  );

  test(
    'an older one gets one line and exit code 2',
    () => {
      const node = installNode(folder, '20');
      const { status, stdout, stderr } = start(node, { PORT: '0' });
      expect({ status, stdout, stderr }).toEqual({
        status: 2,
        stdout: '',
        stderr: expect.stringMatching(/^Node\.js 22\.15 or newer is required; this is 20\.\d+\.\d+\.\n$/),
      });
    },
    5 * MINUTE_MS,
  );

  test('an invalid setting is one line and exit code 2', () => {
    const { status, stdout, stderr } = start(process.execPath, { PORT: 'x' });
    expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: expect.stringMatching(/^PORT must be .*\n$/) });
  });
});

test('runs with the permission to read its own folder only', async () => {
  const copy = copyBuild('permission');
  const confined = await startService({ NODE_OPTIONS: '' }, ['--permission', `--allow-fs-read=${copy}/`], join(copy, 'main.cjs'));
  const paths = ['/api/v1/smoke-test', '/openapi.json', '/docs', '/docs/swagger-ui.css', '/redoc/redoc.standalone.js', '/problems'];
  const statuses = await Promise.all(paths.map(async (path) => (await fetch(`http://127.0.0.1:${confined.port}${path}`)).status));
  confined.child.kill('SIGTERM');
  confined.child.kill('SIGTERM');
  await confined.ended;
  expect({ statuses, stderr: confined.stderr() }).toEqual({ statuses: paths.map(() => 200), stderr: '' });
});

test.each([
  { missing: ['service.cjs'], want: 'service.cjs of the build is missing. Copy the whole folder dist.\n' },
  {
    missing: ['pino-pretty.cjs', 'pages/openapi.yaml'],
    want: 'Cannot start: pino-pretty.cjs, pages/openapi.yaml of the build are missing. Copy the whole folder dist.\n',
  },
])('a copy without $missing does not start', ({ missing, want }) => {
  const copy = copyBuild(`without-${missing.length}`);
  for (const file of missing) rmSync(join(copy, file));
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(copy, 'main.cjs')], {
    env: { ...ENV, PORT: '0' },
    encoding: 'utf8',
    timeout: MINUTE_MS,
  });
  expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: want });
});

/** Needs `script` of util-linux, which gives a program a terminal and shows on its own output what appears there. */
test('its log is formatted on a terminal', async () => {
  const command = `exec '${process.execPath}' '${join(copyBuild('terminal'), 'main.cjs')}'`;
  const script = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    env: { ...ENV, PORT: '0', NO_COLOR: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(script, 'close');
  let shown = '';
  script.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
  });
  await until(() => shown.includes(`revision: "${REVISION}"`));
  // Ctrl-C.
  script.stdin.write('\x03');
  expect(await ended).toEqual([0, null]);
  expect(shown).toContain('INFO: listening');
});

describe('npm start', () => {
  const start = (cwd: string, env: NodeJS.ProcessEnv = {}) =>
    spawn('npm', ['start', '--silent'], { cwd, env: { ...ENV, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });

  /** What `npm ci --omit=dev` leaves: sources, and no development packages. */
  function productionFolder(name: string): string {
    const production = join(folder, name);
    mkdirSync(production);
    for (const path of ['package.json', 'tools/check-node.cjs', 'tools/prepare-start.cjs']) cpSync(join(ROOT, path), join(production, path));
    return production;
  }

  test('builds anew where the development packages are installed', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(scripts).toMatchObject({ prestart: 'node tools/prepare-start.cjs', start: 'exec node dist/main.cjs' });
    const { status, stderr } = spawnSync(process.execPath, ['tools/prepare-start.cjs'], { cwd: ROOT, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    // Its own revision in place of the one that this test chose.
    expect(readFileSync(join(ROOT, 'dist/service.cjs'), 'utf8')).not.toContain(REVISION);
  });

  test('without them starts the build that is there, which ends with a SIGTERM to npm', async () => {
    const production = productionFolder('production');
    cpSync(join(folder, 'alone'), join(production, 'dist'), { recursive: true });
    const port = await freePort();
    const npm = start(production, { PORT: String(port) });
    const responds = () =>
      fetch(`http://127.0.0.1:${port}/docs`).then(
        ({ status }) => status === 200,
        () => false,
      );
    await until(responds, 15_000);
    npm.kill('SIGTERM');
    expect(await once(npm, 'exit')).toEqual([0, null]);
    expect(await responds()).toBe(false);
  });

  test('without them and without a build is one line', async () => {
    const npm = start(productionFolder('empty'));
    const stderr = npm.stderr.toArray();
    expect((await once(npm, 'exit'))[0]).toBe(1);
    expect(Buffer.concat(await stderr).toString()).toBe(
      'There is no dist/main.cjs: copy the folder dist of a build here, or run `npm ci && npm run build` without --omit=dev.\n',
    );
  });
});

describe('npm run build', () => {
  test('packages makes a package that plain JavaScript can import', async () => {
    expect(await runTool(['tools/build.ts', 'packages'])).toEqual({ code: 0, stdout: '', stderr: '' });
    // By its own name, as a package that depends on it would.
    const program = "import * as all from '@petsage/openapi-koa'; console.log(typeof all.createContract)";
    const { code, stdout, stderr } = await runTool(['--input-type=module', '--eval', program], { ...process.env, NODE_OPTIONS: '' });
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'function\n', stderr: '' });
    const dist = join(ROOT, 'packages/openapi-koa/dist');
    expect(readFileSync(join(dist, 'index.d.ts'), 'utf8')).toContain('createContract');
    // Not one for each module, which would make the start of a service slow.
    expect(readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.js')).length).toBeLessThan(20);
    const checks = await runTool(['packages/openapi-checks/dist/cli.js', 'contract', '--only', 'lint,examples'], {
      ...process.env,
      NODE_OPTIONS: '',
    });
    expect(checks).toEqual({ code: 0, stdout: expect.stringMatching(/^lint: exit 0, ok .*\nexamples: exit 0, \d+ examples validated; .*\n$/), stderr: '' });
  });

  test('sbom lists what is in the files of dist/, with its licence, and is the same each time', async () => {
    const build = async () => {
      expect(await runTool(['tools/build.ts', 'sbom'])).toEqual({ code: 0, stdout: '', stderr: '' });
      return readFileSync(join(ROOT, 'dist/sbom.cdx.json'), 'utf8');
    };
    const text = await build();
    const bom = JSON.parse(text) as { bomFormat: string; metadata: { component: { name: string } }; components: Component[] };
    expect([bom.bomFormat, bom.metadata.component.name]).toEqual(['CycloneDX', 'petsage-api']);
    const names = bom.components.map(({ group, name }) => (group === undefined ? name : `${group}/${name}`));
    // Of the service, its log on a terminal, its traces, its pages and the deployment check; nothing that only builds or tests.
    for (const name of ['koa', '@petsage/openapi-koa', 'pino-pretty', '@opentelemetry/sdk-trace', 'swagger-ui-dist', 'redoc', 'commander'])
      expect(names).toContain(name);
    for (const name of ['esbuild', 'typescript', 'jest']) expect(names).not.toContain(name);
    expect(await build()).toBe(text);
  });

  test('a package ships if one of its licences is permitted', () => {
    const of = (name: string, ...licenses: NonNullable<Component['licenses']>): Component => ({ name, licenses });
    const components = [
      of('mit', { license: { id: 'MIT' } }),
      of('either', { expression: 'GPL-3.0-only OR MIT' }),
      of('gpl', { license: { id: 'GPL-3.0-only' } }),
      of('both', { expression: 'MIT AND GPL-3.0-only' }),
      of('own', { license: { name: 'SEE LICENSE' } }),
      { group: '@none', name: 'none' },
    ];
    expect(refusedLicenses(components)).toEqual(['gpl (GPL-3.0-only)', 'both (MIT AND GPL-3.0-only)', 'own (SEE LICENSE)', '@none/none (no licence)']);
  });

  test('smoke makes the command of the package, in one file', async () => {
    expect(await runTool(['tools/build.ts', 'smoke'])).toEqual({ code: 0, stdout: '', stderr: '' });
    const { bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(bin).toEqual({ 'petsage-smoke': './dist/smoke.cjs' });
    const { code, stdout } = await runTool(['dist/smoke.cjs', '--help']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^Usage: petsage-smoke /) });
  });
});
