import { isDeepStrictEqual } from 'node:util';
import { isObject, type Json, type JsonObject, joinPointer } from '@petsage/openapi-compiler/internal';
import { items, type Located, member, type Place } from './side.ts';

/** A kind of values. `number` stands for the last two. */
export type Kind = 'null' | 'boolean' | 'object' | 'array' | 'string' | 'integer' | 'fraction';
const KINDS: readonly Kind[] = ['null', 'boolean', 'object', 'array', 'string', 'integer', 'fraction'];

const GROUPS = ['anyOf', 'oneOf'] as const;
/** Beyond that, alternatives are not combined with each other. */
const MAX_CASES = 64;
/** How deep alternatives are in alternatives, at most. */
const MAX_LEVEL = 3;

/** One of the alternatives of an `anyOf` or `oneOf`. */
export interface Alternative {
  readonly view: SchemaView;
  /** The reference or the title, else its place in the list. */
  readonly name: string;
  readonly at: Place;
  /** Whether no other alternative may be valid, too. */
  readonly isExclusive: boolean;
}

/** An `anyOf` or `oneOf` with several alternatives. */
export interface Group {
  readonly keyword: (typeof GROUPS)[number];
  readonly at: Place;
  readonly alternatives: readonly Alternative[];
}

/** A combination of alternatives, one of each group, and everything that applies to it. */
export interface Case {
  readonly view: SchemaView;
  readonly chosen: readonly Alternative[];
}

/**
 * Everything that applies to the same instance without a condition: a schema, what it refers to, and the schemas of its `allOf`. So a
 * reference behind a description, or a property that moves into a part of `allOf`, is no difference.
 */
export class SchemaView {
  readonly parts: readonly Located<JsonObject | boolean>[];
  /** The same for the same parts. */
  readonly key: string;

  readonly #only: Kind | undefined;

  /** @param only the only kind of values to consider */
  constructor(parts: readonly Located<JsonObject | boolean>[], only?: Kind) {
    this.parts = parts;
    this.key = [...parts.map(({ document, pointer }) => `${document}${pointer}`), only ?? []].join(' ');
    this.#only = only;
  }

  static of(...schemas: readonly (Located | undefined)[]): SchemaView {
    const seen = new Set<string>();
    return new SchemaView(schemas.flatMap((schema) => (schema === undefined ? [] : applied(schema, seen))));
  }

  readonly #values = new Map<string, readonly Located[]>();
  /** Every value of a keyword that a part has. */
  values(keyword: string): readonly Located[] {
    const found = this.#values.get(keyword) ?? this.#find(keyword);
    this.#values.set(keyword, found);
    return found;
  }

  #find(keyword: string): Located[] {
    return this.parts.flatMap((part) => {
      const found = isObject(part.value) ? member(part as Located<JsonObject>, keyword) : undefined;
      return found === undefined ? [] : [found];
    });
  }

  value(keyword: string): Json | undefined {
    return this.values(keyword)[0]?.value;
  }

  /** Where a keyword stands; undefined if no part has it. */
  at(...keywords: readonly string[]): Place | undefined {
    return keywords.flatMap((keyword) => this.values(keyword))[0];
  }

  get place(): Place | undefined {
    return this.parts[0];
  }

  /** Whether no value is valid, as for the schema `false`. */
  get isNever(): boolean {
    return this.parts.some(({ value }) => value === false) || this.kinds.size === 0;
  }

  #kinds: ReadonlySet<Kind> | undefined;
  get kinds(): ReadonlySet<Kind> {
    this.#kinds ??= this.#findKinds();
    return this.#kinds;
  }

  #findKinds(): Set<Kind> {
    if (this.parts.some(({ value }) => value === false)) return new Set();
    if (this.#only !== undefined) return new Set([this.#only]);
    let kinds = [...KINDS];
    let nullable = false;
    for (const { value, side } of this.parts) {
      if (!isObject(value)) continue;
      const { type } = value;
      // OpenAPI 3.0.3 section 4.7.24.1; 3.1 has no such keyword. Beside a reference in `allOf`, it is meant for all parts.
      const isNullable = side.isOpenApi30 && value['nullable'] === true;
      if (type === undefined) nullable ||= isNullable;
      else {
        const allowed = kindsOf(type, isNullable);
        kinds = kinds.filter((kind) => allowed.includes(kind));
      }
    }
    const found = new Set(nullable ? [...kinds, 'null' as const] : kinds);
    const listed = this.listed;
    return listed === undefined ? found : new Set([...found].filter((kind) => listed.some((value) => kindOf(value) === kind)));
  }

  /** The values of `enum` and `const`; undefined if there is neither. */
  get listed(): readonly Json[] | undefined {
    const lists = [...this.values('enum').map(({ value }) => (Array.isArray(value) ? value : [])), ...this.values('const').map(({ value }) => [value])];
    const [first, ...others] = lists;
    return first?.filter((value) => others.every((list) => list.some((other) => isDeepStrictEqual(other, value))));
  }

  #groups: readonly Group[] | undefined;
  get groups(): readonly Group[] {
    this.#groups ??= GROUPS.flatMap((keyword) =>
      this.values(keyword).flatMap((list) => {
        const alternatives = items(list).map((schema, index, all) => ({
          view: SchemaView.of(schema),
          name: nameOf(schema) ?? `${index} of ${all.length}`,
          at: schema,
          isExclusive: keyword === 'oneOf',
        }));
        return alternatives.length > 1 ? [{ keyword, at: list, alternatives }] : [];
      }),
    );
    return this.#groups;
  }

  /**
   * One view for each combination of alternatives, those of alternatives included; this one alone if there are none, or too many.
   *
   * @param level how deep this view is in others: an alternative may lead back to its own schema
   */
  cases(level = 0): Case[] {
    const { groups } = this;
    if (groups.length === 0 || groups.reduce((count, { alternatives }) => count * alternatives.length, 1) > MAX_CASES) return [{ view: this, chosen: [] }];
    const plain = withoutGroups(this.parts);
    const combinations = groups
      .reduce<Alternative[][]>((lists, { alternatives }) => lists.flatMap((list) => alternatives.map((alternative) => [...list, alternative])), [[]])
      .map((chosen) => ({ view: new SchemaView([...plain, ...chosen.flatMap(({ view }) => view.parts)]), chosen }));
    const all = combinations.flatMap(({ view, chosen }) =>
      level === MAX_LEVEL ? [{ view, chosen }] : view.cases(level + 1).map((inner) => ({ view: inner.view, chosen: [...chosen, ...inner.chosen] })),
    );
    return all.length > MAX_CASES ? combinations : all;
  }
}

/** Parts whose groups are left out: the alternatives take their place. */
function withoutGroups(parts: readonly Located<JsonObject | boolean>[]): Located<JsonObject | boolean>[] {
  return parts.map((part) => {
    if (!isObject(part.value) || !GROUPS.some((keyword) => (part.value as JsonObject)[keyword] !== undefined)) return part;
    const { anyOf: _, oneOf: __, ...rest } = part.value;
    return { ...part, value: rest };
  });
}

function applied(schema: Located, seen: Set<string>): Located<JsonObject | boolean>[] {
  const { value, pointer, side } = schema;
  if (typeof value === 'boolean') return [{ ...schema, value }];
  if (!isObject(value) || seen.has(pointer)) return [];
  seen.add(pointer);
  const target = typeof value['$ref'] === 'string' ? side.target(value['$ref']) : undefined;
  const referred = target === undefined ? [] : applied(target, seen);
  if (target !== undefined && (side.isOpenApi30 || Object.keys(value).length === 1)) return referred;
  const own = { ...schema, value };
  // A single alternative applies to every value, like a part of `allOf`.
  const single = GROUPS.flatMap((keyword) => {
    const list = member(own, keyword);
    return list !== undefined && Array.isArray(list.value) && list.value.length === 1 ? items(list) : [];
  });
  const parts = member(own, 'allOf');
  return [own, ...referred, ...[...(parts === undefined ? [] : items(parts)), ...single].flatMap((part) => applied(part, seen))];
}

function nameOf({ value }: Located): string | undefined {
  const name = isObject(value) ? (value['$ref'] ?? value['title']) : undefined;
  return typeof name === 'string' ? name : undefined;
}

function kindsOf(type: Json, nullable: boolean): Kind[] {
  const types = [...(Array.isArray(type) ? type : [type]), ...(nullable ? ['null'] : [])];
  return KINDS.filter((kind) => types.includes(kind) || ((kind === 'fraction' || kind === 'integer') && types.includes('number')));
}

/** The kind of a value. */
export function kindOf(value: Json): Kind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'fraction';
  return typeof value as 'boolean' | 'string' | 'object';
}

/** Kinds as the types of a schema. */
export function typesText(kinds: ReadonlySet<Kind>): string {
  if (kinds.size === KINDS.length) return 'any type';
  const names = KINDS.flatMap((kind) => {
    if (!kinds.has(kind) || (kind === 'integer' && kinds.has('fraction'))) return [];
    return [kind === 'fraction' ? 'number' : kind];
  });
  return names.join(' or ') || 'nothing';
}

/** A place in a member of another. */
export function inside(place: Place, ...parts: readonly string[]): Place {
  return { document: place.document, pointer: joinPointer(place.pointer, ...parts) };
}
