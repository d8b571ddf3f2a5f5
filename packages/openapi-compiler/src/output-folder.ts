import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { files, MANIFEST } from './manifest.ts';

/** Whether a folder has files that the compiler did not write. A typing mistake must not delete a folder of sources. */
export function isForeign(folder: string): boolean {
  if (!existsSync(folder)) return false;
  return !statSync(folder).isDirectory() || (readdirSync(folder).length > 0 && !existsSync(join(folder, MANIFEST)));
}

/** Makes a folder have exactly the given files, by path below it. */
export function writeOutputs(outputs: ReadonlyMap<string, string>, folder: string): void {
  if (existsSync(folder)) for (const path of files(folder)) if (!outputs.has(path)) rmSync(join(folder, path));
  for (const [path, text] of outputs) {
    const file = join(folder, path);
    // An unchanged file keeps its time, so that whoever watches it does not restart for nothing.
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** What differs between the given files and those of a folder, a line each. The line endings of a checkout do not count. */
export function differencesOf(outputs: ReadonlyMap<string, string>, folder: string): string[] {
  const present = existsSync(folder) ? files(folder) : [];
  return [
    ...[...outputs.keys()].filter((path) => !present.includes(path)).map((path) => `missing: ${path}`),
    ...present.filter((path) => !outputs.has(path)).map((path) => `not generated: ${path}`),
    ...present
      .filter((path) => outputs.has(path) && readFileSync(join(folder, path), 'utf8').replaceAll('\r\n', '\n') !== outputs.get(path))
      .map((path) => `different: ${path}`),
  ];
}
