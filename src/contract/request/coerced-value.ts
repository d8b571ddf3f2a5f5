import { unescapePart } from '../http/json-pointer.ts';
import type { CoercionSpec, JsonType, ValidationError, Validator } from '../operation-spec.ts';
import { MOST_VIOLATIONS } from '../problems/violations.ts';
import type { Outcome } from './parameter-styles.ts';

/** A value that was read from the text of a client, and how to read it as something else. */
export interface CoercedValue {
  /** Where it stands in what is validated. */
  readonly pointer: string;
  readonly holder: Record<string, unknown>;
  readonly name: string;
  /** What it may stand for; absent where there is one other way to read it. */
  readonly value?: CoercionSpec;
  readonly read: (value: CoercionSpec) => Outcome;
}

/** What is read once more, whatever it may stand for. */
const ONCE: readonly CoercionSpec[] = [{ types: [] }];

/**
 * Validates values that were read from texts. What is refused is read as the other types that its schema takes: `1234567890123` may be a
 * string where an integer has to be smaller.
 *
 * @param root     changed where another reading is valid
 * @param readings asked for when the first ones are refused
 * @returns what is wrong with the first readings where no other is valid
 */
export function validateCoerced(validate: Validator, root: unknown, readings: () => readonly CoercedValue[]): readonly ValidationError[] {
  if (validate(root)) return [];
  const open = readings().flatMap((reading) => {
    const tables = reading.value === undefined ? ONCE : otherTables(reading.value);
    return tables.length === 0 ? [] : [{ reading, tables }];
  });
  const first = validate.errors ?? [];
  if (open.length === 0) return first;
  let errors = first.length > MOST_VIOLATIONS ? everyError(validate, root) : first;
  for (let round = 0; open.some(({ tables }) => round < tables.length); round++) {
    const refused = errorsByReading(
      errors,
      open.map(({ reading }) => reading),
    );
    const tried = open.flatMap(({ reading, tables }) => {
      const found = refused.get(reading);
      const table = tables[round];
      const outcome = found === undefined || table === undefined ? undefined : reading.read(table);
      if (found === undefined || outcome === undefined || 'refusal' in outcome) return [];
      const before = reading.holder[reading.name];
      const paths = found.map(({ instancePath }) => instancePath.slice(reading.pointer.length).split('/').slice(1).map(unescapePart));
      reading.holder[reading.name] = reading.value === undefined ? outcome.value : replaced(before, outcome.value, paths);
      return [{ reading, before }];
    });
    if (tried.length === 0) continue;
    errors = everyError(validate, root);
    if (errors.length === 0) return [];
    const still = errorsByReading(
      errors,
      tried.map(({ reading }) => reading),
    );
    const failed = tried.filter(({ reading }) => still.has(reading));
    for (const { reading, before } of failed) reading.holder[reading.name] = before;
    if (failed.length === 0) continue;
    errors = everyError(validate, root);
    if (errors.length === 0) return [];
  }
  // The validator keeps its list until its next call: not all of a large one.
  return errors.length > MOST_VIOLATIONS ? (errors as ValidationError[]).splice(0).slice(0, MOST_VIOLATIONS + 1) : errors;
}

/** All errors of a value, none where it is valid: each value that is refused may be read in another way. */
function everyError(validate: Validator, root: unknown): readonly ValidationError[] {
  return validate(root, { dynamicAnchors: { most: Number.POSITIVE_INFINITY } }) ? [] : (validate.errors ?? []);
}

/** In characters. What is read from texts is not deep, and members with longer names are read in one way only. */
const LONGEST_POINTER = 4096;

function errorsByReading(errors: readonly ValidationError[], readings: readonly CoercedValue[]): ReadonlyMap<CoercedValue, readonly ValidationError[]> {
  const byPointer = new Map(readings.map((reading) => [reading.pointer, reading]));
  // All of them are as deep in what is validated.
  const depth = readings[0]?.pointer.split('/').length ?? 0;
  const found = new Map<CoercedValue, ValidationError[]>();
  for (const error of errors) {
    // To look into the pointers of a deep text of JSON would take time that grows with its square.
    if (error.instancePath.length > LONGEST_POINTER) continue;
    const reading = byPointer.get(error.instancePath.split('/', depth).join('/'));
    if (reading === undefined) continue;
    const others = found.get(reading);
    if (others === undefined) found.set(reading, [error]);
    else others.push(error);
  }
  return found;
}

/** The values at the paths, and what they stand in, from the other reading; all else from the first. */
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

/** What else a text may stand for than what it is taken for first; at most three tables, and none where it can only be one thing. */
function otherTables(value: CoercionSpec): CoercionSpec[] {
  const primitive = { types: value.types.filter((type) => !COMPOSED.includes(type)) };
  const composed = primitive.types.length < value.types.length;
  const parts = composed ? otherParts(value) : undefined;
  const asText = otherPrimitive(primitive);
  return [...(composed && primitive.types.length > 0 ? [primitive] : []), ...(parts === undefined ? [] : [parts]), ...(asText === undefined ? [] : [asText])];
}

/** A text is a number, `true` or `false` first where it can be, and a string before it is `null`. */
function otherPrimitive({ types }: CoercionSpec): CoercionSpec | undefined {
  if (!types.includes('string') || types.length === 1) return undefined;
  return { types: types.filter((type) => type === 'null') };
}

/** The same array or object with its parts taken for something else. */
function otherParts(value: CoercionSpec): CoercionSpec | undefined {
  let any = false;
  const other = (part: CoercionSpec): CoercionSpec => {
    const found = part.types.some((type) => COMPOSED.includes(type)) ? otherParts(part) : otherPrimitive(part);
    any ||= found !== undefined;
    return found ?? part;
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
