import { isObject, type Json, type JsonObject } from './source-document.ts';

/** How a keyword of JSON Schema 2020-12 is converted. */
export type KeywordKind =
  /** Its value is taken as it is. */
  | 'plain'
  /** Its value says nothing about whether data is valid, or is looked at elsewhere. */
  | 'annotation'
  /** A schema for something inside the data; a map of such schemas; a list of them. */
  | 'inner'
  | 'inner-map'
  | 'inner-list'
  /** A schema for the same data; a map of such schemas; a list of them. */
  | 'same'
  | 'same-map'
  | 'same-list';

/** Dialects of JSON Schema that are OpenAPI 3.1's (section 4.6), or part of it. */
export const DIALECTS: readonly Json[] = ['https://spec.openapis.org/oas/3.1/dialect/base', 'https://json-schema.org/draft/2020-12/schema'];

/** A draft whose keywords mean something else. */
const OTHER_DRAFT = /^https?:\/\/json-schema\.org\/(?!draft\/2020-12\/)/;

export const isDialect = (value: Json | undefined) => typeof value === 'string' && DIALECTS.includes(value.replace(/#$/, ''));

interface Keyword {
  readonly kind: KeywordKind;
  readonly fits: (value: Json) => boolean;
  /** What a value has to be, for the message. */
  readonly allowed: string;
}

const TYPES: readonly Json[] = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'];

const isCount = (value: Json) => typeof value === 'number' && Number.isInteger(value) && value >= 0;
const isNames = (value: Json) => Array.isArray(value) && value.every((name) => typeof name === 'string');
const isSchema = (value: Json) => isObject(value) || typeof value === 'boolean';
const isPattern = (value: Json) => typeof value === 'string' && toRegExp(value) !== undefined;
const isMapOf = (fits: (value: Json) => boolean) => (value: Json) => isObject(value) && Object.values(value).every((member) => fits(member as Json));
const isType = (value: Json) => (Array.isArray(value) ? value.length > 0 && value.every((type) => TYPES.includes(type)) : TYPES.includes(value));

const REGULAR = 'a regular expression of ECMA-262, and one with Unicode where it has \\p{…}, \\u{…} or a character beyond U+FFFF';

const annotations = (...names: string[]): Record<string, Keyword> =>
  Object.fromEntries(names.map((name) => [name, { kind: 'annotation', fits: () => true, allowed: '' }]));
const flag: Keyword = { kind: 'plain', fits: (value) => typeof value === 'boolean', allowed: 'true or false' };
const count: Keyword = { kind: 'plain', fits: isCount, allowed: 'a whole number from 0' };
const bound: Keyword = { kind: 'plain', fits: (value) => typeof value === 'number', allowed: 'a number' };
const schemaFor = (kind: KeywordKind): Keyword => ({ kind, fits: isSchema, allowed: 'a schema' });
const schemasFor = (kind: KeywordKind): Keyword => ({
  kind,
  fits: (value) => Array.isArray(value) && value.length > 0 && value.every(isSchema),
  allowed: 'a list of schemas, not empty',
});
const mapFor = (kind: KeywordKind): Keyword => ({ kind, fits: isMapOf(isSchema), allowed: 'an object of schemas' });

/** The keywords of JSON Schema 2020-12's vocabularies and of OpenAPI's Schema Object. */
export const KEYWORDS: Readonly<Record<string, Keyword>> = {
  type: { kind: 'plain', fits: isType, allowed: `one of ${TYPES.join(', ')}, or a list of them` },
  enum: { kind: 'plain', fits: (value) => Array.isArray(value), allowed: 'a list' },
  const: { kind: 'plain', fits: () => true, allowed: '' },
  format: { kind: 'plain', fits: (value) => typeof value === 'string', allowed: 'a string' },
  pattern: { kind: 'plain', fits: isPattern, allowed: REGULAR },
  minimum: bound,
  maximum: bound,
  exclusiveMinimum: bound,
  exclusiveMaximum: bound,
  multipleOf: { kind: 'plain', fits: (value) => typeof value === 'number' && value > 0, allowed: 'a number above 0' },
  minLength: count,
  maxLength: count,
  minItems: count,
  maxItems: count,
  uniqueItems: flag,
  minProperties: count,
  maxProperties: count,
  minContains: count,
  maxContains: count,
  required: { kind: 'plain', fits: isNames, allowed: 'a list of names' },
  dependentRequired: { kind: 'plain', fits: isMapOf(isNames), allowed: 'an object of lists of names' },
  items: schemaFor('inner'),
  contains: schemaFor('inner'),
  additionalProperties: schemaFor('inner'),
  propertyNames: schemaFor('inner'),
  unevaluatedItems: schemaFor('inner'),
  unevaluatedProperties: schemaFor('inner'),
  properties: mapFor('inner-map'),
  patternProperties: {
    kind: 'inner-map',
    fits: (value) => isMapOf(isSchema)(value) && Object.keys(value as object).every(isPattern),
    allowed: `an object of schemas, each by ${REGULAR}`,
  },
  prefixItems: schemasFor('inner-list'),
  allOf: schemasFor('same-list'),
  anyOf: schemasFor('same-list'),
  oneOf: schemasFor('same-list'),
  not: schemaFor('same'),
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
  then: schemaFor('same'),
  if: schemaFor('same'),
  else: schemaFor('same'),
  dependentSchemas: mapFor('same-map'),
  // No validator looks at them, but the schema of a form has to know its files.
  contentEncoding: { kind: 'plain', fits: (value) => typeof value === 'string', allowed: 'a string' },
  contentMediaType: { kind: 'plain', fits: (value) => typeof value === 'string', allowed: 'a string' },
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

/** The keywords of some kinds. */
export const keywordsOf = (...kinds: readonly KeywordKind[]): string[] =>
  Object.entries(KEYWORDS).flatMap(([name, { kind }]) => (kinds.includes(kind) ? [name] : []));

/** In OpenAPI 3.0 `true` and `false` are no schemas, but beside `additionalProperties`. */
const OLD_NAMES = ['items', 'properties', 'allOf', 'anyOf', 'oneOf', 'not'] as const;
const isOldSchemas: Readonly<Record<string, (value: Json) => boolean>> = {
  inner: isObject,
  same: isObject,
  'inner-map': isMapOf(isObject),
  'same-list': (value) => Array.isArray(value) && value.length > 0 && value.every((part) => isObject(part)),
};
const OLD_TYPES = TYPES.filter((type) => type !== 'null');

/** The keywords of OpenAPI 3.0's Schema Object (section 4.7.24). */
export const OLD_KEYWORDS: Readonly<Record<string, Keyword>> = {
  ...pick(
    ...['enum', 'format', 'pattern', 'minimum', 'maximum', 'multipleOf', 'minLength', 'maxLength', 'minItems', 'maxItems', 'uniqueItems'],
    ...['minProperties', 'maxProperties', 'required', 'additionalProperties', 'readOnly', 'writeOnly'],
    ...['title', 'description', 'example', 'default', 'deprecated', 'externalDocs', 'discriminator'],
  ),
  ...Object.fromEntries(
    Object.entries(pick(...OLD_NAMES)).map(([name, keyword]) => [
      name,
      { ...keyword, fits: isOldSchemas[keyword.kind] as Keyword['fits'], allowed: `${keyword.allowed}; true and false are none in OpenAPI 3.0` },
    ]),
  ),
  type: { kind: 'plain', fits: (value) => OLD_TYPES.includes(value), allowed: `one of ${OLD_TYPES.join(', ')}` },
  nullable: { ...flag, kind: 'annotation' },
  exclusiveMinimum: flag,
  exclusiveMaximum: flag,
};

function pick(...names: readonly string[]): Record<string, Keyword> {
  return Object.fromEntries(names.map((name) => [name, KEYWORDS[name] as Keyword]));
}

/** Keywords that are about something else than whether data is valid, each with a word on it: listed as not enforced. */
export const NOT_ENFORCED: ReadonlySet<string> = new Set(['xml', 'contentSchema']);

/** What means something else without Unicode: classes of characters, code points, and characters that are two units of UTF-16. */
const NEEDS_UNICODE = /(?<!\\)(?:\\\\)*\\(?:[pP]|u)\{|[\u{10000}-\u{10ffff}]/u;

/**
 * A pattern as a regular expression: with Unicode as JSON Schema wants it (core, section 6.4), else without, as many documents escape
 * what needs no escape. Undefined when it is neither, or would mean something else without.
 */
export function toRegExp(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return NEEDS_UNICODE.test(pattern) ? undefined : withoutUnicode(pattern);
  }
}

function withoutUnicode(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern);
  } catch {
    return undefined;
  }
}

/** The patterns of a schema that are regular expressions, each by the path to it. */
export function patternsOf({ pattern, patternProperties }: JsonObject): { path: string[]; pattern: string }[] {
  const own = typeof pattern === 'string' ? [{ path: ['pattern'], pattern }] : [];
  const names = Object.keys(isObject(patternProperties) ? patternProperties : {});
  return [...own, ...names.map((name) => ({ path: ['patternProperties', name], pattern: name }))].filter((one) => toRegExp(one.pattern) !== undefined);
}

/** Those of them that are read without Unicode. */
export const patternsWithoutUnicode = (schema: JsonObject) => patternsOf(schema).filter(({ pattern }) => toRegExp(pattern)?.unicode === false);
