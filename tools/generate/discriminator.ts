import { isObject, type Json, type JsonObject, joinPointer, refPointer, valueAt } from './source-document.ts';

/** What each value of a discriminating property stands for. */
export interface Alternatives {
  readonly propertyName: string;
  /** The keyword that it replaces. */
  readonly keyword: 'oneOf' | 'anyOf';
  /** In document order; each with the values that mean it, and where its schema stands. */
  readonly cases: readonly { readonly values: readonly string[]; readonly pointer: string }[];
}

/**
 * The alternatives that a Discriminator Object tells apart; undefined without one, a reason where it cannot be followed.
 *
 * @see OpenAPI 3.0.3 section 4.7.25: alternatives are references, a value is a name of a component, or a key of `mapping`
 */
export function alternativesOf(root: JsonObject, schema: JsonObject, pointer: string): Alternatives | { reason: string } | undefined {
  const { discriminator } = schema;
  if (!isObject(discriminator)) return undefined;
  const keyword = schema['oneOf'] !== undefined ? 'oneOf' : 'anyOf';
  const parts = schema[keyword];
  const { propertyName } = discriminator;
  if (typeof propertyName !== 'string') return { reason: 'a discriminator without a propertyName' };
  if (!Array.isArray(parts)) return { reason: 'a discriminator without oneOf or anyOf beside it' };
  const mapping = Object.entries(isObject(discriminator['mapping']) ? discriminator['mapping'] : {}).map(
    ([value, target]) => [value, mappedPointer(root, String(target))] as const,
  );
  const targets = parts.map((part) => (isObject(part) && typeof part['$ref'] === 'string' ? refPointer(part['$ref']) : undefined));
  if (targets.includes(undefined)) return { reason: `a discriminator whose ${keyword} has a schema that is no reference (${joinPointer(pointer, keyword)})` };
  const cases = targets.map((target) => {
    const mapped = mapping.filter(([, at]) => at === target).map(([value]) => value);
    return { pointer: target as string, values: mapped.length > 0 ? mapped : [(target as string).split('/').at(-1) as string] };
  });
  return { propertyName, keyword, cases };
}

/** A schema that follows the discriminator: the property says which alternative is meant, and that one alone is checked. */
export function discriminate(
  root: JsonObject,
  schema: JsonObject,
  pointer: string,
  refer: (pointer: string) => Json,
): { readonly keyword: 'oneOf' | 'anyOf'; readonly schema: JsonObject } | { readonly reason: string } | undefined {
  const alternatives = alternativesOf(root, schema, pointer);
  if (alternatives === undefined || 'reason' in alternatives) return alternatives;
  const { propertyName, keyword, cases } = alternatives;
  return {
    keyword,
    schema: {
      type: 'object',
      required: [propertyName],
      properties: { [propertyName]: { enum: [...new Set(cases.flatMap(({ values }) => values))] } },
      allOf: cases.map(({ values, pointer: target }) => ({
        if: { properties: { [propertyName]: { enum: [...values] } } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
        then: refer(target),
      })),
    },
  };
}

/** A mapping names a component, or refers to a schema. */
function mappedPointer(root: JsonObject, target: string): string | undefined {
  const named = joinPointer('/components/schemas', target);
  return valueAt(root, named) !== undefined ? named : refPointer(target);
}
