import { isObject, type JsonObject } from '@petsage/openapi-compiler/internal';
import { inside, type SchemaView } from '../../schemas/schema-view.ts';
import type { Located } from '../../schemas/side.ts';
import type { Difference } from '../break.ts';
import type { Comparison } from './comparison.ts';

/**
 * Differences of `discriminator` (OpenAPI 3.0.3 section 4.7.25): another property, and values that stand for another schema or none. In
 * what clients read, a new value for a schema that was there replaces its name.
 */
export function discriminatorDifferences(comparison: Comparison, before: SchemaView, after: SchemaView): Difference[] {
  const [was, is] = [discriminatorOf(before), discriminatorOf(after)];
  if (was === undefined || is === undefined) return [];
  const name = (each: Located<JsonObject>) => String(each.value['propertyName']);
  const id = 'discriminator-changed';
  if (name(was) !== name(is)) {
    const message = (owner: string) => `The discriminator of ${owner} changed from \`${name(was)}\` to \`${name(is)}\`.`;
    return [comparison.differenceAt(id, message, inside(is, 'propertyName'), after.place)];
  }
  const [from, to] = [mappingOf(was), mappingOf(is)];
  const [possible, still] = [alternatives(before), alternatives(after)];
  const changed = [...from].flatMap(([value, target]) => {
    const now = to.get(value) ?? (schemaName(target) === value ? target : undefined);
    // An alternative that is gone is reported as such.
    if (now === target || (now === undefined && possible.includes(target) && !still.includes(target))) return [];
    return [now === undefined ? `no longer stands for ${schemaName(target)}` : `stands for ${schemaName(now)}, no longer for ${schemaName(target)}`].map(
      (text) => ({ value, text }),
    );
  });
  const renamed = [...to].filter(
    ([value, target]) => !from.has(value) && schemaName(target) !== value && (possible.includes(target) || [...from.values()].includes(target)),
  );
  const added = comparison.isSent ? [] : renamed.map(([value, target]) => ({ value, text: `stands for ${schemaName(target)}` }));
  return [...changed, ...added].map(({ value, text }) =>
    comparison.differenceAt(id, (owner) => `The value \`${value}\` of the discriminator of ${owner} ${text}.`, inside(is, 'mapping'), after.place),
  );
}

function discriminatorOf(view: SchemaView): Located<JsonObject> | undefined {
  return view.values('discriminator').find((each): each is Located<JsonObject> => isObject(each.value));
}

/** The schema of each value, as a reference; a mapping may also name a schema of the components. */
function mappingOf({ value }: Located<JsonObject>): Map<string, string> {
  const entries = Object.entries(isObject(value['mapping']) ? value['mapping'] : {});
  return new Map(entries.map(([name, target]) => [name, /[#/.]/.test(String(target)) ? String(target) : `#/components/schemas/${target}`]));
}

function alternatives(view: SchemaView): string[] {
  return view.groups.flatMap((group) => group.alternatives.map(({ name }) => name));
}

function schemaName(ref: string): string {
  return ref.split('/').at(-1) ?? ref;
}
