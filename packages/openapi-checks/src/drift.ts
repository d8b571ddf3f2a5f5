import { spawnSync } from 'node:child_process';
import { join, relative } from 'node:path';
import { ROOT } from '../../../tools/child.ts';
import type { Check } from './check.ts';

/** `generated/` against what the document gives today, file list and bytes. */
export const drift: Check = {
  name: 'drift',
  about: 'generated/ is what the document gives',
  run({ document, generated }) {
    if (generated === undefined)
      return Promise.resolve({ faults: [], notRun: 'no folder is known that was generated from this document; name it with --generated' });
    const args = [join(ROOT, 'packages/openapi-compiler/src/cli.ts'), '--check', '--document', document, '--output', generated];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status === 0) return Promise.resolve({ faults: [], done: stdout.trim() });
    const place = (path: string) => relative(process.cwd(), path) || '.';
    // Differences are on stdout; without any, the document is at fault.
    const differs = `${place(generated)} is not what ${place(document)} gives:\n${stdout.trim()}`;
    return Promise.resolve({ faults: [stdout.trim() === '' ? stderr.trim() : differs] });
  },
};
