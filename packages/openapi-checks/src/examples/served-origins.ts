import { isObject, type Json } from '@petsage/openapi-compiler/internal';

const TIMEOUT_MS = 10_000;
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Lists the URLs by which a service may refer to itself: the one it is called by, the first server of the document that it serves at
 * /openapi.json, and for a service on this machine the other names of loopback.
 *
 * @param service a URL without a trailing slash
 * @returns each URL once
 */
export async function servedOrigins(service: string): Promise<string[]> {
  const own = new URL(service);
  const names = LOOPBACK.includes(own.hostname) ? LOOPBACK : [];
  const aliases = names.map((name) => service.replace(`//${own.host}`, `//${name}${own.port === '' ? '' : `:${own.port}`}`));
  const server = firstServer(await servedDocument(service), `${service}/openapi.json`);
  return [...new Set([service, ...aliases, ...(server === undefined ? [] : [server])])];
}

/**
 * The URL of the first server, without a trailing slash; undefined if it is missing or not absolute.
 *
 * @param base the URL of the document, which resolves a relative URL (OpenAPI 3.0.3 section 4.7.5)
 */
export function firstServer(document: Json | undefined, base?: string): string | undefined {
  const servers = isObject(document) ? document['servers'] : undefined;
  const [server] = Array.isArray(servers) ? servers : [];
  if (!isObject(server) || typeof server['url'] !== 'string' || !URL.canParse(server['url'], base)) return undefined;
  return (base === undefined ? server['url'] : new URL(server['url'], base).href).replace(/\/+$/, '');
}

/** Undefined if the service doesn't serve its document. */
async function servedDocument(service: string): Promise<Json | undefined> {
  try {
    const response = await fetch(`${service}/openapi.json`, { headers: { Accept: 'application/json' }, signal: AbortSignal.timeout(TIMEOUT_MS) });
    return response.ok ? ((await response.json()) as Json) : undefined;
  } catch {
    return undefined;
  }
}
