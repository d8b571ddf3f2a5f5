import { numbers } from '../../../test/support/numbers.ts';

const NAMES = ['a', 'b', 'c', 'toString', 'x y'];
const PRIMITIVES = [1, 2, 'x', 'aa', null, true, 0, -1, 1.5];
const TYPES = ['object', 'array', 'string', 'null', 'integer', 'number', 'boolean'];

/** Makes schemas and values with the same few names, the same each time. */
export class RandomSchemas {
  readonly #below: (below: number) => number;

  constructor(seed: number) {
    this.#below = numbers(seed);
  }

  /** @param refers whether it may refer to `R0` and `R1` */
  schema(depth: number, refers: boolean): unknown {
    if (depth > 0 && this.#below(25) === 0) return this.#below(2) === 0;
    const schema: Record<string, unknown> = {};
    const maybe = (chance: number, keyword: string, value: () => unknown) => {
      if (this.#below(chance) === 0) schema[keyword] = value();
    };
    const inner = () => (refers && this.#below(6) === 0 ? { $ref: `#/components/schemas/R${this.#below(2)}` } : this.schema(depth - 1, refers));
    // None of the same value refers to a schema.
    const same = () => this.schema(depth - 1, false);
    const name = () => this.#one(NAMES);
    maybe(2, 'type', () => this.#some(TYPES, 3));
    maybe(10, 'enum', () => [...new Set([this.#one(PRIMITIVES), this.#one(PRIMITIVES)])]);
    maybe(14, 'const', () => this.#one(PRIMITIVES));
    for (const keyword of ['minimum', 'maxLength', 'minLength', 'minProperties', 'maxItems']) maybe(10, keyword, () => this.#below(3));
    maybe(8, 'pattern', () => this.#one(['^a', '^[a-z]{1,3}$', '^x?$']));
    maybe(10, 'required', () => [name()]);
    maybe(14, 'uniqueItems', () => true);
    if (depth === 0) return schema;
    const open = (value: () => unknown) => () => (this.#below(2) === 0 ? false : value());
    maybe(2, 'properties', () => Object.fromEntries(NAMES.filter(() => this.#below(2) === 0).map((each) => [each, inner()])));
    maybe(5, 'patternProperties', () => ({ [this.#one(['^a', '^b|c', 'y$'])]: inner() }));
    maybe(5, 'additionalProperties', open(inner));
    maybe(6, 'unevaluatedProperties', open(inner));
    maybe(7, 'unevaluatedItems', open(inner));
    maybe(4, 'items', inner);
    maybe(8, 'prefixItems', () => [inner(), inner()].slice(this.#below(2)));
    maybe(6, 'contains', inner);
    maybe(6, 'allOf', () => [same(), same()]);
    maybe(6, 'anyOf', () => [same(), same()]);
    maybe(7, 'oneOf', () => [same(), same()]);
    maybe(10, 'not', same);
    maybe(8, 'if', same);
    maybe(4, 'then', same);
    maybe(4, 'else', same);
    maybe(14, 'propertyNames', () => ({ pattern: this.#one(['^a', '^[a-c]$']) }));
    maybe(12, 'dependentSchemas', () => ({ [name()]: same() }));
    maybe(14, 'dependentRequired', () => ({ [name()]: [name()] }));
    return schema;
  }

  value(depth: number): unknown {
    const choice = this.#below(depth === 0 ? 5 : 10);
    if (choice < 5) return this.#one(PRIMITIVES);
    if (choice < 7) return Array.from({ length: this.#below(4) }, () => this.value(depth - 1));
    return Object.fromEntries(NAMES.filter(() => this.#below(2) === 0).map((name) => [name, this.value(depth - 1)]));
  }

  #one<Item>(list: readonly Item[]): Item {
    return list[this.#below(list.length)] as Item;
  }

  #some(list: readonly string[], chance: number): readonly string[] {
    const chosen = list.filter(() => this.#below(chance) === 0);
    return chosen.length === 0 ? ['object'] : chosen;
  }
}
