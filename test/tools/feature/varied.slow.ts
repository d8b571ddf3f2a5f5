import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { added, copyTree, type Tree } from '../../support/tree.ts';
import { freePort, until } from '../../support/wait.ts';
import { varied } from './varied-requests.ts';

const MINUTE_MS = 60_000;

let tree: Tree;
let untouched: Record<string, string>;
beforeAll(() => {
  tree = copyTree();
  untouched = tree.files();
});
afterAll(() => tree.remove());

const run = (args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: tree.root,
    encoding: 'utf8',
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  });
  return { status, output: `${stdout}${stderr}` };
};

// Each is built on what those before have made.
test.each(varied)(
  'builds $name',
  async ({ request, operationIds }) => {
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
    expect(written.sort()).toEqual(['openapi/openapi.yaml', 'src/features/features.ts', ...features, `test/features/${kebab}/${kebab}.test.ts`].sort());
  },
  MINUTE_MS,
);

test(
  'all of them keep the rules of code, document and repository',
  () => {
    expect(run(['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'])).toMatchObject({ status: 0 });
    expect(run(['tools/contract.ts'])).toEqual({ status: 0, output: 'lint: ok\ndrift: ok\nconformance: ok\n' });
    const jest = [
      '--experimental-vm-modules',
      'node_modules/jest/bin/jest.js',
      'test/structure.test.ts',
      'test/generated.test.ts',
      '-t',
      'README|generated/ is|imports',
    ];
    expect(run(jest)).toMatchObject({ status: 0 });
  },
  3 * MINUTE_MS,
);

test(
  'all of them are in the document that /docs shows, and in the mock',
  async () => {
    const { paths } = parse(readFileSync(join(tree.root, 'openapi/openapi.yaml'), 'utf8'));
    const declared = Object.values(paths as Record<string, Record<string, { operationId?: string }>>).flatMap((item) =>
      Object.values(item).map(({ operationId }) => operationId),
    );
    const served = JSON.parse(readFileSync(join(tree.root, 'generated/openapi.json'), 'utf8'));
    for (const { operationIds } of varied) expect(declared).toEqual(expect.arrayContaining([...operationIds]));
    expect(Object.keys(served.paths)).toEqual(Object.keys(paths));

    const port = await freePort();
    const { spawn } = await import('node:child_process');
    const mock = spawn(process.execPath, ['tools/mock.ts', '--port', String(port)], { cwd: tree.root, stdio: 'ignore' });
    try {
      await until(
        () =>
          fetch(`http://127.0.0.1:${port}/api/v1/smoke-test`).then(
            () => true,
            () => false,
          ),
        MINUTE_MS,
      );
      for (const { get } of varied)
        if (get !== undefined) expect({ get, status: (await fetch(`http://127.0.0.1:${port}${get}`)).status }).toEqual({ get, status: 200 });
    } finally {
      mock.kill('SIGTERM');
    }
  },
  2 * MINUTE_MS,
);

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
  3 * MINUTE_MS,
);

test(
  'removed in any order, they leave the tree as it was',
  async () => {
    for (const { request } of [...varied].reverse().sort((a, b) => a.request.feature.length - b.request.feature.length)) {
      const { code, stderr } = await tree.feature(['--remove', request.feature]).ended;
      expect({ feature: request.feature, code, stderr }).toEqual({ feature: request.feature, code: 0, stderr: 'type check …\n' });
    }
    const after = Object.fromEntries(Object.entries(tree.files()).filter(([path]) => !path.startsWith('clients/')));
    expect(after).toEqual(untouched);
  },
  5 * MINUTE_MS,
);
