import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { compileDocument } from '@petsage/openapi-compiler';
import { MANIFEST, makeManifest } from '@petsage/openapi-compiler/internal';

/** Below `node_modules`, as generated code requires packages. */
const CACHE = join(import.meta.dirname, '../../node_modules/.cache/generated');

/**
 * Compiles a document into a folder that several processes may share: it is named by its content, and put in its place as a whole.
 *
 * @returns the folder, as `openapi-compile` would have written it; it must not be changed
 */
export function generatedFolder(document: string): string {
  const text = readFileSync(document, 'utf8');
  const { files } = compileDocument(basename(document), text);
  const outputs = new Map([...files, [MANIFEST, makeManifest(text, files)]]);
  const key = createHash('sha256').update(JSON.stringify([...outputs]));
  const folder = join(CACHE, key.digest('hex').slice(0, 16));
  if (existsSync(folder)) return folder;
  const part = `${folder}.${randomUUID()}`;
  for (const [path, content] of outputs) {
    mkdirSync(dirname(join(part, path)), { recursive: true });
    writeFileSync(join(part, path), content);
  }
  try {
    renameSync(part, folder);
  } catch (error) {
    // Another process was faster.
    rmSync(part, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
