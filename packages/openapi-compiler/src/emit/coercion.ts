import { type CoercionSpec, isJson, type JsonType, type NameTester } from '@petsage/openapi-koa/spec';
import validation from '@petsage/openapi-koa/validation';
import { listedValues } from '../ir/listed-values.ts';
import { type Description, descriptionsOf, itemOf, memberOf, namesOf, otherMemberOf, patternMemberOf, prefixLengthOf } from '../ir/members.ts';
import { Questions } from '../ir/memo.ts';
import type { Located } from '../parse/operations.ts';
import { isObject, type Json, type JsonObject, joinPointer, refPointer, valueAt } from '../parse/source-document.ts';
import { testerOf } from '../patterns/engine.ts';
import { addsNull } from './validators/adapt.ts';

export const ALL_TYPES: readonly JsonType[] = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'];
/** What a text stands for by itself. */
export const PRIMITIVES: readonly JsonType[] = ['null', 'boolean', 'integer', 'number', 'string'];

/** The deepest that the text of a parameter can go: members or items of an object or array. */
const DEPTH = 2;

/** What a text may stand for, by the schema at a pointer. */
export function valueTable(root: JsonObject, pointer: string): CoercionSpec {
  return tableOf(root, { at: pointer });
}

/**
 * What the text of a parameter or a header stands for; undefined for JSON.
 *
 * @see OpenAPI 3.0.3 section 4.7.12.2, `schema` and `content`
 */
export function parameterValue(root: JsonObject, { value, pointer }: Located): CoercionSpec | undefined {
  const [type] = Object.keys(isObject(value['content']) ? value['content'] : {});
  if (type === undefined) return valueTable(root, joinPointer(pointer, 'schema'));
  return isJson(type) ? undefined : textTable(root, joinPointer(pointer, 'content', type, 'schema'));
}

/**
 * What a text stands for that is a whole value by its media type: a string, unless its schema names other types.
 *
 * @see OpenAPI 3.1.1 appendix B, the serialization of primitive types
 */
export function textTable(root: JsonObject, pointer: string): CoercionSpec {
  const types = admittedTypes(root, pointer);
  return { types: types.length === ALL_TYPES.length ? ['string'] : types.filter((type) => PRIMITIVES.includes(type)) };
}

/**
 * What a text may stand for, by all that is said of its value.
 *
 * @param depth how far inside the parameter it stands
 */
export function tableOf(root: JsonObject, description: Description, depth = 0): CoercionSpec {
  const types = meantTypes(root, description) ?? PRIMITIVES;
  if (depth >= DEPTH) return { types };
  const inner = (part: Description | undefined) => (part === undefined ? undefined : tableOf(root, part, depth + 1));
  const items = inner(itemOf(root, description));
  const prefixItems = Array.from({ length: prefixLengthOf(root, description) }, (_, index) => inner(itemOf(root, description, index)) ?? { types: PRIMITIVES });
  const properties = namesOf(root, description, 'properties').map((name) => [name, inner(memberOf(root, description, name)) as CoercionSpec] as const);
  const unnamed = unnamedMembers(root, description, (part) => tableOf(root, part, depth + 1));
  return {
    types,
    ...(depth === 0 && splitsEscaped(root, description, types, prefixItems.length) ? { splitsEscaped: true as const } : undefined),
    ...(items === undefined ? undefined : { items }),
    ...(prefixItems.length === 0 ? undefined : { prefixItems }),
    ...(properties.length === 0 ? undefined : { properties: Object.fromEntries(properties) }),
    ...unnamed,
  };
}

/** Whether a comma that is escaped can only be between items: no item has one, and neither has what else the text may stand for. */
function splitsEscaped(root: JsonObject, description: Description, types: readonly JsonType[], length: number): boolean {
  if (!types.includes('array') || types.includes('string')) return false;
  const items = [undefined, ...new Array(length).keys()].map((index) => itemOf(root, description, index));
  return items.every((item) => item !== undefined && excludesComma(root, item));
}

/** Formats of strings without a comma. */
const COMMALESS: ReadonlySet<Json | undefined> = new Set(['uuid', 'date', 'date-time', 'time', 'ipv4', 'ipv6']);

function excludesComma(root: JsonObject, description: Description, above: ReadonlySet<string> = new Set()): boolean {
  const { admitted } = typesOf(root, description);
  if ((['string', 'array', 'object'] as const).every((type) => !admitted.has(type))) return true;
  if ('any' in description) return description.any.every((part) => excludesComma(root, part, above));
  if ('all' in description) return description.all.some((part) => excludesComma(root, part, above));
  // What only one of the items has to be says nothing of the others.
  if ('perhaps' in description || description.at.endsWith('/contains')) return false;
  const { at } = description;
  const schema = valueAt(root, at);
  if (!isObject(schema) || above.has(at)) return false;
  const values = listedValues(root, at);
  if (values !== undefined) return values.every((value) => !String(value).includes(','));
  if (schema['type'] === 'string' && schema['nullable'] !== true && COMMALESS.has(schema['format'])) return true;
  return descriptionsOf(schema, at).some((part) => excludesComma(root, part, new Set([...above, at])));
}

/** The tables of members without a name of their own, so far as a type is said of them; all others stay texts. */
export function unnamedMembers<T>(
  root: JsonObject,
  description: Description,
  tableFor: (part: Description) => T,
): { patterns?: (readonly [names: NameTester, table: T])[]; others?: T } {
  const isSaid = (part: Description | undefined): part is Description => part !== undefined && meantTypes(root, part) !== undefined;
  const patterns = namesOf(root, description, 'patternProperties').flatMap((pattern) => {
    const part = patternMemberOf(root, description, pattern);
    return isSaid(part) ? [[testerOf(pattern), tableFor(part)] as const] : [];
  });
  const others = otherMemberOf(root, description);
  return { ...(patterns.length === 0 ? undefined : { patterns }), ...(isSaid(others) ? { others: tableFor(others) } : undefined) };
}

/** The types that a schema admits, so far as `type`, `enum`, `const` and compositions tell: all of them where they do not. */
export function admittedTypes(root: JsonObject, pointer: string): JsonType[] {
  return inOrder(typesOf(root, { at: pointer }).admitted);
}

/**
 * The types that the author means: those that are admitted or, where all are, those that keywords are about, as `pattern` is about
 * strings. Undefined where nothing tells.
 */
export function meantTypes(root: JsonObject, description: Description): JsonType[] | undefined {
  const meant = meantOf(typesOf(root, description));
  return meant && inOrder(meant);
}

interface Types {
  readonly admitted: ReadonlySet<JsonType>;
  /** Those that keywords are about. */
  readonly about: ReadonlySet<JsonType>;
}

const ANY: ReadonlySet<JsonType> = new Set(ALL_TYPES);
const NONE: ReadonlySet<JsonType> = new Set();
const TYPES = new Questions<Types>({ admitted: ANY, about: NONE });

const inOrder = (types: ReadonlySet<JsonType>) => ALL_TYPES.filter((type) => types.has(type));

function meantOf({ admitted, about }: Types): ReadonlySet<JsonType> | undefined {
  if (admitted.size < ALL_TYPES.length) return admitted;
  return about.size > 0 ? about : undefined;
}

function typesOf(root: JsonObject, description: Description): Types {
  if ('any' in description) return oneOf(description.any.map((part) => typesOf(root, part)));
  if ('all' in description) return together(description.all.map((part) => typesOf(root, part)));
  // A condition may not hold: then it says nothing.
  if ('perhaps' in description) return { admitted: ANY, about: meantOf(oneOf(description.perhaps.map((part) => typesOf(root, part)))) ?? NONE };
  const { at } = description;
  return TYPES.ask(root, at, () => {
    const schema = valueAt(root, at);
    if (!isObject(schema)) return { admitted: schema === false ? NONE : ANY, about: NONE };
    const { admitted, about } = together([own(schema), ...descriptionsOf(schema, at).map((part) => typesOf(root, part))]);
    return { admitted: addsNull(schema) ? new Set([...admitted, 'null']) : admitted, about };
  });
}

/** The types that the keywords of a schema mean, those for the same data aside; undefined where they tell nothing. */
export function ownTypes(schema: JsonObject): ReadonlySet<JsonType> | undefined {
  return meantOf(own(schema));
}

function own(schema: JsonObject): Types {
  const { type, enum: values } = schema;
  const said = [
    ...(typeof type === 'string' ? [[type as JsonType]] : []),
    ...(Array.isArray(type) ? [type as JsonType[]] : []),
    ...(Array.isArray(values) ? [values.map(typeOfValue)] : []),
    ...(schema['const'] === undefined ? [] : [[typeOfValue(schema['const'])]]),
  ];
  const about = Object.keys(schema).flatMap((keyword) => (keyword === 'format' ? aboutFormat(String(schema['format'])) : (ABOUT.get(keyword) ?? [])));
  return together([{ admitted: ANY, about: new Set(about) }, ...said.map((types) => ({ admitted: new Set(types), about: NONE }))]);
}

function together(parts: readonly Types[]): Types {
  let admitted = ANY;
  for (const part of parts) {
    const wanted = new Set(part.admitted);
    // An integer is a number, so either narrows to the integer.
    if (wanted.has('number') && admitted.has('integer')) wanted.add('integer');
    admitted = new Set([...admitted].filter((type) => wanted.has(type)));
  }
  return { admitted, about: new Set(parts.flatMap(({ about }) => [...about])) };
}

/** An alternative of which nothing tells may be any text, if another one is known to be something else. */
function oneOf(parts: readonly Types[]): Types {
  const meant = parts.map(meantOf);
  return {
    admitted: new Set(parts.flatMap(({ admitted }) => [...admitted])),
    about: meant.some((types) => types !== undefined) ? new Set(meant.flatMap((types) => [...(types ?? (['string'] as const))])) : NONE,
  };
}

function typeOfValue(value: Json): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value as JsonType;
}

/** Keywords that say nothing of data of other types (JSON Schema 2020-12 core, section 7.6.1). */
const ABOUT: ReadonlyMap<string, readonly JsonType[]> = new Map([
  ...about(['string'], 'minLength', 'maxLength', 'pattern', 'contentEncoding', 'contentMediaType'),
  ...about(['integer', 'number'], 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'),
  ...about(['array'], 'items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems', 'contains', 'unevaluatedItems'),
  ...about(['object'], 'properties', 'patternProperties', 'additionalProperties', 'unevaluatedProperties', 'propertyNames', 'required'),
  ...about(['object'], 'minProperties', 'maxProperties', 'dependentRequired', 'dependentSchemas'),
]);

function about(types: readonly JsonType[], ...keywords: readonly string[]): (readonly [keyword: string, types: readonly JsonType[]])[] {
  return keywords.map((keyword) => [keyword, types] as const);
}

const FORMATS = validation.formats as Readonly<Record<string, { readonly type?: string } | undefined>>;

const aboutFormat = (format: string): readonly JsonType[] =>
  Object.hasOwn(FORMATS, format) && FORMATS[format]?.type === 'number' ? ['integer', 'number'] : ['string'];

/** Where the schema of each named member of an object stands, compositions included. */
export function memberPointers(root: JsonObject, pointer: string): Map<string, string> {
  return propertiesOf(root, pointer, new Set());
}

function propertiesOf(root: JsonObject, pointer: string, seen: Set<string>): Map<string, string> {
  const schema = valueAt(root, pointer);
  const found = new Map<string, string>();
  if (!isObject(schema) || seen.has(pointer)) return found;
  seen.add(pointer);
  if (typeof schema['$ref'] === 'string') for (const [name, at] of propertiesOf(root, refPointer(schema['$ref']) ?? '', seen)) found.set(name, at);
  for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const) {
    const parts = schema[keyword];
    if (Array.isArray(parts))
      for (const index of parts.keys()) for (const [name, at] of propertiesOf(root, joinPointer(pointer, keyword, index), seen)) found.set(name, at);
  }
  if (isObject(schema['properties'])) for (const name of Object.keys(schema['properties'])) found.set(name, joinPointer(pointer, 'properties', name));
  return found;
}
