import { subschemas } from '../ir/applicators.ts';
import type { Schema } from '../ir/schema.ts';
import type { Finding } from './diagnostic.ts';

/**
 * Schemas that refer to themselves without a step into the instance: validating would never end.
 *
 * @see JSON Schema 2020-12 core, section 9.4.1
 */
export function* endlessSchemas(schemas: Iterable<Schema>): Generator<Finding> {
  const targets = new Set([...schemas].flatMap((schema) => subschemas(schema, '$ref')));
  for (const schema of targets) {
    if (!leadsTo(schema, schema)) continue;
    yield {
      code: 'endless-schema',
      pointer: schema.pointer,
      reason: 'the schema refers to itself without a step into the data; refer to it from a property or an item',
    };
  }
}

function leadsTo(start: Schema, goal: Schema): boolean {
  const seen = new Set(partsOf(start));
  // A set is iterated over what is added meanwhile, too.
  for (const schema of seen) {
    if (schema === goal) return true;
    for (const part of partsOf(schema)) seen.add(part);
  }
  return false;
}

const partsOf = (schema: Schema) => schema.applicators.flatMap(({ schemas }) => schemas);
