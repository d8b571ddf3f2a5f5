import { spawnSync } from 'node:child_process';
import { ROOT } from '../child.ts';
import type { Check } from './check.ts';

/** `generated/` against what the document gives today, byte by byte. */
export const drift: Check = {
  name: 'drift',
  about: 'generated/ is what the document gives',
  run() {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/generate.ts', '--check'], { cwd: ROOT, encoding: 'utf8' });
    return Promise.resolve(status === 0 ? [] : [`${stdout}${stderr}`.trim()]);
  },
};
