import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, parse, relative, resolve } from 'node:path';
import { readSettings, type Settings } from './settings.ts';

/** A document that somebody publishes, with what stands beside it. */
export interface PublishedDocument {
  /** The path, in the folder that was given if there is one. */
  readonly name: string;
  /** Absolute. */
  readonly file: string;
  readonly overlay: string | undefined;
  readonly settings: Settings;
}

const EXTENSIONS: ReadonlySet<string> = new Set(['.yaml', '.yml', '.json']);
/** The field `openapi` of the outermost object: at the start of a line in YAML. */
const YAML_FIELD = /^["']?openapi["']?\s*:/m;

/**
 * The OpenAPI documents of a folder and the folders in it, by name; files that they refer to are none.
 *
 * @param path        a folder, or one document
 * @param isOneOfMany whether the names begin with the path
 * @throws UsageError for settings that cannot be read
 */
export function publishedDocuments(path: string, isOneOfMany = false): PublishedDocument[] {
  if (statSync(path).isFile()) return [publishedDocument(path, isOneOfMany ? path : parse(path).base)];
  const files = readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && EXTENSIONS.has(parse(entry.name).ext))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(isDocument);
  return files.sort().map((file) => publishedDocument(file, isOneOfMany ? file : relative(path, file)));
}

function publishedDocument(file: string, name: string): PublishedDocument {
  const { dir, name: base } = parse(file);
  const overlay = ['yaml', 'yml', 'json'].map((extension) => resolve(dir, `${base}.overlay.${extension}`)).find((each) => existsSync(each));
  return { name, file: resolve(file), overlay, settings: readSettings(join(dir, `${base}.settings.json`)) };
}

function isDocument(file: string): boolean {
  const text = readFileSync(file, 'utf8');
  if (!text.trimStart().startsWith('{')) return YAML_FIELD.test(text);
  // Most JSON files that documents refer to do not have the word.
  if (!text.includes('"openapi"')) return false;
  try {
    return Object.hasOwn(JSON.parse(text), 'openapi');
  } catch {
    return false;
  }
}
