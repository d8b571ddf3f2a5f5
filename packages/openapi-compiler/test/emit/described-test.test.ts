import { withCode } from '../../src/code-in-json.ts';
import { describedTest } from '../../src/emit/described-test.ts';
import { RandomSchemas } from '../random-schemas.ts';
import { ReferenceValidator } from '../reference-validator.ts';
import { evaluated, ref, schemaOf } from '../support.ts';

interface Described {
  readonly levels: number;
  test(value: unknown): boolean;
}

/** What the module of an operation has: the test as a function. */
function evaluatedTests(all: readonly Record<string, unknown>[]): Described[] {
  return evaluated(all.map((schemas) => withCode(JSON.stringify(describedTest(schemaOf(schemas, '3.1', 'A')) ?? null)))) as Described[];
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
test.each(cases)('a value has only what its schema describes: $name', ({ schemas, levels, described, others }) => {
  const [found] = evaluatedTests([schemas]);
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
  const all = Array.from({ length: 400 }, () => ({ A: random.schema(3, true), R0: random.schema(2, false), R1: random.schema(2, false) }));
  const counts = { described: 0, others: 0 };
  for (const [index, described] of evaluatedTests(all).entries()) {
    const schemas = all[index] as (typeof all)[number];
    const reference = new ReferenceValidator(schemas);
    for (let times = 0; times < 60 && described !== null; times++) {
      const value = random.value(5);
      if (!reference.isValid(schemas.A, value)) continue;
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
