import { copyFileSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { ClientError } from './client-error.ts';

/** The generator's list of the files that it wrote, one path per line. It identifies a generated client. */
const FILES = '.openapi-generator/FILES';

/** Why a client cannot be written into a folder. */
export interface Refusal {
  readonly reason: string;
  /** Whether --force overrides it. */
  readonly canForce: boolean;
}

/**
 * Whether a client may be written there.
 *
 * @param folder an absolute path
 * @returns why not; undefined when the folder is new, empty or a generated client
 */
export function refusal(folder: string): Refusal | undefined {
  const place = nearestPlace(folder);
  if (statSync(place, { throwIfNoEntry: false })?.isDirectory() !== true)
    return { reason: place === folder ? 'is not a folder' : `is below ${relative(process.cwd(), place)}, which is not a folder`, canForce: false };
  if (place !== folder || readdirSync(folder).length === 0 || existsSync(join(folder, FILES))) return undefined;
  return { reason: 'has files and is not a generated client', canForce: true };
}

/** The path itself, or its nearest ancestor that exists: a folder, a file, or a broken link. */
function nearestPlace(folder: string): string {
  let place = folder;
  while (!isThere(place) && dirname(place) !== place) place = dirname(place);
  return place;
}

function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * Replaces an older client by a new one.
 *
 * @param made   the folder of the new client
 * @param folder its destination, where files that were not generated stay
 * @returns the number of generated files
 * @throws ClientError when a file or folder is in the way; nothing is written then
 */
export function replaceClient(made: string, folder: string): number {
  const before = listed(folder);
  const after = listed(made);
  const paths = readdirSync(made, { recursive: true, encoding: 'utf8' }).filter((path) => statSync(join(made, path)).isFile());
  for (const path of paths) refuseObstacle(join(folder, path));
  // Not cpSync, which ends the process without an exception where a file has the name of a folder.
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    copyFileSync(join(made, path), join(folder, path));
  }
  for (const path of before) if (!after.includes(path)) remove(folder, path);
  return after.length;
}

/** With --force the folder may contain anything; conflicts are found before the first file is written. */
function refuseObstacle(file: string): void {
  const place = nearestPlace(file);
  const found = statSync(place, { throwIfNoEntry: false });
  if (place === file ? found?.isFile() !== false : found?.isDirectory() === true) return;
  const name = relative(process.cwd(), place);
  throw new ClientError(`${name} is in the way: the client has a ${place === file ? 'file' : 'folder'} of this name. Nothing was written.`);
}

function listed(folder: string): string[] {
  const file = join(folder, FILES);
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .split(/\r?\n/)
        .filter((line) => line !== '')
    : [];
}

/** Removes a file, and the folders that it leaves empty; never a file outside the folder, even if the list was tampered with. */
function remove(folder: string, path: string): void {
  const file = resolve(folder, path);
  if (relative(folder, file).split(sep)[0] === '..') return;
  rmSync(file, { force: true });
  for (let parent = dirname(file); parent !== resolve(folder) && existsSync(parent) && readdirSync(parent).length === 0; parent = dirname(parent))
    rmSync(parent, { recursive: true });
}
