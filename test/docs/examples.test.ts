import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileDocument } from '../../packages/openapi-compiler/src/compile-document.ts';
import { formatDiagnostic } from '../../packages/openapi-compiler/src/diagnostics/diagnostic.ts';

/** The documents that other teams start from, and PetSage's own. */
const ROOT = join(__dirname, '../..');
const documents = [...readdirSync(join(ROOT, 'docs/examples')).map((name) => `docs/examples/${name}/openapi.yaml`), 'openapi/openapi.yaml'];

test.each(documents)('nothing is found in %s', (document) => {
  const { diagnostics } = compileDocument(document, readFileSync(join(ROOT, document), 'utf8'));
  expect(diagnostics.map(formatDiagnostic)).toEqual([]);
});
