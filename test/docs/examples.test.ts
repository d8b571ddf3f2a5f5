import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileDocument } from '../../packages/openapi-compiler/src/compile.ts';
import { formatDiagnostic } from '../../packages/openapi-compiler/src/diagnostics/diagnostic.ts';

/** The documents that other teams start from, and PetSage's own. */
const ROOT = join(__dirname, '../..');
const documents = ['docs/examples/bookshop/openapi.yaml', 'openapi/openapi.yaml'];

test.each(documents)('no error and no warning is found in %s', (document) => {
  const { diagnostics } = compileDocument(document, readFileSync(join(ROOT, document), 'utf8'));
  // What is only reported, such as a stream that cannot be validated, is what a service may want.
  expect(diagnostics.filter(({ severity }) => severity !== 'info').map(formatDiagnostic)).toEqual([]);
});
