import type { JsonType } from '@petsage/openapi-koa/spec';
import validation from '@petsage/openapi-koa/validation';
import type { Json } from '../json.ts';
import { folded } from './applicators.ts';
import { ALL_TYPES, type Schema } from './schema.ts';

interface Types {
  readonly allowed: ReadonlySet<JsonType>;
  /** Those that keywords are about, as `pattern` is about strings. */
  readonly about: ReadonlySet<JsonType>;
}

const ANY: ReadonlySet<JsonType> = new Set(ALL_TYPES);
const NONE: ReadonlySet<JsonType> = new Set();
const UNRESTRICTED: Types = { allowed: ANY, about: NONE };

const inOrder = (types: ReadonlySet<JsonType>) => ALL_TYPES.filter((type) => types.has(type));

const typesOf = folded<Types>({
  own,
  all: intersect,
  any: alternatives,
  // A condition may not hold: then it says nothing.
  conditional: (parts) => ({ allowed: ANY, about: meant(alternatives(parts.map(([, types]) => types))) ?? NONE }),
  whole: ({ allowed, about }, { orNull }) => ({ allowed: orNull ? new Set([...allowed, 'null'] as const) : allowed, about }),
  cycle: UNRESTRICTED,
});

/** The types that a schema allows according to `type`, `enum`, `const` and its applicators; every type if they don't restrict it. */
export function allowedTypes(schema: Schema): JsonType[] {
  return inOrder(typesOf(schema).allowed);
}

/** Whether a schema restricts the types of its instances. */
export const restrictsTypes = (schema: Schema) => typesOf(schema).allowed.size < ALL_TYPES.length;

/**
 * The types that the author means: those that are allowed or, where all are, those that keywords are about. Undefined where nothing
 * restricts them.
 */
export function intendedTypes(schema: Schema): JsonType[] | undefined {
  const types = meant(typesOf(schema));
  return types && inOrder(types);
}

/** Whether the keywords of a schema itself say anything about types. */
export const namesTypes = (schema: Schema) => meant(own(schema)) !== undefined;

function meant({ allowed, about }: Types): ReadonlySet<JsonType> | undefined {
  if (allowed.size < ALL_TYPES.length) return allowed;
  return about.size > 0 ? about : undefined;
}

function own(schema: Schema): Types {
  if (schema.boolean !== undefined) return schema.boolean ? UNRESTRICTED : { allowed: NONE, about: NONE };
  const { type, enum: values, const: value } = schema.assertions;
  const named = [
    ...(type === undefined ? [] : [type]),
    ...(values === undefined ? [] : [values.map(typeOfValue)]),
    ...(value === undefined ? [] : [[typeOfValue(value)]]),
  ];
  return intersect([{ allowed: ANY, about: new Set(typesAbout(schema)) }, ...named.map((types) => ({ allowed: new Set(types), about: NONE }))]);
}

/** The types that the keywords of a schema say something about; they say nothing of others (JSON Schema 2020-12 core, section 7.6.1). */
function typesAbout(schema: Schema): JsonType[] {
  const { format, ...assertions } = schema.assertions;
  return [
    ...Object.keys(assertions).flatMap((keyword) => ABOUT.get(keyword) ?? []),
    ...(format === undefined ? [] : typesOfFormat(format)),
    ...(OF_OBJECTS.some((keyword) => schema[keyword] !== undefined) || schema.applicators.some(({ keyword }) => keyword === 'dependentSchemas')
      ? (['object'] as const)
      : []),
    ...(OF_ARRAYS.some((keyword) => schema[keyword] !== undefined) ? (['array'] as const) : []),
  ];
}

const OF_OBJECTS = ['properties', 'patternProperties', 'additionalProperties', 'unevaluatedProperties', 'propertyNames'] as const;
const OF_ARRAYS = ['items', 'prefixItems', 'contains', 'unevaluatedItems'] as const;

const ABOUT: ReadonlyMap<string, readonly JsonType[]> = new Map([
  ...about(['string'], 'minLength', 'maxLength', 'pattern', 'contentEncoding', 'contentMediaType'),
  ...about(['integer', 'number'], 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'),
  ...about(['array'], 'minItems', 'maxItems', 'uniqueItems'),
  ...about(['object'], 'required', 'minProperties', 'maxProperties', 'dependentRequired'),
]);

function about(types: readonly JsonType[], ...keywords: readonly string[]): (readonly [keyword: string, types: readonly JsonType[]])[] {
  return keywords.map((keyword) => [keyword, types] as const);
}

const FORMATS = validation.formats as Readonly<Record<string, { readonly type?: string } | undefined>>;

const typesOfFormat = (format: string): readonly JsonType[] =>
  Object.hasOwn(FORMATS, format) && FORMATS[format]?.type === 'number' ? ['integer', 'number'] : ['string'];

function intersect(parts: readonly Types[]): Types {
  let allowed = ANY;
  for (const part of parts) {
    const other = new Set(part.allowed);
    // An integer is a number, so either narrows to the integer.
    if (other.has('number') && allowed.has('integer')) other.add('integer');
    allowed = new Set([...allowed].filter((type) => other.has(type)));
  }
  return { allowed, about: new Set(parts.flatMap((part) => [...part.about])) };
}

/** An alternative that says nothing may be any string, if another one is known to be something else. */
function alternatives(parts: readonly Types[]): Types {
  const types = parts.map(meant);
  return {
    allowed: new Set(parts.flatMap(({ allowed }) => [...allowed])),
    about: types.some((each) => each !== undefined) ? new Set(types.flatMap((each) => [...(each ?? (['string'] as const))])) : NONE,
  };
}

function typeOfValue(value: Json): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value as JsonType;
}

/** Whether a value is of a type. */
export function isOfType(value: Json, type: JsonType): boolean {
  return type === 'integer' ? Number.isInteger(value) : type === 'number' ? typeof value === 'number' : typeOfValue(value) === type;
}

/**
 * The types that a schema names itself, its applicators aside; those that its keywords are about where it names none, as that is what
 * authors mean. Undefined where nothing tells.
 */
export function ownTypes({
  assertions: { type, required },
  properties,
  additionalProperties,
  patternProperties,
  items,
  prefixItems,
}: Schema): readonly JsonType[] | undefined {
  if (type !== undefined) return type;
  if ([properties, required, additionalProperties, patternProperties].some((keyword) => keyword !== undefined)) return ['object'];
  return items !== undefined || prefixItems !== undefined ? ['array'] : undefined;
}
