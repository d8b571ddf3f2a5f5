import { isObject, type Json } from '@petsage/openapi-compiler/internal';

const TIMEOUT_MS = 10_000;
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Lists by which URLs a service may name itself: the one that it is called by, the first server of the document that it serves at
 * /openapi.json, and where it is called on this machine, the other names of that.
 *
 * @param service a URL without a slash at its end
 * @returns such URLs, each once
 */
export async function servedOrigins(service: string): Promise<string[]> {
  const own = new URL(service);
  const names = LOOPBACK.includes(own.hostname) ? LOOPBACK : [];
  const aliases = names.map((name) => service.replace(`//${own.host}`, `//${name}${own.port === '' ? '' : `:${own.port}`}`));
  const server = firstServer(await servedDocument(service), `${service}/openapi.json`);
  return [...new Set([service, ...aliases, ...(server === undefined ? [] : [server])])];
}

/**
 * The URL of the first server, without a slash at its end; undefined where there is none that is absolute.
 *
 * @param base where the document is, which a relative URL is of (OpenAPI 3.0.3 section 4.7.5)
 */
export function firstServer(document: Json | undefined, base?: string): string | undefined {
  const servers = isObject(document) ? document['servers'] : undefined;
  const [server] = Array.isArray(servers) ? servers : [];
  if (!isObject(server) || typeof server['url'] !== 'string' || !URL.canParse(server['url'], base)) return undefined;
  return (base === undefined ? server['url'] : new URL(server['url'], base).href).replace(/\/+$/, '');
}

/** A service need not serve its document. */
async function servedDocument(service: string): Promise<Json | undefined> {
  try {
    const answer = await fetch(`${service}/openapi.json`, { headers: { Accept: 'application/json' }, signal: AbortSignal.timeout(TIMEOUT_MS) });
    return answer.ok ? ((await answer.json()) as Json) : undefined;
  } catch {
    return undefined;
  }
}
