import { join } from 'node:path';
import { fs } from '../node-modules.ts';
import type { Resource } from '../server/static-resources.ts';
import { REVALIDATE } from './html.ts';

/** The top-level `servers`, which the generator writes on one line; no nested line matches. */
const SERVERS = { json: /^ {2}"servers": .*?(?=,?$)/m, yaml: /^servers: .*$/m } as const;

/**
 * The OpenAPI document with the `servers` of this service: the document's origin, or the public URL.
 *
 * @param folder    of openapi.json and openapi.yaml
 * @param publicUrl undefined for the origin of the document (OpenAPI 3.0.3 section 4.7.5: relative URLs)
 */
export function documentPages(folder: string, publicUrl: string | undefined): readonly Resource[] {
  const servers = JSON.stringify([{ url: publicUrl ?? '/' }]);
  const page = (path: string, type: string, file: string, line: RegExp, own: string): Resource => ({
    path,
    type,
    headers: REVALIDATE,
    load: () => Buffer.from(fs.readFileSync(join(folder, file), 'utf8').replace(line, () => own)),
  });
  return [
    page('/openapi.json', 'application/json', 'openapi.json', SERVERS.json, `  "servers": ${servers}`),
    page('/openapi.yaml', 'application/yaml', 'openapi.yaml', SERVERS.yaml, `servers: ${servers}`),
  ];
}
