import type { Assertions } from '../../src/ir/schema.ts';
import { parserFor, ref, schemaOf } from '../support.ts';

const forms: { name: string; old: object; current: object }[] = [
  { name: 'one type', old: { type: 'string' }, current: { type: ['string'] } },
  { name: 'null beside a type', old: { type: 'string', nullable: true }, current: { type: ['string', 'null'] } },
  { name: 'an exclusive bound', old: { minimum: 1, exclusiveMinimum: true }, current: { exclusiveMinimum: 1 } },
  { name: 'a bound that is not exclusive', old: { maximum: 1, exclusiveMaximum: false }, current: { maximum: 1 } },
  { name: 'a flag for a bound that is not there', old: { exclusiveMinimum: true }, current: {} },
];
test.each(forms)('both versions have the same assertions: $name', ({ old, current }) => {
  const assertions: Assertions = schemaOf({ A: old }, '3.0').assertions;
  expect(assertions).toEqual(schemaOf({ A: current }).assertions);
  expect(assertions['nullable']).toBeUndefined();
});

test('null is one of the types and values, and valid beside applicators whatever they say', () => {
  expect(schemaOf({ A: { nullable: true, allOf: [{}] } }, '3.0').orNull).toBe(true);
  for (const values of [['a'], ['a', null]])
    expect(schemaOf({ A: { type: 'string', nullable: true, enum: values } }, '3.0')).toMatchObject({
      assertions: { type: ['string', 'null'], enum: ['a', null] },
      orNull: false,
    });
  expect(schemaOf({ A: { type: 'string', nullable: true } }, '3.0').orNull).toBe(false);
  expect(schemaOf({ A: { nullable: true } }).orNull).toBe(false);
});

test('a keyword whose value is not valid is not there, and is reported', () => {
  const parser = parserFor({ A: { type: 'text', minimum: '1', properties: { a: 1 } } });
  const schema = parser.at('/components/schemas/A');
  expect(schema).toMatchObject({ assertions: {}, applicators: [] });
  expect(schema?.properties).toBeUndefined();
  expect(schema && parser.findingsOf(schema).map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
    'invalid-keyword /components/schemas/A/type',
    'invalid-keyword /components/schemas/A/minimum',
    'invalid-keyword /components/schemas/A/properties',
  ]);
});

test('a schema is read once, whoever refers to it, and may refer to itself', () => {
  const schema = schemaOf({ A: { properties: { a: ref('A'), b: ref('B') } }, B: { items: ref('A') } });
  const target = (name: string) => schema.properties?.get(name)?.applicators[0]?.schemas[0];
  expect(target('a')).toBe(schema);
  expect(target('b')?.items?.applicators[0]?.schemas[0]).toBe(schema);
});

test('without `if`, `then` and `else` are not there', () => {
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
  expect(schemaOf({ A: { then: false, else: false } }).applicators).toEqual([]);
});

test('a part has the schema around it, also where a reference leads to it first', () => {
  const parser = parserFor({ A: { not: ref('B/allOf/0') }, B: { allOf: [{ required: ['a'] }] }, not: { properties: { not: { type: 'string' } } } });
  const part = parser.at('/components/schemas/B/allOf/0');
  expect([part?.keyword, part?.whole?.pointer]).toEqual(['allOf', '/components/schemas/B']);
  expect(parser.at('/components/schemas/not')?.whole).toBeUndefined();
  expect(parser.at('/components/schemas/not/properties/not')?.whole).toBeUndefined();
});

test('a chain of 100,000 references is read without recursion', () => {
  const length = 100_000;
  const chain = Object.fromEntries(Array.from({ length }, (_, index) => [`S${index}`, index === length - 1 ? { type: 'string' } : ref(`S${index + 1}`)]));
  expect(schemaOf(chain).isReference).toBe(true);
});
