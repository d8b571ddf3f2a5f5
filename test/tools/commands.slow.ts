import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { freePort } from '@petsage/openapi-checks/lib';
import { runTool } from '../support/tool.ts';
import { until } from '../support/wait.ts';

const ROOT = join(__dirname, '../..');
const CHECKS = 'packages/openapi-checks/src/cli.ts';
const DOCUMENT = join(ROOT, 'test/fixtures/service/openapi/openapi.yaml');

test('an old Node gets one line', async () => {
  const old = "Object.defineProperty(process.versions, 'node', { value: '20.1.0' }); require('./tools/check-node.cjs');";
  expect(await runTool(['-e', old])).toEqual({
    code: 1,
    stdout: '',
    stderr: 'Node.js 24.18 or newer is required; this is 20.1.0. Run `npm ci` without --ignore-scripts, which installs one.\n',
  });
  expect(await runTool(['tools/check-node.cjs'])).toEqual({ code: 0, stdout: '', stderr: '' });
});

describe('the mock', () => {
  test('responds with the examples, with CORS, and with any declared error on request', async () => {
    const port = await freePort();
    const child = spawn(process.execPath, [CHECKS, 'mock', '--document', DOCUMENT, '--port', String(port)], { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] });
    const listening = new Promise<void>((resolve) =>
      child.stdout.on('data', (chunk: Buffer) => String(chunk).includes(`The mock listens at http://127.0.0.1:${port}\n`) && resolve()),
    );
    await listening;
    const url = `http://127.0.0.1:${port}/api/v1/smoke-test`;
    const response = await fetch(url, { headers: { Origin: 'http://localhost:5173' } });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await response.json()).toEqual({ status: 'ok', message: 'PetSage system is purring happily!', timestamp: '2026-01-15T09:30:00.000Z' });
    expect((await fetch(url, { headers: { Prefer: 'code=503' } })).status).toBe(503);
    child.kill('SIGINT');
    expect((await once(child, 'exit'))[0]).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });

  const endings: { name: string; program: string; args: string[]; want: (code: number | null) => boolean }[] = [
    { name: 'the program', program: process.execPath, args: [CHECKS, 'mock'], want: (code) => code === 0 },
    // npm ends by itself, and passes the signal to the shell only.
    { name: 'npm', program: 'npm', args: ['run', 'mock', '--'], want: () => true },
  ];
  test.each(endings)('ends with a SIGTERM to $name', async ({ program, args, want }) => {
    const port = await freePort();
    const child = spawn(program, [...args, '--document', DOCUMENT, '--port', String(port)], { cwd: ROOT, stdio: 'ignore' });
    const responds = () =>
      fetch(`http://127.0.0.1:${port}/`).then(
        () => true,
        () => false,
      );
    await until(responds, 15_000);
    child.kill('SIGTERM');
    expect(want((await once(child, 'exit'))[0])).toBe(true);
    await until(async () => !(await responds()), 2000);
  });

  test('reports a port that is in use', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    const { port } = blocker.address() as AddressInfo;
    const outcome = await runTool([CHECKS, 'mock', '--document', DOCUMENT, '--port', String(port)]);
    blocker.close();
    expect(outcome).toEqual({ code: 1, stdout: '', stderr: `Cannot listen on 127.0.0.1, port ${port}: it is in use. Choose another with --port.\n` });
  });
});
