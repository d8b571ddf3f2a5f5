import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '@petsage/openapi-checks/lib';
import { MINUTE_MS, until } from './support/wait.ts';

const MAIN = join(__dirname, '../src/main.ts');

/** Needs `script` of util-linux, which gives a program a terminal and shows on its own output what appears there. */
test(
  'a terminal that is paused blocks neither requests nor signals',
  async () => {
    const port = await freePort();
    const env = { ...process.env, PORT: String(port), HOST: '127.0.0.1', LOG_LEVEL: 'info', DRAIN_MS: '0', NO_COLOR: '1' };
    const command = `exec '${process.execPath}' '${MAIN}'`;
    const script = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = once(script, 'close');
    let shown = '';
    script.stdout.on('data', (chunk: Buffer) => {
      shown += chunk.toString();
    });
    await until(() => shown.includes('listening'));
    expect(shown).toContain('INFO: listening');
    script.stdout.pause();
    for (let count = 0; count < 3000; count++) expect((await fetch(`http://127.0.0.1:${port}/nope`)).status).toBe(404);
    script.stdout.resume();
    await until(() => shown.includes('log lines were dropped'));
    // Ctrl-C.
    script.stdin.write('\x03');
    expect(await ended).toEqual([0, null]);
    expect(shown).toContain('stopped');
  },
  MINUTE_MS,
);
