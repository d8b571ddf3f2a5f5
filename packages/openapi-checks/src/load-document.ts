import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type JsonObject, normalizeReferences, SourceDocument } from '@petsage/openapi-compiler/internal';
import { ScratchFolder } from '../../../tools/scratch-folder.ts';
import { redocly } from './redocly.ts';

/**
 * Reads an OpenAPI document, and all that it refers to in other files.
 *
 * @throws RefusedDocument with a line for each fault, when it is neither YAML nor JSON or a reference names nothing; Error when a file
 * that it refers to cannot be read
 */
export function loadDocument(path: string): JsonObject {
  const source = readSource(path);
  const root = withOtherFiles(path, source);
  // What other files bring is checked where they are read.
  if (root === source.root) source.refuse(normalizeReferences(root).faults);
  return root;
}

/** The same of a document that was released: what is wrong with it cannot be mended any more. */
export function loadReleased(path: string): JsonObject {
  return withOtherFiles(path, readSource(path));
}

/** @throws RefusedDocument when it is neither YAML nor JSON */
export function readSource(path: string): SourceDocument {
  return new SourceDocument(relative(process.cwd(), path), readFileSync(path, 'utf8'));
}

/** Whether a document as it was written refers to other files. */
export function hasOtherFiles(root: JsonObject): boolean {
  return /"\$ref":"[^#"]/.test(JSON.stringify(root));
}

function withOtherFiles(path: string, source: SourceDocument): JsonObject {
  if (!hasOtherFiles(source.root)) return source.root;
  const cwd = process.cwd();
  const scratch = new ScratchFolder('bundle');
  try {
    const bundle = join(scratch.path, 'openapi.json');
    const { status, stderr } = redocly(['bundle', relative(cwd, path), '--output', bundle], cwd);
    if (status !== 0) throw new Error(stderr.trim());
    return JSON.parse(readFileSync(bundle, 'utf8')) as JsonObject;
  } finally {
    scratch.remove();
  }
}
