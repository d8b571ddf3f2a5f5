import { isObject, type Json, type JsonObject } from '../../json.ts';
import type { Definitions } from './definitions.ts';

/** The defaults that converted schemas set where data has nothing. */
export class Defaults {
  readonly #places = new Map<JsonObject, string>();
  readonly #definitions: Definitions;

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  /** Schemas that set a default, each with the place of the schema that gives it; those inside of others first. */
  get places(): ReadonlyMap<JsonObject, string> {
    return this.#places;
  }

  /** @param pointer where the schema that gives the default stands */
  set(schema: JsonObject, value: Json, pointer: string): void {
    schema['default'] = value;
    this.#places.set(schema, pointer);
  }

  /** A reference with the default of what it refers to beside it, as a default is set where it stands. */
  withDefault(schema: Json): Json {
    if (!isObject(schema) || schema['default'] !== undefined) return schema;
    let target: Json | undefined = schema;
    const seen = new Set<Json>();
    while (isObject(target) && target['default'] === undefined && !seen.has(target)) {
      seen.add(target);
      target = this.#definitions.byId(String(target['$ref']))?.schema;
    }
    return this.#passOn(target, { ...schema }) ?? schema;
  }

  /** The same or an empty text. The default stands outside, as none is set in an alternative. */
  orEmpty(schema: Json): Json {
    const holder: JsonObject = { anyOf: [{ const: '' }, schema] };
    return this.#passOn(schema, holder) ?? holder;
  }

  /** The schema `to` with the default of `from`; undefined where that has none. */
  #passOn(from: Json | undefined, to: JsonObject): JsonObject | undefined {
    if (!isObject(from) || from['default'] === undefined) return undefined;
    this.set(to, from['default'], this.#places.get(from) ?? '');
    return to;
  }
}
