import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@petsage/openapi-checks/lib';
import { build } from 'esbuild';
import { installFolder } from '../../../tools/lib/install-folder.ts';
import { ROOT } from '../../../tools/lib/root.ts';
import { added, CONTRACT, treeOfAllTests } from '../../support/tree.ts';
import { MINUTE_MS, until } from '../../support/wait.ts';
import { RESIDENTS, varied } from './varied-requests.ts';

const tree = treeOfAllTests();

const run = (args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: tree.root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { status, output: `${stdout}${stderr}` };
};

// Each is built on what those before have made.
test.each(varied)(
  'builds $name',
  async ({ request, operationIds, files = [] }) => {
    const before = tree.files();
    const { code, stdout, stderr } = await tree.feature(['--json'], JSON.stringify(request)).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'type check …\nnew tests …\n' });
    const result = JSON.parse(stdout);
    expect(result.operations.map(({ operationId }: { operationId: string }) => operationId).sort()).toEqual([...operationIds].sort());
    expect(result.tests).toMatch(/^(?:\d+ todo, )?(\d+) passed, \d+ total$/);
    const after = tree.files();
    // Throws where the document has less than before.
    added(before['openapi/openapi.yaml'] as string, after['openapi/openapi.yaml'] as string);
    const written = Object.keys(after).filter((path) => before[path] !== after[path] && !path.startsWith('generated/'));
    const kebab = request.feature.replaceAll('_', '-');
    const features = ['README.md', 'feature.json', 'handler.ts', 'index.ts', 'service.ts'].map((file) => `src/features/${kebab}/${file}`);
    expect(written.sort()).toEqual(
      ['openapi/openapi.yaml', 'src/features/features.ts', ...files, ...features, `test/features/${kebab}/${kebab}.test.ts`].sort(),
    );
  },
  3 * MINUTE_MS,
);

test('one of them gets its logic and its tests by hand', () => {
  for (const folder of ['src', 'test']) cpSync(join(RESIDENTS, folder), join(tree.root, folder), { recursive: true });
});

test(
  'with all of them, every test of the repository, the type check and lint pass',
  () =>
    tree.complete(() => {
      const jest = [
        '--experimental-vm-modules',
        '--disable-warning=ExperimentalWarning',
        'node_modules/jest/bin/jest.js',
        '--silent',
        '--maxWorkers=100%',
        `--testTimeout=${MINUTE_MS}`,
      ];
      const passed = /^Tests: +(?:\d+ skipped, )?(?:\d+ todo, )?\d+ passed, \d+ total$/m;
      const together = run(jest);
      // Other slow tests run at the same time and may make one fail that measures or waits; alone it has to pass.
      if (together.status !== 0) console.warn(together.output);
      const outcome =
        together.status === 0 ? together : run([...jest.filter((argument) => !argument.startsWith('--maxWorkers')), '--onlyFailures', '--runInBand']);
      expect(outcome).toEqual({ status: 0, output: expect.stringMatching(passed) });
      expect(run(['node_modules/typescript/bin/tsc', '--noEmit', '--pretty', 'false'])).toEqual({ status: 0, output: '' });
      expect(run(['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'])).toEqual({ status: 0, output: expect.any(String) });
    }),
  10 * MINUTE_MS,
);

test(
  'all of them pass the contract checks',
  () => {
    const contract = ['--only', 'lint,drift,conformance,examples', '--cases', '0', '--varies', 'createdAt,acceptedAt,seenAt,at'];
    expect(run([...CONTRACT, ...contract])).toEqual({
      status: 0,
      output: expect.stringMatching(/^lint: exit 0.*\ndrift: exit 0.*\nconformance: exit 0.*\nexamples: exit 0.*\n$/),
    });
  },
  5 * MINUTE_MS,
);

test(
  'all of them are in the document that the running service gives to /docs',
  async () => {
    await whileServing(async (origin) => {
      expect((await fetch(`${origin}/docs`)).status).toBe(200);
      const { paths } = (await (await fetch(`${origin}/openapi.json`)).json()) as { paths: Record<string, Record<string, { operationId?: string }>> };
      const ids = Object.values(paths).flatMap((item) => Object.values(item).map(({ operationId }) => operationId));
      for (const { operationIds } of varied) expect(ids).toEqual(expect.arrayContaining([...operationIds]));
      if (CHROMIUM === undefined) return;
      const blocks = await shown(origin);
      for (const { operationIds } of varied) expect(blocks).toEqual(expect.arrayContaining([...operationIds]));
    });
  },
  5 * MINUTE_MS,
);

test(
  'a change of the document that breaks clients is found, with the clients that it breaks',
  () => {
    const document = join(tree.root, 'openapi/openapi.yaml');
    const released = readFileSync(document, 'utf8');
    const base = join(tree.root, 'released.yaml');
    writeFileSync(base, released);
    const limit = 'schema: {type: integer, minimum: 1, maximum: 100, default: 20}';
    expect(released.lastIndexOf(limit)).toBeGreaterThan(released.indexOf('operationId: listResidents'));
    writeFileSync(document, released.replaceAll(limit, limit.replace('100', '50')));
    const { status, output } = run([...CONTRACT, '--only', 'breaking', '--base', base]);
    writeFileSync(document, released);
    expect({ status, output }).toEqual({ status: 1, output: expect.stringContaining('`maximum` of the query parameter `limit` changed from <= 100 to <= 50') });
    expect(output).toContain('breaks clients that send requests to GET /api/v1/residents\n');
  },
  MINUTE_MS,
);

test(
  'all of them are in the mock',
  async () => {
    const port = await freePort();
    const mock = spawn(process.execPath, ['packages/openapi-checks/src/cli.ts', 'mock', '--port', String(port)], { cwd: tree.root, stdio: 'ignore' });
    const origin = `http://127.0.0.1:${port}`;
    try {
      await until(() => responds(origin), MINUTE_MS);
      for (const { get } of varied) if (get !== undefined) expect({ get, status: (await fetch(`${origin}${get}`)).status }).toEqual({ get, status: 200 });
    } finally {
      mock.kill('SIGTERM');
    }
  },
  5 * MINUTE_MS,
);

/** Runs the service of the clone until a function has settled. */
async function whileServing(act: (origin: string) => Promise<void> | void): Promise<void> {
  const port = await freePort();
  const service = spawn(process.execPath, ['src/main.ts'], {
    cwd: tree.root,
    stdio: 'ignore',
    env: { ...process.env, PORT: String(port), HOST: '127.0.0.1', LOG_LEVEL: 'silent', PUBLIC_URL: '', DRAIN_MS: '0' },
  });
  const origin = `http://127.0.0.1:${port}`;
  try {
    await until(() => responds(origin), MINUTE_MS);
    await act(origin);
  } finally {
    service.kill('SIGTERM');
  }
}

const responds = (origin: string) =>
  fetch(`${origin}/api/v1/smoke-test`).then(
    () => true,
    () => false,
  );

/** Has the packages that drive a browser. */
const BROWSER = join(ROOT, 'test/browser');
/** The browser that a machine may have. */
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) => existsSync(file));

/** The operations that a browser shows at /docs. */
async function shown(origin: string): Promise<string[]> {
  installFolder(BROWSER);
  const script = `import { chromium } from 'playwright-core';
    const browser = await chromium.launch({ executablePath: ${JSON.stringify(CHROMIUM)}, args: ['--no-sandbox'] });
    const page = await browser.newPage();
    await page.goto(${JSON.stringify(origin)} + '/docs');
    await page.waitForSelector('.opblock', { timeout: 20000 });
    process.stdout.write(JSON.stringify(await page.$$eval('.opblock', (blocks) => blocks.map(({ id }) => id.split('-').at(-1)))));
    await browser.close();`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { cwd: BROWSER, encoding: 'utf8' });
  return JSON.parse(stdout) as string[];
}

const java = spawnSync('java', ['-version']).status === 0 ? test : test.skip;
java(
  'all of them are in a generated client',
  () => {
    expect(run(['tools/client.ts', 'typescript'])).toMatchObject({ status: 0 });
    const folder = join(tree.root, 'clients/typescript');
    expect(existsSync(folder)).toBe(true);
    const code = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /Api\.ts$/.test(file))
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('\n');
    for (const { operationIds } of varied) for (const id of operationIds) expect(code).toContain(`async ${id}(`);
  },
  5 * MINUTE_MS,
);

java(
  'a TypeScript and a Python client create pets of the running service, and list them',
  async () => {
    expect(run(['tools/client.ts', 'python'])).toMatchObject({ status: 0 });
    const clients = join(tree.root, 'clients');
    const entry = join(clients, 'main.ts');
    writeFileSync(
      entry,
      `import { Configuration, ResidentsApi } from './typescript/src/index';
      const api = new ResidentsApi(new Configuration({ basePath: process.argv[2], apiKey: 'shelter-key' }));
      const { id } = await api.createResident({ newResident: { name: 'Mo', species: 'cat', bornOn: new Date('2020-02-29') } });
      await api.addResidentPhoto({ residentId: id, photo: new File(['12345'], 'a.png', { type: 'image/png' }) });
      console.log((await api.listResidents({ species: 'cat', limit: 1 })).items.map(({ name }) => name).join());`,
    );
    await build({ entryPoints: [entry], outfile: join(clients, 'main.mjs'), bundle: true, format: 'esm', platform: 'node', logLevel: 'silent' });
    writeFileSync(
      join(clients, 'main.py'),
      `import sys
from petsage_client import ApiClient, Configuration, NewResident, ResidentsApi
with ApiClient(Configuration(host=sys.argv[1], api_key={"residentKey": "shelter-key"})) as client:
    api = ResidentsApi(client)
    api.create_resident(NewResident(name="Rex", species="dog"))
    print(",".join(resident.name for resident in api.list_residents().items))
`,
    );
    const python = join(clients, 'venv/bin/python');
    expect(spawnSync('python3', ['-m', 'venv', join(clients, 'venv')]).status).toBe(0);
    expect(spawnSync(python, ['-m', 'pip', 'install', '--quiet', join(clients, 'python')], { encoding: 'utf8' })).toMatchObject({ status: 0 });
    await whileServing(async (origin) => {
      const said = (program: string, file: string) => spawnSync(program, [join(clients, file), origin], { encoding: 'utf8' });
      expect(said(process.execPath, 'main.mjs')).toMatchObject({ status: 0, stdout: 'Mo\n' });
      expect(said(python, 'main.py')).toMatchObject({ status: 0, stdout: 'Mo,Rex\n' });
    });
  },
  5 * MINUTE_MS,
);

test(
  'removed in any order, they leave the tree as it was',
  async () => {
    for (const { request } of [...varied].reverse().sort((a, b) => a.request.feature.length - b.request.feature.length)) {
      // What was written by hand is not removed by accident.
      if (request.feature === 'residents') expect((await tree.feature(['--remove', request.feature]).ended).code).toBe(2);
      const { code, stderr } = await tree.feature(['--remove', request.feature, ...(request.feature === 'residents' ? ['--force'] : [])]).ended;
      expect({ feature: request.feature, code, stderr }).toEqual({ feature: request.feature, code: 0, stderr: 'type check …\n' });
    }
    const after = Object.fromEntries(Object.entries(tree.files()).filter(([path]) => !/^(?:clients\/|released\.yaml$)/.test(path)));
    expect(after).toEqual(tree.before);
  },
  5 * MINUTE_MS,
);
