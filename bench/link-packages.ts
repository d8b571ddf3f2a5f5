import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

const SCOPE = '@petsage';

/**
 * Gives a work tree the installed packages of another one as links. The workspaces are its own: npm's links to them, followed through a link
 * to the whole folder, would lead to those of the other work tree.
 */
export function linkPackages(from: string, to: string): void {
  const modules = join(to, 'node_modules');
  mkdirSync(join(modules, SCOPE), { recursive: true });
  for (const name of readdirSync(join(from, 'node_modules'))) {
    if (name !== SCOPE && name !== '.cache') symlinkSync(join(from, 'node_modules', name), join(modules, name));
  }
  for (const name of readdirSync(join(to, 'packages'))) symlinkSync(join(to, 'packages', name), join(modules, SCOPE, name));
}
