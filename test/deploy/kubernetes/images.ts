import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../tools/lib/root.ts';
import { Podman } from '../podman.ts';
import { run } from '../programs.ts';
import { PROGRAMS } from './programs.ts';

const BASE = 'localhost/node-base';
/** Of a pod's network: containerd's configuration names it. */
export const PAUSE_IMAGE = 'localhost/pause:1';
/** Two releases of the service, which differ in their revision. */
export const RELEASES = ['1.0.0', '1.0.1'] as const;
export const imageOf = (release: string) => `localhost/petsage-api:${release}`;

/**
 * Builds `dist/`, and of it the images of a cluster, with a base made here.
 *
 * @param archive the file that gets them, to be imported by containerd
 */
export function buildImages(archive: string): void {
  run(process.execPath, [join(ROOT, 'tools/build.ts'), 'service', 'smoke', 'sbom'], { cwd: ROOT });
  const podman = new Podman();
  try {
    podman.buildBase(BASE);
    for (const release of RELEASES) {
      const file = join(ROOT, 'deploy/container/Containerfile');
      const args = ['--build-arg', `BASE=${BASE}`, '--build-arg', `REVISION=${release}`, '--timestamp', '1'];
      podman.run(['build', '--quiet', '--no-cache', '--file', file, ...args, '--tag', imageOf(release), join(ROOT, 'dist')]);
    }
    const pause = join(podman.folder, 'pause');
    mkdirSync(pause);
    run('cp', [join(PROGRAMS, 'pause'), pause]);
    writeFileSync(join(pause, 'Containerfile'), 'FROM scratch\nCOPY pause /pause\nENTRYPOINT ["/pause"]\n');
    podman.run(['build', '--quiet', '--tag', PAUSE_IMAGE, pause]);
    podman.run(['save', '--quiet', '--multi-image-archive', '--output', archive, ...RELEASES.map(imageOf), PAUSE_IMAGE]);
  } finally {
    podman.end();
  }
}
