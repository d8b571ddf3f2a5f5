import { cpSync, mkdirSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const SCOPE = '@petsage';

/**
 * Copies parts of the repository into an empty folder, for a test to write in.
 *
 * @param folder must exist
 * @param parts  paths of files and folders. Its workspace packages are always copied; installed packages are linked
 */
export function copyRepository(folder: string, parts: readonly string[]): void {
  for (const path of [...parts, 'packages'])
    cpSync(join(ROOT, path), join(folder, path), { recursive: true, filter: (source) => !/\/packages\/[^/]+\/(?:dist|node_modules)(?:\/|$)/.test(source) });
  const installed = realpathSync(join(ROOT, 'node_modules'));
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, SCOPE), { recursive: true });
  for (const name of readdirSync(installed)) if (name !== SCOPE && name !== '.cache') symlinkSync(join(installed, name), join(modules, name));
  for (const name of readdirSync(join(folder, 'packages'))) symlinkSync(join(folder, 'packages', name), join(modules, SCOPE, name));
}
