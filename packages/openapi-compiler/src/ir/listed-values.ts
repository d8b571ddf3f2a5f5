import type { Json } from '../json.ts';
import { inPlace } from './applicators.ts';
import { fact } from './memo.ts';
import type { Schema } from './schema.ts';

/** The only values that a schema allows, by `enum` and `const`; undefined where the schemas that certainly apply don't list them. */
export const listedValues = fact((schema: Schema): readonly Json[] | undefined => common(inPlace(schema, 'certain').map(ownValues)));

/** The only values that a schema allows for a property. */
export function listedPropertyValues(schema: Schema, name: string): readonly Json[] | undefined {
  return common(
    inPlace(schema, 'certain').map(({ properties }) => {
      const property = properties?.get(name);
      return property && listedValues(property);
    }),
  );
}

function ownValues({ assertions, orNull }: Schema): readonly Json[] | undefined {
  return orNull ? undefined : assertions.const === undefined ? assertions.enum : [assertions.const];
}

/** The values that all lists have; undefined without a list. */
function common(lists: readonly (readonly Json[] | undefined)[]): readonly Json[] | undefined {
  const [first, ...others] = lists.filter((list) => list !== undefined);
  const sets = others.map((list) => new Set(list));
  return first?.filter((value) => sets.every((set) => set.has(value)));
}
