import { isObject, type Json, type JsonObject } from '../../json.ts';
import type { Definition } from './definitions.ts';
import { subschemasOf } from './subschemas.ts';

/**
 * So many modules require each other in a row, which is ten frames of the stack for each. One that is further away is required when its
 * function is called for the first time.
 */
const LONGEST_WAY = 100;

/** The order in which the schemas that others refer to are compiled: each after those that it refers to, but for circles. */
export class CompileOrder {
  /** Ids of definitions. */
  readonly ids: readonly string[];
  readonly #places: ReadonlyMap<string, number>;
  /** How many modules in a row each one requires, with itself. */
  readonly #ways = new Map<string, number>();

  /** @param inOrder the keywords of a schema, those first whose subschemas Ajv compiles first */
  constructor(definitions: Iterable<Definition>, inOrder: (schema: JsonObject) => readonly string[]) {
    const byId = new Map([...definitions].map((definition) => [definition.id, definition]));
    const next = new Map<string, readonly string[]>();
    const referencesOf = (id: string) => {
      const known = next.get(id) ?? [...new Set(referencesIn(byId.get(id)?.schema ?? true, inOrder))].filter((reference) => byId.has(reference));
      next.set(id, known);
      return known;
    };
    this.#places = new Map(finished(byId.keys(), referencesOf).map((id, place) => [id, place]));
    this.ids = [...this.#places.keys()];
    for (const id of this.ids) {
      const ways = referencesOf(id).map((reference) => (this.isCompiledBefore(reference, id) ? (this.#ways.get(reference) as number) : 0));
      this.#ways.set(id, 1 + Math.max(0, ...ways.map((way) => (way >= LONGEST_WAY ? 0 : way))));
    }
  }

  /** Whether what a definition has evaluated is known when another one that refers to it is compiled; always, if that is none. */
  isCompiledBefore(id: string, other: string | undefined): boolean {
    return other === undefined || (this.#places.get(id) as number) < (this.#places.get(other) as number);
  }

  /** Whether a definition is looked up when it is called. */
  isLate(id: string, other: string | undefined): boolean {
    return !this.isCompiledBefore(id, other) || (this.#ways.get(id) as number) >= LONGEST_WAY;
  }
}

/** The nodes of a graph in the order in which a search, depth first, is done with them. Without recursion: chains may be longer than any stack. */
function finished(nodes: Iterable<string>, nextOf: (node: string) => readonly string[]): string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  const enter = (node: string) => {
    seen.add(node);
    return { node, next: nextOf(node)[Symbol.iterator]() };
  };
  for (const start of nodes) {
    if (seen.has(start)) continue;
    const path = [enter(start)];
    for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
      const { done, value: target } = at.next.next();
      if (done === true) {
        order.push(at.node);
        path.pop();
      } else if (!seen.has(target)) path.push(enter(target));
    }
  }
  return order;
}

function referencesIn(schema: Json, inOrder: (schema: JsonObject) => readonly string[], found: string[] = []): string[] {
  if (!isObject(schema)) return found;
  const { $ref } = schema;
  for (const keyword of inOrder(schema))
    if (keyword === '$ref') found.push(String($ref));
    else for (const [part] of subschemasOf({ [keyword]: schema[keyword] } as JsonObject)) referencesIn(part, inOrder, found);
  return found;
}
