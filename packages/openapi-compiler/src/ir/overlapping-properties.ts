import { inPlace, inside, resolved, subschemas } from './applicators.ts';
import { closingOf } from './closed-objects.ts';
import { leadsTo } from './leads-to.ts';
import { fact } from './memo.ts';
import type { ApplicatorKeyword, Schema } from './schema.ts';

/** Schemas for what is inside of an instance, by the name of the property; `*` for properties of any name, and for items. */
type Places = ReadonlyMap<string, ReadonlySet<Schema>>;

const ANY_NAME = '*';
const PARTS: readonly ApplicatorKeyword[] = ['$ref', 'allOf', 'oneOf', 'anyOf', 'then', 'else', 'dependentSchemas'];

/**
 * Whether parts of a schema that apply together describe the inside of the same property, or of items, differently. Closing each of these
 * descriptions would refuse the properties that the others name.
 */
export const hasOverlappingProperties = fact((schema: Schema): boolean => {
  const parts = subschemas(schema, ...PARTS);
  if (parts.length === 0 || (parts.length === 1 && schema.isReference)) return false;
  // What the groups before describe, by name and all together: of two that differ, one is not the schema at hand.
  const before = new Map<string, Set<Schema>>();
  const all = new Set<Schema>();
  const differs = (known: ReadonlySet<Schema> | undefined, schemas: ReadonlySet<Schema>) =>
    known !== undefined && known.size > 0 && (known.size > 1 || schemas.size > 1 || ![...schemas].every((schema) => known.has(schema)));
  for (const group of groupsOf(schema)) {
    for (const [name, schemas] of group)
      if (differs(before.get(name), schemas) || differs(before.get(ANY_NAME), schemas) || (name === ANY_NAME && differs(all, schemas))) return true;
    for (const [name, schemas] of group) {
      const known = before.get(name) ?? new Set();
      before.set(name, known);
      for (const each of schemas) {
        known.add(each);
        all.add(each);
      }
    }
  }
  return false;
});

/** The places of the schema itself, and of each of its parts; alternatives are one part, as one of them applies. */
function groupsOf(schema: Schema): Places[] {
  const alternatives = (...keywords: readonly ApplicatorKeyword[]) => placesIn(subschemas(schema, ...keywords).flatMap(partsOf));
  const each = (keyword: ApplicatorKeyword) => subschemas(schema, keyword).map((part) => placesIn(partsOf(part)));
  return [
    placesIn([schema]),
    ...each('$ref'),
    ...each('allOf'),
    alternatives('oneOf'),
    alternatives('anyOf'),
    alternatives('then', 'else'),
    ...each('dependentSchemas'),
  ].filter((places) => places.size > 0);
}

const partsOf = (schema: Schema) => inPlace(schema, 'conditional', ['if']);

function placesIn(schemas: readonly Schema[]): Places {
  const places = new Map<string, Set<Schema>>();
  const add = (name: string, schema: Schema | undefined) => {
    const target = schema && resolved(schema);
    if (target === undefined || !closesAnything(target)) return;
    places.set(name, (places.get(name) ?? new Set()).add(target));
  };
  for (const { properties, patternProperties, prefixItems, items, additionalProperties, unevaluatedProperties, unevaluatedItems } of schemas) {
    for (const [name, schema] of properties ?? []) add(name, schema);
    for (const [, schema] of patternProperties ?? []) add(ANY_NAME, schema);
    for (const schema of [...(prefixItems ?? []), items, additionalProperties, unevaluatedProperties, unevaluatedItems]) add(ANY_NAME, schema);
  }
  return places;
}

/** Whether a schema, or one inside of it, closes objects. */
const closesAnything = leadsTo<Schema>(
  (schema) => closingOf(schema) !== undefined,
  (schema) => [...subschemas(schema, ...PARTS), ...[...inside(schema)].filter(({ keyword }) => keyword !== 'contains')],
  new WeakMap(),
);
