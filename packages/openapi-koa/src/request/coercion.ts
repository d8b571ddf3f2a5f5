import type { CoercionSpec, UnnamedMembers } from '../operation-spec.ts';

/** RFC 8259 section 6. */
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Coerces the string of a parameter or form field to one of the JSON types its schema allows, by the grammar of JSON.
 *
 * @returns the typed value; the string itself if it matches none of the types, so that validation reports what is allowed
 */
export function coerce(text: string, value: CoercionSpec | undefined): unknown {
  if (value === undefined) return text;
  const { types } = value;
  if ((text === 'true' || text === 'false') && types.includes('boolean')) return text === 'true';
  if ((types.includes('integer') || types.includes('number')) && JSON_NUMBER.test(text)) {
    const number = Number(text);
    // An integer that a double cannot represent exactly stays a string, which validation refuses unless the schema allows it, rather than being rounded.
    const isExact = Number.isInteger(number) ? Number.isSafeInteger(number) : Number.isFinite(number);
    if (isExact || (Number.isFinite(number) && types.includes('number') && !types.includes('string'))) return number;
  }
  return text === 'null' && types.includes('null') && !types.includes('string') ? null : text;
}

/** Whether a value stayed a string because it is an integer too large for a double to represent exactly. */
export function isInexact(value: unknown): boolean {
  if (typeof value !== 'string' || !JSON_NUMBER.test(value)) return false;
  const number = Number(value);
  return Number.isInteger(number) && !Number.isSafeInteger(number);
}

export const takes = (value: CoercionSpec | undefined, type: 'array' | 'object'): value is CoercionSpec => value?.types.includes(type) ?? false;

/** The spec of an item of an array; undefined if it has none. */
export const itemTable = ({ items, prefixItems }: CoercionSpec, index: number): CoercionSpec | undefined => prefixItems?.[index] ?? items;

/** The spec of a property by its name; undefined if it has none. */
export function memberTable<Table>(name: string, named: Readonly<Record<string, Table>> | undefined, unnamed: UnnamedMembers<Table>): Table | undefined {
  if (named !== undefined && Object.hasOwn(named, name)) return named[name];
  return unnamed.patterns?.find(([names]) => names.test(name))?.[1] ?? unnamed.others;
}
