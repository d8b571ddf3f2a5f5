import { inPlace, subschemas } from './applicators.ts';
import { fact } from './memo.ts';
import type { Schema } from './schema.ts';

/** The keyword that closes an object: it refuses properties that a schema does not name. */
export interface Closing {
  readonly keyword: 'unevaluatedProperties' | 'additionalProperties';
  /** Properties that are required and declared nowhere: they have a name, too. */
  readonly undeclared: readonly string[];
}

/** What closes the objects of a schema; undefined where it names no properties, or says itself which others it allows. */
export const closingOf = fact((schema: Schema): Closing | undefined => {
  if (schema.additionalProperties !== undefined || schema.unevaluatedProperties !== undefined) return undefined;
  const parts = inPlace(schema, 'conditional', ['if']);
  if (parts.every(({ properties, patternProperties }) => properties === undefined && patternProperties === undefined) || parts.some(isBase)) return undefined;
  const declared = new Set(parts.flatMap(({ properties }) => [...(properties?.keys() ?? [])]));
  const required = new Set(parts.flatMap(({ assertions }) => assertions.required ?? []));
  // What a part says of other properties counts as evaluated where the part is valid (JSON Schema 2020-12 core, section 11.3).
  const keyword = schema.applicators.length > 0 ? 'unevaluatedProperties' : 'additionalProperties';
  return { keyword, undeclared: [...required].filter((name) => !declared.has(name)) };
});

/** Whether others build on a schema, with properties of their own: a discriminator without alternatives beside it means that. */
const isBase = (schema: Schema) => schema.discriminator !== undefined && subschemas(schema, 'oneOf', 'anyOf').length === 0;
