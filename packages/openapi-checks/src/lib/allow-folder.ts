import { resolve } from 'node:path';
import { collect, quoted, UsageError } from '@petsage/openapi-compiler/command-line';
import { isFolder } from './files.ts';

/** The arguments that declare `--allow-folder`, the same in every command that reads a document. */
export const ALLOW_FOLDER = ['--allow-folder <folder>', "a folder beside the document's own whose files it may refer to; may be repeated", collect] as const;

/**
 * The absolute paths of the folders that `--allow-folder` names.
 *
 * @throws UsageError
 */
export function allowedFolders(folders: readonly string[] = []): string[] {
  const missing = folders.find((folder) => !isFolder(folder));
  if (missing !== undefined) throw new UsageError(`${quoted(missing)} is not a folder; --allow-folder expects one.`);
  return folders.map((folder) => resolve(folder));
}
