import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@petsage/openapi-checks/lib';
import { MINUTE_MS, until } from '../../../../test/support/wait.ts';
import { DOCUMENT, PROGRAM, ROOT } from '../options.ts';

test(
  'a changed document is served, and one that is refused leaves the mock unchanged',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mock-reload-'));
    const document = join(folder, 'openapi.yaml');
    const text = readFileSync(DOCUMENT, 'utf8');
    writeFileSync(document, text);
    const port = await freePort();
    const child = spawn(process.execPath, [PROGRAM, 'mock', '--document', document, '--port', String(port)], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const message = (path = '/api/v1/smoke-test') =>
      fetch(`http://127.0.0.1:${port}${path}`).then(
        async (response) => ((await response.json()) as { message?: string }).message,
        () => undefined,
      );
    const change = (from: string, to: string) => writeFileSync(document, text.replace(from, to));
    try {
      await until(async () => (await message()) === 'PetSage system is purring happily!', MINUTE_MS);
      change('message: PetSage system is purring happily!', 'message: Changed');
      await until(async () => (await message()) === 'Changed', MINUTE_MS);
      change('/api/v1/smoke-test:', '/moved:');
      await until(async () => (await message('/moved')) !== undefined, MINUTE_MS);
      change('operationId: getSmokeTest', 'operationId: [1]');
      await until(() => /openapi\.yaml:\d+:\d+: .*operationId.*\nThe mock still serves the document as it was\.\n$/.test(stderr), MINUTE_MS);
      expect(await message('/moved')).toBe('PetSage system is purring happily!');
    } finally {
      child.kill('SIGTERM');
      await once(child, 'exit');
      rmSync(folder, { recursive: true });
    }
  },
  4 * MINUTE_MS,
);
