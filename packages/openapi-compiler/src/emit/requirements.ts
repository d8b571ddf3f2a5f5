import { posix } from 'node:path';
import type { GeneratedRequirements } from '@petsage/openapi-koa/spec';

/** What of the generated code is loaded after the start: see `GeneratedRequirements`. */
export type Requirements = Pick<GeneratedRequirements, 'files'> & { readonly modules: readonly string[] };

/** A `require` of a literal, as generated code writes it, or a string, in which there is none. */
const GENERATED = /\brequire\("((?:[^"\\]|\\.)*)"\)|"(?:[^"\\]|\\.)*"/g;

/** What is known of a module. */
export interface ModuleFacts {
  /** The names that it requires, each once. */
  readonly requires: readonly string[];
}

/** A module of the generated code. */
export interface GeneratedModule extends ModuleFacts {
  readonly text: string;
}

/** The names that a module requires, each once. */
export function requiredIn(text: string): string[] {
  return [...new Set([...text.matchAll(GENERATED)].flatMap(([, name]) => name ?? []))];
}

/**
 * Everything that modules require when they are loaded, and what that requires in turn.
 *
 * @param files   by path below the output folder
 * @param entries paths of the modules that are loaded first, which count themselves
 */
export function requirementsOf(files: ReadonlyMap<string, ModuleFacts>, entries: readonly string[]): Requirements {
  const paths = new Set(entries);
  const modules = new Set<string>();
  // A set is iterated over what is added meanwhile, too.
  for (const path of paths)
    for (const name of files.get(path)?.requires ?? []) {
      if (name.startsWith('.')) paths.add(posix.join(posix.dirname(path), name));
      else modules.add(name);
    }
  const byFolder = Map.groupBy([...paths].sort(), (path) => posix.dirname(path));
  return {
    modules: [...modules].sort(),
    files: Object.fromEntries(
      [...byFolder].sort(([a], [b]) => (a < b ? -1 : 1)).map(([folder, inside]) => [folder, inside.map((path) => posix.basename(path)).join(' ')]),
    ),
  };
}
