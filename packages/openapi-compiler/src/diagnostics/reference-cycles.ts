import { subschemas } from '../ir/applicators.ts';
import type { Schema } from '../ir/schema.ts';
import { strongComponents } from '../ir/strong-components.ts';
import type { Finding } from './diagnostic.ts';

/**
 * Schemas that refer to themselves without a step into the instance: validating would never end.
 *
 * @see JSON Schema 2020-12 core, section 9.4.1
 */
export function* endlessSchemas(schemas: Iterable<Schema>): Generator<Finding> {
  const targets = new Set([...schemas].flatMap((schema) => subschemas(schema, '$ref')));
  const endless = new Set(strongComponents(targets, partsOf).flatMap((component) => (isCircle(component) ? component : [])));
  for (const schema of targets) {
    if (!endless.has(schema)) continue;
    yield {
      code: 'endless-schema',
      pointer: schema.pointer,
      reason: 'the schema refers to itself without a step into the data; refer to it from a property or an item',
    };
  }
}

function isCircle([first, ...others]: readonly Schema[]): boolean {
  return first !== undefined && (others.length > 0 || partsOf(first).includes(first));
}

const partsOf = (schema: Schema) => schema.applicators.flatMap(({ schemas }) => schemas);
