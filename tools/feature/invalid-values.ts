import {
  coercionAt,
  isObject,
  itemPointers,
  type Json,
  type JsonObject,
  joinPointer,
  type Located,
  located,
  propertyPointers,
} from '@petsage/openapi-compiler/internal';
import { requiredOf } from './example.ts';

/** A value that breaks one keyword of a schema, in words that follow "with". */
export interface InvalidValue {
  readonly name: string;
  readonly value: Json;
  /** The member of an object that it is about. */
  readonly member?: string;
}

const DEPTH = 4;
/** Longer texts would make tests that nobody can read. */
const LONGEST = 1000;

/**
 * Values that a schema may refuse, each for one reason: whoever asks holds them against the validator.
 *
 * @param asText the value goes into a parameter, where anything is text
 */
function againstKeywords(root: JsonObject, pointer: string, asText: boolean): InvalidValue[] {
  const schema = located(root, pointer)?.value;
  if (schema === undefined) return [];
  const { types } = coercionAt(root, pointer);
  const number = (name: string) => (typeof schema[name] === 'number' ? schema[name] : undefined);
  const found: InvalidValue[] = [];
  if (Array.isArray(schema['enum'])) found.push({ name: 'a value that is not listed', value: types.includes('string') ? 'no-such-value' : -987654 });
  if (!types.includes('string')) found.push({ name: 'a text for its value', value: 'x' });
  else if (!asText && types.length < 3) found.push({ name: 'a list for its value', value: [] });
  const whole = types.includes('integer') || types.includes('number');
  if (whole && number('minimum') !== undefined) found.push({ name: 'less than its minimum', value: (number('minimum') as number) - 1 });
  if (whole && number('maximum') !== undefined) found.push({ name: 'more than its maximum', value: (number('maximum') as number) + 1 });
  if (whole && schema['exclusiveMinimum'] !== undefined) found.push({ name: 'its lower bound', value: number('exclusiveMinimum') ?? number('minimum') ?? 0 });
  if (whole && schema['exclusiveMaximum'] !== undefined) found.push({ name: 'its upper bound', value: number('exclusiveMaximum') ?? number('maximum') ?? 0 });
  if (whole && number('multipleOf') !== undefined)
    found.push(...offSteps(schema, types.includes('number')).map((value) => ({ name: 'no multiple of its step', value })));
  if (types.includes('string')) found.push(...invalidStrings(schema));
  if (types.includes('array')) found.push(...invalidArrays(root, pointer, schema));
  return found;
}

/** Numbers between the steps, near the bounds, as one of those away from them would break more than the step. */
function offSteps(schema: JsonObject, fractions: boolean): number[] {
  const step = schema['multipleOf'] as number;
  if (!fractions && (!Number.isInteger(step) || step < 2)) return [];
  const bounds = ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum'].map((name) => schema[name]).filter((bound) => typeof bound === 'number');
  const off = fractions ? step / 2 : 1;
  return [step, ...bounds.flatMap((bound) => [Math.ceil(bound / step) * step, Math.floor(bound / step) * step])].flatMap((at) => [at + off, at - off]);
}

function invalidStrings(schema: JsonObject): InvalidValue[] {
  const found: InvalidValue[] = [];
  const { minLength, maxLength, pattern, format } = schema;
  if (typeof minLength === 'number' && minLength > 0 && minLength <= LONGEST) found.push({ name: 'too short a text', value: 'x'.repeat(minLength - 1) });
  if (typeof maxLength === 'number' && maxLength < LONGEST) found.push({ name: 'too long a text', value: 'x'.repeat(maxLength + 1) });
  const least = typeof minLength === 'number' ? minLength : 1;
  if (pattern !== undefined) for (const sign of ['!', '~', 'x']) found.push({ name: 'a text of another pattern', value: sign.repeat(Math.max(1, least)) });
  if (format !== undefined) found.push({ name: 'a text of another format', value: '!'.repeat(Math.max(1, least)) });
  return found;
}

function invalidArrays(root: JsonObject, pointer: string, schema: JsonObject): InvalidValue[] {
  const { minItems, maxItems } = schema;
  const at = located(root, pointer)?.pointer ?? pointer;
  const item = located(root, joinPointer(at, 'items'))?.value;
  const fit = Array.isArray(item?.['enum']) ? (item['enum'][0] as Json) : (item?.['example'] ?? 'x');
  const found: InvalidValue[] = [];
  if (typeof minItems === 'number' && minItems > 1) found.push({ name: 'too short a list', value: [fit] });
  if (typeof maxItems === 'number' && maxItems < 50 && schema['uniqueItems'] !== true)
    found.push({ name: 'too long a list', value: Array.from({ length: maxItems + 1 }, () => fit) });
  if (schema['uniqueItems'] === true) found.push({ name: 'an item twice', value: [fit, fit] });
  return found;
}

/**
 * Copies of a value that is taken, each with one thing wrong in it.
 *
 * @param asText the value goes into a parameter or a form, where anything is text
 */
export function invalidValues(root: JsonObject, pointer: string, value: Json, asText = false, inside: readonly string[] = []): InvalidValue[] {
  const schema = located(root, pointer);
  // What a schema says of itself inside of itself is said already.
  if (schema === undefined || inside.length > DEPTH || inside.includes(schema.pointer)) return [];
  const within = [...inside, schema.pointer];
  const here = againstKeywords(root, schema.pointer, asText);
  if (Array.isArray(value)) {
    const [first, ...rest] = value;
    if (first === undefined) return here;
    return [
      ...here,
      ...invalidValues(root, joinPointer(schema.pointer, 'items'), first, asText, within).map(({ name, value: item }) => ({
        name: `${name} in its first item`,
        value: [item, ...rest],
      })),
    ];
  }
  if (!isObject(value)) return here;
  const required = new Set([schema.pointer, ...alternativePointers(schema)].flatMap((at) => [...requiredOf(root, at)]));
  const members = propertyPointers(root, schema.pointer);
  const missing = [...required]
    .filter((name) => value[name] !== undefined)
    .map((name) => {
      const { [name]: _, ...rest } = value;
      return { name: `no ${name}`, value: rest, member: name };
    });
  const extra =
    schema.value['additionalProperties'] === false
      ? [{ name: 'a member that is not declared', value: { ...value, 'x-undeclared': true }, member: 'x-undeclared' }]
      : [];
  const inner = Object.entries(value).flatMap(([name, member]) => {
    const at = members.get(name);
    if (at === undefined || member === undefined) return [];
    const found = invalidValues(root, at, member, asText, within);
    return found.map((invalid) => ({ name: `${invalid.name} in ${name}`, value: { ...value, [name]: invalid.value }, member: name }));
  });
  return [...here, ...missing, ...extra, ...inner];
}

/** Where the alternatives of a schema stand, of which a value takes one or more. */
function alternativePointers({ value, pointer }: Located): string[] {
  return ['oneOf', 'anyOf'].flatMap((keyword) => itemPointers(value, pointer, keyword));
}
