/** Compiles the document FILE under the name NAME into FOLDER, in a process of its own: what is not enforced goes to the standard output, a line each. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compileDocument } from '../../packages/openapi-compiler/src/compile-document.ts';

const [name, file, folder, mode] = process.argv.slice(2) as [string, string, string, string];
const { files, notEnforced } = compileDocument(name, readFileSync(file, 'utf8'), { strict: mode === 'strict' });
for (const [path, text] of files) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
process.stdout.write(notEnforced.map((line) => `${line}\n`).join(''));
