import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fs } from '../node-modules.ts';

/**
 * Reads a file of an installed package, or its copy.
 *
 * @param file   its path in the package
 * @param folder of copies of such files, by their base names; undefined for the installed package
 * @throws the error of `require.resolve` or `readFileSync` if the package or the file is missing
 */
export function packageFile(name: string, file: string, folder: string | undefined): Buffer {
  if (folder !== undefined) return fs.readFileSync(join(folder, basename(file)));
  const manifest = createRequire(join(import.meta.dirname, 'package-file.ts')).resolve(`${name}/package.json`);
  return fs.readFileSync(join(dirname(manifest), file));
}
