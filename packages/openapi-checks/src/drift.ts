import { spawnSync } from 'node:child_process';
import { relative } from 'node:path';
import type { Check } from './contract/check.ts';
import { packageFile } from './lib/package-file.ts';

/** From source, this package runs beside the compiler's source; built, beside its build. */
const COMPILER = packageFile('@petsage/openapi-compiler', import.meta.filename.endsWith('.ts') ? 'src/cli.ts' : 'dist/cli.js');

/** Compares the generated folder, file list and bytes, with what the document compiles to today. */
export const drift: Check = {
  run({ document, allowFolders, generated }) {
    if (generated === undefined) return Promise.resolve({ faults: [], notRun: 'no generated folder of this document; --generated names one' });
    const args = [COMPILER, '--check', '--document', document, '--output', generated, ...allowFolders.flatMap((folder) => ['--allow-folder', folder])];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status === 0) return Promise.resolve({ faults: [], done: stdout.trim() });
    const place = (path: string) => relative(process.cwd(), path) || '.';
    // Differences are on stdout; if there are none, the document has faults.
    const differs = `${place(generated)} differs from what ${place(document)} compiles to:\n${stdout.trim()}`;
    return Promise.resolve({ faults: [stdout.trim() === '' ? stderr.trim() : differs] });
  },
};
