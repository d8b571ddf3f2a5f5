import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CODES } from '@petsage/openapi-compiler';
import { type JsonObject, normalizeReferences, SourceDocument } from '@petsage/openapi-compiler/internal';
import { redocly } from './lib/redocly.ts';
import { ScratchFolder } from './lib/scratch-folder.ts';

/**
 * Reads an OpenAPI document, including the files that it refers to.
 *
 * @throws RefusedDocument with a line for each error, when it is neither YAML nor JSON or a reference has no target; Error when another
 * file cannot be read
 */
export function loadDocument(path: string): JsonObject {
  const source = readSource(path);
  const root = withOtherFiles(path, source);
  // References in other files were resolved when they were bundled.
  if (root === source.root) source.refuse(normalizeReferences(root).findings.filter(({ code }) => CODES[code].severity === 'error'));
  return root;
}

/** The same for a released document, whose faults can no longer be fixed and are not reported. */
export function loadReleased(path: string): JsonObject {
  return withOtherFiles(path, readSource(path));
}

/**
 * @param name how messages name the file
 * @throws RefusedDocument when it is neither YAML nor JSON
 */
export function readSource(path: string, name: string = relative(process.cwd(), path)): SourceDocument {
  return new SourceDocument(name, readFileSync(path, 'utf8'));
}

/** Whether a document refers to other files. */
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
