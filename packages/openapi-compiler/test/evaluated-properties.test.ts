// biome-ignore-all lint/suspicious/noThenProperty: a keyword of JSON Schema.
import { compile, document } from '../../../test/support/documents.ts';

interface Case {
  readonly name: string;
  readonly schema: object;
  readonly valid?: readonly unknown[];
  readonly invalid?: readonly unknown[];
}

/** What the validators of both directions say of a value. */
function validityOf(schema: object): (value: unknown) => boolean[] {
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/A' } } };
  const operation = { operationId: 'op', requestBody: { content }, responses: { 200: { description: 'd', content } } };
  const [op] = compile('d.json', document({ post: operation }, { schemas: { A: schema, B, N: { const: null } } }, '3.1.0'), { strict: false }).list;
  const { bodies, responses } = (op as NonNullable<typeof op>).load().validators;
  const validators = [bodies?.['application/json'], responses['200']?.content?.['application/json']];
  // A schema that every value is valid against has no validator.
  return (value) => validators.map((validate) => validate?.(structuredClone(value), {}) ?? true);
}

const B = { anyOf: [{ properties: { a: { type: 'string' } }, required: ['a'] }, {}], patternProperties: { '^b': {} } };
const cases: Case[] = [
  {
    name: 'a part that is not valid evaluates nothing by pattern',
    schema: { anyOf: [{ patternProperties: { '^a': {} }, required: ['z'] }, {}], unevaluatedProperties: false },
    valid: [{}, 'x'],
    invalid: [{ a1: 1 }, { z: 1 }],
  },
  {
    name: 'a part with parts of its own that is not valid evaluates nothing',
    schema: {
      anyOf: [{ allOf: [{ anyOf: [{ properties: { a: true } }] }, { properties: { b: true } }], required: ['z'] }, {}],
      unevaluatedProperties: false,
    },
    invalid: [{ a: 1 }, { b: 1 }],
  },
  {
    name: 'a condition that does not hold evaluates nothing by pattern',
    schema: { if: { patternProperties: { '^a': {} }, required: ['z'] }, then: {}, unevaluatedProperties: false },
    invalid: [{ a: 1 }],
  },
  {
    name: 'a schema of a property that is absent evaluates nothing by pattern',
    schema: { dependentSchemas: { z: { patternProperties: { '^[az]': {} } } }, unevaluatedProperties: false },
    valid: [{ a: 1, z: 1 }],
    invalid: [{ a: 1 }],
  },
  {
    name: 'patterns beside a part that is not valid',
    schema: { anyOf: [{}, { properties: { a: { type: 'string' } } }], patternProperties: { '^a': { type: 'integer' } }, unevaluatedProperties: false },
    valid: [{ a: 1 }, {}],
    invalid: [{ a: 'x' }, { b: 1 }],
  },
  {
    name: 'patterns beside a part that evaluates everything',
    schema: { anyOf: [{ additionalProperties: { type: 'string' } }, {}], patternProperties: { '^a': true }, unevaluatedProperties: false },
    valid: [{ a: 'x', b: 'y' }, { a: 1 }],
    invalid: [{ a: 1, b: 'y' }],
  },
  {
    name: 'patterns beside a part that is not valid, where nothing asks what is evaluated',
    schema: { anyOf: [{}, { properties: { a: { type: 'string' } } }], patternProperties: { '^a': { type: 'integer' } } },
    valid: [{ a: 1 }, { b: 1 }],
    invalid: [{ a: 'x' }],
  },
  {
    name: 'patterns behind a reference',
    schema: { $ref: '#/components/schemas/B', patternProperties: { '^c': {} }, unevaluatedProperties: false },
    valid: [{ a: 'x' }, { b: 1, c: 1 }],
    invalid: [{ a: 1 }, { d: 1 }],
  },
  {
    name: 'names that every object inherits are not evaluated for that',
    schema: { patternProperties: { '^a': {} }, unevaluatedProperties: false },
    valid: [{ a: 1 }],
    invalid: [{ toString: 1 }, { constructor: {} }, { hasOwnProperty: 'x' }],
  },
  {
    name: 'names that every object inherits can be evaluated',
    schema: { patternProperties: { '^to|^constructor$': {} }, unevaluatedProperties: { type: 'integer' } },
    valid: [{ toString: 'x' }, { constructor: 'x', valueOf: 1 }],
    invalid: [{ valueOf: 'x' }],
  },
  {
    name: 'contains beside a tuple that has more items than the array',
    schema: { prefixItems: [{ type: 'string' }, { type: 'string' }], contains: {}, items: { type: 'integer' } },
    valid: [['x'], ['x', 'y', 1]],
    invalid: [[], ['x', 'y', 'z'], [1]],
  },
  {
    name: 'items that are not evaluated beside a tuple that has more items than the array',
    schema: { prefixItems: [{ type: 'string' }, { type: 'string' }], unevaluatedItems: false, uniqueItems: true },
    valid: [[], ['x'], ['x', 'y']],
    invalid: [
      ['x', 'y', 'z'],
      ['x', 'x'],
    ],
  },
  {
    name: 'a tuple beside a schema of a property that is absent',
    schema: { allOf: [{ prefixItems: [{}], dependentSchemas: { a: { required: ['b'] } } }], unevaluatedItems: false },
    valid: [[1], []],
    invalid: [[1, 2]],
  },
  {
    name: 'items that are contained, where all properties are evaluated',
    schema: { contains: { type: 'integer' }, allOf: [{ additionalProperties: false }], unevaluatedItems: false },
    valid: [[1], {}],
    invalid: [['x'], [1, 'x'], { a: 1 }],
  },
  {
    name: 'properties beside contains',
    schema: { allOf: [{ properties: { a: {} } }], contains: {}, unevaluatedProperties: false, unevaluatedItems: false },
    valid: [{ a: 1 }, [1]],
    invalid: [{ b: 1 }, []],
  },
  {
    name: 'alternatives beside what no value is valid against',
    schema: {
      allOf: [{ anyOf: [{ required: ['c'] }], not: {}, $ref: '#/components/schemas/N' }],
      properties: { z: { unevaluatedProperties: false } },
    },
    invalid: [{}, { c: 1 }, 'x'],
  },
];
test.each(cases)('requests and responses: $name', ({ schema, valid = [], invalid = [] }) => {
  const validity = validityOf(schema);
  expect(valid.map((value) => [value, ...validity(value)])).toEqual(valid.map((value) => [value, true, true]));
  expect(invalid.map((value) => [value, ...validity(value)])).toEqual(invalid.map((value) => [value, false, false]));
});
