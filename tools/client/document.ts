import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  checkedRoot,
  type Finding,
  isObject,
  type Json,
  type JsonObject,
  joinPointer,
  loadSource,
  RefusedDocument,
  type Source,
  SourceDocument,
} from '@petsage/openapi-compiler/internal';
import { ClientError } from './client-error.ts';

const FETCH_TIMEOUT_MS = 30_000;
/** A file that isn't YAML has hundreds of faults; the first few are enough. */
const MAX_FAULTS = 5;

/** A document as the service reads it: one of several files is bundled, without references to other files. */
export interface LoadedDocument {
  readonly root: JsonObject;
  /** The version of the API, `info.version`. */
  readonly version: string;
}

/**
 * Gets an OpenAPI document, and checks it before a generator reads it.
 *
 * @param source       a path, or an http or https URL
 * @param allowFolders folders beside the document's own whose files it may refer to
 * @throws ClientError when it cannot be read, or isn't an OpenAPI 3.0 or 3.1 document
 */
export async function loadDocument(source: string, allowFolders: readonly string[] = []): Promise<LoadedDocument> {
  return /^https?:\/\//i.test(source) ? await fetchDocument(source) : readDocument(source, allowFolders);
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

function readDocument(source: string, allowFolders: readonly string[]): LoadedDocument {
  const path = resolve(source);
  if (!existsSync(path) || !statSync(path).isFile())
    throw new ClientError(`${source} is not a file; --document expects an OpenAPI document, a file or an http or https URL.`);
  return loaded(() => loadSource(path, { allowFolders }), findings);
}

async function fetchDocument(source: string): Promise<LoadedDocument> {
  if (!URL.canParse(source)) throw new ClientError(`${source} is not a URL.`);
  const { text, url } = await get(source);
  const document = loaded(
    () => new SourceDocument(url, text),
    (root) => [...findings(root), ...outsideReferences(root, '')],
  );
  resolveServers(document.root, url);
  return document;
}

/** @param examine finds what a client cannot be generated from */
function loaded(load: () => Source, examine: (root: JsonObject) => readonly Finding[]): LoadedDocument {
  try {
    const root = checkedRoot(load(), examine);
    return { root, version: (root['info'] as { version: string }).version };
  } catch (error) {
    if (error instanceof RefusedDocument)
      throw new ClientError(`Not an OpenAPI document that a client can be generated from:\n${error.message.split('\n').slice(0, MAX_FAULTS).join('\n')}`);
    throw error;
  }
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

/** What a document from a URL must not have: only its own text is fetched. */
function outsideReferences(value: Json | undefined, pointer: string): Finding[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => outsideReferences(item, joinPointer(pointer, index)));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, item]): Finding[] => {
    const at = joinPointer(pointer, name);
    if (name !== '$ref' || typeof item !== 'string') return outsideReferences(item, at);
    const reason = 'a document from a URL must not refer to other files: bundle it into one document';
    return item.startsWith('#') ? [] : [{ code: 'external-reference', pointer: at, reason }];
  });
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
