import { join } from 'node:path';
import { installFolder } from './install-folder.ts';
import { ROOT } from './root.ts';

/** The folder whose packages are documents that others publish. */
export const CORPORA = join(ROOT, 'test/corpora');

/**
 * The path of a published document. Its packages are installed if they are not there: they are 400 MB, and few programs use them.
 *
 * @param path such as `@octokit/openapi/generated/api.github.com.json`
 * @throws Error if they cannot be installed
 */
export function corpusFile(path: string): string {
  installFolder(CORPORA);
  return join(CORPORA, 'node_modules', path);
}
