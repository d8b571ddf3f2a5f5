import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { CompiledDocument } from '@petsage/openapi-compiler/internal';
import type { OperationsSpec } from '@petsage/openapi-koa/spec';
import { packageFolder } from './lib/package-file.ts';

/** The only package that generated code requires. */
const RUN_TIME = '@petsage/openapi-koa';

/**
 * Writes what a document was compiled to and loads its operations.
 *
 * @param folder a new folder: a module that was loaded once is not loaded again. Operations load their validators from it when they are
 * first used
 */
export function loadOperations(files: CompiledDocument['files'], folder: string): OperationsSpec {
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const link = join(folder, 'node_modules', RUN_TIME);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(packageFolder(RUN_TIME), link, 'junction');
  return (createRequire(join(folder, 'package.json'))('./operations.cjs') as { operations: OperationsSpec }).operations;
}
