import type { Alternatives } from '../../ir/discriminator.ts';
import type { Schema } from '../../ir/schema.ts';
import type { Json, JsonObject } from '../../json.ts';
import { OF_THE_COMPILER } from './keywords/evaluated-if.ts';

/**
 * A schema that follows a discriminator: the property decides which alternative is meant, and only that one is validated. What a missing
 * property means is undefined; there, and for what is no object, the applicator itself decides.
 */
export function discriminate({ propertyName, keyword, cases }: Alternatives, refer: (schema: Schema) => Json): JsonObject {
  const alternatives = {
    properties: { [propertyName]: { enum: [...new Set(cases.flatMap(({ values }) => values))] } },
    allOf: cases.map(({ values, schema }) => ({
      // Required here, too, or a missing property would mean every alternative at once.
      if: { required: [propertyName], properties: { [propertyName]: { enum: [...values] } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
      then: refer(schema),
      [OF_THE_COMPILER]: true,
    })),
  };
  const hasProperty = { type: 'object', required: [propertyName] };
  if (cases.every(({ property }) => property === 'required')) return { ...hasProperty, ...alternatives };
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
  return { if: hasProperty, then: alternatives, else: { [keyword]: cases.map(({ schema }) => refer(schema)) }, [OF_THE_COMPILER]: true };
}
