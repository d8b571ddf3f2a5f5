/** What of a value a schema has evaluated, and whether the value is valid. */
interface Outcome {
  readonly isValid: boolean;
  readonly properties: ReadonlySet<string>;
  readonly items: ReadonlySet<number>;
}

type Schema = boolean | Readonly<Record<string, unknown>>;

/** Validates by the letter of JSON Schema 2020-12, for the keywords of random schemas: short and slow. */
export class ReferenceValidator {
  readonly #definitions: Readonly<Record<string, unknown>>;

  /** @param definitions the schemas below `#/components/schemas/` */
  constructor(definitions: Readonly<Record<string, unknown>>) {
    this.#definitions = definitions;
  }

  isValid(schema: unknown, value: unknown): boolean {
    return this.#evaluate(schema as Schema, value).isValid;
  }

  #evaluate(schema: Schema, value: unknown): Outcome {
    if (typeof schema === 'boolean') return { isValid: schema, properties: new Set(), items: new Set() };
    const properties = new Set<string>();
    const items = new Set<number>();
    let isValid = true;
    const require = (holds: boolean) => {
      isValid &&= holds;
    };
    const evaluated = (subschema: unknown) => this.#evaluate(subschema as Schema, value);
    const add = (outcome: Outcome) => {
      if (!outcome.isValid) return;
      for (const name of outcome.properties) properties.add(name);
      for (const index of outcome.items) items.add(index);
    };
    const apply = (subschema: unknown) => {
      const outcome = evaluated(subschema);
      require(outcome.isValid);
      add(outcome);
    };
    const { $ref, type, enum: values, const: only, allOf = [], anyOf, oneOf, not, if: condition } = schema as Record<string, never>;
    if ($ref !== undefined) apply(this.#definitions[($ref as string).split('/').at(-1) as string]);
    if (type !== undefined) require([type].flat().some((name) => typesOf(value).includes(name)));
    if (values !== undefined) require((values as unknown[]).some((each) => isEqual(each, value)));
    if ('const' in schema) require(isEqual(only, value));
    for (const each of allOf as unknown[]) apply(each);
    for (const [union, isEnough] of [
      [anyOf, (count: number) => count > 0],
      [oneOf, (count: number) => count === 1],
    ] as const) {
      if (union === undefined) continue;
      const outcomes = (union as unknown[]).map(evaluated);
      require(isEnough(outcomes.filter((outcome) => outcome.isValid).length));
      outcomes.forEach(add);
    }
    if (not !== undefined) require(!evaluated(not).isValid);
    if (condition !== undefined) {
      const outcome = evaluated(condition);
      add(outcome);
      const consequence = schema[outcome.isValid ? 'then' : 'else'];
      if (consequence !== undefined) apply(consequence);
    }
    if (Array.isArray(value)) require(this.#areItemsValid(schema, value, items));
    else if (typeof value === 'object' && value !== null) {
      for (const [name, each] of entriesOf(schema['dependentSchemas'])) if (Object.hasOwn(value, name)) apply(each);
      require(this.#arePropertiesValid(schema, value as Record<string, unknown>, properties));
    }
    if (typeof value === 'number') require(value >= ((schema['minimum'] as number | undefined) ?? Number.NEGATIVE_INFINITY));
    if (typeof value === 'string') {
      require(isBetween([...value].length, schema['minLength'], schema['maxLength']));
      require(matches(schema['pattern'], value));
    }
    return { isValid, properties, items };
  }

  #arePropertiesValid(schema: Readonly<Record<string, unknown>>, value: Record<string, unknown>, evaluated: Set<string>): boolean {
    const names = Object.keys(value);
    const { required = [], propertyNames, additionalProperties, unevaluatedProperties } = schema as { readonly required?: readonly string[] } & typeof schema;
    const checks = [required.every((name) => Object.hasOwn(value, name)), isBetween(names.length, schema['minProperties'], undefined)];
    const check = (subschema: unknown, name: string) => checks.push(this.isValid(subschema, value[name]));
    for (const [name, others] of entriesOf(schema['dependentRequired']))
      checks.push(!Object.hasOwn(value, name) || (others as string[]).every((other) => Object.hasOwn(value, other)));
    const own = new Set<string>();
    for (const name of names) {
      for (const [declared, each] of entriesOf(schema['properties'])) if (declared === name && own.add(name)) check(each, name);
      for (const [pattern, each] of entriesOf(schema['patternProperties'])) if (matches(pattern, name) && own.add(name)) check(each, name);
      if (additionalProperties !== undefined && !own.has(name)) check(additionalProperties, name);
      if (propertyNames !== undefined) checks.push(this.isValid(propertyNames, name));
      if (additionalProperties !== undefined || own.has(name)) evaluated.add(name);
      if (unevaluatedProperties !== undefined && !evaluated.has(name)) check(unevaluatedProperties, name);
    }
    if (unevaluatedProperties !== undefined) for (const name of names) evaluated.add(name);
    return checks.every(Boolean);
  }

  #areItemsValid(schema: Readonly<Record<string, unknown>>, value: readonly unknown[], evaluated: Set<number>): boolean {
    const { prefixItems = [], items, contains, unevaluatedItems } = schema as { readonly prefixItems?: readonly unknown[] } & typeof schema;
    const checks = [isBetween(value.length, undefined, schema['maxItems'])];
    if (schema['uniqueItems'] === true) checks.push(!value.some((item, index) => value.slice(index + 1).some((other) => isEqual(item, other))));
    let contained = 0;
    for (const [index, item] of value.entries()) {
      const described = index < prefixItems.length ? prefixItems[index] : items;
      if (described !== undefined) {
        evaluated.add(index);
        checks.push(this.isValid(described, item));
      }
      if (contains !== undefined && this.isValid(contains, item)) {
        evaluated.add(index);
        contained++;
      }
      if (unevaluatedItems !== undefined && !evaluated.has(index)) checks.push(this.isValid(unevaluatedItems, item));
    }
    if (contains !== undefined) checks.push(contained > 0);
    if (unevaluatedItems !== undefined) for (const index of value.keys()) evaluated.add(index);
    return checks.every(Boolean);
  }
}

const entriesOf = (members: unknown) => Object.entries((members ?? {}) as Record<string, unknown>);

const matches = (pattern: unknown, text: string) => pattern === undefined || new RegExp(pattern as string, 'u').test(text);

const isBetween = (size: number, min: unknown, max: unknown) =>
  size >= ((min as number | undefined) ?? 0) && size <= ((max as number | undefined) ?? Number.POSITIVE_INFINITY);

function typesOf(value: unknown): readonly string[] {
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  return Number.isInteger(value) ? ['integer', 'number'] : [typeof value];
}

function isEqual(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null || Array.isArray(one) !== Array.isArray(other))
    return one === other;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isEqual((one as Record<string, unknown>)[name], (other as Record<string, unknown>)[name]))
  );
}
