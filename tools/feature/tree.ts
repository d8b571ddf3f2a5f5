import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { files as filesBelow } from '@petsage/openapi-compiler/internal';
import type { Change } from './change.ts';
import { FailedBuild } from './fault.ts';

/**
 * The text of a file; undefined where there is none.
 *
 * @throws FailedBuild for what is no file
 */
export function readText(root: string, path: string): string | undefined {
  const file = join(root, path);
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === false) throw new FailedBuild(`${path} is no file.`);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** A change of one file; none where it stays as it is. */
export function changeOf(root: string, path: string, about: string, after: string | undefined): Change[] {
  const before = readText(root, path);
  if (before === after) return [];
  return [{ path, about, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
}

/** Every file below a folder, by its path below the root; none where there is no such folder. */
export function filesOf(root: string, folder: string): string[] {
  const at = join(root, folder);
  return existsSync(at) && readdirSync(at).length > 0 ? filesBelow(at).map((path) => `${folder}/${path}`) : [];
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
  if (path.startsWith('generated/openapi.')) return 'the document as it is served';
  if (path === 'generated/manifest.json') return 'hashes of what went in and came out';
  return 'validators';
}
