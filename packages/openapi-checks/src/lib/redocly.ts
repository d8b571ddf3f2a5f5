import { spawnSync } from 'node:child_process';
import { packageFile } from './package-file.ts';
import { REDOCLY_ENV } from './redocly-env.ts';

export interface ProgramResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Redocly CLI. */
export function redocly(args: readonly string[], cwd: string): ProgramResult {
  return spawnSync(process.execPath, [packageFile('@redocly/cli', 'bin/cli.js'), ...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: REDOCLY_ENV,
  });
}
