/**
 * Makes the tables of a measured document: `node bench/make-contract.ts NAME` writes them to `bench/.generated/NAME`, if they are not
 * there yet, made from the same document by the same generator. A process of its own, as a large document needs much memory.
 *
 * Exit codes: 0 done, 1 the document is refused (stderr says why), 2 misused.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compileDocument, RefusedDocument } from '@petsage/openapi-compiler/internal';
import { DOCUMENTS, type DocumentName, readDocument } from './documents.ts';

const ROOT = join(import.meta.dirname, '..');
const KEY = 'made-from.sha256';

process.exitCode = main(process.argv[2] as DocumentName);

function main(name: DocumentName): number {
  if (!DOCUMENTS.includes(name)) {
    process.stderr.write(`The document is ${JSON.stringify(name)}; allowed is ${DOCUMENTS.join(', ')}.\n`);
    return 2;
  }
  const { file, text } = readDocument(name);
  const folder = join(import.meta.dirname, '.generated', name);
  const key = keyOf(text);
  if (existsSync(join(folder, KEY)) && readFileSync(join(folder, KEY), 'utf8') === key) return 0;
  try {
    const { files } = compileDocument(file, text);
    rmSync(folder, { recursive: true, force: true });
    for (const [path, content] of [...files, [KEY, key] as const]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return 0;
  } catch (error) {
    if (!(error instanceof RefusedDocument)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

/** A hash of the document and of everything that turns it into tables. */
function keyOf(text: string): string {
  const generator = join(ROOT, 'packages/openapi-compiler/src');
  const sources = [generator, join(ROOT, 'packages/openapi-koa/src/validation')].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(?:ts|cjs)$/.test(path))
      .sort()
      .map((path) => join(folder, path)),
  );
  const hash = createHash('sha256').update(text);
  for (const path of [
    ...sources,
    join(ROOT, 'packages/openapi-koa/src/operation-spec.ts'),
    join(ROOT, 'packages/openapi-koa/src/http/media-type.ts'),
    join(ROOT, 'package-lock.json'),
  ]) {
    hash.update(readFileSync(path));
  }
  return hash.digest('hex');
}
