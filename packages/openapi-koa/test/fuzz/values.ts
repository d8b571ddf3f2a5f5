import type { Random } from './random.ts';

export type Schema = Readonly<Record<string, unknown>>;

/** Makes values of what the document's schemas say: those that are meant to be valid are. */
export class Values {
  readonly #random: Random;
  readonly #root: Schema;

  constructor(random: Random, root: Schema) {
    this.#random = random;
    this.#root = root;
  }

  /** What a reference points to; what is none itself. */
  resolve(schema: unknown): Schema {
    const { $ref } = schema as Schema;
    if (typeof $ref !== 'string') return schema as Schema;
    return this.resolve(
      $ref
        .slice(2)
        .split('/')
        .reduce<unknown>((at, part) => (at as Schema)[part], this.#root),
    );
  }

  /**
   * A valid value.
   *
   * @param text makes the strings that nothing else is said of
   */
  valid(given: unknown, text = () => this.#random.text(), depth = 0): unknown {
    const random = this.#random;
    const schema = this.resolve(given);
    const { const: constant, enum: members, examples, oneOf, anyOf, allOf } = schema as Record<string, unknown[]>;
    if (constant !== undefined) return constant;
    if (members !== undefined) return random.pick(members);
    if (examples !== undefined) return random.pick(examples);
    const alternatives = oneOf ?? anyOf;
    if (alternatives !== undefined) return this.valid(random.pick(alternatives), text, depth);
    if (allOf !== undefined) return Object.assign({}, ...allOf.map((part) => this.valid(part, text, depth)));
    const { type } = schema;
    switch (Array.isArray(type) ? random.pick(type) : type) {
      case 'integer':
        return this.#integer(schema);
      case 'number':
        return this.#number(schema);
      case 'boolean':
        return random.chance(0.5);
      case 'null':
        return null;
      case 'string':
        return this.#string(schema, text);
      case 'array':
        return this.#array(schema, text, depth);
      case 'object':
        return this.#object(schema, text, depth);
      default:
        return this.any(depth);
    }
  }

  /** Any JSON that a service takes: without the names that it refuses, and not too deep. */
  any(depth = 0): unknown {
    const random = this.#random;
    const kind = random.below(depth > 6 ? 5 : 7);
    if (kind === 0) return null;
    if (kind === 1) return random.chance(0.5);
    if (kind === 2) return random.between(-1_000_000, 1_000_000) / (random.chance(0.5) ? 1 : 64);
    if (kind < 5) return random.text();
    if (kind === 5) return Array.from({ length: random.small(8) }, () => this.any(depth + 1));
    return Object.fromEntries(Array.from({ length: random.small(8) }, () => [random.text(0, 5), this.any(depth + 1)]));
  }

  #integer({ minimum, maximum, not }: Schema): number {
    const low = Number(minimum ?? -1_000_000);
    const value = this.#random.between(low, Math.min(Number(maximum ?? 1_000_000), low + 2_000_000));
    return not !== undefined && value === (not as Schema)['const'] ? value + 1 : value;
  }

  #number(schema: Schema): number {
    const value = this.#integer(schema) / 8;
    return value - (value % Number(schema['multipleOf'] ?? 0.125));
  }

  #string({ format, minLength, maxLength }: Schema, text: () => string): string {
    const random = this.#random;
    const two = (max: number) => String(random.between(1, max)).padStart(2, '0');
    switch (format) {
      case 'date':
        return `20${two(99)}-${two(12)}-${two(28)}`;
      case 'date-time':
        return `20${two(99)}-${two(12)}-${two(28)}T${two(23)}:${two(59)}:${two(59)}${random.pick(['Z', '.5Z', '+01:00', '-11:30'])}`;
      case 'email':
        return `${random.word()}@${random.word()}.example`;
      case 'uuid':
        return [8, 4, 4, 4, 12].map((length) => Array.from({ length }, () => random.below(16).toString(16)).join('')).join('-');
      default: {
        const made = [...text()].slice(0, Math.min(Number(maxLength ?? 1000), 1000)).join('');
        return made.length < Number(minLength ?? 0) ? random.word(Number(minLength), Number(minLength) + 5) : made;
      }
    }
  }

  #array({ prefixItems, items, minItems, maxItems, uniqueItems }: Schema, text: () => string, depth: number): unknown[] {
    const first = (prefixItems ?? []) as unknown[];
    const min = Math.max(Number(minItems ?? 0), first.length);
    const max = items === false ? first.length : Math.max(min, Math.min(Number(maxItems ?? 6), depth > 3 ? min : 6));
    const count = this.#random.between(min, max);
    const made = Array.from({ length: count }, (_, index) => this.valid(first[index] ?? items ?? {}, text, depth + 1));
    if (uniqueItems !== true) return made;
    return made.filter((value, index) => made.findIndex((other) => JSON.stringify(other) === JSON.stringify(value)) === index);
  }

  #object(schema: Schema, text: () => string, depth: number): Schema {
    const random = this.#random;
    const {
      properties = {},
      required = [],
      additionalProperties,
      dependentRequired = {},
      maxProperties = 6,
    } = schema as {
      properties?: Schema;
      required?: string[];
      additionalProperties?: unknown;
      dependentRequired?: Record<string, string[]>;
      maxProperties?: number;
    };
    const made: Record<string, unknown> = {};
    const add = (name: string, property: unknown) => {
      const { readOnly } = this.resolve(property);
      if (readOnly !== true) made[name] = this.valid(property, text, depth + 1);
    };
    for (const [name, property] of Object.entries(properties)) if (required.includes(name) || random.chance(depth > 3 ? 0.1 : 0.5)) add(name, property);
    for (const [name, needed] of Object.entries(dependentRequired))
      if (name in made) for (const other of needed) if (!(other in made)) add(other, properties[other]);
    if (typeof additionalProperties === 'object')
      for (let count = random.below(maxProperties); count > 0; count--) made[random.word(1, 5)] = this.valid(additionalProperties, text, depth + 1);
    const { if: condition, then, else: otherwise } = schema as Record<string, Schema>;
    if (condition === undefined) return made;
    const [[name, test]] = Object.entries(condition['properties'] as Schema) as [[string, Schema]];
    return { ...made, ...(this.valid({ type: 'object', ...(made[name] === test['const'] ? then : otherwise) }, text, depth) as Schema) };
  }
}

/** Names that JavaScript gives a meaning to. */
const LOADED = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', ''];
const ODD_VALUES: readonly unknown[] = [null, true, false, 0, -1, 1e308, 2 ** 53 + 2, 0.1, '', 'a', '0', 'null', [], {}, [[]], { a: null }];

/** The same value with a change or some, of which nobody knows whether it is still valid. */
export function mutated(random: Random, value: unknown): unknown {
  if (Array.isArray(value) && value.length > 0 && random.chance(0.7)) {
    const index = random.below(value.length);
    const kind = random.below(4);
    if (kind === 0) return value.toSpliced(index, 1);
    if (kind === 1) return [...value, ...value];
    return value.with(index, mutated(random, value[index]));
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && random.chance(0.8)) {
    const entries = Object.entries(value);
    const kind = random.below(5);
    if (kind === 0 || entries.length === 0)
      return fromEntries([...entries, [random.chance(0.3) ? random.pick(LOADED) : random.text(0, 6), random.pick(ODD_VALUES)]]);
    const index = random.below(entries.length);
    const [name, member] = entries[index] as [string, unknown];
    if (kind === 1) return fromEntries(entries.toSpliced(index, 1));
    return fromEntries(entries.with(index, [name, mutated(random, member)]));
  }
  if (typeof value === 'string' && random.chance(0.6)) {
    const at = random.below(value.length + 1);
    return random.chance(0.1)
      ? value.padEnd(random.small(5000), random.pick(['a', '9', '-', ' ', '😺']))
      : value.slice(0, at) + random.text(0, 3) + value.slice(at + random.below(3));
  }
  if (typeof value === 'number' && random.chance(0.5)) return value * random.pick([-1, 0, 1e3, 1e300, 0.1]) + random.pick([0, 1, 0.5]);
  return random.pick(ODD_VALUES);
}

/** `__proto__` is a member like others here. */
function fromEntries(entries: readonly (readonly [string, unknown])[]): object {
  return Object.fromEntries(entries);
}
