import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ContractTables, OperationDetails } from '../../src/contract/tables.ts';
import { compileContract } from '../generate/compile-contract.ts';
import { MANIFEST, makeManifest } from '../generate/manifest.ts';
import { type DocumentOperation, readOperations } from '../generate/operations.ts';
import { normalizeReferences } from '../generate/references.ts';
import { type JsonObject, SourceDocument } from '../generate/source-document.ts';

export const DOCUMENT = 'openapi/openapi.yaml';

/** A document that is not written yet, compiled: what `generated/` will hold, and its validators at work. */
export interface PlannedContract {
  /** Texts by path below `generated/`, the manifest included. */
  readonly files: ReadonlyMap<string, string>;
  /** The document, its references normalized. */
  readonly root: JsonObject;
  readonly operations: readonly DocumentOperation[];
  details(operationId: string): OperationDetails;
}

/**
 * Compiles the planned text of the document in memory, and loads the result from a folder that is gone afterwards.
 *
 * @throws RefusedDocument when the document cannot be compiled
 */
export function compilePlanned(root: string, text: string): PlannedContract {
  const { files } = compileContract(DOCUMENT, text);
  const outputs = new Map(files);
  outputs.set(MANIFEST, `${JSON.stringify(makeManifest(root, DOCUMENT, outputs, text), undefined, 2)}\n`);
  const { root: normalized } = normalizeReferences(new SourceDocument(DOCUMENT, text).root);
  const { operations } = readOperations(normalized);
  const details = load(root, files);
  return { files: outputs, root: normalized, operations, details: (operationId) => details.get(operationId) as OperationDetails };
}

/** Validators require packages, so that they are loaded from below `node_modules`. */
function load(root: string, files: ReadonlyMap<string, string>): Map<string, OperationDetails> {
  const cache = join(root, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'feature-'));
  try {
    for (const [path, content] of files) {
      if (!path.endsWith('.cjs')) continue;
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const { tables } = createRequire(join(folder, 'contract.cjs'))('./contract.cjs') as { tables: ContractTables };
    const details = new Map(tables.operations.map((operation) => [operation.operationId, operation.load()]));
    return details;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
