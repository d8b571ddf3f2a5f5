import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/**
 * A file of a package that this one depends on, whatever that package exports.
 *
 * @param name the package
 * @param path the file's path in it
 */
export function packageFile(name: string, path: string): string {
  return join(packageFolder(name), path);
}

/** The folder of a package that this one depends on. */
export function packageFolder(name: string): string {
  const folder = (require.resolve.paths(name) ?? []).map((modules) => join(modules, name)).find((place) => existsSync(join(place, 'package.json')));
  if (folder === undefined) throw new Error(`The package ${name} is not installed for ${dirname(import.meta.filename)}.`);
  return folder;
}
