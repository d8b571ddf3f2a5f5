import { inPlace, subschemas } from './applicators.ts';
import { fact } from './memo.ts';
import type { Schema } from './schema.ts';

/** Properties that an object has only where a condition holds (JSON Schema 2020-12 core, section 10.2.2). */
export interface ConditionalProperties {
  /** By name; the first schema where several describe one. */
  readonly named: ReadonlyMap<string, Schema>;
  /** Whether there may be others, without a name. */
  readonly open: boolean;
}

/** The properties that `if`, `then`, `else` and `dependentSchemas` of a schema name. */
export const conditionalProperties = fact((schema: Schema): ConditionalProperties => {
  const named = new Map<string, Schema>();
  let open = false;
  for (const part of subschemas(schema, 'if', 'then', 'else', 'dependentSchemas')) {
    const inner = conditionalProperties(part);
    for (const [name, property] of [...namedProperties(part), ...inner.named]) if (!named.has(name)) named.set(name, property);
    const { patternProperties, additionalProperties, unevaluatedProperties } = part;
    open ||=
      inner.open ||
      patternProperties !== undefined ||
      [additionalProperties, unevaluatedProperties].some((each) => each !== undefined && each.boolean !== false);
  }
  return { named, open };
});

/** The schema of each named property, those of alternatives included; that of the schema itself counts before those of its parts. */
export function namedProperties(schema: Schema): ReadonlyMap<string, Schema> {
  const found = new Map<string, Schema>();
  for (const { properties } of inPlace(schema, 'possible')) for (const [name, property] of properties ?? []) if (!found.has(name)) found.set(name, property);
  return found;
}
