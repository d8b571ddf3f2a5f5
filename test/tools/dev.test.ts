import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, until } from '../support/wait.ts';

const ROOT = join(__dirname, '../..');
const WAIT_MS = 15_000;

describe('dev keeps the service running', () => {
  const cases = [
    { name: 'on a document that is refused', from: 'operationId: getSmokeTest', to: 'operationId: [1]', want: 'the operation has no operationId\n' },
  ];
  test.each(cases)('$name', async ({ from, to, want }) => {
    const copy = mkdtempSync(join(tmpdir(), 'dev-'));
    for (const path of ['openapi', 'generated', 'tools', 'src', 'openapitools.json', 'package.json'])
      cpSync(join(ROOT, path), join(copy, path), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    const port = await freePort();
    const child = spawn(process.execPath, ['tools/dev.ts'], {
      cwd: copy,
      env: { ...process.env, PORT: String(port), HOST: '127.0.0.1' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    const status = () =>
      fetch(`http://127.0.0.1:${port}/api/v1/smoke-test`).then(
        (answer) => answer.status,
        () => 0,
      );
    try {
      await until(async () => (await status()) === 200, WAIT_MS);
      const file = join(copy, 'openapi/openapi.yaml');
      writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
      await until(() => said.includes('not generated; the service runs on with the old contract\n'), WAIT_MS);
      expect(said).toContain(want);
      expect(await status()).toBe(200);
    } finally {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    expect(await status()).toBe(0);
    rmSync(copy, { recursive: true, maxRetries: 3 });
  });
});
