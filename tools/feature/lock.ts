import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FailedBuild } from './fault.ts';

const LOCK = '.feature-lock';

/**
 * Allows one run at a time: undoing one would remove what the other has written.
 *
 * @returns a function that releases the lock
 * @throws FailedBuild while another run is at work in this tree
 */
export function lockTree(root: string): () => void {
  const file = join(root, LOCK);
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const owner = Number(readFileSync(file, 'utf8'));
      if (runs(owner)) throw new FailedBuild(`npm run feature is already running here, as process ${owner}. Run it again when that has ended.`);
      // Left by a run that was killed.
      rmSync(file, { force: true });
    }
  }
  return () => rmSync(file, { force: true });
}

function runs(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
