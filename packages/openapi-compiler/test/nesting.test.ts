// biome-ignore-all lint/suspicious/noThenProperty: a keyword of JSON Schema.

import { nestingSpec } from '../src/emit/nesting.ts';
import { testerOf } from '../src/patterns/engine.ts';
import { ref, schemaOf } from './support.ts';

const A = ref('A');

const cases: { name: string; schemas: Record<string, unknown>; want: unknown }[] = [
  { name: 'a schema without parts', schemas: { A: {} }, want: undefined },
  { name: 'a schema that does not refer back', schemas: { A: { properties: { b: ref('B') } }, B: { items: {} } }, want: undefined },
  { name: 'a schema that another one refers to twice', schemas: { A: { properties: { b: ref('B'), c: ref('B') } }, B: { items: {} } }, want: undefined },
  { name: 'a property', schemas: { A: { properties: { a: A, b: {} } } }, want: [{ properties: { a: 1 } }, { properties: { a: 1 } }] },
  { name: 'items', schemas: { A: { items: A } }, want: [{ items: 1 }, { items: 1 }] },
  {
    name: 'boolean schemas',
    schemas: { A: { items: A, prefixItems: [true], additionalProperties: false } },
    want: [
      { items: 1, prefixItems: [-1] },
      { items: 1, prefixItems: [-1] },
    ],
  },
  {
    name: 'members without a name beside one that leads no deeper',
    schemas: { A: { additionalProperties: A, properties: { a: {} } } },
    want: [
      { properties: { a: -1 }, patterns: [], others: 1 },
      { properties: { a: -1 }, patterns: [], others: 1 },
    ],
  },
  {
    name: 'members by pattern',
    schemas: { A: { patternProperties: { '^a': A, '\\_': {} } } },
    want: [
      {
        patterns: [
          [testerOf('^a'), 1],
          [testerOf('\\_'), -1],
        ],
      },
      {
        patterns: [
          [testerOf('^a'), 1],
          [testerOf('\\_'), -1],
        ],
      },
    ],
  },
  {
    name: 'the way to a schema that refers back',
    schemas: { A: { properties: { b: { items: ref('B') } } }, B: { properties: { b: ref('B') } } },
    want: [{ properties: { b: 1 } }, { items: 2 }, { properties: { b: 3 } }, { properties: { b: 3 } }],
  },
  {
    name: 'parts for the same value',
    schemas: { A: { allOf: [{ properties: { a: A } }, { properties: { a: {}, b: { type: 'string' } } }] } },
    want: [{ properties: { a: 1 } }, { properties: { a: 1 } }],
  },
  {
    name: 'alternatives and conditions',
    schemas: { A: { anyOf: [{ properties: { a: A } }, { items: A }], if: {}, then: { properties: { t: A } } } },
    want: [
      { properties: { a: 1, t: 2 }, items: 3 },
      { properties: { a: 1, t: 2 }, items: 3 },
      { properties: { a: 1, t: 2 }, items: 3 },
      { properties: { a: 1, t: 2 }, items: 3 },
    ],
  },
  { name: 'not, which describes nothing', schemas: { A: { not: { properties: { a: A } } } }, want: undefined },
];

test.each(cases)('what a schema describes of deep nesting: $name', ({ schemas, want }) => {
  // As the operations have it: what tests a name is a function.
  expect(JSON.stringify(nestingSpec(schemaOf(schemas, '3.1', 'A')))).toBe(JSON.stringify(want));
});

test('schemas of which none refers back describe deep nesting, too, where there are many in each other', () => {
  const chain = (length: number) =>
    Object.fromEntries(Array.from({ length }, (_, index) => [index === 0 ? 'A' : `S${index}`, { items: ref(`S${index + 1}`) }]));
  const spec = (length: number) => nestingSpec(schemaOf(chain(length), '3.1', 'A'));
  expect([spec(256), spec(258)?.length, spec(10_000)?.length]).toEqual([undefined, 2, 1]);
});

test('layers of alternatives that lead to the same schema are described once each', () => {
  const alternatives = (index: number) => ({ anyOf: ['a', 'b'].map((name) => ({ required: [name], properties: { n: ref(`L${index - 1}`) } })) });
  const layers = Array.from({ length: 60 }, (_, index) => [`L${index}`, index === 0 ? { properties: { n: ref('L59') } } : alternatives(index)]);
  expect(nestingSpec(schemaOf(Object.fromEntries(layers), '3.1', 'L59'))?.length).toBeLessThan(200);
});

test('of a value with too many parts, all is taken for described', () => {
  const lengths = [2, 3, 5, 7, 11];
  const rings = lengths.flatMap((length) =>
    Array.from({ length }, (_, index) => [`R${length}-${index}`, { properties: { n: ref(`R${length}-${(index + 1) % length}`) } }]),
  );
  const schemas = { A: { allOf: lengths.map((length) => ref(`R${length}-0`)) }, ...Object.fromEntries(rings) };
  expect(nestingSpec(schemaOf(schemas, '3.1', 'A'))).toEqual([{ others: 0, items: 0 }]);
});
