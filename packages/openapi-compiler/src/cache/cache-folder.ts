import { createHash, randomUUID } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** In `node_modules/.cache`, or the folder of temporary files. */
const NAME = '@petsage/openapi-compiler';
const EXTENSION = '.cache';
/** All files of a folder together have at most so many bytes; those that were used last stay. */
const MOST_BYTES = 500_000_000;
const MOST_FILES = 50;

/** A file that may be missing, damaged or unwritable: a compilation is the same without it, only slower. */
export class CacheFile {
  readonly #path: string | undefined;

  /**
   * @param subject what decides which file it is
   * @param folder  by default `node_modules/.cache/@petsage/openapi-compiler` of the nearest folder that has packages installed, or one of
   *   this user's among the temporary files
   */
  constructor(subject: string, folder = usableFolder()) {
    this.#path = folder && join(folder, `${createHash('sha256').update(subject).digest('hex').slice(0, 32)}${EXTENSION}`);
  }

  /** Its content; undefined without one. */
  read(): Uint8Array | undefined {
    const path = this.#path;
    return path === undefined ? undefined : attempt(() => (existsSync(path) ? readFileSync(path) : undefined));
  }

  /**
   * Writes it as a whole, so that one who reads it at the same time finds the old one or the new one, and removes files that were not used
   * for long.
   *
   * @param content undefined if it remains as it is
   */
  write(content: Uint8Array | undefined): void {
    const path = this.#path;
    if (path === undefined) return;
    const now = new Date();
    if (content === undefined) attempt(() => utimesSync(path, now, now));
    else {
      const scratch = `${path}.${randomUUID()}`;
      attempt(() => {
        writeFileSync(scratch, content, { mode: 0o600 });
        renameSync(scratch, path);
      });
      attempt(() => rmSync(scratch, { force: true }));
    }
    attempt(() => removeOld(dirname(path)));
  }
}

/** Has Node.js keep the code of the compiler's own modules for the next time. */
export function cacheModules(): void {
  const folder = usableFolder();
  if (folder === undefined) return;
  const modules = join(folder, 'modules');
  enableCompileCache(modules);
  // Each version of Node.js has a folder of its own.
  const isOther = (name: string) => !name.startsWith(`v${process.versions.node}-`);
  attempt(() => {
    for (const name of readdirSync(modules).filter(isOther)) rmSync(join(modules, name), { recursive: true, force: true });
  });
}

/** What others removed or wrote meanwhile, and a disk that is full, do no harm. */
function attempt<Value>(run: () => Value): Value | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

function usableFolder(): string | undefined {
  const installed = installedFolder(process.cwd());
  const own = installed && join(installed, '.cache', NAME);
  if (own !== undefined && attempt(() => mkdirSync(own, { recursive: true }) ?? true) !== undefined) return own;
  return attempt(temporaryFolder);
}

/** The nearest `node_modules` from a folder upwards. */
function installedFolder(start: string): string | undefined {
  for (let at = resolve(start); ; at = dirname(at)) {
    const found = join(at, 'node_modules');
    if (statSync(found, { throwIfNoEntry: false })?.isDirectory() === true) return found;
    if (at === dirname(at)) return undefined;
  }
}

/** A folder in which nobody else can put modules, as what is found there is written into generated code. */
function temporaryFolder(): string | undefined {
  const folder = join(tmpdir(), `petsage-${userInfo().username.replace(/[^\w.-]/g, '_')}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = lstatSync(folder);
  const isOwn = lstatSync(folder).isDirectory() && (process.getuid === undefined || (uid === process.getuid() && (mode & 0o077) === 0));
  return isOwn ? folder : undefined;
}

function removeOld(folder: string): void {
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.includes(EXTENSION))
    .flatMap(({ name }) => attempt(() => ({ path: join(folder, name), ...pick(statSync(join(folder, name))) })) ?? [])
    .sort((a, b) => b.mtimeMs - a.mtimeMs);
  let bytes = 0;
  for (const [index, { path, size }] of files.entries()) {
    bytes += size;
    if (index >= MOST_FILES || bytes > MOST_BYTES) attempt(() => rmSync(path, { force: true }));
  }
}

const pick = ({ size, mtimeMs }: { readonly size: number; readonly mtimeMs: number }) => ({ size, mtimeMs });
