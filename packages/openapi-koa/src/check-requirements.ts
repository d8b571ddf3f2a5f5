import { join } from 'node:path';
import { ContractError } from './check-handlers.ts';
import { fs } from './node-modules.ts';
import type { OperationsSpec } from './operation-spec.ts';
import { VERSION } from './version.ts';

/** Limits the message if a whole folder is missing. */
const MOST_NAMED = 5;

/**
 * Checks at start that the generated code fits this package and can be loaded, without loading it: operations are loaded at their first
 * request, where a missing package would be a 500. Reads each generated folder once, and loads the few packages that generated code requires.
 *
 * @throws ContractError naming both versions, or each module that cannot be loaded and each file that is missing
 */
export function checkRequirements({ compiler, requirements }: OperationsSpec): void {
  if (compiler !== undefined && release(compiler) !== release(VERSION))
    throw new ContractError(
      `The generated code was written by @petsage/openapi-compiler ${compiler}, and this is @petsage/openapi-koa ${VERSION}. ` +
        'Install the same version of both, and run openapi-compile again.',
    );
  if (requirements === undefined) return;
  const { folder, modules, files } = requirements;
  const errors = modules.flatMap(([name, load]) => moduleError(name, load) ?? []);
  const missing = folder === undefined ? [] : Object.entries(files).flatMap(([below, names]) => missingFiles(join(folder, below), names));
  if (missing.length > 0) {
    const more = missing.length > MOST_NAMED ? ` and ${missing.length - MOST_NAMED} more` : '';
    errors.push(`missing files: ${missing.slice(0, MOST_NAMED).join(', ')}${more}`);
  }
  if (errors.length > 0) throw new ContractError(`The generated code cannot be loaded: ${errors.join('; ')}. Install its packages, or generate it again.`);
}

/** Patch releases fit each other: `1.2` of `1.2.3`. */
function release(version: string): string {
  return version.split('.', 2).join('.');
}

function moduleError(name: string, load: () => unknown): string | undefined {
  try {
    load();
    return undefined;
  } catch (error) {
    // Node appends the require stack on further lines.
    return `module ${name} (${String((error as Error).message).split('\n')[0]})`;
  }
}

function missingFiles(folder: string, names: string): string[] {
  const present = new Set(entriesOf(folder));
  return names
    .split(' ')
    .filter((name) => !present.has(name))
    .map((name) => join(folder, name));
}

function entriesOf(folder: string): readonly string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}
