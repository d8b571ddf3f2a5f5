import { INT64, int64Of } from '../../ir/int64.ts';
import type { Int64, Schema } from '../../ir/schema.ts';
import { isObject, type Json, type JsonObject } from '../../json.ts';

const BOUNDS = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'] as const;
const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;

/**
 * Puts everything that a schema says of integers under one keyword, if these are strings or BigInts for handlers: other keywords would
 * look at doubles.
 *
 * @param converts whether the schema makes them so, if it has the extension; a condition only tests them
 */
export function withInt64(converted: JsonObject, schema: Schema, converts: boolean): void {
  const as = saysOfNumbers(schema) ? int64Of(schema) : undefined;
  if (as === undefined) return;
  const { type, multipleOf } = schema.assertions;
  const bounds: JsonObject = Object.fromEntries(
    BOUNDS.flatMap((keyword) => (schema.assertions[keyword] === undefined ? [] : [[keyword, limitOf(schema, keyword)]])),
  );
  if (schema.int64 !== undefined) {
    // `x-int64` is about integers of 64 bits (OpenAPI Format Registry, `int64`).
    if (!(exact(bounds['minimum']) > LEAST)) bounds['minimum'] = String(LEAST);
    if (!(exact(bounds['maximum']) < MOST)) bounds['maximum'] = String(MOST);
  }
  const listed = (['enum', 'const'] as const).flatMap((keyword) => listOf(schema, keyword));
  for (const keyword of [...BOUNDS, 'type', 'multipleOf', 'enum', 'const']) delete converted[keyword];
  if (converted['format'] === 'int64') delete converted['format'];
  converted[INT64] = {
    as,
    ...(schema.int64 !== undefined && converts ? { converts } : undefined),
    ...(type === undefined ? undefined : { types: [...type] }),
    ...(Object.keys(bounds).length === 0 ? undefined : { bounds }),
    ...(multipleOf === undefined ? undefined : { multipleOf: limitOf(schema, 'multipleOf') }),
    ...(listed.length === 0 ? undefined : { listed }),
  };
}

/** Comparisons of a BigInt with a number are exact. */
const exact = (bound: Json | undefined): bigint | number => (typeof bound === 'string' ? BigInt(bound) : Number(bound));

/** What a converted schema makes of integers; undefined where they stay doubles. */
export function conversionOf({ [INT64]: spec }: JsonObject): Int64 | undefined {
  return isObject(spec) && spec['converts'] === true ? (spec['as'] as Int64) : undefined;
}

const KEYWORDS = [...BOUNDS, 'multipleOf', 'enum', 'const'];

const saysOfNumbers = ({ assertions }: Schema) =>
  assertions.type?.some((type) => type === 'integer' || type === 'number') === true || KEYWORDS.some((keyword) => assertions[keyword] !== undefined);

/** A number of the document, as digits if a double cannot represent it. */
function limitOf({ assertions, exact }: Schema, keyword: string): Json {
  const value = exact?.get(keyword);
  return value === undefined ? (assertions[keyword] as Json) : String(value);
}

/** The values of `enum` or `const`, integers apart from others. */
function listOf({ assertions, exact }: Schema, keyword: 'enum' | 'const'): JsonObject[] {
  const values = keyword === 'enum' ? assertions.enum : assertions.const === undefined ? undefined : [assertions.const];
  if (values === undefined) return [];
  const integers: string[] = [];
  const others: Json[] = [];
  const allowed = values.map((value, index): Json => {
    const digits = exact?.get(keyword === 'enum' ? `enum/${index}` : 'const');
    if (digits === undefined && !Number.isInteger(value)) others.push(value);
    else integers.push(String(digits ?? BigInt(value as number)));
    return digits === undefined ? value : String(digits);
  });
  return [{ keyword, integers, others, allowed }];
}
