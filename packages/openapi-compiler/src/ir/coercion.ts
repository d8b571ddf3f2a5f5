import { type CoercionSpec, isJson, type JsonType, type NameTester } from '@petsage/openapi-koa/spec';
import { testerOf } from '../patterns/engine.ts';
import { folded, inPlace } from './applicators.ts';
import { int64Of } from './int64.ts';
import { listedValues } from './listed-values.ts';
import { itemOf, namesOf, otherItemOf, otherPropertyOf, patternPropertyOf, prefixLengthOf, propertyOf } from './members.ts';
import type { DescribedValue } from './operation.ts';
import type { Schema } from './schema.ts';
import { allowedTypes, intendedTypes, restrictsTypes } from './types.ts';

/** The types that a string can be coerced to by itself. */
export const PRIMITIVES: readonly JsonType[] = ['null', 'boolean', 'integer', 'number', 'string'];

/** The deepest that the string of a parameter can go: properties or items of an object or array. */
const DEPTH = 2;

/**
 * What the string of a parameter or a header is coerced to; undefined for JSON.
 *
 * @see OpenAPI 3.0.3 section 4.7.12.2, `schema` and `content`
 */
export function parameterCoercion({ schema, mediaType }: Pick<DescribedValue, 'schema' | 'mediaType'>): CoercionSpec | undefined {
  if (mediaType === undefined) return coercionOf(schema);
  return isJson(mediaType) ? undefined : textCoercion(schema);
}

/**
 * What a string is coerced to that is a whole value by its media type: nothing else, unless its schema names other types.
 *
 * @see OpenAPI 3.1.1 appendix B, the serialization of primitive types
 */
export function textCoercion(schema: Schema | undefined): CoercionSpec {
  if (schema === undefined || !restrictsTypes(schema)) return { types: ['string'] };
  const types = allowedTypes(schema).filter((type) => PRIMITIVES.includes(type));
  return { types, ...exactness(schema, types) };
}

/**
 * What a string may be coerced to, by all that is said of its value.
 *
 * @param depth how far inside the parameter it stands
 */
export function coercionOf(schema: Schema | undefined, depth = 0): CoercionSpec {
  const types = (schema && intendedTypes(schema)) ?? PRIMITIVES;
  if (schema === undefined) return { types };
  if (depth >= DEPTH) return { types, ...exactness(schema, types) };
  const inner = (part: Schema) => coercionOf(part, depth + 1);
  const others = otherItemOf(schema);
  const prefixItems = Array.from({ length: prefixLengthOf(schema) }, (_, index) => itemOf(schema, index)).map((item) =>
    item === undefined ? { types: PRIMITIVES } : inner(item),
  );
  const properties = namesOf(schema, 'properties').map((name) => [name, inner(propertyOf(schema, name) as Schema)] as const);
  return {
    types,
    ...exactness(schema, types),
    ...(depth === 0 && splitsEscaped(schema, types, prefixItems.length) ? { splitsEscaped: true as const } : undefined),
    ...(others === undefined ? undefined : { items: inner(others) }),
    ...(prefixItems.length === 0 ? undefined : { prefixItems }),
    ...(properties.length === 0 ? undefined : { properties: Object.fromEntries(properties) }),
    ...unnamedProperties(schema, inner),
  };
}

const exactness = (schema: Schema, types: readonly JsonType[]) =>
  types.includes('integer') && int64Of(schema) !== undefined ? { int64: true as const } : undefined;

/** Whether a comma that is escaped can only be between items: no item has one, and neither has what else the string may stand for. */
function splitsEscaped(schema: Schema, types: readonly JsonType[], length: number): boolean {
  if (!types.includes('array') || types.includes('string')) return false;
  const items = [otherItemOf(schema), ...Array.from({ length }, (_, index) => itemOf(schema, index))];
  return items.every((item) => item !== undefined && excludesComma(item));
}

/** Formats of strings without a comma. */
const COMMALESS: ReadonlySet<string | undefined> = new Set(['uuid', 'date', 'date-time', 'time', 'ipv4', 'ipv6']);

const excludesComma = folded<boolean>({
  own(schema) {
    const { type, format } = schema.assertions;
    const values = listedValues(schema);
    if (values !== undefined) return values.every((value) => !String(value).includes(','));
    return type?.length === 1 && type[0] === 'string' && !schema.orNull && COMMALESS.has(format);
  },
  all: (parts) => parts.includes(true),
  any: (parts) => parts.every((part) => part),
  conditional: () => false,
  whole: (excludes, schema) =>
    // What only one of the items must match says nothing of the others.
    !inPlace(schema, 'certain').some(({ keyword }) => keyword === 'contains') && (excludes || !allowedTypes(schema).some((type) => COMPOSED.includes(type))),
  cycle: false,
});

/** Types whose strings may have a comma. */
const COMPOSED: readonly JsonType[] = ['string', 'array', 'object'];

/** What properties without a name of their own are coerced to, as far as a type is said of them; all others stay strings. */
export function unnamedProperties<T>(schema: Schema, specOf: (part: Schema) => T): { patterns?: (readonly [names: NameTester, spec: T])[]; others?: T } {
  const isSaid = (part: Schema | undefined): part is Schema => part !== undefined && intendedTypes(part) !== undefined;
  const patterns = namesOf(schema, 'patternProperties').flatMap((pattern) => {
    const part = patternPropertyOf(schema, pattern);
    return isSaid(part) ? [[testerOf(pattern), specOf(part)] as const] : [];
  });
  const others = otherPropertyOf(schema);
  return { ...(patterns.length === 0 ? undefined : { patterns }), ...(isSaid(others) ? { others: specOf(others) } : undefined) };
}
