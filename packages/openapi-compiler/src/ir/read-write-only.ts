import { folded, inPlace, resolved, subschemas } from './applicators.ts';
import { describedByName } from './members.ts';
import { fact, factOf } from './memo.ts';
import type { ApplicatorKeyword, Schema } from './schema.ts';

/** Which way the instances of a schema go. */
export type Direction = 'request' | 'response';

/**
 * Whether what a schema describes is sent the other way only: `readOnly` in requests, `writeOnly` in responses. It `depends` on the value
 * where a part says so that need not apply, such as an alternative.
 */
export type Hidden = 'always' | 'depends' | 'never';

/** The keyword that hides a value from each direction (OpenAPI 3.0.3 section 4.7.24.2). */
export const HIDING = { request: 'readOnly', response: 'writeOnly' } as const;

/**
 * How what all schemas say that apply combines: one that says so is enough (JSON Schema 2020-12 validation, section 9.4). Of alternatives
 * one applies at least, of conditions perhaps none; one of `then` and `else` applies.
 */
const rules = {
  all: (values: readonly Hidden[]): Hidden => (values.includes('always') ? 'always' : values.some(isHidden) ? 'depends' : 'never'),
  any,
  conditional(values: readonly (readonly [keyword: ApplicatorKeyword, hidden: Hidden])[]): Hidden {
    const of = (...keywords: readonly ApplicatorKeyword[]) => values.filter(([keyword]) => keywords.includes(keyword)).map(([, hidden]) => hidden);
    const branches = of('then', 'else');
    if (branches.length === 2 && any(branches) === 'always') return 'always';
    return values.some(([, hidden]) => isHidden(hidden)) ? 'depends' : 'never';
  },
  cycle: 'never' as Hidden,
};

function any(values: readonly Hidden[]): Hidden {
  return values.every((hidden) => hidden === 'always') ? 'always' : values.some(isHidden) ? 'depends' : 'never';
}

const isHidden = (hidden: Hidden) => hidden !== 'never';

const BY_DIRECTION = {
  request: folded<Hidden>({ ...rules, own: ({ readOnly }) => (readOnly ? 'always' : 'never') }),
  response: folded<Hidden>({ ...rules, own: ({ writeOnly }) => (writeOnly ? 'always' : 'never') }),
};

/** Whether what a schema describes is sent the other way only. */
export const hiddenFrom = (schema: Schema, direction: Direction): Hidden => BY_DIRECTION[direction](schema);

/** The schemas of a property: by its name, or those for other properties. */
function describing(schema: Schema, name: string): Schema[] {
  const named = describedByName(schema, name);
  return named.length > 0 ? named : [schema.additionalProperties, schema.unevaluatedProperties].filter((each) => each !== undefined);
}

const propertyHiddenFrom = (direction: Direction) =>
  factOf((schema: Schema, name: string) =>
    folded<Hidden>({ ...rules, own: (part) => rules.all(describing(part, name).map((property) => hiddenFrom(property, direction))) })(schema),
  );

const PROPERTY_BY_DIRECTION = { request: propertyHiddenFrom('request'), response: propertyHiddenFrom('response') };

/** Whether any property of an object is, or may be: of most objects none is, and this is found once. */
const hidesAny = (direction: Direction) =>
  folded<boolean>({
    own: ({ properties, patternProperties, additionalProperties, unevaluatedProperties }) =>
      [...(properties?.values() ?? []), ...(patternProperties?.values() ?? []), additionalProperties, unevaluatedProperties].some(
        (property) => property !== undefined && hiddenFrom(property, direction) !== 'never',
      ),
    all: (parts) => parts.includes(true),
    any: (parts) => parts.includes(true),
    conditional: (parts) => parts.some(([, hides]) => hides),
    cycle: false,
  });

const HIDES_BY_DIRECTION = { request: hidesAny('request'), response: hidesAny('response') };

/** Whether a property of an object is sent the other way only, by a schema and all that apply to the same object. */
export const propertyHidden = (schema: Schema, name: string, direction: Direction): Hidden =>
  HIDES_BY_DIRECTION[direction](schema) ? PROPERTY_BY_DIRECTION[direction](schema, name) : 'never';

/** The schemas that one is a part of, for the same instance, the nearest first. */
function wholesOf(schema: Schema): Schema[] {
  const wholes: Schema[] = [];
  for (let { whole } = schema; whole !== undefined; whole = whole.whole) wholes.push(whole);
  return wholes;
}

/** The outermost of them; the schema itself where it is no part. */
export const outermost = (schema: Schema): Schema => wholesOf(schema).at(-1) ?? schema;

const requiredFor = (direction: Direction) =>
  fact((schema: Schema): readonly string[] => {
    const { required = [] } = schema.assertions;
    const wholes = wholesOf(schema);
    // What a condition tests stays as it is.
    if (required.length === 0 || (wholes.length > 0 && [schema, ...wholes].some(({ keyword }) => keyword === 'not' || keyword === 'if'))) return required;
    return required.filter(
      (name) => propertyHidden(schema, name, direction) === 'never' && wholes.every((whole) => propertyHidden(whole, name, direction) !== 'always'),
    );
  });

const REQUIRED = { request: requiredFor('request'), response: requiredFor('response') };

/**
 * The properties that a schema requires in one direction: those that are hidden from it never are among them, whether the schema itself
 * says so or one that it is a part of.
 */
export const requiredIn = (schema: Schema, direction: Direction): readonly string[] => REQUIRED[direction](schema);

/**
 * Properties that one part of a schema hides from a direction, and that another part, which others refer to as well, requires in both
 * directions without saying so.
 */
export function requiredElsewhere(schema: Schema, direction: Direction): string[] {
  if (!HIDES_BY_DIRECTION[direction](schema)) return [];
  const shared = subschemas(schema, '$ref', 'allOf')
    .map(resolved)
    .filter((part) => !part.pointer.startsWith(`${schema.pointer}/`));
  const names = new Set(shared.flatMap((part) => inPlace(part, 'certain').flatMap((each) => requiredIn(each, direction))));
  return [...names].filter((name) => propertyHidden(schema, name, direction) === 'always');
}
