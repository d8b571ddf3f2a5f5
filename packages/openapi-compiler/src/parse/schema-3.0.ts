import type { JsonType } from '@petsage/openapi-koa/spec';
import type { Finding } from '../diagnostics/diagnostic.ts';
import { ALL_TYPES } from '../ir/schema.ts';
import { isObject, type Json, type JsonObject, joinPointer } from '../json.ts';
import { flag, isMapOf, KEYWORDS, type Keyword, type KeywordKind } from './keywords.ts';
import { assertionsOf, BOUNDS } from './schema-3.1.ts';
import type { SchemaVersion } from './schema-version.ts';

/** `true` and `false` are not schemas, except as `additionalProperties`. */
const OBJECTS: Readonly<Partial<Record<KeywordKind, (value: Json) => boolean>>> = {
  schema: isObject,
  'schema-map': isMapOf(isObject),
  'schema-list': (value) => Array.isArray(value) && value.length > 0 && value.every((part) => isObject(part)),
};
const TYPES: readonly Json[] = ALL_TYPES.filter((type) => type !== 'null');

function pick(...names: readonly string[]): Record<string, Keyword> {
  return Object.fromEntries(names.map((name) => [name, KEYWORDS[name] as Keyword]));
}

/** The keywords of OpenAPI 3.0's Schema Object (section 4.7.24). */
export const KEYWORDS_3_0: Readonly<Record<string, Keyword>> = {
  ...pick(
    ...['enum', 'format', 'pattern', 'minimum', 'maximum', 'multipleOf', 'minLength', 'maxLength', 'minItems', 'maxItems', 'uniqueItems'],
    ...['minProperties', 'maxProperties', 'required', 'additionalProperties', 'readOnly', 'writeOnly'],
    ...['title', 'description', 'example', 'default', 'deprecated', 'externalDocs', 'discriminator'],
  ),
  ...Object.fromEntries(
    Object.entries(pick('items', 'properties', 'allOf', 'anyOf', 'oneOf', 'not')).map(([name, keyword]) => [
      name,
      { ...keyword, fits: OBJECTS[keyword.kind] as Keyword['fits'], allowed: `${keyword.allowed}; true and false are none in OpenAPI 3.0` },
    ]),
  ),
  type: { kind: 'assertion', fits: (value) => TYPES.includes(value), allowed: `one of ${TYPES.join(', ')}` },
  nullable: { ...flag, kind: 'annotation' },
  exclusiveMinimum: flag,
  exclusiveMaximum: flag,
};

/** How OpenAPI 3.0 says what these keywords of 3.1 say; an empty string where it cannot. */
const IN_3_0: ReadonlyMap<string, string> = new Map([
  ['const', '`enum` with one value'],
  ['examples', '`example`'],
  ['prefixItems', '`items` with `anyOf`'],
  ['$defs', '`components.schemas`'],
  ['dependentSchemas', ''],
  ['dependentRequired', ''],
  ['patternProperties', '`additionalProperties`'],
  ['propertyNames', ''],
  ['unevaluatedProperties', '`additionalProperties`'],
  ['unevaluatedItems', ''],
  ['contains', ''],
  ['if', '`oneOf`'],
  ['then', '`oneOf`'],
  ['else', '`oneOf`'],
  ['$schema', ''],
  ['$id', ''],
  ['$anchor', ''],
  ['$dynamicRef', '`$ref`'],
  ['$dynamicAnchor', ''],
  ['$comment', '`description`'],
  ['contentEncoding', '`format: byte` or `binary`'],
  ['contentMediaType', '`format: byte` or `binary`'],
]);

/** Keywords about something else than whether an instance is valid. */
const NOT_ENFORCED: ReadonlySet<string> = new Set(['xml', 'contentSchema']);

/**
 * What `nullable: true` means. By `intended`, the value may be null whatever stands beside it, as that is what authors mean. By `literal`,
 * the letter of OpenAPI 3.0.3 section 4.7.24.2: null is added to the `type` beside it and to nothing else, so an `enum` must list null,
 * the parts of an `allOf` must allow it, and without a `type` there is no effect.
 */
export type NullableReading = 'intended' | 'literal';

/** OpenAPI 3.0.3 section 4.7.24: schemas are an extended subset of JSON Schema Wright Draft 00. */
export const schema30 = (nullable: NullableReading): SchemaVersion => ({
  keywords: KEYWORDS_3_0,
  allowed: 'an object',
  ignoresSiblings: true,

  unknownKeyword(keyword, pointer) {
    return NOT_ENFORCED.has(keyword)
      ? { code: 'unenforced-keyword', pointer, reason: `\`${keyword}\` is not a keyword that validates` }
      : { code: 'unknown-keyword', pointer, reason: `OpenAPI 3.0 has no schema keyword \`${keyword}\`${hint(keyword, {}) || '; remove it'}` };
  },

  hint,

  *findings(schema, pointer) {
    if (nullable === 'literal' && schema['nullable'] === true) yield* ineffectiveNullable(schema, joinPointer(pointer, 'nullable'));
    for (const [exclusive, bound] of BOUNDS)
      if (schema[exclusive] === true && schema[bound] === undefined)
        yield {
          code: 'ineffective-keyword',
          pointer: joinPointer(pointer, exclusive),
          reason: `\`${exclusive}\` has no effect without \`${bound}\`; add it`,
        };
    if (schema['type'] === 'array' && schema['items'] === undefined)
      yield { code: 'missing-items', pointer, reason: '`type: array` requires `items` (use `{}` for any item)' };
  },

  assertions(schema) {
    const assertions: Record<string, unknown> = { ...assertionsOf(schema, KEYWORDS_3_0) };
    for (const [exclusive, bound] of BOUNDS) {
      if (assertions[exclusive] === true && assertions[bound] !== undefined) {
        assertions[exclusive] = assertions[bound];
        delete assertions[bound];
      } else delete assertions[exclusive];
    }
    return schema['nullable'] === true ? withNull(assertions, schema, nullable) : { assertions, orNull: false };
  },
});

/** @see OpenAPI 3.0.3 section 4.7.24 */
function hint(keyword: string, schema: JsonObject): string {
  const value = schema[keyword];
  const bound = BOUNDS.get(keyword);
  if (bound !== undefined && typeof value === 'number') return `; a number is the form of OpenAPI 3.1: write \`${bound}: ${value}\` and \`${keyword}: true\``;
  if (keyword === 'type' && (Array.isArray(value) || value === 'null')) return '; null and lists are of OpenAPI 3.1: write `nullable: true`, or `anyOf`';
  const instead = IN_3_0.get(keyword);
  return instead === undefined ? '' : `; it is of OpenAPI 3.1${instead === '' ? '' : `: write ${instead}`}`;
}

function* ineffectiveNullable({ type, enum: values }: JsonObject, pointer: string): Generator<Finding> {
  const code = 'ineffective-keyword';
  if (type === undefined) yield { code, pointer, reason: '`nullable` has no effect without `type`; add it' };
  else if (Array.isArray(values) && !values.includes(null))
    yield { code, pointer, reason: '`nullable` has no effect, because `enum` does not have null; add it there' };
}

/** Assertions that allow null; beside applicators, whose parts need not, null is allowed whatever they say. */
function withNull(assertions: Record<string, unknown>, schema: JsonObject, reading: NullableReading): ReturnType<SchemaVersion['assertions']> {
  const type = assertions['type'] as readonly JsonType[] | undefined;
  const values = assertions['enum'] as readonly Json[] | undefined;
  const nullableType = type === undefined ? undefined : { type: [...type, 'null'] as const };
  if (reading === 'literal') return { assertions: { ...assertions, ...nullableType }, orNull: false };
  const isComposed = ['allOf', 'anyOf', 'oneOf', 'not'].some((keyword) => schema[keyword] !== undefined);
  if (nullableType === undefined || isComposed) return { assertions, orNull: true };
  const nullableEnum = values === undefined || values.includes(null) ? undefined : { enum: [...values, null] };
  return { assertions: { ...assertions, ...nullableType, ...nullableEnum }, orNull: false };
}
