import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
/** A few more than there are, so that a new version of one may bring another. */
const MOST_PACKAGES = 620;
/** Have packages and a lock file of their own, which one program installs, and the project uses none of them. */
const APART = ['test/browser', 'test/corpora', 'tools/client/generator'];
/** The servers of `bench/peers` use some packages that the project uses, too. */
const FOLDERS = [...APART, 'bench/peers'];

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface LockedPackage extends Manifest {
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly peer?: true;
}

const read = (path: string) => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
const manifestOf = (folder: string): Manifest => read(join(folder, 'package.json'));
const lockOf = (folder: string): Readonly<Record<string, LockedPackage>> => read(join(folder, 'package-lock.json')).packages;

/** Whatever machine this runs on: packages for other machines are locked as well, and not installed. */
const isForLinux = ({ os, cpu, libc }: LockedPackage) => (os?.includes('linux') ?? true) && (cpu?.includes('x64') ?? true) && (libc?.includes('glibc') ?? true);

test(`npm ci installs at most ${MOST_PACKAGES} packages; what only one program needs belongs into a folder of its own (see CONTRIBUTING.md)`, () => {
  const installed = Object.entries(lockOf('.')).filter(([path, locked]) => path.includes('node_modules/') && !locked.peer && isForLinux(locked));
  expect(installed.length).toBeLessThanOrEqual(MOST_PACKAGES);
});

test.each(APART)('npm ci does not install what %s needs', (folder) => {
  const installed = lockOf('.');
  expect(Object.keys(manifestOf(folder).dependencies ?? {}).filter((name) => installed[`node_modules/${name}`] !== undefined)).toEqual([]);
});

test.each(FOLDERS)('%s has a lock file of its dependencies, without which npm ci fails there', (folder) => {
  const { dependencies, optionalDependencies } = manifestOf(folder);
  expect(lockOf(folder)['']).toMatchObject({ dependencies, ...(optionalDependencies && { optionalDependencies }) });
});
