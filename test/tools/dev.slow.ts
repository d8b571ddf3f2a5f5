import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@petsage/openapi-checks/lib';
import { copyRepository } from '../support/copy-repository.ts';
import { until } from '../support/wait.ts';

const WAIT_MS = 15_000;
const DOCUMENT = 'openapi/openapi.yaml';
const SERVICE = 'src/features/smoke-test/service.ts';

let copy: string;
let stderr: string;
let port: number;
let end: () => Promise<void>;
beforeEach(async () => {
  copy = mkdtempSync(join(tmpdir(), 'dev-'));
  copyRepository(copy, ['openapi', 'generated', 'tools', 'src', 'openapi.config.json', 'openapitools.json', 'package.json']);
  port = await freePort();
  stderr = '';
  const child = spawn(process.execPath, ['tools/dev.ts'], {
    cwd: copy,
    env: { ...process.env, PORT: String(port), HOST: '127.0.0.1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  end = async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  await until(async () => (await ask()).status === 200, WAIT_MS);
}, 2 * WAIT_MS);
afterEach(async () => {
  await end();
  rmSync(copy, { recursive: true, maxRetries: 3 });
});

const ask = () =>
  fetch(`http://127.0.0.1:${port}/api/v1/smoke-test`).then(
    async (response) => ({ status: response.status, message: ((await response.json()) as { message: string }).message }),
    () => ({ status: 0, message: '' }),
  );
/** As editors do that keep the old file until the new one is whole. */
function replace(path: string, from: string, to: string): void {
  const file = join(copy, path);
  writeFileSync(`${file}~`, readFileSync(file, 'utf8').replace(from, to));
  renameSync(`${file}~`, file);
}

test('a refused document leaves the service running, and the service ends with dev', async () => {
  writeFileSync(join(copy, DOCUMENT), readFileSync(join(copy, DOCUMENT), 'utf8').replace('operationId: getSmokeTest', 'operationId: [1]'));
  await until(
    () => /openapi\.yaml:\d+:\d+: error\[wrong-type\]: [\s\S]*\nnot generated; the service keeps running with the old contract\n/.test(stderr),
    WAIT_MS,
  );
  expect((await ask()).status).toBe(200);
  await end();
  expect((await ask()).status).toBe(0);
}, 60_000);

test('a file that is replaced repeatedly is noticed every time', async () => {
  let last = 'PetSage system is purring happily!';
  for (const message of ['purring 1', 'purring 2', 'purring 3']) {
    replace(SERVICE, last, message);
    last = message;
    await until(async () => (await ask()).message === message, WAIT_MS);
  }
  for (const count of [1, 2]) {
    replace(DOCUMENT, 'operationId: getSmokeTest', 'operationId: [1]');
    await until(() => stderr.split('not generated').length === count + 1, WAIT_MS);
    replace(DOCUMENT, 'operationId: [1]', 'operationId: getSmokeTest');
    await until(() => stderr.split('\ngenerated\n').length === count + 1, WAIT_MS);
  }
  expect((await ask()).status).toBe(200);
}, 60_000);

test('after an error in the code, the next change restarts the service', async () => {
  replace(SERVICE, 'export function', 'throw new Error("no");\nexport function');
  await until(async () => (await ask()).status === 0, WAIT_MS);
  replace(SERVICE, 'throw new Error("no");\n', '');
  await until(async () => (await ask()).status === 200, WAIT_MS);
}, 60_000);
