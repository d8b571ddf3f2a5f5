import type { NestedSpec, NestingSpec } from '@petsage/openapi-koa/spec';
import { inPlace, inside, subschemas } from '../ir/applicators.ts';
import { describedByName } from '../ir/members.ts';
import type { Schema } from '../ir/schema.ts';
import { testerOf } from '../patterns/engine.ts';

/** As far as this, the nesting that a schema describes is counted like any other: the default of `jsonDepthLimit`. */
const COUNTED = 256;
/** Of a value with more parts that lead to deep nesting, all is taken for described. */
const MOST_PARTS = 1000;
/** The index of what is known to lead no deeper, where it stands beside others that do. */
const NONE = -1;
const ALL_DESCRIBED: NestingSpec = [{ others: 0, items: 0 }];

/**
 * What a schema describes of values that it allows to be nested deeply, as it refers back to itself; undefined for most schemas.
 *
 * Each part of the result describes one value: that of a set of schemas which all apply to it.
 */
export function nestingSpec(schema: Schema): NestingSpec | undefined {
  const deep = deepSchemas(schema);
  if (!deep.has(schema)) return undefined;
  const specs: NestedSpec[] = [];
  const ids = new Map<Schema, number>();
  const indexes = new Map<string, number>();
  const open: (readonly [described: readonly Schema[], index: number])[] = [];
  const idOf = (each: Schema) => {
    const id = ids.get(each) ?? ids.size;
    ids.set(each, id);
    return id;
  };
  const indexOf = (described: readonly Schema[]): number => {
    const key = [...new Set(described.map(idOf))].sort((a, b) => a - b).join();
    const known = indexes.get(key);
    if (known !== undefined) return known;
    const index = indexes.size;
    indexes.set(key, index);
    open.push([described, index]);
    return index;
  };
  const partOf = (described: readonly Schema[]) => (described.some((each) => deep.has(each)) ? indexOf(described) : undefined);
  indexOf([schema]);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [described, index] = next;
    specs[index] = specOf([...new Set(described.flatMap((each) => inPlace(each, 'conditional')))], partOf);
    if (indexes.size > MOST_PARTS) return ALL_DESCRIBED;
  }
  return specs;
}

function specOf(schemas: readonly Schema[], partOf: (described: readonly Schema[]) => number | undefined): NestedSpec {
  const namesIn = (keyword: 'properties' | 'patternProperties') => [...new Set(schemas.flatMap((schema) => [...(schema[keyword]?.keys() ?? [])]))];
  const others = partOf(schemas.flatMap(otherProperties));
  const patterns = namesIn('patternProperties').map((pattern) => ({
    pattern,
    part: partOf(schemas.flatMap(({ patternProperties }) => patternProperties?.get(pattern) ?? [])),
  }));
  const isUnnamed = others !== undefined || patterns.some(({ part }) => part !== undefined);
  const properties = namesIn('properties').flatMap((name): [string, number][] => {
    const part = partOf(
      schemas.flatMap((schema) => {
        const named = describedByName(schema, name);
        return named.length > 0 ? named : otherProperties(schema);
      }),
    );
    return part === undefined && !isUnnamed ? [] : [[name, part ?? NONE]];
  });
  const length = Math.max(0, ...schemas.map(({ prefixItems }) => prefixItems?.length ?? 0));
  const items = partOf(schemas.flatMap((schema) => itemsOf(schema)));
  const first = Array.from({ length }, (_, index) => partOf(schemas.flatMap((schema) => itemsOf(schema, index))));
  return {
    ...(properties.length === 0 ? undefined : { properties: Object.fromEntries(properties) }),
    ...(isUnnamed ? { patterns: patterns.map(({ pattern, part }) => [testerOf(pattern), part ?? NONE] as const) } : undefined),
    ...(others === undefined ? undefined : { others }),
    ...(items === undefined ? undefined : { items }),
    ...(first.length > 0 && [items, ...first].some((part) => part !== undefined) ? { prefixItems: first.map((part) => part ?? NONE) } : undefined),
  };
}

const objects = (...schemas: readonly (Schema | undefined)[]) =>
  schemas.filter((schema): schema is Schema => schema !== undefined && schema.boolean === undefined);

const otherProperties = ({ additionalProperties, unevaluatedProperties }: Schema) => objects(additionalProperties, unevaluatedProperties);

/** The schemas of an item; of one that is not described by itself where there is no index. */
function itemsOf({ prefixItems, items, contains, unevaluatedItems }: Schema, index?: number): readonly Schema[] {
  const own = index === undefined ? undefined : prefixItems?.[index];
  return own === undefined ? objects(items, contains, unevaluatedItems) : [own];
}

/**
 * Of the schemas that one leads to, those that describe nesting without an end, or more of it than is counted: found from those that lead
 * nowhere, as the nesting of a schema is known once that of all inside it is.
 */
function deepSchemas(start: Schema): ReadonlySet<Schema> {
  const seen = new Set([start]);
  const around = new Map<Schema, { readonly schema: Schema; readonly levels: 0 | 1 }[]>();
  const open = new Map<Schema, number>();
  // A set is iterated over what is added meanwhile, too.
  for (const schema of seen) {
    const same = subschemas(schema, '$ref', 'allOf', 'anyOf', 'oneOf', 'if', 'then', 'else', 'dependentSchemas');
    const inner = [...inside(schema)];
    open.set(schema, same.length + inner.length);
    for (const [targets, levels] of [
      [same, 0],
      [inner, 1],
    ] as const)
      for (const target of targets) {
        seen.add(target);
        const places = around.get(target) ?? [];
        places.push({ schema, levels });
        around.set(target, places);
      }
  }
  const levelsOf = new Map<Schema, number>();
  const known = [...seen].filter((schema) => open.get(schema) === 0);
  for (const schema of known)
    for (const { schema: outer, levels } of around.get(schema) ?? []) {
      levelsOf.set(outer, Math.max(levelsOf.get(outer) ?? 0, (levelsOf.get(schema) ?? 0) + levels));
      open.set(outer, (open.get(outer) as number) - 1);
      if (open.get(outer) === 0) known.push(outer);
    }
  return new Set([...seen].filter((schema) => open.get(schema) !== 0 || (levelsOf.get(schema) ?? 0) > COUNTED));
}
