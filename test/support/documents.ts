import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ContractTables } from '../../src/contract/index.ts';
import { compileContract } from '../../tools/generate/compile-contract.ts';

/** Where compiled contracts find the packages that they need. */
const CACHE = join(__dirname, '../../node_modules/.cache/contracts');

/** Compiles a document as `npm run generate` does, but for the types, and loads its tables. */
export function compile(name: string, text: string): ContractTables {
  const { files } = compileContract(name, text);
  const folder = join(
    CACHE,
    createHash('sha256')
      .update(JSON.stringify([...files]))
      .digest('hex')
      .slice(0, 16),
  );
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return (require(join(folder, 'contract.cjs')) as { tables: ContractTables }).tables;
}

/** Compiles one of the documents in `test/contract/documents/`. */
export function compileDocument(name: string): ContractTables {
  return compile(name, readFileSync(join(__dirname, '../contract/documents', name), 'utf8'));
}

/** A document of one path item, for tests that are about a schema or a parameter. */
export function document(pathItem: object, components: object = {}, openapi = '3.0.3'): string {
  return JSON.stringify({ openapi, info: { title: 'T', version: '1' }, paths: { '/t': pathItem }, components });
}
