import { unescapePart } from '../http/json-pointer.ts';
import type { CoercionSpec, JsonType, UnnamedMembers, ValidationError, Validator } from '../operation-spec.ts';
import { MOST_VIOLATIONS } from '../problems/violations.ts';

/** RFC 8259 section 6. */
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

const DIGITS = /^-?\d+$/;

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
    if (value.int64 === true && Number.isInteger(number) && !Number.isSafeInteger(number)) return DIGITS.test(text) ? BigInt(text) : number;
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
export const itemSpec = ({ items, prefixItems }: CoercionSpec, index: number): CoercionSpec | undefined => prefixItems?.[index] ?? items;

/** The spec of a property by its name; undefined if it has none. */
export function memberSpec<Spec>(name: string, named: Readonly<Record<string, Spec>> | undefined, unnamed: UnnamedMembers<Spec>): Spec | undefined {
  if (named !== undefined && Object.hasOwn(named, name)) return named[name];
  return unnamed.patterns?.find(([names]) => names.test(name))?.[1] ?? unnamed.others;
}

/** A parameter's value, why it cannot be parsed, or undefined if it was not sent. */
export type ReadValue = { readonly value: unknown } | { readonly refusal: { readonly keyword: string; readonly message: string } } | undefined;

/** A value that was coerced from a string the client sent, and how to coerce it to another type. */
export interface CoercedValue {
  /** Its place in the validated value. */
  readonly pointer: string;
  readonly holder: Record<string, unknown>;
  readonly name: string;
  /** The types it could be coerced to; absent if there is exactly one other way to read it. */
  readonly value?: CoercionSpec;
  readonly read: (value: CoercionSpec) => ReadValue;
}

/** For a value without a `CoercionSpec`: it is read once more, by `read` alone. */
const ONCE: readonly CoercionSpec[] = [{ types: [] }];

/**
 * Validates values that were coerced from strings. A refused value is coerced to the other types its schema allows: `1234567890123` may be
 * a string if an integer has to be smaller.
 *
 * @param root     is changed where another coercion is valid
 * @param coercedValues called only if the first coercions are invalid
 * @param holder        has the root as `body`, if the root itself may be converted (`x-int64`)
 * @returns the errors of the first coercions, if no other is valid
 */
export function validateCoerced(
  validate: Validator,
  root: unknown,
  coercedValues: () => readonly CoercedValue[],
  holder?: { readonly body: unknown },
): readonly ValidationError[] {
  if (holder === undefined ? validate(root) : validate(root, {}, holder, 'body')) return [];
  const first = validate.errors ?? [];
  const all = coercedValues();
  if (all.length === 0) return first;
  const open = all.flatMap((coerced) => {
    const alternatives = coerced.value === undefined ? ONCE : otherTypes(coerced.value);
    return alternatives.length === 0 ? [] : [{ coerced, alternatives }];
  });
  if (open.length === 0) return first;
  let errors = first.length > MOST_VIOLATIONS ? everyError(validate, root) : first;
  for (let round = 0; open.some(({ alternatives }) => round < alternatives.length); round++) {
    const refused = errorsByValue(
      errors,
      open.map(({ coerced }) => coerced),
    );
    const tried = open.flatMap(({ coerced, alternatives }) => {
      const refusals = refused.get(coerced);
      const alternative = alternatives[round];
      const outcome = refusals === undefined || alternative === undefined ? undefined : coerced.read(alternative);
      if (refusals === undefined || outcome === undefined || 'refusal' in outcome) return [];
      const before = coerced.holder[coerced.name];
      const paths = refusals.map(({ instancePath }) => instancePath.slice(coerced.pointer.length).split('/').slice(1).map(unescapePart));
      coerced.holder[coerced.name] = coerced.value === undefined ? outcome.value : replaced(before, outcome.value, paths);
      return [{ coerced, before }];
    });
    if (tried.length === 0) continue;
    errors = everyError(validate, root);
    if (errors.length === 0) return [];
    const stillRefused = errorsByValue(
      errors,
      tried.map(({ coerced }) => coerced),
    );
    const failed = tried.filter(({ coerced }) => stillRefused.has(coerced));
    for (const { coerced, before } of failed) coerced.holder[coerced.name] = before;
    if (failed.length === 0) continue;
    errors = everyError(validate, root);
    if (errors.length === 0) return [];
  }
  // The validator keeps its list until its next call: not all of a large one.
  return errors.length > MOST_VIOLATIONS ? (errors as ValidationError[]).splice(0).slice(0, MOST_VIOLATIONS + 1) : errors;
}

/** All errors of a value, without a limit, since each refused value may be coerced in another way. */
function everyError(validate: Validator, root: unknown): readonly ValidationError[] {
  return validate(root, { most: Number.POSITIVE_INFINITY }) ? [] : (validate.errors ?? []);
}

/** In characters. Coerced values are not deep; those with longer names are coerced in one way only. */
const LONGEST_POINTER = 4096;

function errorsByValue(errors: readonly ValidationError[], coercedValues: readonly CoercedValue[]): ReadonlyMap<CoercedValue, readonly ValidationError[]> {
  const byPointer = new Map(coercedValues.map((coerced) => [coerced.pointer, coerced]));
  // All of them have the same depth in the validated value.
  const depth = coercedValues[0]?.pointer.split('/').length ?? 0;
  const byValue = new Map<CoercedValue, ValidationError[]>();
  for (const error of errors) {
    // Splitting the pointers of deep JSON would take quadratic time.
    if (error.instancePath.length > LONGEST_POINTER) continue;
    const coerced = byPointer.get(error.instancePath.split('/', depth).join('/'));
    if (coerced === undefined) continue;
    const others = byValue.get(coerced);
    if (others === undefined) byValue.set(coerced, [error]);
    else others.push(error);
  }
  return byValue;
}

/** The first value, with the values at the paths replaced by those of the other one. */
function replaced(first: unknown, other: unknown, paths: readonly (readonly string[])[]): unknown {
  if (!isContainer(first) || !isContainer(other) || Array.isArray(first) !== Array.isArray(other)) return other;
  const changed = (Array.isArray(first) ? [...first] : { ...first }) as Record<string, unknown>;
  for (const [name, inner] of Map.groupBy(
    paths.filter(([head]) => head !== undefined && Object.hasOwn(other, head)),
    ([head]) => head as string,
  ))
    changed[name] = replaced(
      first[name],
      other[name],
      inner.map((path) => path.slice(1)),
    );
  return changed;
}

const isContainer = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const COMPOSED: readonly JsonType[] = ['array', 'object'];

/** The other types this string could be coerced to: at most three, none if it is unambiguous. */
function otherTypes(value: CoercionSpec): CoercionSpec[] {
  const primitive = { types: value.types.filter((type) => !COMPOSED.includes(type)) };
  const composed = primitive.types.length < value.types.length;
  const parts = composed ? otherParts(value) : undefined;
  const asString = otherPrimitive(primitive);
  return [
    ...(composed && primitive.types.length > 0 ? [primitive] : []),
    ...(parts === undefined ? [] : [parts]),
    ...(asString === undefined ? [] : [asString]),
  ];
}

/** A string is first coerced to a number or boolean if possible, then stays a string, and only then becomes `null`. */
function otherPrimitive({ types }: CoercionSpec): CoercionSpec | undefined {
  if (!types.includes('string') || types.length === 1) return undefined;
  return { types: types.filter((type) => type === 'null') };
}

/** The same array or object with its parts coerced to other types. */
function otherParts(value: CoercionSpec): CoercionSpec | undefined {
  let any = false;
  const other = (part: CoercionSpec): CoercionSpec => {
    const alternative = part.types.some((type) => COMPOSED.includes(type)) ? otherParts(part) : otherPrimitive(part);
    any ||= alternative !== undefined;
    return alternative ?? part;
  };
  const { types, splitsEscaped, items, prefixItems, properties, patterns, others } = value;
  const changed = {
    types,
    ...(splitsEscaped && { splitsEscaped }),
    ...(items && { items: other(items) }),
    ...(prefixItems && { prefixItems: prefixItems.map(other) }),
    ...(properties && { properties: Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, other(part)])) }),
    ...(patterns && { patterns: patterns.map(([names, part]) => [names, other(part)] as const) }),
    ...(others && { others: other(others) }),
  };
  return any ? changed : undefined;
}
