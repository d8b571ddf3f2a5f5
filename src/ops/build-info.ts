import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What runs, for the log and for metrics. */
export interface BuildInfo {
  /** Of `package.json`. */
  readonly version: string;
  /** The commit it was built from, with `-dirty` if files differed from it; `unknown` from source or without git. */
  readonly revision: string;
}

/** Defined by `npm run build` only; `files` are those beside `service.cjs` that the service reads when they are requested. */
declare const PETSAGE_BUILD: BuildInfo & { readonly files: readonly string[] };

/** Whether this is the built service, whose files are all in `dist/`, or its source. */
export const isBuilt = typeof PETSAGE_BUILD !== 'undefined';

export const buildInfo: BuildInfo = isBuilt
  ? { version: PETSAGE_BUILD.version, revision: PETSAGE_BUILD.revision }
  : { version: sourceVersion(), revision: 'unknown' };

/**
 * Checks that the built service was copied completely: the smoke test would succeed all the same.
 *
 * @throws Error naming the missing files
 */
export function checkBuiltFiles(): void {
  if (!isBuilt) return;
  const missing = PETSAGE_BUILD.files.filter((file) => !existsSync(join(import.meta.dirname, file)));
  if (missing.length > 0) throw new Error(`${missing.join(', ')} of the build ${missing.length === 1 ? 'is' : 'are'} missing. Copy the whole folder dist.`);
}

function sourceVersion(): string {
  return (JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string }).version;
}
