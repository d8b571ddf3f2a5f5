import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { FailedBuild } from './fault.ts';

/**
 * Formats a file as `npm run lint` requires.
 *
 * @throws FailedBuild if it breaks a rule that cannot be fixed automatically
 */
export function formatted(root: string, path: string, text: string): string {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const args = [biome, 'check', '--write', '--error-on-warnings', '--colors=off', `--stdin-file-path=${path}`];
  const { status, stdout, stderr, error } = spawnSync(process.execPath, args, { cwd: root, input: text, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (error !== undefined) throw new FailedBuild(`${path} could not be formatted: ${error.message}`);
  if (status !== 0 || stdout === '') throw new FailedBuild(`${path} as planned breaks the lint rules:\n${stderr.trim()}`);
  return stdout;
}
