import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { FailedBuild } from './fault.ts';

/**
 * Formats a file as `npm run lint` requires.
 *
 * @throws FailedBuild if it breaks a rule that cannot be fixed automatically
 */
export function formatted(root: string, path: string, text: string): string {
  const args = ['check', '--write', '--error-on-warnings', '--colors=off', `--stdin-file-path=${path}`];
  const [program, ...launcher] = biome(root);
  const options = { cwd: root, input: text, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  const { status, stdout, stderr, error } = spawnSync(program, [...launcher, ...args], options);
  if (error !== undefined) throw new FailedBuild(`${path} could not be formatted: ${error.message}`);
  if (status !== 0 || stdout === '') throw new FailedBuild(`${path} as planned breaks the lint rules:\n${stderr.trim()}`);
  return stdout;
}

/** Biome's program for this machine, as its launcher takes five times as long; the launcher where npm installed one for each C library. */
function biome(root: string): [program: string, ...args: string[]] {
  const launcher = realpathSync(join(root, 'node_modules/@biomejs/biome/bin/biome'));
  const name = `cli-${process.platform}-${process.arch}`;
  const programs = [name, `${name}-musl`].map((folder) => join(launcher, '../../..', folder, 'biome')).filter((file) => existsSync(file));
  return programs.length === 1 ? [programs[0] as string] : [process.execPath, launcher];
}
