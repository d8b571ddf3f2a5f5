import { ALL_TYPES } from '../ir/schema.ts';
import { isObject, type Json } from '../json.ts';
import { toRegExp } from '../patterns/regexp.ts';

/** What the value of a keyword is: an assertion, an annotation, or a schema, a map or a list of schemas. */
export type KeywordKind = 'assertion' | 'annotation' | 'schema' | 'schema-map' | 'schema-list';

/** Dialects of JSON Schema that are OpenAPI 3.1's (section 4.6), or part of it. */
export const DIALECTS: readonly Json[] = ['https://spec.openapis.org/oas/3.1/dialect/base', 'https://json-schema.org/draft/2020-12/schema'];

/** A draft whose keywords mean something else. */
const OTHER_DRAFT = /^https?:\/\/json-schema\.org\/(?!draft\/2020-12\/)/;

/** Whether a value names one of them. */
export const isDialect = (value: Json | undefined) => typeof value === 'string' && DIALECTS.includes(value.replace(/#$/, ''));

export interface Keyword {
  readonly kind: KeywordKind;
  /** Whether a value is one that the keyword may have. */
  readonly fits: (value: Json) => boolean;
  /** What a value must be, for the message. */
  readonly allowed: string;
}

const TYPES: readonly Json[] = ALL_TYPES;

const isCount = (value: Json) => typeof value === 'number' && Number.isInteger(value) && value >= 0;
const isNames = (value: Json) => Array.isArray(value) && value.every((name) => typeof name === 'string');
export const isSchema = (value: Json) => isObject(value) || typeof value === 'boolean';
const isPattern = (value: Json) => typeof value === 'string' && toRegExp(value) !== undefined;
export const isMapOf = (fits: (value: Json) => boolean) => (value: Json) => isObject(value) && Object.values(value).every((member) => fits(member as Json));
const isType = (value: Json) => (Array.isArray(value) ? value.length > 0 && value.every((type) => TYPES.includes(type)) : TYPES.includes(value));

const REGULAR = 'a regular expression of ECMA-262, and one with Unicode where it has \\p{…}, \\u{…} or a character beyond U+FFFF';

const annotations = (...names: string[]): Record<string, Keyword> =>
  Object.fromEntries(names.map((name) => [name, { kind: 'annotation', fits: () => true, allowed: '' }]));
export const flag: Keyword = { kind: 'assertion', fits: (value) => typeof value === 'boolean', allowed: 'true or false' };
const count: Keyword = { kind: 'assertion', fits: isCount, allowed: 'a whole number from 0' };
const bound: Keyword = { kind: 'assertion', fits: (value) => typeof value === 'number', allowed: 'a number' };
const schema: Keyword = { kind: 'schema', fits: isSchema, allowed: 'a schema' };
const schemas: Keyword = {
  kind: 'schema-list',
  fits: (value) => Array.isArray(value) && value.length > 0 && value.every(isSchema),
  allowed: 'a list of schemas, not empty',
};
const schemaMap: Keyword = { kind: 'schema-map', fits: isMapOf(isSchema), allowed: 'an object of schemas' };

/** The keywords of JSON Schema 2020-12's vocabularies and of OpenAPI's Schema Object. */
export const KEYWORDS: Readonly<Record<string, Keyword>> = {
  type: { kind: 'assertion', fits: isType, allowed: `one of ${TYPES.join(', ')}, or a list of them` },
  enum: { kind: 'assertion', fits: (value) => Array.isArray(value), allowed: 'a list' },
  const: { kind: 'assertion', fits: () => true, allowed: '' },
  format: { kind: 'assertion', fits: (value) => typeof value === 'string', allowed: 'a string' },
  pattern: { kind: 'assertion', fits: isPattern, allowed: REGULAR },
  minimum: bound,
  maximum: bound,
  exclusiveMinimum: bound,
  exclusiveMaximum: bound,
  multipleOf: { kind: 'assertion', fits: (value) => typeof value === 'number' && value > 0, allowed: 'a number above 0' },
  minLength: count,
  maxLength: count,
  minItems: count,
  maxItems: count,
  uniqueItems: flag,
  minProperties: count,
  maxProperties: count,
  minContains: count,
  maxContains: count,
  required: { kind: 'assertion', fits: isNames, allowed: 'a list of names' },
  dependentRequired: { kind: 'assertion', fits: isMapOf(isNames), allowed: 'an object of lists of names' },
  items: schema,
  contains: schema,
  additionalProperties: schema,
  propertyNames: schema,
  unevaluatedItems: schema,
  unevaluatedProperties: schema,
  properties: schemaMap,
  patternProperties: {
    kind: 'schema-map',
    fits: (value) => isMapOf(isSchema)(value) && Object.keys(value as object).every(isPattern),
    allowed: `an object of schemas, each by ${REGULAR}`,
  },
  prefixItems: schemas,
  allOf: schemas,
  anyOf: schemas,
  oneOf: schemas,
  not: schema,
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
  then: schema,
  if: schema,
  else: schema,
  dependentSchemas: schemaMap,
  // No validator looks at them, but the schema of a form has to know its files.
  contentEncoding: { kind: 'assertion', fits: (value) => typeof value === 'string', allowed: 'a string' },
  contentMediaType: { kind: 'assertion', fits: (value) => typeof value === 'string', allowed: 'a string' },
  readOnly: { ...flag, kind: 'annotation' },
  writeOnly: { ...flag, kind: 'annotation' },
  $schema: {
    kind: 'annotation',
    fits: (value) => typeof value === 'string' && !OTHER_DRAFT.test(value),
    allowed: `none of another draft of JSON Schema; known are ${DIALECTS.join(', ')}`,
  },
  ...annotations(
    ...['title', 'description', 'example', 'examples', 'default', 'deprecated', 'externalDocs', 'discriminator', '$comment'],
    ...['$id', '$anchor', '$dynamicAnchor', '$vocabulary', '$defs', 'definitions'],
  ),
};
