import { isObject, type Json, type JsonObject, joinPointer } from '../json.ts';
import type { Finding } from './diagnostic.ts';

/** Servers with a path, in front of which the run time does not route (OpenAPI 3.0.3 section 4.7.5). */
export function* serverFindings(root: JsonObject): Generator<Finding> {
  const { servers } = root;
  for (const [index, server] of (Array.isArray(servers) ? servers : []).entries()) {
    const path = isObject(server) ? pathOf(server) : '';
    if (path === '') continue;
    yield {
      code: 'server-path',
      pointer: joinPointer('/servers', index, 'url'),
      reason: `paths are served without ${path}, as \`servers\` are not routed; use the option \`prefix: '${path}'\` of \`createContract\`, unless a proxy removes it`,
    };
  }
}

/** The path of a server's URL, with the defaults of its variables and without a slash at the end. */
function pathOf({ url, variables }: JsonObject): string {
  if (typeof url !== 'string') return '';
  const text = url.replace(/\{([^{}]+)\}/g, (whole, name: string) => {
    const variable: Json | undefined = isObject(variables) ? variables[name] : undefined;
    return isObject(variable) && variable['default'] !== undefined ? String(variable['default']) : whole;
  });
  return text
    .replace(/^(?:[a-z][a-z\d+.-]*:)?\/\/[^/?#]*/i, '')
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '');
}
