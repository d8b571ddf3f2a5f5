import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, portIsFree } from '@petsage/openapi-checks/lib';
import { until } from '../../../test/support/wait.ts';
import { schemathesisIsHere } from './conformance/python.ts';
import { CONTRACT, DOCUMENT, ROOT } from './options.ts';

let folder: string;
let scratch: string;
let program: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interrupt-'));
  scratch = join(folder, 'tmp');
  mkdirSync(scratch);
});
afterEach(() => {
  if (program?.pid !== undefined && groupIsAlive(program.pid)) process.kill(-program.pid, 'SIGKILL');
  rmSync(folder, { recursive: true });
});

/** In a process group of its own, which its children belong to unless they have their own. */
function startContract(...args: string[]) {
  const env = { ...process.env, TMPDIR: scratch };
  const child = spawn(process.execPath, [...CONTRACT, ...args], {
    cwd: ROOT,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  program = child;
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return { child, output: () => output };
}

function groupIsAlive(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}

const hasFolder = (name: string) => readdirSync(scratch).some((entry) => entry.startsWith(`openapi-checks-${name}-`));

/** Sends a signal once a folder exists, and expects the program to end. */
async function interrupted(signal: NodeJS.Signals, at: string, ...args: string[]): Promise<string> {
  const { child, output } = startContract(...args);
  await until(() => hasFolder(at), 40_000);
  const ended = once(child, 'exit');
  child.kill(signal);
  expect(await ended).toEqual([1, null]);
  await until(() => !groupIsAlive(child.pid as number));
  expect(readdirSync(scratch).filter((entry) => entry.startsWith('openapi-checks-'))).toEqual([]);
  return output();
}

describe('interrupted checks leave no process and no temporary folder,', () => {
  const cases: { name: string; signal: NodeJS.Signals; at: string; cases: string; python?: true }[] = [
    { name: 'while the service and Prism run, by SIGTERM', signal: 'SIGTERM', at: 'proxy', cases: '0' },
    { name: 'while the service and Prism run, by SIGINT', signal: 'SIGINT', at: 'proxy', cases: '0' },
    { name: 'while schemathesis runs, too', signal: 'SIGTERM', at: 'schemathesis', cases: '100000', python: true },
  ];
  for (const { name, signal, at, cases: count, python } of cases) {
    (python && !schemathesisIsHere ? test.skip : test)(
      name,
      async () => {
        expect(await interrupted(signal, at, '--only', 'conformance', '--cases', count)).toBe('Interrupted.\n');
      },
      60_000,
    );
  }

  test('and the service of --start ends with everything that its command started', async () => {
    const port = await freePort();
    const service = join(folder, 'silent.cjs');
    // It never responds, so that the checks wait for it, and it isn't the shell's own process.
    writeFileSync(service, `require('node:http').createServer(() => {}).listen(${port}, '127.0.0.1');`);
    const url = `http://127.0.0.1:${port}`;
    const args = ['--only', 'conformance', '--document', DOCUMENT, '--service', url, '--start', `("${process.execPath}" "${service}"); true`, '--cases', '0'];
    expect(await interrupted('SIGTERM', 'proxy', ...args)).toBe('Interrupted.\n');
    expect(await portIsFree(port, '127.0.0.1')).toBe(true);
  }, 60_000);
});

test('a second signal ends the checks at once, together with a service that ignores SIGTERM', async () => {
  const port = await freePort();
  const service = join(folder, 'stubborn.cjs');
  writeFileSync(service, `process.on('SIGTERM', () => {}); require('node:http').createServer(() => {}).listen(${port}, '127.0.0.1');`);
  const url = `http://127.0.0.1:${port}`;
  const { child, output } = startContract('--only', 'conformance', '--service', url, '--start', `"${process.execPath}" "${service}"`, '--cases', '0');
  await until(() => hasFolder('proxy'), 40_000);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await until(() => output() === 'Interrupted.\n');
  child.kill('SIGTERM');
  expect(await ended).toEqual([1, null]);
  await until(() => portIsFree(port, '127.0.0.1'));
}, 60_000);
