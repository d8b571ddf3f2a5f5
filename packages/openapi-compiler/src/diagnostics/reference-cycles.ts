import type { Definition } from '../emit/validators/definitions.ts';
import { isObject, type Json } from '../parse/source-document.ts';
import type { Finding } from './diagnostic.ts';

/** Keywords whose schemas are for the same data. */
const SAME = ['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else'] as const;

/**
 * Schemas that refer to themselves without a step into the data: validating would never end.
 *
 * @see JSON Schema 2020-12 core, section 9.4.1
 */
export function endlessSchemas(definitions: Iterable<Definition>): Finding[] {
  const all = [...definitions];
  const targets = new Map(all.map(({ id, schema }) => [id, new Set(referencesOf(schema))]));
  return all.flatMap(({ id, pointer }) => {
    const seen = new Set<string>();
    const next = [...(targets.get(id) ?? [])];
    for (let at = next.pop(); at !== undefined; at = next.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      next.push(...(targets.get(at) ?? []));
    }
    return seen.has(id)
      ? [
          {
            code: 'endless-schema' as const,
            pointer,
            reason: 'the schema refers to itself without a step into the data; refer to it from a property or an item',
          },
        ]
      : [];
  });
}

/** Ids of what a converted schema refers to for the same data. */
function* referencesOf(schema: Json | undefined): Generator<string> {
  if (!isObject(schema)) return;
  if (typeof schema['$ref'] === 'string') yield schema['$ref'];
  for (const keyword of SAME) {
    const part = schema[keyword];
    for (const one of Array.isArray(part) ? part : [part]) yield* referencesOf(one);
  }
  const { dependentSchemas } = schema;
  if (isObject(dependentSchemas)) for (const part of Object.values(dependentSchemas)) yield* referencesOf(part);
}
