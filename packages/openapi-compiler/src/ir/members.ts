import { toRegExp } from '../patterns/regexp.ts';
import { folded, inPlace } from './applicators.ts';
import { fact, factOf } from './memo.ts';
import { composed, type Schema } from './schema.ts';

/** The schemas inside of one schema that describe a part of its instances; empty where it describes none. */
type Own = (schema: Schema) => readonly Schema[];

/** Finds all that is said of a part of an instance, as one schema; undefined where nothing is. */
function inside(own: Own): (schema: Schema) => Schema | undefined {
  return folded<Schema | undefined>({
    own: (schema) => group('allOf', own(schema)),
    all: (parts) => group('allOf', parts),
    any: (parts) => group('anyOf', parts),
    conditional: (parts) =>
      group(
        'then',
        parts.map(([, part]) => part),
      ),
    cycle: undefined,
  });
}

function group(keyword: 'allOf' | 'anyOf' | 'then', parts: readonly (Schema | undefined)[]): Schema | undefined {
  const schemas = parts.filter((part) => part !== undefined);
  const [first] = schemas;
  // What holds under a condition still holds under a condition only.
  if (first === undefined || (schemas.length === 1 && keyword !== 'then')) return first;
  return composed({ keyword, schemas });
}

/** The schemas by which a schema itself describes a property, by its name or by patterns (JSON Schema 2020-12 core, section 10.3.2). */
export function describedByName({ properties, patternProperties }: Schema, name: string): Schema[] {
  const named = properties?.get(name);
  const matching = [...(patternProperties ?? [])].filter(([pattern]) => toRegExp(pattern)?.test(name)).map(([, schema]) => schema);
  return [...(named === undefined ? [] : [named]), ...matching];
}

/** An object for what is said of other properties; a boolean only says whether there may be some. */
const isObjectSchema = (schema: Schema | undefined): schema is Schema => schema !== undefined && schema.boolean === undefined;

/** The schema for properties that have neither a name nor a pattern; `additionalProperties` leaves none to `unevaluatedProperties`. */
const unnamed = ({ additionalProperties, unevaluatedProperties }: Schema) => additionalProperties ?? unevaluatedProperties;

const others: Own = (schema) => [unnamed(schema)].filter(isObjectSchema);

/** The names that properties have, or the patterns of their names, in document order; none twice. */
export function namesOf(schema: Schema, keyword: 'properties' | 'patternProperties'): string[] {
  return [...new Set(inPlace(schema, 'conditional').flatMap((part) => [...(part[keyword]?.keys() ?? [])]))];
}

/** All that is said of the property of a name; undefined where nothing is. */
export const propertyOf = factOf((schema: Schema, name: string) =>
  inside((part) => {
    const named = describedByName(part, name);
    return named.length > 0 ? named : others(part);
  })(schema),
);

/** All that is said of properties whose names match a pattern of the document. */
export const patternPropertyOf = factOf((schema: Schema, pattern: string) =>
  inside(({ patternProperties }) => {
    const own = patternProperties?.get(pattern);
    return own === undefined ? [] : [own];
  })(schema),
);

/** All that is said of properties that have neither a name nor a pattern in the document. */
export const otherPropertyOf = inside(others);

const allowsOthers = inside((schema) => {
  const schemaOfOthers = unnamed(schema);
  return schemaOfOthers !== undefined && (isObjectSchema(schemaOfOthers) || schema.additionalProperties?.boolean === true) ? [schemaOfOthers] : [];
});

/** Whether the document says of an object that it may have properties without a name or a pattern. */
export const declaresOthers = (schema: Schema) => allowsOthers(schema) !== undefined;

/** How many items of an array are described one by one. */
export const prefixLengthOf = fact((schema: Schema) => Math.max(0, ...inPlace(schema, 'conditional').map(({ prefixItems }) => prefixItems?.length ?? 0)));

const otherItems: Own = ({ items, unevaluatedItems, contains }) => {
  const rest = isObjectSchema(items) ? items : unevaluatedItems;
  return [isObjectSchema(rest) ? rest : contains].filter(isObjectSchema);
};

/** All that is said of the items that are not described one by one. */
export const otherItemOf = inside(otherItems);

const itemAt = factOf((schema: Schema, index: string) =>
  inside((part) => {
    const own = part.prefixItems?.[Number(index)];
    return own === undefined ? otherItems(part) : [own];
  })(schema),
);

/** All that is said of the item at an index. */
export const itemOf = (schema: Schema, index: number): Schema | undefined => itemAt(schema, String(index));
