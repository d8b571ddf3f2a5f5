import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Change } from './change.ts';
import { FailedBuild } from './fault.ts';

/**
 * The text of a file; undefined if it does not exist.
 *
 * @throws FailedBuild for a path that is not a file
 */
export function readText(root: string, path: string): string | undefined {
  const file = join(root, path);
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === false) throw new FailedBuild(`${path} is not a file.`);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** The change of one file; none if it stays as it is. */
export function changeOf(root: string, path: string, about: string, after: string | undefined): Change[] {
  const before = readText(root, path);
  if (before === after) return [];
  return [{ path, about, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
}

/** Every file below a folder, by its path below the root, sorted; none if the folder does not exist. */
export function filesOf(root: string, folder: string): string[] {
  const at = join(root, folder);
  if (!existsSync(at)) return [];
  return readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

/**
 * The texts of a folder's files, by path, once a plan is written.
 *
 * @param planned files that are made or changed; those without a text are removed
 */
export function textsAfter(root: string, folder: string, planned: readonly Pick<Change, 'path' | 'after'>[]): Map<string, string> {
  const texts = new Map(filesOf(root, folder).map((path) => [path, readText(root, path) ?? '']));
  for (const { path, after } of planned) {
    if (after === undefined) texts.delete(path);
    else if (path.startsWith(`${folder}/`)) texts.set(path, after);
  }
  return texts;
}

/** `generated/` made anew. */
export function generatedChanges(root: string, files: ReadonlyMap<string, string>): Change[] {
  const wanted = new Map([...files].map(([path, text]) => [`generated/${path}`, text]));
  const paths = new Set([...filesOf(root, 'generated'), ...wanted.keys()]);
  return [...paths].sort().flatMap((path) => changeOf(root, path, aboutGenerated(path), wanted.get(path)));
}

function aboutGenerated(path: string): string {
  if (path === 'generated/types.ts') return 'models and operation types';
  if (path === 'generated/operations.cjs') return 'route table';
  if (path.startsWith('generated/operations/')) return 'validators of an operation';
  if (path.startsWith('generated/openapi.')) return 'the document that is served';
  if (path === 'generated/manifest.json') return 'hashes of the inputs and outputs';
  return 'validators';
}
