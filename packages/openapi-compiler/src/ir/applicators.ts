import type { Applicator, ApplicatorKeyword, Schema } from './schema.ts';

/**
 * How far subschemas for the same instance count: `certain` are those that always apply, `possible` those of which some apply as well,
 * `conditional` those that apply under a condition too, and the condition itself.
 */
export type Reach = 'certain' | 'possible' | 'conditional';

const CERTAIN: readonly ApplicatorKeyword[] = ['$ref', 'allOf'];
const ALTERNATIVES: readonly ApplicatorKeyword[] = ['anyOf', 'oneOf'];
const CONDITIONAL: readonly ApplicatorKeyword[] = ['if', 'then', 'else', 'dependentSchemas'];
const KEYWORDS: Readonly<Record<Reach, readonly ApplicatorKeyword[]>> = {
  certain: CERTAIN,
  possible: [...CERTAIN, ...ALTERNATIVES],
  conditional: [...CERTAIN, ...ALTERNATIVES, ...CONDITIONAL],
};

/** The subschemas for the same instance that stand under some keywords. */
export function subschemas({ applicators }: Schema, ...keywords: readonly ApplicatorKeyword[]): readonly Schema[] {
  // Of most schemas there are none, and they are asked for all the time.
  if (applicators.length === 0) return NO_SCHEMAS;
  return applicators.flatMap(({ keyword, schemas }) => (keywords.includes(keyword) ? schemas : []));
}

const NO_SCHEMAS: readonly Schema[] = [];

/** The applicator of a keyword, if there is one. */
export function applicator({ applicators }: Schema, keyword: ApplicatorKeyword): Applicator | undefined {
  return applicators.find((each) => each.keyword === keyword);
}

/** The schema that a reference leads to; undefined without one. */
export const referenced = (schema: Schema): Schema | undefined => applicator(schema, '$ref')?.schemas[0];

/** What a schema refers to, and that to in turn; the schema itself where it refers to none. */
export function resolved(schema: Schema): Schema {
  const seen = new Set<Schema>();
  let target = schema;
  for (let next = referenced(target); next !== undefined && !seen.has(next); next = referenced(target)) {
    seen.add(target);
    target = next;
  }
  return target;
}

/** Whether other schemas apply to the same instance, `not` aside. */
export const isComposed = ({ applicators }: Schema) => applicators.some(({ keyword }) => keyword !== 'not');

/**
 * A schema, and all that apply to the same instance as far as they count, each once: a schema before its subschemas, those in the order
 * of `Schema.applicators`.
 *
 * @param except keywords whose subschemas do not count
 */
export function inPlace(schema: Schema, reach: Reach, except: readonly ApplicatorKeyword[] = []): readonly Schema[] {
  if (schema.applicators.length === 0) return [schema];
  const keywords = KEYWORDS[reach].filter((keyword) => !except.includes(keyword));
  const seen = new Set<Schema>();
  const stack = [schema];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    stack.push(...[...subschemas(next, ...keywords)].reverse());
  }
  return [...seen];
}

/** What schemas say together, found from what each says by itself. */
export interface Fold<Value> {
  /** What the keywords of one schema say. */
  readonly own: (schema: Schema) => Value;
  /** What several schemas say that all apply. */
  readonly all: (values: readonly Value[]) => Value;
  /** What several schemas say of which one applies, or more. */
  readonly any: (values: readonly Value[]) => Value;
  /** What schemas say that may apply, by the keywords that they stand under. */
  readonly conditional: (values: readonly (readonly [keyword: ApplicatorKeyword, value: Value])[]) => Value;
  /** Completes what a schema says with all that apply to the same instance. */
  readonly whole?: (value: Value, schema: Schema) => Value;
  /** What a schema adds that leads back to itself. */
  readonly cycle: Value;
}

/**
 * Makes a function that finds what a schema and all that apply to the same instance say, once for each schema.
 *
 * Subschemas are looked at before the schema that holds them, without recursion: chains of references may be longer than any stack.
 */
export function folded<Value>({ own, all, any, conditional, whole = (value) => value, cycle }: Fold<Value>): (schema: Schema) => Value {
  const known = new WeakMap<Schema, { readonly value: Value }>();
  const combine = (schema: Schema): Value => {
    const resultOf = (part: Schema) => (known.get(part) ?? { value: cycle }).value;
    const conditions: (readonly [ApplicatorKeyword, Value])[] = [];
    const values = [own(schema)];
    for (const { keyword, schemas } of schema.applicators) {
      if (CERTAIN.includes(keyword)) values.push(...schemas.map(resultOf));
      else if (ALTERNATIVES.includes(keyword)) values.push(any(schemas.map(resultOf)));
      else if (CONDITIONAL.includes(keyword)) for (const part of schemas) conditions.push([keyword, resultOf(part)]);
    }
    if (conditions.length > 0) values.push(conditional(conditions));
    return whole(all(values), schema);
  };
  return (schema) => {
    const found = known.get(schema);
    if (found !== undefined) return found.value;
    const open = new Set<Schema>();
    const stack = [schema];
    for (let next = stack.at(-1); next !== undefined; next = stack.at(-1)) {
      if (known.has(next)) stack.pop();
      else if (open.has(next)) {
        stack.pop();
        known.set(next, { value: combine(next) });
      } else {
        open.add(next);
        for (const part of subschemas(next, ...KEYWORDS.conditional)) if (!known.has(part) && !open.has(part)) stack.push(part);
      }
    }
    return (known.get(schema) as { readonly value: Value }).value;
  };
}

/** The schemas for properties and items of a schema's instances. */
export function* inside(schema: Schema): Generator<Schema> {
  yield* schema.properties?.values() ?? [];
  yield* schema.patternProperties?.values() ?? [];
  yield* schema.prefixItems ?? [];
  for (const keyword of INSIDE) if (schema[keyword] !== undefined) yield schema[keyword];
}

const INSIDE = ['additionalProperties', 'unevaluatedProperties', 'propertyNames', 'items', 'unevaluatedItems', 'contains'] as const;

/** The schemas that one leads to in one step, whether for the same instance or inside of it. */
export function* nextOf(schema: Schema): Generator<Schema> {
  for (const { schemas } of schema.applicators) yield* schemas;
  yield* inside(schema);
}
