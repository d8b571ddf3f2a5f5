import { isObject, itemPointers, type Json, type JsonObject, joinPointer, resolve, valueAt } from '../parse/source-document.ts';
import { closingOf } from './closed-objects.ts';

/** Schemas for what is inside of the data, by the name of the member; `*` for members of any name, and for items. */
type Places = Map<string, Set<string>>;

const ANY_NAME = '*';

/** Finds schemas whose parts describe the same member each in its own way. */
export class Overlaps {
  readonly #root: JsonObject;
  readonly #closing = new Map<string, boolean>();

  /** @param root the document, its references normalized */
  constructor(root: JsonObject) {
    this.#root = root;
  }

  /**
   * Whether parts that hold together describe the inside of the same member, or of items, differently. To refuse in each of them what
   * it does not name itself would refuse what the others name.
   */
  of(schema: JsonObject, pointer: string): boolean {
    if (!PARTS.some((keyword) => schema[keyword] !== undefined)) return false;
    const groups = this.#groups(schema, pointer);
    return groups.some((group, index) => groups.slice(index + 1).some((other) => this.#overlap(group, other)));
  }

  #overlap(one: Places, other: Places): boolean {
    return [...one].some(([name, targets]) =>
      [...other].some(
        ([otherName, otherTargets]) =>
          (name === otherName || name === ANY_NAME || otherName === ANY_NAME) && [...targets].some((target) => [...otherTargets].some((at) => at !== target)),
      ),
    );
  }

  /** The places of the schema itself, and of each of its parts; alternatives are one part, as one of them holds. */
  #groups(schema: JsonObject, pointer: string): Places[] {
    const { dependentSchemas } = schema;
    const part = (...ats: readonly string[]) => {
      const places: Places = new Map();
      for (const at of ats) this.#collect(at, places, new Set());
      return places;
    };
    const own: Places = new Map();
    this.#own(schema, pointer, own);
    return [
      own,
      ...(typeof schema['$ref'] === 'string' ? [part(resolve(this.#root, pointer).pointer)] : []),
      ...itemPointers(schema, pointer, 'allOf').map((at) => part(at)),
      ...(['oneOf', 'anyOf'] as const).map((keyword) => part(...itemPointers(schema, pointer, keyword))),
      part(joinPointer(pointer, 'then'), joinPointer(pointer, 'else')),
      ...Object.keys(isObject(dependentSchemas) ? dependentSchemas : {}).map((name) => part(joinPointer(pointer, 'dependentSchemas', name))),
    ].filter((places) => places.size > 0);
  }

  #collect(pointer: string, places: Places, seen: Set<string>): void {
    const schema = valueAt(this.#root, pointer);
    if (!isObject(schema) || seen.has(pointer)) return;
    seen.add(pointer);
    this.#own(schema, pointer, places);
    const { dependentSchemas } = schema;
    const parts = [
      ...(typeof schema['$ref'] === 'string' ? [resolve(this.#root, pointer).pointer] : []),
      ...(['allOf', 'oneOf', 'anyOf'] as const).flatMap((keyword) => itemPointers(schema, pointer, keyword)),
      ...(['then', 'else'] as const).map((keyword) => joinPointer(pointer, keyword)),
      ...Object.keys(isObject(dependentSchemas) ? dependentSchemas : {}).map((name) => joinPointer(pointer, 'dependentSchemas', name)),
    ];
    for (const at of parts) this.#collect(at, places, seen);
  }

  #own(schema: JsonObject, pointer: string, places: Places): void {
    const add = (name: string, at: string) => {
      const target = resolve(this.#root, at).pointer;
      if (!this.#closes(target)) return;
      const targets = places.get(name) ?? new Set();
      places.set(name, targets.add(target));
    };
    const { properties, patternProperties } = schema;
    for (const name of Object.keys(isObject(properties) ? properties : {})) add(name, joinPointer(pointer, 'properties', name));
    for (const pattern of Object.keys(isObject(patternProperties) ? patternProperties : {})) add(ANY_NAME, joinPointer(pointer, 'patternProperties', pattern));
    for (const at of itemPointers(schema, pointer, 'prefixItems')) add(ANY_NAME, at);
    for (const keyword of ['items', 'additionalProperties', 'unevaluatedProperties', 'unevaluatedItems'] as const) add(ANY_NAME, joinPointer(pointer, keyword));
  }

  /** Whether a schema, or one inside of it, refuses what it does not name. */
  #closes(pointer: string): boolean {
    const known = this.#closing.get(pointer);
    if (known !== undefined) return known;
    const seen = new Set<string>();
    const walk = (value: Json | undefined, at: string, isMap = false): boolean => {
      if (Array.isArray(value)) return value.some((item, index) => walk(item, joinPointer(at, index)));
      if (!isObject(value) || seen.has(at)) return false;
      seen.add(at);
      if (isMap) return Object.entries(value).some(([name, member]) => walk(member, joinPointer(at, name)));
      if (closingOf(this.#root, value, at) !== undefined) return true;
      const target = typeof value['$ref'] === 'string' ? resolve(this.#root, at).pointer : undefined;
      if (target !== undefined && walk(valueAt(this.#root, target), target)) return true;
      return Object.entries(value).some(([name, member]) => !PASSED_OVER.has(name) && walk(member, joinPointer(at, name), MAPS.has(name)));
    };
    const closes = walk(valueAt(this.#root, pointer), pointer);
    this.#closing.set(pointer, closes);
    return closes;
  }
}

const PARTS = ['$ref', 'allOf', 'oneOf', 'anyOf', 'then', 'else', 'dependentSchemas'] as const;
/** Keywords whose members are named by the author. */
const MAPS: ReadonlySet<string> = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions']);
/** Keywords whose value is data, or a schema that refuses nothing by what it does not name. */
const PASSED_OVER: ReadonlySet<string> = new Set(['example', 'examples', 'enum', 'const', 'default', 'discriminator', 'not', 'if', 'contains']);
