import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { checkedRoot, type JsonObject, type LoadOptions, loadSource, type Source, SourceDocument } from '@petsage/openapi-compiler/internal';

/**
 * Reads an OpenAPI document, including the files that it refers to.
 *
 * @param options.allowFolders folders beside the document's own whose files it may refer to
 * @throws RefusedDocument with every error, when a file is neither YAML nor JSON or a reference has no target
 */
export function loadDocument(path: string, options: LoadOptions = {}): JsonObject {
  return checkedRoot(loadSource(path, options));
}

/**
 * The same for a released document, whose faults can no longer be fixed and are not reported.
 *
 * @throws RefusedDocument when a file that it refers to cannot be read, as changes of its contents would not be found
 */
export function loadReleased(path: string, options: LoadOptions = {}): JsonObject {
  const source = loadSource(path, options);
  return hasOtherFiles(source.root) ? checkedRoot(source) : source.root;
}

/**
 * `file:line:column` of what each pointer names, or of the nearest thing around it, in the file that it comes from.
 *
 * @param path of the main file
 * @param nameOf how messages name a file, given its path from the working directory
 */
export function placesIn(source: Pick<Source, 'positions'>, path: string, pointers: readonly string[], nameOf = (file: string) => file): string[] {
  return source.positions(pointers).map((place) => {
    // Those in the main file don't name it.
    const [, file = relative(process.cwd(), path), position] = /^(?:(.*):)?(\d+:\d+)$/.exec(place) ?? [];
    return `${nameOf(file)}:${position}`;
  });
}

/** @throws RefusedDocument when it is neither YAML nor JSON */
export function readSource(path: string): SourceDocument {
  return new SourceDocument(relative(process.cwd(), path), readFileSync(path, 'utf8'));
}

/** Whether a document refers to other files. */
export function hasOtherFiles(root: JsonObject): boolean {
  return /"\$ref":"[^#"]/.test(JSON.stringify(root));
}
