// biome-ignore-all lint/suspicious/noThenProperty: a keyword of JSON Schema.

import { compile, document } from '../../../test/support/documents.ts';
import { compileDocument } from '../src/compile.ts';

/** A default is set by the schemas that are valid for the data, as annotations are (JSON Schema 2020-12 core, section 7.7.1.2). */
const CAT = { type: 'object', required: ['lives'], properties: { lives: {}, colour: { default: 'black' } } };
const DOG = { type: 'object', required: ['tricks'], properties: { tricks: {}, size: { default: { cm: 50 } } }, additionalProperties: false };
const COMPONENTS = {
  Cat: CAT,
  Dog: DOG,
  Home: {
    type: 'object',
    properties: { pets: { type: 'array', items: { oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }] } } },
  },
  Nested: { type: 'object', properties: { in: { default: {}, type: 'object', properties: { a: { default: 1 } } } } },
};
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

function textOf(schema: object, openapi: string): string {
  const operation = { operationId: 'op', requestBody: { content: { 'application/json': { schema } } }, responses: { 204: { description: 'd' } } };
  return document({ post: operation }, { schemas: COMPONENTS }, openapi);
}

const rows: { name: string; schema: object; openapi?: string; given: unknown; want: unknown }[] = [
  { name: 'an alternative that holds', schema: { oneOf: [ref('Cat'), ref('Dog')] }, given: { lives: 9 }, want: { lives: 9, colour: 'black' } },
  { name: 'and no other', schema: { oneOf: [ref('Cat'), ref('Dog')] }, given: { tricks: 1 }, want: { tricks: 1, size: { cm: 50 } } },
  { name: 'one that is written out', schema: { oneOf: [CAT, DOG] }, given: { tricks: 1 }, want: { tricks: 1, size: { cm: 50 } } },
  {
    name: 'every alternative of anyOf that holds',
    schema: { anyOf: [ref('Cat'), { properties: { age: { default: 1 } } }] },
    given: { lives: 9 },
    want: { lives: 9, colour: 'black', age: 1 },
  },
  {
    name: 'alternatives that do not see what others set',
    schema: { oneOf: [{ properties: { size: { default: 1 } }, not: { required: ['tricks'] } }, ref('Dog')] },
    given: { tricks: 1 },
    want: { tricks: 1, size: { cm: 50 } },
  },
  {
    name: 'an alternative after one that would be valid by its own defaults',
    schema: { oneOf: [{ properties: { x: { default: 1 } } }, { required: ['x'] }] },
    given: {},
    want: { x: 1 },
  },
  {
    name: 'alternatives inside',
    schema: ref('Home'),
    given: { pets: [{ lives: 9 }, { tricks: 1 }] },
    want: {
      pets: [
        { lives: 9, colour: 'black' },
        { tricks: 1, size: { cm: 50 } },
      ],
    },
  },
  { name: 'a condition that holds', schema: { if: ref('Cat'), then: {} }, given: { lives: 1 }, want: { lives: 1, colour: 'black' } },
  { name: 'no condition that does not', schema: { if: ref('Cat'), else: { required: ['b'] } }, given: { b: 1 }, want: { b: 1 } },
  { name: 'nothing that not asks for', schema: { not: ref('Cat') }, given: { b: 1 }, want: { b: 1 } },
  { name: 'members of a default', schema: { anyOf: [ref('Nested'), { type: 'null' }] }, given: {}, want: { in: { a: 1 } } },
  { name: 'what may be null', schema: { nullable: true, allOf: [ref('Cat')] }, openapi: '3.0.3', given: { lives: 1 }, want: { lives: 1, colour: 'black' } },
  { name: 'a part', schema: { allOf: [ref('Cat')] }, given: { lives: 1 }, want: { lives: 1, colour: 'black' } },
];

test.each(rows)('defaults of $name', ({ schema, openapi = '3.1.0', given, want }) => {
  const validate = compile('d.json', textOf(schema, openapi)).list[0]?.load().validators.bodies?.['application/json'];
  const [first, second] = [structuredClone(given), structuredClone(given)];
  expect([validate?.(first), validate?.(second), first, second]).toEqual([true, true, want, want]);
});

test('a request that is refused has no default of an alternative', () => {
  const validate = compile('d.json', textOf({ required: ['z'], anyOf: [ref('Cat')] }, '3.1.0')).list[0]?.load().validators.bodies?.['application/json'];
  const value = { lives: 9 };
  expect([validate?.(value), value]).toEqual([false, { lives: 9 }]);
});

test.each([
  { name: 'has one', schema: { allOf: [ref('Cat')] }, want: true },
  { name: 'has none', schema: { type: 'object', properties: { size: { type: 'integer' } } }, want: false },
])('code that sets defaults stands only where a schema $name', ({ schema, want }) => {
  const operation = { operationId: 'op', requestBody: { content: { 'application/json': { schema } } }, responses: { 204: { description: 'd' } } };
  const { files } = compileDocument('d.json', document({ post: operation }, want ? { schemas: { Cat: CAT } } : {}, '3.1.0'));
  expect([...files.values()].some((text) => text.includes('require("@petsage/openapi-koa/validation").requestDefaults'))).toBe(want);
});

const SIZE = { type: 'object', properties: { size: { type: 'integer', default: 3 } } };
const TRIGGER = { type: 'object', required: ['kind'], properties: { kind: { type: 'string', enum: ['trigger'], default: 'trigger' } } };
const TEXT = { type: 'object', required: ['text'], properties: { text: { type: 'string' } } };
const LIVE = [
  { type: ['boolean', 'null'], default: null },
  { type: 'boolean', enum: [false], default: false },
].map((live) => ({
  type: 'object',
  properties: { live },
}));

/** What was sent is judged without defaults, as they are annotations (JSON Schema 2020-12 validation, section 9.2). */
const judged: { name: string; schema: object; given: unknown; want: unknown }[] = [
  { name: 'oneOf: an alternative that requires what was not sent', schema: { oneOf: [TEXT, TRIGGER] }, given: { text: 'hi' }, want: { text: 'hi' } },
  { name: 'oneOf: neither alternative', schema: { oneOf: [TEXT, TRIGGER] }, given: {}, want: ['required', 'required', 'oneOf'] },
  { name: 'oneOf: the other alternative', schema: { oneOf: [TEXT, TRIGGER] }, given: { kind: 'trigger' }, want: { kind: 'trigger' } },
  { name: 'anyOf: an alternative that requires what was not sent', schema: { anyOf: [TEXT, TRIGGER] }, given: { text: 'hi' }, want: { text: 'hi' } },
  { name: 'anyOf: neither alternative', schema: { anyOf: [TEXT, TRIGGER] }, given: {}, want: ['required', 'required', 'anyOf'] },
  { name: 'allOf: a part that requires it', schema: { allOf: [SIZE, { required: ['size'] }] }, given: {}, want: ['required'] },
  { name: 'allOf: parts that have another default, of which one fits', schema: { allOf: LIVE }, given: {}, want: { live: false } },
  { name: 'allOf: the same in the other order', schema: { allOf: LIVE.toReversed() }, given: {}, want: { live: false } },
  { name: 'allOf: around parts whose defaults fit', schema: { allOf: [SIZE], properties: { size: { default: 5 } } }, given: {}, want: { size: 5 } },
  { name: 'allOf: a default that the other part refuses', schema: { allOf: [SIZE, { properties: { size: { maximum: 2 } } }] }, given: {}, want: {} },
  { name: 'required beside it', schema: { ...SIZE, required: ['size'] }, given: {}, want: ['required'] },
  { name: 'not: what was not sent', schema: { ...SIZE, not: { required: ['size'] } }, given: {}, want: { size: 3 } },
  { name: 'if: what was not sent', schema: { ...SIZE, if: { required: ['size'] }, then: false }, given: {}, want: { size: 3 } },
  { name: 'else', schema: { if: { required: ['a'] }, else: SIZE }, given: {}, want: { size: 3 } },
  { name: 'then', schema: { if: { required: ['a'] }, then: SIZE }, given: {}, want: {} },
  {
    name: 'maxProperties',
    schema: { type: 'object', maxProperties: 1, properties: { a: {}, b: { type: 'string', default: 'x' } } },
    given: { a: 'y' },
    want: { a: 'y', b: 'x' },
  },
  { name: 'minProperties', schema: { ...SIZE, minProperties: 1 }, given: {}, want: ['minProperties'] },
  { name: 'dependentRequired', schema: { ...SIZE, dependentRequired: { size: ['unit'] } }, given: {}, want: { size: 3 } },
  { name: 'dependentRequired of what has a default', schema: { ...SIZE, dependentRequired: { a: ['size'] } }, given: { a: 1 }, want: ['dependentRequired'] },
  { name: 'dependentSchemas', schema: { ...SIZE, dependentSchemas: { size: false } }, given: {}, want: { size: 3 } },
  { name: 'propertyNames', schema: { ...SIZE, propertyNames: { maxLength: 1 } }, given: {}, want: { size: 3 } },
  { name: 'a name that matches a pattern', schema: { ...SIZE, patternProperties: { '^s': { minimum: 4 } } }, given: {}, want: { size: 3 } },
  { name: 'nested', schema: { type: 'object', properties: { in: { ...SIZE, required: ['size'] } } }, given: { in: {} }, want: ['required'] },
  { name: 'nested in a list', schema: { type: 'array', items: { ...SIZE, maxProperties: 0 } }, given: [{}, {}], want: [{ size: 3 }, { size: 3 }] },
  {
    name: 'items that are the same but for defaults',
    schema: { type: 'array', uniqueItems: true, items: SIZE },
    given: [{}, { size: 3 }],
    want: [{ size: 3 }, { size: 3 }],
  },
  { name: 'const', schema: { ...SIZE, const: {} }, given: {}, want: { size: 3 } },
];

test.each(judged)('judged without defaults: $name', ({ schema, given, want }) => {
  const validate = compile('d.json', textOf(schema, '3.1.0')).list[0]?.load().validators.bodies?.['application/json'];
  const value = structuredClone(given);
  const isValid = validate?.(value);
  expect(isValid ? value : validate?.errors?.map(({ keyword }) => keyword)).toEqual(want);
  if (!isValid) expect(value).toEqual(given);
});

test('a default inside of defaults that lead back to themselves ends', () => {
  const Node = { type: 'object', properties: { n: { default: 1 }, next: { $ref: '#/components/schemas/Node', default: {} } } };
  const operation = { operationId: 'op', requestBody: { content: { 'application/json': { schema: ref('Node') } } }, responses: { 204: { description: 'd' } } };
  const text = document({ post: operation }, { schemas: { Node } }, '3.1.0');
  const value = {};
  expect(compile('d.json', text).list[0]?.load().validators.bodies?.['application/json']?.(value)).toBe(true);
  expect(value).toMatchObject({ n: 1, next: { n: 1, next: { n: 1 } } });
});

test('a default that no schema of the property agrees with is listed, and is not set', () => {
  const schema = { allOf: [SIZE, { properties: { size: { maximum: 2 } } }] };
  expect(compileDocument('d.json', textOf(schema, '3.1.0')).diagnostics.map(({ code }) => code)).toEqual(['conflicting-defaults']);
});
