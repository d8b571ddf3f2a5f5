// biome-ignore-all lint/suspicious/noThenProperty: a keyword of JSON Schema.

import { compile, document } from '../../../test/support/documents.ts';
import { compileDocument } from '../src/compile-document.ts';

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
  { name: 'not noted where it is in no alternative', schema: { allOf: [ref('Cat')] }, want: false },
  { name: 'noted where it is in one', schema: { anyOf: [ref('Cat')] }, want: true },
])('a default is $name', ({ schema, want }) => {
  // Of its own, as the others of the components are in alternatives.
  const operation = { operationId: 'op', requestBody: { content: { 'application/json': { schema } } }, responses: { 204: { description: 'd' } } };
  const { files } = compileDocument('d.json', document({ post: operation }, { schemas: { Cat: CAT } }, '3.1.0'));
  expect([...files.values()].some((text) => text.includes('require("@petsage/openapi-koa/validation").edits'))).toBe(want);
});
