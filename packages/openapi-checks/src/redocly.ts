import { spawnSync } from 'node:child_process';
import { packageFile } from '../../../tools/child.ts';
import { REDOCLY_ENV } from '../../../tools/redocly-env.ts';

export interface Said {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Redocly CLI. */
export function redocly(args: readonly string[], cwd: string): Said {
  return spawnSync(process.execPath, [packageFile('@redocly/cli/bin/cli.js'), ...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: REDOCLY_ENV,
  });
}
