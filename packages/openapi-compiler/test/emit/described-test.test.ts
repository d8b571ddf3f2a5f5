import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { numbers } from '../../../../test/support/numbers.ts';
import { withCode } from '../../src/code-in-json.ts';
import { describedTest } from '../../src/emit/described-test.ts';
import { ref, schemaOf } from '../support.ts';

interface Described {
  readonly levels: number;
  test(value: unknown): boolean;
}

/** What the module of an operation has: the test as a function. */
function evaluated(schemas: Record<string, unknown>): Described | undefined {
  return allEvaluated([describedTest(schemaOf(schemas, '3.1', 'A'))])[0];
}

function allEvaluated(all: readonly unknown[]): (Described | undefined)[] {
  const folder = mkdtempSync(join(tmpdir(), 'described-'));
  const file = join(folder, 'described.cjs');
  writeFileSync(
    file,
    `module.exports = [${all.map((described) => (described === undefined ? 'undefined' : withCode(JSON.stringify(described)))).join(',\n')}];\n`,
  );
  try {
    return createRequire(file)(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const PET = { type: 'object', properties: { name: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } }, owner: ref('Owner') } };
const OWNER = {
  type: 'object',
  properties: { pets: { type: 'array', items: {} }, home: { type: ['object', 'null'], additionalProperties: false, properties: { a: { type: 'number' } } } },
};

const cases: { name: string; schemas: Record<string, unknown>; levels: number; described: unknown[]; others: unknown[] }[] = [
  {
    name: 'an object',
    schemas: { A: PET, Owner: OWNER },
    levels: 4,
    described: [{}, { name: 'x' }, { tags: ['a'] }, { owner: { pets: [1, [], null], home: { a: 1 } } }, { owner: { home: null } }],
    others: [{ more: 1 }, { more: [] }, { owner: { more: {} } }, { owner: { pets: [[[]]] } }, { owner: { pets: [1, { a: 1 }] } }],
  },
  {
    name: 'a list',
    schemas: { A: { type: 'array', items: PET }, Owner: OWNER },
    levels: 5,
    described: [[], [{}, { name: 'x' }]],
    others: [[{}, { more: [] }]],
  },
  { name: 'a list of anything', schemas: { A: { type: 'array' } }, levels: 1, described: [[], [1, 'a', null]], others: [[[]], [1, {}]] },
  { name: 'a value of any type', schemas: { A: {} }, levels: 1, described: [1, null, 'a', []], others: [[[]], { a: 1 }] },
  {
    name: 'subschemas that always apply',
    schemas: {
      A: { allOf: [{ properties: { a: { type: 'string' } } }, ref('B')] },
      B: { type: 'object', properties: { b: { type: 'array', items: { type: 'number' } } } },
    },
    levels: 2,
    described: [{ a: 'x', b: [1] }],
    others: [{ a: 'x', c: [] }],
  },
  {
    name: 'subschemas that may not apply',
    schemas: { A: { type: 'object', anyOf: [{ properties: { a: { type: 'array', items: {} } } }, { properties: { b: {} } }] } },
    levels: 1,
    described: [{}],
    others: [{ a: [] }, { b: [[[]]] }],
  },
  {
    name: 'items by place',
    schemas: { A: { type: 'array', prefixItems: [{ type: 'array' }], items: { type: 'string' } } },
    levels: 1,
    described: [[], ['a']],
    others: [[[[]]]],
  },
  {
    name: 'a name that every object has',
    schemas: { A: { type: 'object', properties: { toString: { type: 'array', items: {} }, a: {} } } },
    levels: 1,
    described: [{}, { a: 1 }],
    others: [{ toString: [] }, { b: [] }],
  },
  {
    name: 'a schema that refers back',
    schemas: { A: { type: 'object', properties: { a: ref('A'), b: { type: 'string' } } } },
    levels: 2,
    described: [{ b: 'x' }, {}, { a: {} }],
    others: [{ a: { a: {} } }],
  },
];
test.each(cases)('a test tells whether a value has only what its schema describes: $name', ({ schemas, levels, described, others }) => {
  const found = evaluated(schemas);
  expect(found?.levels).toBe(levels);
  expect(described.filter((value) => found?.test(value) !== true)).toEqual([]);
  expect(others.filter((value) => found?.test(value) !== false)).toEqual([]);
});

test.each([
  { name: 'neither lists nor objects', schemas: { A: { type: 'string' } } },
  {
    name: 'more levels than are tested',
    schemas: { A: Array.from({ length: 70 }).reduce<unknown>((items) => ({ type: 'array', items }), { type: 'string' }) },
  },
  {
    name: 'more parts than are tested',
    schemas: { A: { type: 'object', properties: Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`p${index}`, {}])) } },
  },
])('no test is generated for a schema that describes $name', ({ schemas }) => {
  expect(describedTest(schemaOf(schemas, '3.1', 'A'))).toBeUndefined();
});

test('no valid value that passes is nested more deeply than its schema describes, for random schemas', () => {
  const random = new RandomSchemas(3);
  const all = Array.from({ length: 200 }, () => ({ A: random.schema(3, true), B: random.schema(2, false) }));
  const tests = allEvaluated(all.map((schemas) => describedTest(schemaOf(schemas, '3.1', 'A'))));
  const ajv = new Ajv2020({ strict: false, logger: false });
  // Ajv has a fault in it.
  ajv.opts.unevaluated = false;
  const counts = { described: 0, others: 0 };
  for (const [index, described] of tests.entries()) {
    const schemas = all[index] as (typeof all)[number];
    if (described === undefined) continue;
    const validate = ajv.compile({ ...schemas.A, components: { schemas } });
    for (let times = 0; times < 100; times++) {
      const value = random.value(5);
      if (!validate(value)) continue;
      const isDescribed = described.test(value);
      counts[isDescribed ? 'described' : 'others']++;
      if (isDescribed && levelsOf(value) > described.levels) throw new Error(`${JSON.stringify(schemas)} describes ${JSON.stringify(value)}`);
    }
  }
  expect(counts.described).toBeGreaterThan(1000);
  expect(counts.others).toBeGreaterThan(1000);
});

function levelsOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(levelsOf));
}

const NAMES = ['a', 'b', 'toString', 'd'];

/** Makes schemas and values with the same few names, the same each time. */
class RandomSchemas {
  readonly #below: (below: number) => number;

  constructor(seed: number) {
    this.#below = numbers(seed);
  }

  /** @param refers whether it may refer to `B` */
  schema(depth: number, refers: boolean): Record<string, unknown> {
    const schema: Record<string, unknown> = {};
    const types = ['object', 'array', 'string', 'null'].filter(() => this.#below(3) > 0);
    if (this.#below(4) > 0 && types.length > 0) schema['type'] = types;
    if (depth === 0) return schema;
    const maybe = (chance: number, keyword: string, value: () => unknown) => {
      if (this.#below(chance) === 0) schema[keyword] = value();
    };
    const inner = () => (refers && this.#below(6) === 0 ? ref('B') : this.schema(depth - 1, refers));
    const properties = () => Object.fromEntries(NAMES.filter(() => this.#below(2) === 0).map((name) => [name, inner()]));
    maybe(2, 'properties', properties);
    maybe(2, 'items', inner);
    maybe(6, 'prefixItems', () => [inner()]);
    maybe(4, 'additionalProperties', () => (this.#below(2) === 0 ? false : inner()));
    maybe(8, 'patternProperties', () => ({ '^a': inner() }));
    maybe(6, 'allOf', () => [inner(), { properties: properties() }]);
    maybe(8, 'anyOf', () => [inner(), inner()]);
    maybe(8, 'not', inner);
    return schema;
  }

  value(depth: number): unknown {
    const choice = this.#below(depth === 0 ? 3 : 9);
    if (choice < 3) return ['x', null, 1][choice];
    const inner = () => this.value(depth - 1);
    if (choice < 5) return Array.from({ length: this.#below(3) }, inner);
    return Object.fromEntries(NAMES.filter(() => this.#below(2) === 0).map((name) => [name, inner()]));
  }
}
