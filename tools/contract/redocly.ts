import { spawnSync } from 'node:child_process';
import { packageFile } from '../child.ts';

export interface Said {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Redocly CLI, which is to call nobody. */
export function redocly(args: readonly string[], cwd: string): Said {
  return spawnSync(process.execPath, [packageFile('@redocly/cli/bin/cli.js'), ...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', NO_COLOR: '1', FORCE_COLOR: '0' },
  });
}
