import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from './root.ts';

const LOCKS = join(ROOT, 'node_modules/.cache');
const POLL_MS = 200;

/**
 * Installs the packages of a folder that has its own lock file, unless they are installed. One process at a time does so; others wait for it.
 *
 * @throws Error with npm's reason if that fails
 */
export function installFolder(folder: string): void {
  const name = relative(ROOT, folder);
  const expected = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  // Records the lock file that the folder was installed from.
  const installed = join(folder, 'node_modules/.installed.sha256');
  const isInstalled = () => existsSync(installed) && readFileSync(installed, 'utf8') === expected;
  if (isInstalled()) return;
  const unlock = lock(join(LOCKS, `install-${name.replaceAll(/\W/g, '-')}.lock`));
  try {
    if (isInstalled()) return;
    process.stderr.write(`Installing the packages of ${name}: npm ci …\n`);
    const { status, stderr, error } = spawnSync('npm', ['ci'], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
    if (status !== 0) throw new Error(`npm ci in ${name} failed: ${(error?.message ?? stderr).trim().split('\n').slice(0, 3).join(' ')}`);
    writeFileSync(installed, expected);
  } finally {
    unlock();
  }
}

/** @returns a function that releases the lock */
function lock(file: string): () => void {
  mkdirSync(LOCKS, { recursive: true });
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    // Its owner was killed.
    if (!isRunning(ownerOf(file))) rmSync(file, { force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL_MS);
  }
}

/** @returns undefined while the owner has yet to write its process id, or has just released the lock */
function ownerOf(file: string): number | undefined {
  try {
    const owner = Number(readFileSync(file, 'utf8'));
    return owner > 0 ? owner : undefined;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number | undefined): boolean {
  if (pid === undefined) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
