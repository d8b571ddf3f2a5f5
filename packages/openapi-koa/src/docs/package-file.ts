import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Reads a file of an installed package.
 *
 * @throws the error of `require.resolve` or `readFileSync` if the package or the file is missing
 */
export function packageFile(name: string, file: string): Buffer {
  const manifest = createRequire(join(import.meta.dirname, 'package-file.ts')).resolve(`${name}/package.json`);
  return readFileSync(join(dirname(manifest), file));
}
