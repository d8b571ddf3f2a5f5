import { isObject, type Json, type JsonObject } from '@petsage/openapi-compiler/internal';

/** The base of a schema that names none, so that `#/$defs/a` is a place in the schema and not in the document. */
const BASE = 'https://schema.invalid/';
/** Keywords whose value is data: what looks like a reference inside is none. */
const DATA: ReadonlySet<string> = new Set(['enum', 'const', 'default', 'examples']);

/**
 * A document of one operation that takes a schema as its body. The schema is a component, and so is every other one that it refers
 * to: a compound document.
 *
 * @param remotes what it may refer to, by URI
 * @see JSON Schema 2020-12 core, section 9.3
 */
export function suiteDocument(schema: Json, remotes: ReadonlyMap<string, JsonObject>): JsonObject {
  const schemas: JsonObject = { Schema: isObject(schema) ? { $id: BASE, ...schema } : schema };
  for (const [uri, remote] of remotesOf(schemas['Schema'] as Json, remotes)) {
    const id = typeof remote['$id'] === 'string' ? new URL(remote['$id'], uri).href : uri;
    schemas[`Remote${Object.keys(schemas).length}`] = { ...remote, $id: id };
    // Known by the URI that it was got from, too.
    if (id !== uri) schemas[`Remote${Object.keys(schemas).length}`] = { $id: uri, $ref: id };
  }
  const operation = {
    operationId: 'op',
    requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Schema' } } } },
    responses: { 204: { description: 'No content' } },
  };
  return { openapi: '3.1.0', info: { title: 'T', version: '1' }, paths: { '/t': { post: operation } }, components: { schemas } };
}

/** The remotes that a schema refers to, and those that they refer to. */
function remotesOf(schema: Json, remotes: ReadonlyMap<string, JsonObject>): Map<string, JsonObject> {
  const found = new Map<string, JsonObject>();
  const walk = (value: Json | undefined, base: string): void => {
    if (Array.isArray(value)) for (const item of value) walk(item, base);
    if (!isObject(value)) return;
    const inner = typeof value['$id'] === 'string' ? resolve(value['$id'], base) : base;
    for (const keyword of ['$ref', '$dynamicRef']) {
      const ref = value[keyword];
      if (typeof ref !== 'string') continue;
      const uri = resolve(ref, inner).replace(/#.*/s, '');
      const remote = remotes.get(uri);
      if (remote === undefined || found.has(uri)) continue;
      found.set(uri, remote);
      walk(remote, uri);
    }
    for (const [name, member] of Object.entries(value)) if (!DATA.has(name)) walk(member, inner);
  };
  walk(schema, BASE);
  return found;
}

function resolve(ref: string, base: string): string {
  return URL.canParse(ref, base) ? new URL(ref, base).href : base;
}
