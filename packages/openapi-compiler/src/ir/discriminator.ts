import { ALL_TYPES, admittedTypes } from '../emit/coercion.ts';
import type { Side } from '../emit/validators/definitions.ts';
import { isObject, type Json, type JsonObject, joinPointer, parsePointer, refPointer, valueAt } from '../parse/source-document.ts';
import { admitsMember, type Decide } from './accepts-value.ts';
import { memberValues } from './listed-values.ts';
import { memberSide } from './read-write-only.ts';

/** What each value of a discriminating property stands for. */
export interface Alternatives {
  readonly propertyName: string;
  /** The keyword that it replaces. */
  readonly keyword: 'oneOf' | 'anyOf';
  /** In document order. */
  readonly cases: readonly Alternative[];
  /** Keys of `mapping` that name none of the alternatives. */
  readonly strays: readonly string[];
}

export interface Alternative {
  /** The values that mean it. */
  readonly values: readonly string[];
  /** Where its schema stands. */
  readonly pointer: string;
  /** Whether its data has the property: objects that must have it, or may, or data that may be no object, or leaves it to the other side. */
  readonly property: 'required' | 'optional' | 'absent';
}

/**
 * The alternatives that a Discriminator Object tells apart; undefined without one, a reason where it cannot be followed: to
 * do so would refuse what the schemas take, and the composition decides without it.
 *
 * @see OpenAPI 3.0.3 section 4.7.25: alternatives are references, a value is a name of a component, or a key of `mapping`
 */
export function discriminatedAlternatives(root: JsonObject, schema: JsonObject, pointer: string, side: Side): Alternatives | { reason: string } | undefined {
  const alternatives = alternativesOf(root, schema, pointer, side);
  if (alternatives === undefined || 'reason' in alternatives) return alternatives;
  const unmeant = alternatives.cases.find(({ values }) => values.length === 0);
  if (unmeant !== undefined) return { reason: `a discriminator of which no value stands for ${unmeant.pointer}` };
  for (const { values, pointer: at, property } of alternatives.cases) {
    for (const value of values) {
      const other = alternatives.cases.find((one) => one.pointer !== at && one.values.includes(value));
      if (other !== undefined) return { reason: `a discriminator whose value ${value} stands for both ${at} and ${other.pointer}` };
      if (property !== 'absent' && !fits(root, at, alternatives.propertyName, value, side))
        return { reason: `a discriminator whose value ${value} stands for ${at}, which does not take it; a mapping can name one that it takes` };
    }
  }
  return alternatives;
}

/** Whether data of an alternative can have the value that stands for it. What tells further alternatives apart there has a say, too. */
function fits(root: JsonObject, pointer: string, propertyName: string, value: string, side: Side): boolean {
  const decide: Decide = (schema, at) => {
    const alternatives = alternativesOf(root, schema, at, side);
    return alternatives === undefined ||
      'reason' in alternatives ||
      alternatives.propertyName !== propertyName ||
      alternatives.cases.some(({ values }) => values.includes(value))
      ? undefined
      : false;
  };
  return admitsMember(root, pointer, propertyName, value, decide);
}

/** What the Discriminator Object says, whether or not there can be such data. */
function alternativesOf(root: JsonObject, schema: JsonObject, pointer: string, side: Side): Alternatives | { reason: string } | undefined {
  const { discriminator } = schema;
  if (!isObject(discriminator)) return undefined;
  const keyword = schema['oneOf'] !== undefined ? 'oneOf' : 'anyOf';
  const parts = schema[keyword];
  const { propertyName } = discriminator;
  if (typeof propertyName !== 'string') return { reason: 'a discriminator without a propertyName' };
  // Ajv passes over this name among `properties`.
  if (propertyName === '__proto__') return { reason: 'a discriminator whose property is __proto__' };
  if (!Array.isArray(parts)) return { reason: 'a discriminator without oneOf or anyOf beside it' };
  const mapping = Object.entries(isObject(discriminator['mapping']) ? discriminator['mapping'] : {}).map(
    ([value, target]) => [value, mappedPointer(root, String(target))] as const,
  );
  const targets = parts.map((part) => (isObject(part) && typeof part['$ref'] === 'string' ? refPointer(part['$ref']) : undefined));
  if (targets.includes(undefined)) return { reason: `a discriminator whose ${keyword} has a schema that is no reference (${joinPointer(pointer, keyword)})` };
  const cases = targets.map((target) => {
    const mapped = mapping.filter(([, at]) => at === target).map(([value]) => value);
    const at = target as string;
    const name = parsePointer(at).at(-1) as string;
    // A name is a value, but where the mapping has another meaning for it.
    const values = mapped.length > 0 || mapping.some(([value]) => value === name) ? mapped : [name];
    return { pointer: at, values, property: propertyIn(root, at, propertyName, side) };
  });
  return { propertyName, keyword, cases, strays: mapping.filter(([, at]) => !targets.includes(at)).map(([value]) => value) };
}

/** A schema that names no type is one of objects here, as that is what authors mean. */
function propertyIn(root: JsonObject, pointer: string, name: string, side: Side): Alternative['property'] {
  const types = admittedTypes(root, pointer);
  if (types.length !== ALL_TYPES.length && !(types.length === 1 && types[0] === 'object')) return 'absent';
  if (memberSide(root, pointer, name, side) !== 'never') return 'absent';
  return requires(root, pointer, name, new Set()) ? 'required' : 'optional';
}

function requires(root: JsonObject, pointer: string, name: string, seen: Set<string>): boolean {
  const schema = valueAt(root, pointer);
  if (!isObject(schema) || seen.has(pointer)) return false;
  seen.add(pointer);
  if (Array.isArray(schema['required']) && schema['required'].includes(name)) return true;
  if (typeof schema['$ref'] === 'string' && requires(root, refPointer(schema['$ref']) ?? '', name, seen)) return true;
  return Array.isArray(schema['allOf']) && schema['allOf'].some((_, index) => requires(root, joinPointer(pointer, 'allOf', index), name, seen));
}

/**
 * The same alternatives, each with the values of the property that its own schema lists, none of them in two: so choosing by the property
 * is what the composition says, at less cost. Undefined where the schemas do not say so.
 */
export function exclusiveAlternatives(root: JsonObject, alternatives: Alternatives): Alternatives | undefined {
  const { cases, propertyName } = alternatives;
  const seen = new Set<string>();
  const exclusive: Alternative[] = [];
  for (const one of cases) {
    const values = memberValues(root, one.pointer, propertyName);
    if (values === undefined || !values.every((value) => typeof value === 'string') || values.some((value) => seen.has(value))) return undefined;
    for (const value of values) seen.add(value);
    const [type, ...more] = admittedTypes(root, one.pointer);
    const isObjectOnly = type === 'object' && more.length === 0;
    exclusive.push({ ...one, values, property: one.property === 'required' && !isObjectOnly ? 'optional' : one.property });
  }
  return { ...alternatives, cases: exclusive };
}

/**
 * A schema that follows the discriminator: the property says which alternative is meant, and that one alone is checked. What a missing
 * property means is undefined; there, and for what is no object, the composition itself decides.
 */
export function discriminate({ propertyName, keyword, cases }: Alternatives, refer: (pointer: string) => Json): JsonObject {
  const alternatives = {
    properties: { [propertyName]: { enum: [...new Set(cases.flatMap(({ values }) => values))] } },
    allOf: cases.map(({ values, pointer }) => ({
      // Required here, too, or a missing property would mean every alternative at once.
      if: { required: [propertyName], properties: { [propertyName]: { enum: [...values] } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
      then: refer(pointer),
    })),
  };
  const hasProperty = { type: 'object', required: [propertyName] };
  if (cases.every(({ property }) => property === 'required')) return { ...hasProperty, ...alternatives };
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
  return { if: hasProperty, then: alternatives, else: { [keyword]: cases.map(({ pointer }) => refer(pointer)) } };
}

/** A mapping names a component, or refers to a schema. */
function mappedPointer(root: JsonObject, target: string): string | undefined {
  const named = joinPointer('/components/schemas', target);
  return valueAt(root, named) !== undefined ? named : refPointer(target);
}
