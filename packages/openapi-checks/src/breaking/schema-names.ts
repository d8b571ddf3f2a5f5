import { isObject, type Json, type JsonObject, joinPointer, parsePointer, refPointer, valueAt } from '@petsage/openapi-compiler/internal';

/** A schema name of the release that is gone, or gone from a place: generated code loses a class. */
export interface LostName {
  readonly id: 'schema-name-removed' | 'schema-reference-changed';
  readonly message: string;
  /** The place, a JSON Pointer (RFC 6901), in one of the two documents. */
  readonly pointer: string;
  readonly document: 'base' | 'revision';
}

interface Place {
  readonly pointer: string;
  readonly value: Json | undefined;
}

const SCHEMAS = '/components/schemas';
const ALTERNATIVES = ['allOf', 'anyOf', 'oneOf'] as const;
/** Keywords for which a generator gives an inline schema its own type. */
const OF_A_TYPE = ['properties', 'enum', ...ALTERNATIVES];
/** Data, where `$ref` has no meaning. */
const DATA = ['example', 'examples', 'default', 'enum', 'const'];
/** Their property names are chosen by the author and are not keywords. */
const MAPS = new Set([
  ...['properties', 'patternProperties', '$defs', 'dependentSchemas', 'content', 'callbacks'],
  ...['schemas', 'responses', 'headers', 'parameters', 'requestBodies', 'pathItems'],
]);

/**
 * Lists the classes that generated code loses: schemas whose name is gone, and places that refer to another schema than before, even an
 * identical one. An alias counts as its target. Names that a generator invents for inline schemas are not compared.
 *
 * @param base     the released document
 * @param revision the document that follows it
 */
export function lostSchemaNames(base: JsonObject, revision: JsonObject): LostName[] {
  const names = (root: JsonObject) => Object.keys(object(valueAt(root, SCHEMAS)));
  const { replaced } = new Comparison(base, revision);
  const kept = new Set(names(revision));
  const gone = names(base)
    .filter((name) => !kept.has(name))
    .map((name): LostName => {
      const [by] = replaced.get(name) ?? [];
      const message = `The schema \`${name}\` was removed or renamed${by?.name === undefined ? '' : `: \`${by.name}\` replaced it`}.`;
      const lost = { id: 'schema-name-removed', message } as const;
      if (by?.name === undefined) return { ...lost, pointer: joinPointer(SCHEMAS, name), document: 'base' };
      return { ...lost, pointer: joinPointer(SCHEMAS, by.name), document: 'revision' };
    });
  const elsewhere = [...replaced]
    .filter(([name]) => kept.has(name))
    .flatMap(([name, list]) =>
      list.map((by): LostName => {
        const message = `${by.name === undefined ? 'An inline schema' : `The schema \`${by.name}\``} replaced \`${name}\`.`;
        return { id: 'schema-reference-changed', message, pointer: by.pointer, document: 'revision' };
      }),
    );
  return [...gone, ...elsewhere];
}

/** Walks two documents side by side. */
class Comparison {
  /** What replaced a schema of this name, each once, with its first place; an inline schema has no name. */
  readonly replaced = new Map<string, { readonly name: string | undefined; readonly pointer: string }[]>();
  readonly #base: JsonObject;
  readonly #revision: JsonObject;
  readonly #seen = new Set<string>();

  constructor(base: JsonObject, revision: JsonObject) {
    this.#base = base;
    this.#revision = revision;
    for (const part of ['paths', 'webhooks', 'components']) this.#visit(at(base, part), at(revision, part), part !== 'components');
  }

  /** @param named whether property names are chosen by the author */
  #visit(before: Place, after: Place, named: boolean): void {
    const [was, is] = [modelOf(this.#base, before), modelOf(this.#revision, after)];
    const pair = `${was.pointer} ${is.pointer}`;
    if (this.#seen.has(pair)) return;
    this.#seen.add(pair);
    if (!this.#compareNames(was, is, after.pointer)) return;
    if (Array.isArray(was.value) && Array.isArray(is.value)) {
      for (const [from, to] of this.#pairs(was, is)) this.#visit(from, to, false);
    } else if (isObject(was.value) && isObject(is.value)) {
      const key = was.pointer === '/paths' ? withoutParameters : (name: string) => name;
      const names = new Map(Object.keys(is.value).map((name) => [key(name), name]));
      for (const name of Object.keys(was.value)) {
        const other = names.get(key(name));
        if (other === undefined || (!named && DATA.includes(name))) continue;
        this.#visit(member(was, name), member(is, other), !named && MAPS.has(name));
      }
    }
  }

  /** @returns whether the two are the same schema, perhaps renamed, so that their contents are to be compared */
  #compareNames(was: Place, is: Place, pointer: string): boolean {
    const [name, by] = [nameOf(was), nameOf(is)];
    if (name === by) return true;
    if (name === undefined || (by === undefined && !OF_A_TYPE.some((keyword) => object(is.value)[keyword] !== undefined))) return false;
    const list = this.replaced.get(name) ?? [];
    if (!list.some((known) => known.name === by)) this.replaced.set(name, [...list, { name: by, pointer }]);
    return by !== undefined && valueAt(this.#revision, joinPointer(SCHEMAS, name)) === undefined;
  }

  /** Which items of two lists to compare: parameters by name, alternatives by the name of their schema, others by index. */
  #pairs(was: Place, is: Place): [Place, Place][] {
    const keyword = parsePointer(was.pointer).at(-1) ?? '';
    const [before, after] = [items(was), items(is)];
    if (keyword === 'parameters') {
      const key = (root: JsonObject, place: Place) => JSON.stringify(['in', 'name'].map((name) => object(follow(root, place).value)[name]));
      return before.flatMap((place): [Place, Place][] => {
        const other = after.find((item) => key(this.#revision, item) === key(this.#base, place));
        return other === undefined ? [] : [[place, other]];
      });
    }
    if (!(ALTERNATIVES as readonly string[]).includes(keyword)) return zip(before, after);
    const known = (root: JsonObject, place: Place) => nameOf(modelOf(root, place));
    const [old, young] = [before.map((place) => known(this.#base, place)), after.map((place) => known(this.#revision, place))];
    const left = (list: readonly Place[], own: readonly (string | undefined)[], others: readonly (string | undefined)[], have: boolean) =>
      list.filter((_, index) => (own[index] !== undefined) === have && (!have || !others.includes(own[index])));
    return [true, false].flatMap((have) => zip(left(before, old, young, have), left(after, young, old, have)));
  }
}

/** The schema that code is generated for: follows references, and compositions of one schema, which only add a description or null. */
function modelOf(root: JsonObject, place: Place): Place {
  let model = follow(root, place);
  const seen = new Set<string>();
  while (nameOf(model) === undefined && !seen.has(model.pointer)) {
    seen.add(model.pointer);
    const { value } = model;
    if (!isObject(value) || value['properties'] !== undefined) return model;
    const lists = ALTERNATIVES.map((keyword) => ({ pointer: joinPointer(model.pointer, keyword), value: value[keyword] }));
    const some = lists.flatMap(items).filter((item) => object(item.value)['type'] !== 'null');
    if (some.length !== 1) return model;
    model = follow(root, some[0] as Place);
  }
  return model;
}

function nameOf({ pointer }: Place): string | undefined {
  if (!pointer.startsWith(`${SCHEMAS}/`) || pointer.includes('/', SCHEMAS.length + 1)) return undefined;
  return parsePointer(pointer)[2];
}

function follow(root: JsonObject, place: Place): Place {
  let { pointer, value } = place;
  const seen = new Set<string>();
  while (!seen.has(pointer)) {
    seen.add(pointer);
    const target = isObject(value) && typeof value['$ref'] === 'string' ? refPointer(value['$ref']) : undefined;
    if (target === undefined) break;
    pointer = target;
    value = valueAt(root, target);
  }
  return { pointer, value };
}

function at(root: JsonObject, name: string): Place {
  return { pointer: `/${name}`, value: root[name] };
}

function member({ pointer, value }: Place, name: string): Place {
  return { pointer: joinPointer(pointer, name), value: object(value)[name] };
}

function items({ pointer, value }: Place): Place[] {
  return Array.isArray(value) ? value.map((item, index) => ({ pointer: joinPointer(pointer, index), value: item })) : [];
}

function zip(before: readonly Place[], after: readonly Place[]): [Place, Place][] {
  return before.slice(0, after.length).map((place, index) => [place, after[index] as Place]);
}

/** Paths that differ in the names of their parameters are identical (OpenAPI 3.0.3 section 4.7.8.2). */
function withoutParameters(path: string): string {
  return path.replace(/\{[^{}]*\}/g, '{}');
}

function object(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
