import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The checks that oasdiff lists with their levels, by commit 4553c69d of https://github.com/oasdiff/oasdiff (`checker/rules.go`): `ERR` and
 * `WARN` break clients, or may; `INFO` does not.
 */
export const OASDIFF_CHECKS: ReadonlyMap<string, string> = new Map(
  readFileSync(join(__dirname, 'oasdiff-checks.txt'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split('\t') as [string, string]),
);
