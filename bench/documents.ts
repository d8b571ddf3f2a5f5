import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { corpusFile } from '../tools/lib/corpora.ts';

/** The documents that are measured: the service's own, one with a request body, one with a list as response, one whose requests are routed and read in different ways, one with files, one with everything that a server may check, one operation of GitHub's, and all of GitHub's with our own. */
export const DOCUMENTS = ['smoke-test', 'pets', 'lists', 'routes', 'uploads', 'checks', 'languages', 'github'] as const;
export type DocumentName = (typeof DOCUMENTS)[number];

const ROOT = join(import.meta.dirname, '..');
const GITHUB = '@octokit/openapi/generated/api.github.com.json';
const OWN = 'openapi/openapi.yaml';
const LANGUAGES = '/repos/{owner}/{repo}/languages';

/** The parts of an OpenAPI document that merging needs. */
export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, object>>;
  readonly components?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A document's name for messages, and its text, YAML or JSON. */
export function readDocument(name: DocumentName): { readonly file: string; readonly text: string } {
  const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
  switch (name) {
    case 'smoke-test':
      return { file: OWN, text: read(OWN) };
    case 'pets':
    case 'lists':
    case 'routes':
    case 'uploads':
    case 'checks':
      return { file: `bench/documents/${name}.yaml`, text: read(`bench/documents/${name}.yaml`) };
    case 'languages':
      return { file: GITHUB, text: JSON.stringify(onePath(github(), LANGUAGES)) };
    case 'github':
      return { file: GITHUB, text: JSON.stringify(merged(github(), parse(read(OWN)) as OpenApiDocument)) };
  }
}

const github = () => JSON.parse(readFileSync(corpusFile(GITHUB), 'utf8')) as OpenApiDocument;

/**
 * A document with the paths and components of another one added.
 *
 * @throws Error where both have a path or component of one name
 */
export function merged<Document extends OpenApiDocument>(document: Document, added: OpenApiDocument): Document {
  const kinds = new Set([...Object.keys(document.components ?? {}), ...Object.keys(added.components ?? {})]);
  const components = [...kinds].map((kind) => [kind, union(kind, document.components?.[kind] ?? {}, added.components?.[kind] ?? {})]);
  return { ...document, paths: union('paths', document.paths, added.paths), components: Object.fromEntries(components) };
}

function union<Value>(what: string, one: Readonly<Record<string, Value>>, other: Readonly<Record<string, Value>>): Record<string, Value> {
  const both = Object.keys(other).filter((name) => Object.hasOwn(one, name));
  if (both.length > 0) throw new Error(`Both documents have in ${what}: ${both.join(', ')}.`);
  return { ...one, ...other };
}

/** A document with one of its paths only, and the components that it needs, by reference. */
function onePath<Document extends OpenApiDocument>(document: Document, path: string): Document {
  const item = document.paths[path];
  if (item === undefined) throw new Error(`The document has no path ${path}.`);
  const components: Record<string, Record<string, unknown>> = {};
  const keep = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === '$ref' && typeof value === 'string') keepComponent(value);
      else keep(value);
    }
  };
  const keepComponent = (reference: string): void => {
    const [, , kind, name] = reference.split('/') as [string, string, string, string];
    if (components[kind]?.[name] !== undefined) return;
    const component = document.components?.[kind]?.[name];
    components[kind] = { ...components[kind], [name]: component };
    keep(component);
  };
  keep(item);
  return { ...document, paths: { [path]: item }, components };
}
