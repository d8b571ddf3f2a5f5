import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { compileDocument, RefusedDocument } from '@petsage/openapi-compiler/internal';
import type { OperationsSpec } from '@petsage/openapi-koa';
import type { Suite, SuiteGroup } from './suite.ts';
import { suiteDocument } from './suite-document.ts';

/** Where compiled contracts find the packages that they need. */
const CACHE = join(import.meta.dirname, '../../node_modules/.cache');

/** What became of one test. */
export interface Outcome {
  readonly file: string;
  readonly group: string;
  readonly test: string;
  /** Undefined when it passed. */
  readonly fault?: string;
}

type Validator = (value: unknown) => boolean;

/** Runs every test of a suite through generated validators, which are written, loaded and removed again. */
export function runSuite({ files, remotes }: Suite): Outcome[] {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'json-schema-'));
  let count = 0;
  try {
    return files.flatMap(({ file, groups }) =>
      groups.flatMap((group) => {
        const validator = load(group, remotes, join(folder, String(count++)));
        return group.tests.map(({ description, data, valid }) => {
          const fault = typeof validator === 'string' ? validator : verdict(validator, structuredClone(data), valid);
          return { file, group: group.description, test: description, ...(fault === undefined ? undefined : { fault }) };
        });
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The validator of a group's schema, or why there is none. */
function load({ schema }: SuiteGroup, remotes: Suite['remotes'], folder: string): Validator | string {
  try {
    const { files } = compileDocument('suite.json', JSON.stringify(suiteDocument(schema, remotes)));
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { operations } = createRequire(import.meta.url)(join(folder, 'operations.cjs')) as { operations: OperationsSpec };
    const validator = operations.list[0]?.load().validators.bodies?.['application/json'];
    return (validator as Validator | undefined) ?? 'the generated module has no validator';
  } catch (error) {
    if (!(error instanceof RefusedDocument)) return `generating threw: ${(error as Error).message}`;
    const errors = error.diagnostics.filter(({ severity }) => severity === 'error');
    return `refused: ${[...new Set(errors.map(({ code }) => code))].join(', ')}`;
  }
}

function verdict(validator: Validator, data: unknown, valid: boolean): string | undefined {
  try {
    if (validator(data) === valid) return undefined;
    return valid ? 'valid data is refused' : 'invalid data is taken';
  } catch (error) {
    return `validating threw: ${(error as Error).message}`;
  }
}
