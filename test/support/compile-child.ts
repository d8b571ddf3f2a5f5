/** Compiles the document FILE under the name NAME into FOLDER, in a process of its own: the diagnostics go to the standard output, as JSON. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compileDocument } from '../../packages/openapi-compiler/src/compile.ts';

const [name, file, folder, mode] = process.argv.slice(2) as [string, string, string, string];
const { files, diagnostics } = compileDocument(name, readFileSync(file, 'utf8'), { strict: mode === 'strict' });
for (const [path, text] of files) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
process.stdout.write(JSON.stringify(diagnostics));
