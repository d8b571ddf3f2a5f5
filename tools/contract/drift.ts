import { spawnSync } from 'node:child_process';
import { ROOT } from '../child.ts';
import { type Check, NotRun } from './check.ts';

const MIN_JAVA = 11;

/** `generated/` against what the document gives today, byte by byte. */
export const drift: Check = {
  name: 'drift',
  about: 'generated/ is what the document gives',
  async run() {
    if (javaVersion() < MIN_JAVA) throw new NotRun(`needs Java ${MIN_JAVA}`);
    const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/generate.ts', '--check'], { cwd: ROOT, encoding: 'utf8' });
    return status === 0 ? [] : [`${stdout}${stderr}`.trim()];
  },
};

/** The feature release of the Java on the PATH; 0 where there is none. Java 8 and older call themselves 1.8. */
function javaVersion(): number {
  const { stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  return Number(/version "(?:1\.)?(\d+)/.exec(stderr ?? '')?.[1] ?? 0);
}
