import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder that outlives this process: below the nearest `node_modules` of the current folder, else a temporary one. It may not exist yet. */
export function cacheFolder(name: string): string {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'node_modules'))) return join(folder, 'node_modules/.cache', name);
    if (dirname(folder) === folder) return join(tmpdir(), 'openapi-checks', name);
  }
}
