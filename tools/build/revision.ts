import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { ROOT } from '../lib/root.ts';

/** @returns the commit of this checkout, with `-dirty` if files differ from it; `unknown` if it isn't one, or without git */
export function gitRevision(): string {
  const { status, stdout } = spawnSync('git', ['describe', '--always', '--dirty', '--abbrev=40', '--exclude=*'], {
    cwd: ROOT,
    // A repository around this folder is another project's.
    env: { ...process.env, GIT_CEILING_DIRECTORIES: dirname(ROOT) },
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : 'unknown';
}
