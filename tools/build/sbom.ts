import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { ROOT } from '../lib/root.ts';

/** What permits to ship a package as part of a service, if its licence text goes with it; names of SPDX. */
const PERMITTED: ReadonlySet<string> = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT', 'PSF-2.0', 'Unlicense']);

/** A component of CycloneDX 1.6. */
export interface Component {
  readonly group?: string;
  readonly name: string;
  readonly version?: string;
  readonly licenses?: readonly { readonly license?: { readonly id?: string; readonly name?: string }; readonly expression?: string }[];
}

/** The software bill of materials (CycloneDX 1.6) of bundles, by the inputs that esbuild used. */
export async function sbomOf(metafile: Metafile): Promise<{ text: string; components: readonly Component[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'sbom-'));
  try {
    const file = join(folder, 'metafile.json');
    await writeFile(file, JSON.stringify(metafile));
    const command = join(ROOT, 'node_modules/@cyclonedx/cyclonedx-esbuild/bin/cyclonedx-esbuild-cli.js');
    // Two builds of one commit are equal.
    const args = ['--bwd', ROOT, '--gather-license-texts', '--output-reproducible', file];
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], { encoding: 'utf8', maxBuffer: 100_000_000 });
    if (status !== 0) throw new Error(`cyclonedx-esbuild failed: ${stderr.trim()}`);
    return { text: stdout, components: (JSON.parse(stdout) as { components: readonly Component[] }).components };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The components of which no licence is permitted, or none is named. */
export function refusedLicenses(components: readonly Component[]): string[] {
  return components
    .filter(
      ({ licenses = [] }) =>
        !licenses.some(({ license, expression = '' }) => PERMITTED.has(license?.id ?? '') || expression.split(' OR ').some((id) => PERMITTED.has(id))),
    )
    .map(({ group, name, licenses = [] }) => {
      const names = licenses.map(({ license, expression }) => expression ?? license?.id ?? license?.name ?? '').join(' and ');
      return `${group === undefined ? '' : `${group}/`}${name} (${names === '' ? 'no licence' : names})`;
    });
}
