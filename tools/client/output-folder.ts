import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** The generator's list of what it wrote, a path a line. It is how a generated client is known. */
const FILES = '.openapi-generator/FILES';

/**
 * Whether a client may be written there.
 *
 * @returns why not; undefined when the folder is new, empty or a generated client
 */
export function refusal(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  if (!statSync(folder).isDirectory()) return 'is no folder';
  if (readdirSync(folder).length === 0 || existsSync(join(folder, FILES))) return undefined;
  return 'has files in it and is no generated client';
}

/**
 * Puts a new client in place of an older one.
 *
 * @param made   the folder of the new client
 * @param folder where it is to be; files that nobody generated stay in it
 * @returns the number of generated files
 */
export function replaceClient(made: string, folder: string): number {
  const before = listed(folder);
  const after = listed(made);
  mkdirSync(folder, { recursive: true });
  cpSync(made, folder, { recursive: true });
  for (const path of before) if (!after.includes(path)) remove(folder, path);
  return after.length;
}

function listed(folder: string): string[] {
  const file = join(folder, FILES);
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .split(/\r?\n/)
        .filter((line) => line !== '')
    : [];
}

/** Removes a file, and the folders that it leaves empty. A list that was tampered with reaches nothing outside the folder. */
function remove(folder: string, path: string): void {
  const file = resolve(folder, path);
  if (relative(folder, file).split(sep)[0] === '..') return;
  rmSync(file, { force: true });
  for (let parent = dirname(file); parent !== resolve(folder) && existsSync(parent) && readdirSync(parent).length === 0; parent = dirname(parent))
    rmSync(parent, { recursive: true });
}
