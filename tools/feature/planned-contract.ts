import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { compileDocument } from '@petsage/openapi-compiler';
import {
  type DocumentOperation,
  type JsonObject,
  MANIFEST,
  makeManifest,
  normalizeReferences,
  readOperations,
  SourceDocument,
} from '@petsage/openapi-compiler/internal';
import type { OperationDetails, OperationsSpec } from '@petsage/openapi-koa/spec';

export const DOCUMENT = 'openapi/openapi.yaml';

/** A document that is not written yet, compiled: what `generated/` will hold. */
export interface PlannedContract {
  /** Texts by path below `generated/`, the manifest included. */
  readonly files: ReadonlyMap<string, string>;
  /** The document, its references normalized. */
  readonly root: JsonObject;
  readonly operations: readonly DocumentOperation[];
}

/**
 * Compiles the planned text of the document in memory.
 *
 * @throws RefusedDocument when the document cannot be compiled
 */
export function compilePlanned(text: string): PlannedContract {
  const { files } = compileDocument(DOCUMENT, text);
  const outputs = new Map(files);
  outputs.set(MANIFEST, makeManifest(text, files));
  const { root: normalized } = normalizeReferences(new SourceDocument(DOCUMENT, text).root);
  return { files: outputs, root: normalized, operations: readOperations(normalized) };
}

/**
 * Puts the validators of a planned contract to work, in a folder that is gone afterwards: below `node_modules`, as they require packages,
 * and until `use` has ended, as those of recursive schemas load each other late.
 *
 * @param root the root of the repository
 */
export function withDetails<T>(root: string, { files }: PlannedContract, use: (details: (operationId: string) => OperationDetails) => T): T {
  const cache = join(root, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'feature-'));
  try {
    for (const [path, content] of files) {
      if (!path.endsWith('.cjs')) continue;
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const { operations } = createRequire(join(folder, 'operations.cjs'))('./operations.cjs') as { operations: OperationsSpec };
    const details = new Map(operations.list.map((operation) => [operation.operationId, operation.load()]));
    return use((operationId) => details.get(operationId) as OperationDetails);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
