import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../tools/port.ts';
import { copyRepository } from '../support/copy-repository.ts';
import { until } from '../support/wait.ts';

const WAIT_MS = 15_000;
const DOCUMENT = 'openapi/openapi.yaml';
const SERVICE = 'src/features/smoke-test/service.ts';

let copy: string;
let said: string;
let port: number;
let end: () => Promise<void>;
beforeEach(async () => {
  copy = mkdtempSync(join(tmpdir(), 'dev-'));
  copyRepository(copy, ['openapi', 'generated', 'tools', 'src', 'openapitools.json', 'package.json']);
  port = await freePort();
  said = '';
  const child = spawn(process.execPath, ['tools/dev.ts'], {
    cwd: copy,
    env: { ...process.env, PORT: String(port), HOST: '127.0.0.1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child.stderr.on('data', (chunk) => {
    said += chunk;
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
    async (answer) => ({ status: answer.status, message: ((await answer.json()) as { message: string }).message }),
    () => ({ status: 0, message: '' }),
  );
/** As editors do that keep the old file until the new one is whole. */
function replace(path: string, from: string, to: string): void {
  const file = join(copy, path);
  writeFileSync(`${file}~`, readFileSync(file, 'utf8').replace(from, to));
  renameSync(`${file}~`, file);
}

test('a document that is refused leaves the service running, and dev ends with it', async () => {
  writeFileSync(join(copy, DOCUMENT), readFileSync(join(copy, DOCUMENT), 'utf8').replace('operationId: getSmokeTest', 'operationId: [1]'));
  await until(() => said.includes('not generated; the service runs on with the old contract\n'), WAIT_MS);
  expect(said).toContain('operationId has to be a text\n');
  expect((await ask()).status).toBe(200);
  await end();
  expect((await ask()).status).toBe(0);
}, 60_000);

test('a file that is replaced again and again is seen every time', async () => {
  let last = 'PetSage system is purring happily!';
  for (const message of ['purring 1', 'purring 2', 'purring 3']) {
    replace(SERVICE, last, message);
    last = message;
    await until(async () => (await ask()).message === message, WAIT_MS);
  }
  for (const count of [1, 2]) {
    replace(DOCUMENT, 'operationId: getSmokeTest', 'operationId: [1]');
    await until(() => said.split('not generated').length === count + 1, WAIT_MS);
    replace(DOCUMENT, 'operationId: [1]', 'operationId: getSmokeTest');
    await until(() => said.split('\ngenerated\n').length === count + 1, WAIT_MS);
  }
  expect((await ask()).status).toBe(200);
}, 60_000);

test('a fault in the code is mended by the next change', async () => {
  replace(SERVICE, 'export function', 'throw new Error("no");\nexport function');
  await until(async () => (await ask()).status === 0, WAIT_MS);
  replace(SERVICE, 'throw new Error("no");\n', '');
  await until(async () => (await ask()).status === 200, WAIT_MS);
}, 60_000);
