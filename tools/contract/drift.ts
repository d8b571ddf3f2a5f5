import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../child.ts';
import type { Check } from './check.ts';

/** `generated/` against what the document gives today, file list and bytes. */
export const drift: Check = {
  name: 'drift',
  about: 'generated/ is what the document gives',
  run({ document, generated }) {
    if (generated === undefined)
      return Promise.resolve({ faults: [], notRun: 'no folder is known that was generated from this document; name it with --generated' });
    const args = [join(ROOT, 'tools/generate.ts'), '--check', '--document', document, '--output', generated];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    return Promise.resolve({ faults: status === 0 ? [] : [`${stdout}${stderr}`.trim()], done: stdout.trim() });
  },
};
