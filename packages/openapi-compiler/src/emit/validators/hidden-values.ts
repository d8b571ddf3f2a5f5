import { applicator, subschemas } from '../../ir/applicators.ts';
import { namesOf, propertyOf } from '../../ir/members.ts';
import { type Direction, hiddenFrom, propertyHidden } from '../../ir/read-write-only.ts';
import type { Schema } from '../../ir/schema.ts';
import type { Json, JsonObject } from '../../json.ts';
import { adaptProto } from './adapt.ts';
import type { Conversion } from './conversion.ts';
import { REFUSED, refusedWhere } from './keywords/write-only.ts';

/** Converts a schema that tests whether an instance is of some kind. */
type Convert = (schema: Schema) => Conversion<Json>;

/** A subschema for the same instance, with what is valid where it applies; absent where it always does. */
interface Part {
  readonly schema: Schema;
  readonly where?: () => Conversion<Json>;
}

/** A schema for those instances of a property that are hidden from a direction, where that depends on the value. */
export function* hidingCondition(schema: Schema, direction: Direction, convert: Convert): Conversion<Json> {
  const conditions: Json[] = [];
  for (const { schema: part, where } of partsOf(schema, convert)) {
    const hidden = hiddenFrom(part, direction);
    if (hidden === 'never') continue;
    const inner = hidden === 'depends' ? [yield* hidingCondition(part, direction, convert)] : [];
    conditions.push({ allOf: [...(where === undefined ? [] : [yield* where()]), ...inner] });
  }
  return { anyOf: conditions };
}

function partsOf(schema: Schema, convert: Convert): Part[] {
  const matching = (part: Schema): Part => ({ schema: part, where: () => convert(part) });
  const condition = subschemas(schema, 'if')[0];
  const dependent = schema.applicators.flatMap(({ keyword, property, schemas }): Part[] =>
    keyword === 'dependentSchemas' ? schemas.map((part) => ({ schema: part, where: () => just({ type: 'object', required: [property as string] }) })) : [],
  );
  const branches = ([['then', (test: Json) => test] as const, ['else', (test: Json) => ({ not: test })] as const] as const).flatMap(([keyword, test]): Part[] =>
    (applicator(schema, keyword)?.schemas ?? []).map((part) => ({ schema: part, where: () => mapped(convert(condition as Schema), test) })),
  );
  return [
    ...subschemas(schema, '$ref', 'allOf').map((part) => ({ schema: part })),
    ...dependent,
    ...(condition === undefined ? [] : [matching(condition)]),
    ...subschemas(schema, 'anyOf').map(matching),
    ...subschemas(schema, 'oneOf').map(matching),
    ...branches,
  ];
}

/**
 * Schemas that refuse what must not be sent, among the responses that are valid by another alternative: a response that two alternatives
 * of `anyOf` describe has no property that one of them says is `writeOnly`.
 */
export function* exposures(schema: Schema, convert: Convert): Conversion<Json[]> {
  const alternatives = subschemas(schema, 'anyOf');
  const refusals: Json[] = [];
  for (const alternative of alternatives) {
    if (!namesOf(alternative, 'properties').some((name) => propertyHidden(alternative, name, 'response') === 'always')) continue;
    const others = alternatives.filter((other) => other !== alternative);
    const hidden = namesOf(alternative, 'properties').filter(
      (name) =>
        propertyHidden(alternative, name, 'response') === 'always' &&
        others.some((other) => propertyOf(other, name) !== undefined && propertyHidden(other, name, 'response') !== 'always'),
    );
    if (hidden.length === 0) continue;
    const refusal: JsonObject = { properties: Object.fromEntries(hidden.map((name) => [name, { ...REFUSED }])) };
    adaptProto(refusal);
    refusals.push(refusedWhere(yield* convert(alternative), refusal));
  }
  return refusals;
}

// biome-ignore lint/correctness/useYield: what needs no conversion stands beside what does.
function* just(schema: Json): Conversion<Json> {
  return schema;
}

function* mapped(conversion: Conversion<Json>, change: (schema: Json) => Json): Conversion<Json> {
  return change(yield* conversion);
}
