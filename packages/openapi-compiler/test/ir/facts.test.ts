// biome-ignore-all lint/suspicious/noThenProperty: a keyword of JSON Schema.

import { folded, inPlace, type Reach } from '../../src/ir/applicators.ts';
import { closingOf } from '../../src/ir/closed-objects.ts';
import { hasInt64 } from '../../src/ir/int64.ts';
import { listedValues } from '../../src/ir/listed-values.ts';
import { declaresOthers, itemOf, namesOf, otherItemOf, propertyOf } from '../../src/ir/members.ts';
import { hasOverlappingProperties } from '../../src/ir/overlapping-properties.ts';
import { hiddenFrom, propertyHidden, requiredIn } from '../../src/ir/read-write-only.ts';
import type { Schema } from '../../src/ir/schema.ts';
import { allowedTypes, intendedTypes } from '../../src/ir/types.ts';
import { ref, schemaOf } from '../support.ts';

const types: { name: string; schema: unknown; allowed?: string[]; intended: string[] | undefined }[] = [
  { name: 'nothing', schema: {}, intended: undefined },
  { name: 'false', schema: false, allowed: [], intended: [] },
  { name: 'keywords about a type', schema: { pattern: 'a' }, intended: ['string'] },
  { name: 'a type and a reference', schema: { ...ref('N'), type: ['number', 'string'] }, allowed: ['integer'], intended: ['integer'] },
  { name: 'alternatives', schema: { anyOf: [{ type: 'string' }, { const: 1 }] }, allowed: ['integer', 'string'], intended: ['integer', 'string'] },
  { name: 'an alternative that says nothing', schema: { oneOf: [{ items: {} }, {}] }, intended: ['string', 'array'] },
  { name: 'a condition', schema: { if: {}, then: { type: 'string' } }, intended: ['string'] },
  { name: 'an enum', schema: { enum: [1, null] }, allowed: ['null', 'integer'], intended: ['null', 'integer'] },
];
test.each(types)('the types of $name', ({ schema, allowed, intended }) => {
  const all = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'];
  const parsed = schemaOf({ A: schema, N: { type: 'integer' } });
  expect(allowedTypes(parsed)).toEqual(allowed ?? all);
  expect(intendedTypes(parsed)).toEqual(intended);
});

const hidden: { name: string; schema: unknown; want: 'always' | 'depends' | 'never' }[] = [
  { name: 'by itself', schema: { readOnly: true }, want: 'always' },
  { name: 'by one of several that all apply', schema: { allOf: [{}, { readOnly: true }] }, want: 'always' },
  { name: 'by one alternative', schema: { anyOf: [{}, { readOnly: true }] }, want: 'depends' },
  { name: 'by every alternative', schema: { oneOf: [{ readOnly: true }, { readOnly: true }] }, want: 'always' },
  { name: 'by both branches', schema: { if: {}, then: { readOnly: true }, else: { readOnly: true } }, want: 'always' },
  { name: 'by one branch', schema: { if: {}, then: { readOnly: true } }, want: 'depends' },
  { name: 'by what a condition tests', schema: { not: { readOnly: true } }, want: 'never' },
];
test.each(hidden)('a value is hidden from requests: $name', ({ schema, want }) => {
  expect(hiddenFrom(schemaOf({ A: schema }), 'request')).toBe(want);
  expect(hiddenFrom(schemaOf({ A: schema }), 'response')).toBe('never');
});

test('what is hidden from a direction is not required in it, whichever part says so', () => {
  const schema = schemaOf({ A: { properties: { id: { readOnly: true } }, allOf: [{ required: ['id', 'name'] }] } });
  const part = schema.applicators[0]?.schemas[0] as Schema;
  expect([requiredIn(part, 'request'), requiredIn(part, 'response')]).toEqual([['name'], ['id', 'name']]);
  expect(propertyHidden(schema, 'id', 'request')).toBe('always');
});

test('everything that is said of a property or an item is found', () => {
  const schema = schemaOf({
    A: {
      properties: { a: { type: 'string' } },
      patternProperties: { '^a': { minLength: 1 } },
      anyOf: [{ properties: { b: {} } }, { additionalProperties: ref('N') }],
    },
    N: { type: 'integer' },
    L: { prefixItems: [{ type: 'string' }], items: { type: 'integer' } },
  });
  expect(namesOf(schema, 'properties')).toEqual(['a', 'b']);
  expect(intendedTypes(propertyOf(schema, 'a') as Schema)).toEqual([]);
  expect(intendedTypes(propertyOf(schema, 'b') as Schema)).toEqual(['integer', 'string']);
  expect(propertyOf(schemaOf({ A: {} }), 'a')).toBeUndefined();
  expect([declaresOthers(schema), declaresOthers(schemaOf({ A: { additionalProperties: false } }))]).toEqual([true, false]);
  const list = schemaOf({ L: { prefixItems: [{ type: 'string' }], items: { type: 'integer' } } });
  expect([itemOf(list, 0), itemOf(list, 1), otherItemOf(list)].map((item) => item && intendedTypes(item))).toEqual([['string'], ['integer'], ['integer']]);
});

test('only the values that every listing schema has are listed', () => {
  expect(listedValues(schemaOf({ A: { enum: ['a', 'b'], allOf: [{ enum: ['b', 'c'] }] } }))).toEqual(['b']);
  expect(listedValues(schemaOf({ A: { anyOf: [{ enum: ['a'] }] } }))).toBeUndefined();
});

test('an object is closed by what its parts name, unless one says which others it allows', () => {
  expect(closingOf(schemaOf({ A: { properties: { a: {} }, required: ['a', 'b'] } }))).toEqual({ keyword: 'additionalProperties', undeclared: ['b'] });
  expect(closingOf(schemaOf({ A: { allOf: [{ properties: { a: {} } }] } }))?.keyword).toBe('unevaluatedProperties');
  expect(closingOf(schemaOf({ A: { properties: {}, additionalProperties: true } }))).toBeUndefined();
  expect(closingOf(schemaOf({ A: { type: 'object' } }))).toBeUndefined();
});

test('parts overlap where they describe the inside of the same property, each in its own way', () => {
  const inner = (name: string) => ({ properties: { a: { properties: { [name]: {} } } } });
  expect(hasOverlappingProperties(schemaOf({ A: { allOf: [inner('x'), inner('y')] } }))).toBe(true);
  expect(hasOverlappingProperties(schemaOf({ A: { anyOf: [inner('x'), inner('y')] } }))).toBe(false);
});

test.each<[Reach, string[]]>([
  ['certain', ['', '/allOf/0']],
  ['possible', ['', '/allOf/0', '/anyOf/0']],
  ['conditional', ['', '/allOf/0', '/anyOf/0', '/if', '/then']],
])('schemas for the same instance, as far as they are %s', (reach, want) => {
  const schema = schemaOf({ A: { then: {}, if: {}, anyOf: [{}], allOf: [{ not: {} }], properties: { a: {} } } });
  expect(inPlace(schema, reach).map(({ pointer }) => pointer.replace('/components/schemas/A', ''))).toEqual(want);
});

test('facts are found along a chain of 20,000 parts, and in a circle', () => {
  const length = 20_000;
  const chain = Object.fromEntries(
    Array.from({ length }, (_, index) => [`S${index}`, index === length - 1 ? { type: 'string' } : { allOf: [ref(`S${index + 1}`)] }]),
  );
  const first = schemaOf(chain);
  expect(allowedTypes(first)).toEqual(['string']);
  expect(hiddenFrom(first, 'request')).toBe('never');
  const circle = schemaOf({ A: { allOf: [ref('B')] }, B: { allOf: [ref('A')], type: 'string' } });
  expect(allowedTypes(circle)).toEqual(['string']);
  expect(hasInt64(circle)).toBe(false);
});

test('a fold looks at what several lead to once', () => {
  let count = 0;
  const looks = folded<number>({
    own: () => ++count,
    all: (values) => values.length,
    any: (values) => values.length,
    conditional: (values) => values.length,
    cycle: 0,
  });
  const layers = Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => [`L${index}`, index === 29 ? {} : { anyOf: [ref(`L${index + 1}`), ref(`L${index + 1}`)] }]),
  );
  looks(schemaOf(layers));
  expect(count).toBe(30 + 29 * 2);
});
