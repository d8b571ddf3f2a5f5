import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Change } from './change.ts';
import { FailedBuild } from './fault.ts';
import { readText } from './tree.ts';

/** The end of the names of files that are not in place yet. */
const PART = '.feature-part';

/**
 * Writes a plan, all of it or nothing: every text goes to a file beside its place first, and only when all are there they take their places.
 *
 * @returns puts everything back as it was
 * @throws FailedBuild when a file cannot be written, or is not what it was when the plan was made; the tree is as it was
 */
export function writeChanges(root: string, changes: readonly Change[]): () => void {
  const changed = changes.filter(({ path, before }) => readText(root, path) !== before);
  if (changed.length > 0) throw new FailedBuild(`${changed.map(({ path }) => path).join(', ')} changed while the feature was planned. Run it again.`);
  const folders: string[] = [];
  const parts: string[] = [];
  const placed: Change[] = [];
  const undo = () => {
    // A folder of that name is why the text could not be written.
    for (const part of parts) if (!isFolder(part)) rmSync(part, { force: true });
    for (const change of placed.reverse()) restore(root, change);
    removeEmpty(folders);
  };
  try {
    for (const { path, after } of changes) {
      if (after === undefined) continue;
      const file = join(root, path);
      folders.push(...makeFolders(dirname(file)));
      parts.push(`${file}${PART}`);
      writeFileSync(`${file}${PART}`, after);
    }
    for (const change of changes) {
      const file = join(root, change.path);
      placed.push(change);
      if (change.after === undefined) rmSync(file);
      else renameSync(`${file}${PART}`, file);
    }
    const left = changes.filter(({ after }) => after === undefined).map(({ path }) => dirname(join(root, path)));
    const gone = removeEmpty([...new Set(left)]);
    return () => {
      for (const folder of gone.reverse()) mkdirSync(folder, { recursive: true });
      undo();
    };
  } catch (error) {
    undo();
    const { code, path } = error as NodeJS.ErrnoException;
    throw new FailedBuild(
      `${path === undefined ? 'A file' : path.slice(root.length + 1)} cannot be written (${code ?? (error as Error).message}). Nothing has changed.`,
    );
  }
}

function restore(root: string, { path, before }: Change): void {
  const file = join(root, path);
  if (before === undefined) rmSync(file, { force: true });
  else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, before);
  }
}

/** @returns the folders that were made, the outermost first */
function makeFolders(folder: string): string[] {
  if (isFolder(folder)) return [];
  const above = makeFolders(dirname(folder));
  mkdirSync(folder);
  return [...above, folder];
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Removes folders that nothing is in, the innermost first. */
function removeEmpty(folders: readonly string[]): string[] {
  return [...folders]
    .sort()
    .reverse()
    .filter((folder) => {
      if (!isFolder(folder) || readdirSync(folder).length > 0) return false;
      rmdirSync(folder);
      return true;
    });
}
