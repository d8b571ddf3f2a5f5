import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { type JsonObject, SourceDocument } from '../generate/source-document.ts';
import { redocly } from './redocly.ts';

/**
 * Reads an OpenAPI document, and all that it refers to in other files.
 *
 * @throws RefusedDocument when it is neither YAML nor JSON; Error when a file that it refers to is missing
 */
export function loadDocument(path: string): JsonObject {
  const cwd = process.cwd();
  const name = relative(cwd, path);
  const text = readFileSync(path, 'utf8');
  if (!/\$ref['"]?\s*:\s*['"]?[^#'"\s]/.test(text)) return new SourceDocument(name, text).root;
  const scratch = mkdtempSync(join(tmpdir(), 'petsage-bundle-'));
  try {
    const bundle = join(scratch, 'openapi.json');
    const { status, stderr } = redocly(['bundle', name, '--output', bundle], cwd);
    if (status !== 0) throw new Error(stderr.trim());
    return JSON.parse(readFileSync(bundle, 'utf8')) as JsonObject;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
