import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyRepository } from '../../../test/support/copy-repository.ts';
import { runTool } from '../../../test/support/tool.ts';
import { until } from '../../../test/support/wait.ts';
import { freePort } from '../../openapi-checks/src/lib/port.ts';

const ROOT = join(__dirname, '../../..');
const WAIT_MS = 30_000;

test('another document gives its own folder, and --check sees every difference in it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'generate-'));
  const document = join(ROOT, 'packages/openapi-koa/test/documents/pets.yaml');
  const output = join(folder, 'pets');
  const generate = (...more: string[]) => runTool(['packages/openapi-compiler/src/cli.ts', '--document', document, '--output', output, ...more]);
  expect(await generate()).toMatchObject({ code: 0 });
  expect(await generate('--check')).toMatchObject({ code: 0 });
  expect(readFileSync(join(output, 'types.ts'), 'utf8')).toContain('createPet: {');
  writeFileSync(join(output, 'more.ts'), '');
  writeFileSync(join(output, 'types.ts'), '');
  rmSync(join(output, 'operations.cjs'));
  expect(await generate('--check')).toMatchObject({
    code: 1,
    stdout: 'missing: operations.cjs\nnot generated: more.ts\ndifferent: types.ts\nNext: npm run generate\n',
  });
  rmSync(folder, { recursive: true });
});

test.each(['src', 'package.json'])('%s, which it did not write, is left alone', async (output) => {
  const { code, stdout, stderr } = await runTool(['packages/openapi-compiler/src/cli.ts', '--output', output]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toBe(
    `${join(ROOT, output)} has files that npm run generate did not write; --output names a new folder, an empty one, or one that it wrote.\n`,
  );
});

test('dev restarts the service with what a changed document gives', async () => {
  const copy = mkdtempSync(join(tmpdir(), 'dev-'));
  copyRepository(copy, ['openapi', 'generated', 'tools', 'src', 'openapitools.json', 'package.json']);
  const port = await freePort();
  const child = spawn(process.execPath, ['tools/dev.ts'], { cwd: copy, env: { ...process.env, PORT: String(port), HOST: '127.0.0.1' }, stdio: 'ignore' });
  try {
    const title = async () =>
      (
        (await fetch(`http://127.0.0.1:${port}/openapi.json`).then(
          (answer) => answer.json(),
          () => undefined,
        )) as { info: { title: string } } | undefined
      )?.info.title;
    await until(async () => (await title()) === 'PetSage API', WAIT_MS);
    const file = join(copy, 'openapi/openapi.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('title: PetSage API', 'title: Changed'));
    await until(async () => (await title()) === 'Changed', WAIT_MS);
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
    rmSync(copy, { recursive: true, maxRetries: 3 });
  }
});
