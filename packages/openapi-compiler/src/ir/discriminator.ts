import { joinPointer, parsePointer, refPointer } from '../json.ts';
import { acceptsProperty } from './accepts-value.ts';
import { applicator, inPlace, referenced } from './applicators.ts';
import { listedPropertyValues } from './listed-values.ts';
import { fact, factOf } from './memo.ts';
import { type Direction, propertyHidden } from './read-write-only.ts';
import type { Schema } from './schema.ts';
import { allowedTypes, restrictsTypes } from './types.ts';

/** What each value of a discriminating property stands for. */
export interface Alternatives {
  readonly propertyName: string;
  /** The keyword whose subschemas the alternatives are. */
  readonly keyword: 'oneOf' | 'anyOf';
  /** In document order. */
  readonly cases: readonly Alternative[];
  /** Keys of `mapping` whose schema is none of the alternatives. */
  readonly strays: readonly string[];
}

export interface Alternative {
  /** The values that stand for it. */
  readonly values: readonly string[];
  readonly schema: Schema;
  /** Whether its instances are objects that have the property, or may have it; `absent` for what may be no object, or hides it. */
  readonly property: 'required' | 'optional' | 'absent';
}

/** Why a discriminator is not followed. */
export interface Unfollowed {
  readonly reason: string;
}

/**
 * The alternatives that a Discriminator Object distinguishes; undefined without one, a reason where it cannot be followed: to follow it
 * would refuse what the schemas allow, and the applicator decides without it.
 *
 * @see OpenAPI 3.0.3 section 4.7.25: alternatives are references, a value is a name of a component, or a key of `mapping`
 */
export const discriminatedAlternatives = (schema: Schema, direction: Direction): Alternatives | Unfollowed | undefined => followed(schema, direction);

const followed = factOf((schema: Schema, direction: Direction): Alternatives | Unfollowed | undefined => {
  const alternatives = alternativesOf(schema, direction);
  if (alternatives === undefined || 'reason' in alternatives) return alternatives;
  const unnamed = alternatives.cases.find(({ values }) => values.length === 0);
  if (unnamed !== undefined) return { reason: `a discriminator of which no value stands for ${unnamed.schema.pointer}` };
  const named = new Map<string, Schema[]>();
  for (const { values, schema: one } of alternatives.cases) for (const value of values) named.set(value, [...(named.get(value) ?? []), one]);
  for (const { values, schema: one, property } of alternatives.cases) {
    for (const value of values) {
      const other = named.get(value)?.find((each) => each !== one);
      if (other !== undefined) return { reason: `a discriminator whose value ${value} stands for both ${one.pointer} and ${other.pointer}` };
      if (property !== 'absent' && !canHave(one, alternatives.propertyName, value, direction))
        return { reason: `a discriminator whose value ${value} stands for ${one.pointer}, which does not take it; a mapping can name one that it takes` };
    }
  }
  return alternatives;
});

/** Whether an instance of an alternative can have the value that stands for it. What distinguishes further alternatives there counts, too. */
function canHave(schema: Schema, propertyName: string, value: string, direction: Direction): boolean {
  return acceptsProperty(schema, propertyName, value, (part) => {
    const alternatives = alternativesOf(part, direction);
    return alternatives === undefined || 'reason' in alternatives || alternatives.propertyName !== propertyName || valuesOf(alternatives).has(value)
      ? undefined
      : false;
  });
}

const valuesOf = fact(({ cases }: Alternatives) => new Set(cases.flatMap(({ values }) => values)));

/** What the Discriminator Object says, whether or not there can be such instances. */
const alternativesOf = factOf((schema: Schema, direction: Direction): Alternatives | Unfollowed | undefined => {
  const { discriminator } = schema;
  if (discriminator === undefined) return undefined;
  const keyword = applicator(schema, 'oneOf') === undefined ? 'anyOf' : 'oneOf';
  const parts = applicator(schema, keyword)?.schemas;
  const { propertyName } = discriminator;
  if (propertyName === undefined) return { reason: 'a discriminator without a propertyName' };
  // Ajv passes over this name among `properties`.
  if (propertyName === '__proto__') return { reason: 'a discriminator whose property is __proto__' };
  if (parts === undefined) return { reason: 'a discriminator without oneOf or anyOf beside it' };
  const targets = parts.map(referenced);
  if (!targets.every((target) => target !== undefined))
    return { reason: `a discriminator whose ${keyword} has a schema that is no reference (${joinPointer(schema.pointer, keyword)})` };
  const byPointer = new Map(targets.map((target) => [target.pointer, target]));
  // A mapping means a schema by the name of a component, or by a reference.
  const meant = (target: string) => byPointer.get(joinPointer('/components/schemas', target)) ?? byPointer.get(refPointer(target) ?? '');
  const mapping = [...discriminator.mapping].map(([value, target]) => [value, meant(target)] as const);
  const byTarget = Map.groupBy(mapping, ([, each]) => each);
  const cases = targets.map((target): Alternative => {
    const mapped = byTarget.get(target)?.map(([value]) => value) ?? [];
    const name = parsePointer(target.pointer).at(-1) as string;
    // A name is a value, but where the mapping has another meaning for it.
    const values = mapped.length > 0 || discriminator.mapping.has(name) ? mapped : [name];
    return { schema: target, values, property: propertyIn(target, propertyName, direction) };
  });
  return { propertyName, keyword, cases, strays: mapping.filter(([, each]) => each === undefined).map(([value]) => value) };
});

/** A schema that names no type describes objects here, as that is what authors mean. */
function propertyIn(schema: Schema, name: string, direction: Direction): Alternative['property'] {
  const types = allowedTypes(schema);
  if (restrictsTypes(schema) && !(types.length === 1 && types[0] === 'object')) return 'absent';
  if (propertyHidden(schema, name, direction) !== 'never') return 'absent';
  return inPlace(schema, 'certain').some(({ assertions }) => assertions.required?.includes(name)) ? 'required' : 'optional';
}

/**
 * The same alternatives, each with the values of the property that its own schema lists, none of them in two: so choosing by the property
 * is what the applicator says, at less cost. Undefined where the schemas do not say so.
 */
export function exclusiveAlternatives(alternatives: Alternatives): Alternatives | undefined {
  const { cases, propertyName } = alternatives;
  const seen = new Set<string>();
  const exclusive: Alternative[] = [];
  for (const one of cases) {
    const values = listedPropertyValues(one.schema, propertyName);
    if (values === undefined || !values.every((value) => typeof value === 'string') || values.some((value) => seen.has(value))) return undefined;
    for (const value of values) seen.add(value);
    const [type, ...more] = allowedTypes(one.schema);
    const isObjectOnly = type === 'object' && more.length === 0;
    exclusive.push({ ...one, values, property: one.property === 'required' && !isObjectOnly ? 'optional' : one.property });
  }
  return { ...alternatives, cases: exclusive };
}
