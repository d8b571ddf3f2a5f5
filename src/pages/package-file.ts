import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Reads a file that an installed package brings.
 *
 * @throws the error of `require.resolve` or `readFileSync` where the package or the file is absent
 */
export function packageFile(name: string, file: string): Buffer {
  const manifest = createRequire(join(import.meta.dirname, 'package-file.ts')).resolve(`${name}/package.json`);
  return readFileSync(join(dirname(manifest), file));
}
