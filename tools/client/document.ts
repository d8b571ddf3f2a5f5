import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { type Finding, isObject, type Json, type JsonObject, joinPointer, RefusedDocument, SourceDocument } from '@petsage/openapi-compiler/internal';
import { ClientError } from './client-error.ts';

const FETCH_TIMEOUT_MS = 30_000;
/** A file that isn't YAML has hundreds of faults; the first few are enough. */
const MAX_FAULTS = 5;

/** A document as the service reads it. */
export interface LoadedDocument {
  /** References to other files name their copies in the scratch folder. */
  readonly root: JsonObject;
  /** The version of the API, `info.version`. */
  readonly version: string;
}

/**
 * Gets an OpenAPI document, and checks it before a generator reads it.
 *
 * @param source  a path, or an http or https URL
 * @param scratch a folder for the files that the document refers to
 * @throws ClientError when it cannot be read, or isn't an OpenAPI 3.0 or 3.1 document
 */
export async function loadDocument(source: string, scratch: string): Promise<LoadedDocument> {
  return /^https?:\/\//i.test(source) ? await fetchDocument(source) : readDocument(source, scratch);
}

/**
 * Writes a document for a generator: as JSON, as generators read YAML 1.1, of which `NO` is a boolean and the service's YAML 1.2 is not.
 *
 * @returns its path
 */
export function writeDocument({ root }: LoadedDocument, scratch: string): string {
  const path = join(scratch, 'openapi.json');
  writeFileSync(path, JSON.stringify(root));
  return path;
}

function readDocument(source: string, scratch: string): LoadedDocument {
  const path = resolve(source);
  if (!existsSync(path) || !statSync(path).isFile())
    throw new ClientError(`${source} is not a file; --document expects an OpenAPI document, a file or an http or https URL.`);
  const { root } = check(relative(process.cwd(), path) || path, readFileSync(path, 'utf8'), []);
  new ReferencedFiles(scratch).copy(root, path);
  return { root, version: versionOf(root) };
}

/** The files that a document refers to, as JSON beside it: what the generator reads is what this program has read. */
class ReferencedFiles {
  readonly #scratch: string;
  /** The name of the copy of each file. */
  readonly #copies = new Map<string, string>();

  constructor(scratch: string) {
    this.#scratch = scratch;
  }

  /** Copies the files that a document refers to, and replaces its references to them. @param path of the document */
  copy(value: Json | undefined, path: string): void {
    if (Array.isArray(value)) for (const item of value) this.copy(item, path);
    if (!isObject(value)) return;
    for (const [name, member] of Object.entries(value)) {
      if (name === '$ref' && typeof member === 'string' && isFileReference(member)) value[name] = this.#copied(member, path);
      else this.copy(member, path);
    }
  }

  #copied(reference: string, from: string): string {
    const [file = '', fragment] = reference.split('#');
    const path = resolve(dirname(from), decodeURIComponent(file));
    let copy = this.#copies.get(path);
    if (copy === undefined) {
      copy = `file-${this.#copies.size + 1}.json`;
      this.#copies.set(path, copy);
      if (!existsSync(path)) throw new ClientError(`${relative(process.cwd(), from)} refers to ${reference}, which does not exist.`);
      const { root } = parsed(relative(process.cwd(), path), readFileSync(path, 'utf8'));
      this.copy(root, path);
      writeFileSync(join(this.#scratch, copy), JSON.stringify(root));
    }
    return fragment === undefined ? copy : `${copy}#${fragment}`;
  }
}

/** Neither within the document nor to another host. */
function isFileReference(reference: string): boolean {
  return !reference.startsWith('#') && !/^[a-z][a-z0-9+.-]+:/i.test(reference);
}

async function fetchDocument(source: string): Promise<LoadedDocument> {
  if (!URL.canParse(source)) throw new ClientError(`${source} is not a URL.`);
  const { text, url } = await get(source);
  const { root } = check(url, text, ['a document from a URL must not refer to other files: bundle it into one document']);
  resolveServers(root, url);
  return { root, version: versionOf(root) };
}

async function get(source: string): Promise<{ text: string; url: string }> {
  try {
    const headers = { Accept: 'application/json, application/yaml;q=0.9, */*;q=0.1' };
    const response = await fetch(source, { headers, signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
    const text = await response.text();
    if (!response.ok)
      throw new ClientError(`${source} responded ${response.status}; expected an OpenAPI document, such as /openapi.json of a running service.`);
    return { text, url: response.url };
  } catch (error) {
    if (error instanceof ClientError) throw error;
    const { name, message, cause } = error as Error;
    const why =
      name === 'TimeoutError'
        ? `no response within ${FETCH_TIMEOUT_MS / 1000} s`
        : ((cause as NodeJS.ErrnoException | undefined)?.code ?? (cause as Error | undefined)?.message ?? message);
    throw new ClientError(`${source} could not be fetched: ${why}.`);
  }
}

/** @param refusals the faults of a reference to another file; none if the generator can resolve it */
function check(name: string, text: string, refusals: readonly string[]): SourceDocument {
  return parsed(name, text, (document) => {
    document.refuse(findings(document.root));
    document.refuse(
      refusals.flatMap((reason) => outsideReferences(document.root, '').map((pointer) => ({ code: 'external-reference' as const, pointer, reason }))),
    );
  });
}

/** @param examine refuses a document that can be parsed */
function parsed(name: string, text: string, examine: (document: SourceDocument) => void = () => undefined): SourceDocument {
  try {
    const document = new SourceDocument(name, text);
    examine(document);
    return document;
  } catch (error) {
    if (error instanceof RefusedDocument)
      throw new ClientError(`Not an OpenAPI document that a client can be generated from:\n${error.message.split('\n').slice(0, MAX_FAULTS).join('\n')}`);
    throw error;
  }
}

/** OpenAPI 3.0 and 3.1, section "OpenAPI Object": the required fields, and the paths that a client needs. */
function findings(root: JsonObject): Finding[] {
  if (typeof root['openapi'] !== 'string' || !/^3\.[01]\.\d+/.test(root['openapi']))
    return [{ code: 'unsupported-version', pointer: '/openapi', reason: 'openapi must be 3.0.x or 3.1.x' }];
  const info = root['info'];
  return [
    ...['title', 'version']
      .filter((name) => !isObject(info) || typeof info[name] !== 'string')
      .map((name) => ({ code: 'missing-document-field' as const, pointer: `/info/${name}`, reason: `info.${name} must be a string` })),
    ...(isObject(root['paths']) ? [] : [{ code: 'missing-document-field' as const, pointer: '/paths', reason: 'paths must be an object' }]),
  ];
}

function versionOf(root: JsonObject): string {
  return (root['info'] as { version: string }).version;
}

function outsideReferences(value: Json | undefined, pointer: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => outsideReferences(item, joinPointer(pointer, index)));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, item]) =>
    name === '$ref' && typeof item === 'string'
      ? item.startsWith('#')
        ? []
        : [joinPointer(pointer, name)]
      : outsideReferences(item, joinPointer(pointer, name)),
  );
}

/**
 * A server's URL may be relative to the URL of the document (OpenAPI 3.0.3, section "Server Object"), and without `servers` it is `/`.
 * The generator doesn't know the document's URL.
 */
function resolveServers(root: JsonObject, base: string): void {
  const servers = root['servers'];
  root['servers'] = (Array.isArray(servers) && servers.length > 0 ? servers : [{ url: '/' }]).map((server) =>
    isObject(server) && typeof server['url'] === 'string' ? { ...server, url: absolute(server['url'], base) } : server,
  );
}

/** Keeps variables in braces, and adds no trailing slash. */
function absolute(url: string, base: string): string {
  if (/^(?:[a-z][a-z0-9+.-]*:|\{)/i.test(url)) return url;
  const { href } = new URL(url, base);
  return (url.endsWith('/') && url !== '/' ? href : href.replace(/\/$/, '')).replaceAll('%7B', '{').replaceAll('%7D', '}');
}
