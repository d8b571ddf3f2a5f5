import { isObject, type Json } from '../../json.ts';
import type { Definition } from './definitions.ts';

/** Keywords by which several schemas look at the same data, alone or beside `properties` or `items`. */
const SEVERAL: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'not', 'if', 'dependentSchemas', 'patternProperties', 'contains']);

/** The schemas that may be met more than once for the same data, by id. */
export interface Repeated {
  /** Those that can come back to themselves, on a way on which several schemas may look at the same data. */
  readonly recursive: ReadonlySet<string>;
  /**
   * Others that one schema leads to in two ways, of which both may look at the same data: with layers of such schemas the number of ways
   * doubles in each.
   */
  readonly layered: ReadonlySet<string>;
}

export function repeated(definitions: Iterable<Definition>): Repeated {
  const all = new Map([...definitions].map(({ id, schema }) => [id, lookInto(schema)]));
  const reached = new Map([...all.keys()].map((id) => [id, reachedFrom(id, all)]));
  const reachedBy = (id: string) => reached.get(id) ?? new Set<string>();
  const recursive = new Set([...all.keys()].filter((id) => [...reachedBy(id)].some((other) => all.get(other)?.several && reachedBy(other).has(id))));
  const layered = new Set<string>();
  for (const { several, references } of all.values()) {
    if (!several || references.length < 2) continue;
    const once = new Set<string>();
    for (const reference of references)
      for (const id of [reference, ...reachedBy(reference)]) {
        if (once.has(id) && !recursive.has(id)) layered.add(id);
        once.add(id);
      }
  }
  return { recursive, layered };
}

interface Look {
  readonly several: boolean;
  /** Each as often as it stands there. */
  readonly references: readonly string[];
}

function reachedFrom(id: string, all: ReadonlyMap<string, Look>): ReadonlySet<string> {
  const seen = new Set<string>();
  const next = [...(all.get(id)?.references ?? [])];
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    next.push(...(all.get(at)?.references ?? []));
  }
  return seen;
}

function lookInto(schema: Json): Look {
  const references: string[] = [];
  let several = false;
  const look = (value: Json | undefined): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, member] of Object.entries(value)) {
      if (name === '$ref' && typeof member === 'string') {
        references.push(member);
        // What stands beside a reference looks at the same data.
        several ||= isObject(value) && Object.keys(value).length > 1;
      }
      several ||= SEVERAL.has(name);
      look(member);
    }
  };
  look(schema);
  return { several, references };
}
