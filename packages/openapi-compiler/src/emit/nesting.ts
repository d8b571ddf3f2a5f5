import type { NestedSpec, NestingSpec } from '@petsage/openapi-koa/spec';
import { describingByName } from '../ir/applicators.ts';
import { isObject, itemPointers, type Json, type JsonObject, joinPointer, refPointer, valueAt } from '../parse/source-document.ts';
import { testerOf } from '../patterns/engine.ts';

/** As far as this, the nesting that a schema describes is counted like any other: the default of `jsonDepthLimit`. */
const COUNTED = 256;
/** Of a value with more parts that lead to deep nesting, all is taken for described. */
const MOST_PARTS = 1000;
/** The index of what is known to lead no deeper, where it stands beside others that do. */
const NONE = -1;
const ALL_DESCRIBED: NestingSpec = [{ others: 0, items: 0 }];

interface Schema {
  readonly schema: JsonObject;
  readonly pointer: string;
}

/**
 * What a schema describes of values that it allows to be nested deeply, as it refers back to itself; undefined for most schemas.
 *
 * @param pointers where the schemas stand that describe the value
 */
export function nestingSpec(root: JsonObject, pointers: readonly string[]): NestingSpec | undefined {
  const deep = deepSchemas(root, pointers);
  if (!pointers.some((pointer) => deep.has(pointer))) return undefined;
  const specs: NestedSpec[] = [];
  const indexes = new Map<string, number>();
  /** Sets of schemas that describe one value, each with its index. */
  const open: (readonly [pointers: readonly string[], index: number])[] = [];
  const indexOf = (described: readonly string[]): number => {
    const key = [...new Set(described)].sort().join('\n');
    const known = indexes.get(key);
    if (known !== undefined) return known;
    const index = indexes.size;
    indexes.set(key, index);
    open.push([described, index]);
    return index;
  };
  const partOf = (described: readonly string[]) => (described.some((pointer) => deep.has(pointer)) ? indexOf(described) : undefined);
  indexOf(pointers);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [described, index] = next;
    specs[index] = specOf(sameValue(root, described), partOf);
    if (indexes.size > MOST_PARTS) return ALL_DESCRIBED;
  }
  return specs;
}

function specOf(schemas: readonly Schema[], partOf: (pointers: readonly string[]) => number | undefined): NestedSpec {
  const namesIn = (keyword: string) => [...new Set(schemas.flatMap(({ schema }) => keysOf(schema[keyword])))];
  const others = partOf(schemas.flatMap(otherMembers));
  const patterns = namesIn('patternProperties').map((pattern) => ({
    pattern,
    part: partOf(schemas.flatMap(({ schema, pointer }) => ownPointers(schema, pointer, 'patternProperties', pattern))),
  }));
  const isUnnamed = others !== undefined || patterns.some(({ part }) => part !== undefined);
  const properties = namesIn('properties').flatMap((name): [string, number][] => {
    const part = partOf(
      schemas.flatMap((each) => {
        const named = describingByName(each.schema, each.pointer, name);
        return named.length > 0 ? named : otherMembers(each);
      }),
    );
    return part === undefined && !isUnnamed ? [] : [[name, part ?? NONE]];
  });
  const length = Math.max(0, ...schemas.map(({ schema: { prefixItems } }) => (Array.isArray(prefixItems) ? prefixItems.length : 0)));
  const items = partOf(schemas.flatMap((each) => itemsOf(each)));
  const first = Array.from({ length }, (_, index) => partOf(schemas.flatMap((each) => itemsOf(each, index))));
  return {
    ...(properties.length === 0 ? undefined : { properties: Object.fromEntries(properties) }),
    ...(isUnnamed ? { patterns: patterns.map(({ pattern, part }) => [testerOf(pattern), part ?? NONE] as const) } : undefined),
    ...(others === undefined ? undefined : { others }),
    ...(items === undefined ? undefined : { items }),
    ...(first.length > 0 && [items, ...first].some((part) => part !== undefined) ? { prefixItems: first.map((part) => part ?? NONE) } : undefined),
  };
}

/** The schemas that describe the same value as those at some pointers, with these. */
function sameValue(root: JsonObject, pointers: readonly string[]): Schema[] {
  const seen = new Set(pointers);
  const found: Schema[] = [];
  // A set is iterated over what is added meanwhile, too.
  for (const pointer of seen) {
    const schema = valueAt(root, pointer);
    if (!isObject(schema)) continue;
    found.push({ schema, pointer });
    for (const other of applicators(schema, pointer)) seen.add(other);
  }
  return found;
}

/** Where the schemas for the same value stand that a schema refers to or is composed of, but for `not`, which describes nothing. */
function applicators(schema: JsonObject, pointer: string): string[] {
  const { $ref } = schema;
  return [
    ...(typeof $ref === 'string' ? [refPointer($ref) ?? ''] : []),
    ...['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => itemPointers(schema, pointer, keyword)),
    ...['if', 'then', 'else'].flatMap((keyword) => (isObject(schema[keyword]) ? [joinPointer(pointer, keyword)] : [])),
    ...memberPointers(schema, pointer, 'dependentSchemas'),
  ];
}

/** Where the schemas of members and items stand. */
function inside(schema: JsonObject, pointer: string): string[] {
  return [
    ...['properties', 'patternProperties'].flatMap((keyword) => memberPointers(schema, pointer, keyword)),
    ...['additionalProperties', 'unevaluatedProperties', 'items', 'contains', 'unevaluatedItems'].flatMap((keyword) =>
      isObject(schema[keyword]) ? [joinPointer(pointer, keyword)] : [],
    ),
    ...itemPointers(schema, pointer, 'prefixItems'),
  ];
}

const keysOf = (value: Json | undefined): string[] => (isObject(value) ? Object.keys(value) : []);
const memberPointers = (schema: JsonObject, pointer: string, keyword: string) => keysOf(schema[keyword]).map((name) => joinPointer(pointer, keyword, name));
const ownPointers = (schema: JsonObject, pointer: string, keyword: string, name: string) =>
  keysOf(schema[keyword]).includes(name) ? [joinPointer(pointer, keyword, name)] : [];

function otherMembers({ schema, pointer }: Schema): string[] {
  return ['additionalProperties', 'unevaluatedProperties'].flatMap((keyword) => (isObject(schema[keyword]) ? [joinPointer(pointer, keyword)] : []));
}

/** Where an item is described; one that is not described by itself where there is no index. */
function itemsOf({ schema, pointer }: Schema, index?: number): string[] {
  const prefix = itemPointers(schema, pointer, 'prefixItems');
  if (index !== undefined && index < prefix.length) return [prefix[index] as string];
  return ['items', 'contains', 'unevaluatedItems'].flatMap((keyword) => (isObject(schema[keyword]) ? [joinPointer(pointer, keyword)] : []));
}

/**
 * Of the schemas that some schemas lead to, those that describe nesting without an end, or more of it than is counted: found from those
 * that lead nowhere, as the nesting of a schema is known once that of all inside it is.
 */
function deepSchemas(root: JsonObject, pointers: readonly string[]): ReadonlySet<string> {
  const seen = new Set(pointers);
  const around = new Map<string, { readonly pointer: string; readonly levels: 0 | 1 }[]>();
  const open = new Map<string, number>();
  for (const pointer of seen) {
    const schema = valueAt(root, pointer);
    const same = isObject(schema) ? applicators(schema, pointer) : [];
    const inner = isObject(schema) ? inside(schema, pointer) : [];
    open.set(pointer, same.length + inner.length);
    for (const [targets, levels] of [
      [same, 0],
      [inner, 1],
    ] as const)
      for (const target of targets) {
        seen.add(target);
        const places = around.get(target) ?? [];
        places.push({ pointer, levels });
        around.set(target, places);
      }
  }
  const levelsOf = new Map<string, number>();
  const known = [...seen].filter((pointer) => open.get(pointer) === 0);
  for (const pointer of known)
    for (const { pointer: outer, levels } of around.get(pointer) ?? []) {
      levelsOf.set(outer, Math.max(levelsOf.get(outer) ?? 0, (levelsOf.get(pointer) ?? 0) + levels));
      open.set(outer, (open.get(outer) as number) - 1);
      if (open.get(outer) === 0) known.push(outer);
    }
  return new Set([...seen].filter((pointer) => open.get(pointer) !== 0 || (levelsOf.get(pointer) ?? 0) > COUNTED));
}
