import { unescapePart } from '../http/json-pointer.ts';
import type { CoercionSpec, JsonType, ValidationError, Validator } from '../operation-spec.ts';
import { MOST_VIOLATIONS } from '../problems/violations.ts';
import type { Outcome } from './parameter-styles.ts';

/** A value that was coerced from a string the client sent, and how to coerce it to another type. */
export interface CoercedValue {
  /** Its place in the validated value. */
  readonly pointer: string;
  readonly holder: Record<string, unknown>;
  readonly name: string;
  /** The types it could be coerced to; absent if there is exactly one other way to read it. */
  readonly value?: CoercionSpec;
  readonly read: (value: CoercionSpec) => Outcome;
}

/** For a value without a `CoercionSpec`: it is read once more, by `read` alone. */
const ONCE: readonly CoercionSpec[] = [{ types: [] }];

/**
 * Validates values that were coerced from strings. A refused value is coerced to the other types its schema allows: `1234567890123` may be
 * a string if an integer has to be smaller.
 *
 * @param root     is changed where another coercion is valid
 * @param readings called only if the first coercions are invalid
 * @returns the errors of the first coercions, if no other is valid
 */
export function validateCoerced(validate: Validator, root: unknown, readings: () => readonly CoercedValue[]): readonly ValidationError[] {
  if (validate(root)) return [];
  const open = readings().flatMap((reading) => {
    const alternatives = reading.value === undefined ? ONCE : otherTypes(reading.value);
    return alternatives.length === 0 ? [] : [{ reading, alternatives }];
  });
  const first = validate.errors ?? [];
  if (open.length === 0) return first;
  let errors = first.length > MOST_VIOLATIONS ? everyError(validate, root) : first;
  for (let round = 0; open.some(({ alternatives }) => round < alternatives.length); round++) {
    const refused = errorsByReading(
      errors,
      open.map(({ reading }) => reading),
    );
    const tried = open.flatMap(({ reading, alternatives }) => {
      const refusals = refused.get(reading);
      const alternative = alternatives[round];
      const outcome = refusals === undefined || alternative === undefined ? undefined : reading.read(alternative);
      if (refusals === undefined || outcome === undefined || 'refusal' in outcome) return [];
      const before = reading.holder[reading.name];
      const paths = refusals.map(({ instancePath }) => instancePath.slice(reading.pointer.length).split('/').slice(1).map(unescapePart));
      reading.holder[reading.name] = reading.value === undefined ? outcome.value : replaced(before, outcome.value, paths);
      return [{ reading, before }];
    });
    if (tried.length === 0) continue;
    errors = everyError(validate, root);
    if (errors.length === 0) return [];
    const stillRefused = errorsByReading(
      errors,
      tried.map(({ reading }) => reading),
    );
    const failed = tried.filter(({ reading }) => stillRefused.has(reading));
    for (const { reading, before } of failed) reading.holder[reading.name] = before;
    if (failed.length === 0) continue;
    errors = everyError(validate, root);
    if (errors.length === 0) return [];
  }
  // The validator keeps its list until its next call: not all of a large one.
  return errors.length > MOST_VIOLATIONS ? (errors as ValidationError[]).splice(0).slice(0, MOST_VIOLATIONS + 1) : errors;
}

/** All errors of a value, without a limit, since each refused value may be coerced in another way. */
function everyError(validate: Validator, root: unknown): readonly ValidationError[] {
  return validate(root, { dynamicAnchors: { most: Number.POSITIVE_INFINITY } }) ? [] : (validate.errors ?? []);
}

/** In characters. Coerced values are not deep; those with longer names are coerced in one way only. */
const LONGEST_POINTER = 4096;

function errorsByReading(errors: readonly ValidationError[], readings: readonly CoercedValue[]): ReadonlyMap<CoercedValue, readonly ValidationError[]> {
  const byPointer = new Map(readings.map((reading) => [reading.pointer, reading]));
  // All of them have the same depth in the validated value.
  const depth = readings[0]?.pointer.split('/').length ?? 0;
  const byReading = new Map<CoercedValue, ValidationError[]>();
  for (const error of errors) {
    // Splitting the pointers of deep JSON would take quadratic time.
    if (error.instancePath.length > LONGEST_POINTER) continue;
    const reading = byPointer.get(error.instancePath.split('/', depth).join('/'));
    if (reading === undefined) continue;
    const others = byReading.get(reading);
    if (others === undefined) byReading.set(reading, [error]);
    else others.push(error);
  }
  return byReading;
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
  const { types, items, prefixItems, properties, patterns, others } = value;
  const changed = {
    types,
    ...(items && { items: other(items) }),
    ...(prefixItems && { prefixItems: prefixItems.map(other) }),
    ...(properties && { properties: Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, other(part)])) }),
    ...(patterns && { patterns: patterns.map(([names, part]) => [names, other(part)] as const) }),
    ...(others && { others: other(others) }),
  };
  return any ? changed : undefined;
}
