import type { JsonObject } from '../parse/source-document.ts';

export const NULLABLE_IN_3_1 =
  "`nullable` is a keyword of OpenAPI 3.0 and has no effect in 3.1; write `type: [string, 'null']` with the type in place of string";

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

/**
 * What to write instead of the form of another version of OpenAPI; empty if the value is none.
 *
 * @param schema the keyword's schema
 * @param old    whether the document is of OpenAPI 3.0
 * @see OpenAPI 3.0.3 section 4.7.24; JSON Schema 2020-12 validation, sections 6.1.1, 6.2.3 and 6.2.5
 */
export function versionHint(keyword: string, schema: JsonObject, old: boolean): string {
  const value = schema[keyword];
  const bound = keyword === 'exclusiveMinimum' ? 'minimum' : keyword === 'exclusiveMaximum' ? 'maximum' : undefined;
  if (bound !== undefined && typeof value === 'boolean' && !old) {
    const limit = schema[bound];
    const instead = value && typeof limit === 'number' ? `write \`${keyword}: ${limit}\` in place of both` : 'remove it';
    return `; a boolean beside \`${bound}\` is the form of OpenAPI 3.0: ${instead}`;
  }
  if (bound !== undefined && typeof value === 'number' && old)
    return `; a number is the form of OpenAPI 3.1: write \`${bound}: ${value}\` and \`${keyword}: true\``;
  if (keyword === 'type' && old && (Array.isArray(value) || value === 'null')) return '; null and lists are of OpenAPI 3.1: write `nullable: true`, or `anyOf`';
  const instead = old ? IN_3_0.get(keyword) : undefined;
  return instead === undefined ? '' : `; it is of OpenAPI 3.1${instead === '' ? '' : `: write ${instead}`}`;
}
