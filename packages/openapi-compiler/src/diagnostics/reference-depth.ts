import type { Schema } from '../ir/schema.ts';
import { strongComponents } from '../ir/strong-components.ts';
import type { Finding } from './diagnostic.ts';

/** Validators call each other, and the stack has room for ten times as many calls. */
const MOST_REFERENCES = 1000;

/**
 * Schemas for whose instances more schemas apply, each by a reference in the one before, than validators can call each other. References
 * from properties and items don't count: how deep these go depends on the data.
 *
 * @param all every schema of the document
 */
export function tooManyReferences(all: Iterable<Schema>): Finding[] {
  const schemas = [...all];
  const depths = new Map<Schema, number>();
  // Circles are found elsewhere.
  for (const component of strongComponents(schemas, partsOf)) for (const schema of component) depths.set(schema, depthOf(schema, depths));
  const deep = schemas.filter((schema) => !schema.isReference && (depths.get(schema) ?? 0) > MOST_REFERENCES);
  const inner = new Set(deep.flatMap((schema) => [...composedParts(schema)]));
  return deep
    .filter((schema) => !inner.has(schema))
    .map(({ pointer }) => ({
      code: 'nested-too-deep',
      pointer,
      reason: `more than ${MOST_REFERENCES} schemas apply to one value here, each by a reference in the one before; refer to some of them from properties or items, or write them out`,
    }));
}

function depthOf({ applicators }: Schema, depths: ReadonlyMap<Schema, number>): number {
  let depth = 0;
  for (const { keyword, schemas } of applicators)
    for (const schema of schemas) depth = Math.max(depth, (depths.get(schema) ?? 0) + (keyword === '$ref' ? 1 : 0));
  return depth;
}

/** The parts of a schema; of one that only refers to another, that one. */
function* composedParts(schema: Schema): Generator<Schema> {
  for (const part of partsOf(schema)) {
    if (part.isReference) yield* partsOf(part);
    else yield part;
  }
}

const partsOf = ({ applicators }: Schema) => applicators.flatMap(({ schemas }) => schemas);
