import { spawnSync } from 'node:child_process';
import { packageFile, ROOT } from '../child.ts';
import type { Check } from './check.ts';

/** The document against the rules in openapi/redocly.yaml. */
export const lint: Check = {
  name: 'lint',
  about: 'the document keeps its rules',
  run() {
    const args = [packageFile('@redocly/cli/bin/cli.js'), 'lint', '--config', 'openapi/redocly.yaml', 'openapi/openapi.yaml'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    });
    return Promise.resolve(status === 0 ? [] : [`${stdout}${stderr}`.trim()]);
  },
};
