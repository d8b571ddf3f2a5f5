import type { Definition } from './definitions.ts';
import type { Json } from './source-document.ts';

/** Keywords by which several schemas look at the same data, alone or beside `properties` or `items`. */
const SEVERAL: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'not', 'if', 'dependentSchemas', 'patternProperties', 'contains']);

/** The ids of the schemas that can come back to themselves, on a way on which several schemas may look at the same data. */
export function repeated(definitions: Iterable<Definition>): ReadonlySet<string> {
  const all = new Map([...definitions].map(({ id, schema }) => [id, lookInto(schema)]));
  const reached = new Map([...all.keys()].map((id) => [id, reachedFrom(id, all)]));
  return new Set([...all.keys()].filter((id) => [...(reached.get(id) ?? [])].some((other) => all.get(other)?.several && reached.get(other)?.has(id))));
}

interface Look {
  readonly several: boolean;
  readonly references: ReadonlySet<string>;
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
  const references = new Set<string>();
  let several = false;
  const look = (value: Json | undefined): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, member] of Object.entries(value)) {
      if (name === '$ref' && typeof member === 'string') references.add(member);
      several ||= SEVERAL.has(name);
      look(member);
    }
  };
  look(schema);
  return { several, references };
}
