import type { Assertions } from '../ir/schema.ts';
import { type Json, type JsonObject, joinPointer } from '../json.ts';
import { isDialect, KEYWORDS, type Keyword } from './keywords.ts';
import type { SchemaVersion } from './schema-version.ts';

/** OpenAPI 3.1.1 section 4.8.24: schemas are JSON Schema 2020-12. */
export const SCHEMA_3_1: SchemaVersion = {
  keywords: KEYWORDS,
  allowed: 'an object or a boolean',
  ignoresSiblings: false,

  /** Other keywords are annotations (JSON Schema 2020-12 core, section 6.5). */
  unknownKeyword(keyword, pointer) {
    return keyword === 'nullable'
      ? {
          code: 'keyword-of-3.0',
          pointer,
          reason: "`nullable` is a keyword of OpenAPI 3.0 and has no effect in 3.1; write `type: [string, 'null']` with the type in place of string",
        }
      : { code: 'unenforced-keyword', pointer, reason: `\`${keyword}\` is not a keyword that validates` };
  },

  /** @see JSON Schema 2020-12 validation, section 6.2.3 and 6.2.5 */
  hint(keyword, schema) {
    const bound = BOUNDS.get(keyword);
    const value = schema[keyword];
    if (bound === undefined || typeof value !== 'boolean') return '';
    const limit = schema[bound];
    const instead = value && typeof limit === 'number' ? `write \`${keyword}: ${limit}\` in place of both` : 'remove it';
    return `; a boolean beside \`${bound}\` is the form of OpenAPI 3.0: ${instead}`;
  },

  *findings({ $schema: dialect }, pointer) {
    if (dialect !== undefined && !isDialect(dialect))
      yield { code: 'unknown-dialect', pointer: joinPointer(pointer, '$schema'), reason: `the dialect ${dialect} is unknown and read as JSON Schema 2020-12` };
  },

  assertions: (schema) => ({ assertions: assertionsOf(schema, KEYWORDS), orNull: false }),
};

/** The keywords for exclusive bounds, with those for the bounds themselves. */
export const BOUNDS: ReadonlyMap<string, 'minimum' | 'maximum'> = new Map([
  ['exclusiveMinimum', 'minimum'],
  ['exclusiveMaximum', 'maximum'],
]);

/** The assertions of a schema, with types as a list and each required name once. */
export function assertionsOf(schema: JsonObject, keywords: Readonly<Record<string, Keyword>>): Assertions {
  const assertions: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) if (keywords[keyword]?.kind === 'assertion') assertions[keyword] = value;
  const { type, required, dependentRequired } = schema;
  if (type !== undefined) assertions['type'] = Array.isArray(type) ? type : [type];
  if (required !== undefined) assertions['required'] = withoutDuplicates(required);
  if (dependentRequired !== undefined)
    assertions['dependentRequired'] = Object.fromEntries(
      Object.entries(dependentRequired as JsonObject).map(([name, names]) => [name, withoutDuplicates(names)]),
    );
  return assertions;
}

const withoutDuplicates = (names: Json | undefined) => [...new Set(names as string[])];
