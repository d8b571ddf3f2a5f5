// biome-ignore-all lint/suspicious/noThenProperty: a keyword of JSON Schema.

import { compile, document } from '../../../test/support/documents.ts';
import { compileDocument } from '../src/compile.ts';

/** What only one side sends, wherever a schema says so (JSON Schema 2020-12 validation, section 9.4). */
const READ = { $ref: '#/components/schemas/Read' };
const WRITE = { $ref: '#/components/schemas/Write' };
const COMPONENTS = {
  Read: { type: 'string', readOnly: true },
  Write: { type: 'string', writeOnly: true },
  Node: {
    type: 'object',
    required: ['name'],
    properties: {
      name: {},
      id: { readOnly: true },
      parts: { type: 'array', items: { anyOf: [{ $ref: '#/components/schemas/Node' }, { type: 'object', required: ['id'], properties: { id: {} } }] } },
    },
  },
};

function validators(schema: object, components: object = {}) {
  const media = { 'application/json': { schema } };
  const operation = { operationId: 'op', requestBody: { content: media }, responses: { 200: { description: 'd', content: media } } };
  const text = document({ post: operation }, { schemas: { ...COMPONENTS, ...components } }, '3.1.0');
  const { bodies, responses } = compile('d.json', text).list[0]?.load().validators ?? { responses: {} };
  const codes = compileDocument('d.json', text).diagnostics.map(({ code }) => code);
  return { request: bodies?.['application/json'], response: responses['200']?.content?.['application/json'], codes };
}

/** What a handler gets of a request, or the places and keywords that are violated. */
function received(schema: object, given: unknown, components?: object): unknown {
  const { request } = validators(schema, components);
  const value = structuredClone(given);
  return request?.(value) ? value : request?.errors?.map(({ instancePath, keyword }) => `${instancePath} ${keyword}`).join();
}

const object = (a: unknown, more: object = {}) => ({ type: 'object', properties: { a, b: {} }, ...more });
/** Each way for a member's schema to be composed of another one. */
const composed: { name: string; of: (part: object) => object; always: boolean }[] = [
  { name: 'a reference', of: (part) => part, always: true },
  { name: 'allOf', of: (part) => ({ allOf: [{ maxLength: 9 }, part] }), always: true },
  { name: 'allOf in allOf', of: (part) => ({ allOf: [{ allOf: [part] }] }), always: true },
  { name: 'every alternative', of: (part) => ({ anyOf: [part, { allOf: [part] }] }), always: true },
  { name: 'then and else', of: (part) => ({ if: { const: 'x' }, then: part, else: part }), always: true },
  { name: 'an alternative of anyOf', of: (part) => ({ anyOf: [part, { type: 'integer' }] }), always: false },
  { name: 'an alternative of oneOf', of: (part) => ({ oneOf: [{ type: 'integer' }, part] }), always: false },
  { name: 'an alternative of anyOf that is not the only one to hold', of: (part) => ({ anyOf: [{ minimum: 1 }, part] }), always: false },
  {
    name: 'an alternative in an alternative',
    of: (part) => ({ oneOf: [{ type: 'integer' }, { anyOf: [{ allOf: [part] }, { type: 'null' }] }] }),
    always: false,
  },
  { name: 'then', of: (part) => ({ if: { type: 'string' }, then: part }), always: false },
  { name: 'else', of: (part) => ({ if: { type: 'integer' }, else: part }), always: false },
  { name: 'if', of: (part) => ({ if: part, else: { type: 'integer' } }), always: false },
];

test.each(composed)('a member that is writeOnly by $name never leaves', ({ of, always }) => {
  const { response } = validators(object(of(WRITE), { required: ['b', 'a'] }));
  expect([{ a: 'x', b: 1 }, { a: 7, b: 1 }, { b: 1 }].map((value) => response?.(value))).toEqual([false, !always, true]);
});

test.each(composed)('a member that is readOnly by $name is taken out, and not required', ({ of, always }) => {
  const schema = object(of(READ), { required: ['b', 'a'] });
  expect([{ a: 'x', b: 1 }, { a: 7, b: 1 }, { b: 1 }].map((value) => received(schema, value))).toEqual([
    { b: 1 },
    always ? { b: 1 } : { a: 7, b: 1 },
    { b: 1 },
  ]);
});

test('a member whose value depends on others is for the other side where its part applies', () => {
  const member = { type: 'object', properties: { x: {}, y: {} }, dependentSchemas: { x: { writeOnly: true } } };
  const { response } = validators(object(member));
  expect([{ a: { x: 1 } }, { a: { y: 1 } }].map((value) => response?.(value))).toEqual([false, true]);
});

test('what not asks for may be for the other side', () => {
  const { response } = validators({ properties: { a: {} }, not: { properties: { a: { writeOnly: true, const: 1 } } } });
  expect([{ a: 2 }, { a: 1 }].map((value) => response?.(value))).toEqual([true, false]);
});

const unnamed: { name: string; schema: (part: object) => object }[] = [
  { name: 'additionalProperties', schema: (part) => ({ type: 'object', properties: { b: {} }, additionalProperties: part }) },
  { name: 'unevaluatedProperties', schema: (part) => ({ type: 'object', properties: { b: {} }, unevaluatedProperties: part }) },
  { name: 'patternProperties', schema: (part) => ({ type: 'object', properties: { b: {} }, patternProperties: { '^a': part } }) },
];

test.each(unnamed)('members by $name are for the other side, too', ({ schema }) => {
  const { response } = validators(schema(WRITE));
  expect([{ a: 'x' }, { b: 1 }].map((value) => response?.(value))).toEqual([false, true]);
  const required = { ...schema(READ), required: ['a', 'b'] };
  expect([received(required, { a: 'x', b: 1 }), received(required, { b: 1 })]).toEqual([{ b: 1 }, { b: 1 }]);
});

const KIND = { properties: { kind: { const: 'cat' }, id: { readOnly: true } }, required: ['kind'] };
const OTHER = { properties: { kind: { const: 'dog' }, id: {} }, required: ['kind', 'id'] };
const SIDED = { type: 'object', required: ['kind'], properties: { kind: { type: 'string', readOnly: true }, n: { type: 'integer' } } };
const DISCRIMINATED = {
  oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }],
  discriminator: { propertyName: 'kind' },
};
const kindOf = (name: string) => ({ ...SIDED.properties.kind, enum: [name] });
const CAT_AND_DOG = {
  Cat: { ...SIDED, properties: { ...SIDED.properties, kind: kindOf('Cat') } },
  Dog: { ...SIDED, properties: { kind: kindOf('Dog'), t: { type: 'string' } }, required: ['kind', 't'] },
};

const removals: { name: string; schema: object; components?: object; given: unknown; want: unknown }[] = [
  { name: 'an alternative of oneOf that holds', schema: { oneOf: [KIND, OTHER] }, given: { kind: 'cat', id: 1 }, want: { kind: 'cat' } },
  { name: 'no alternative of oneOf that does not', schema: { oneOf: [KIND, OTHER] }, given: { kind: 'dog', id: 1 }, want: { kind: 'dog', id: 1 } },
  { name: 'no alternative of anyOf that does not', schema: { anyOf: [KIND, OTHER] }, given: { kind: 'dog', id: 1 }, want: { kind: 'dog', id: 1 } },
  { name: 'any alternative of anyOf that holds', schema: { anyOf: [OTHER, KIND, {}] }, given: { kind: 'cat', id: 1 }, want: { kind: 'cat' } },
  {
    name: 'no alternative behind a reference that does not',
    schema: { oneOf: [{ $ref: '#/components/schemas/Kind' }, OTHER] },
    components: { Kind: KIND },
    given: { kind: 'dog', id: 1 },
    want: { kind: 'dog', id: 1 },
  },
  { name: 'a condition that holds', schema: { if: KIND, then: { required: ['id'] } }, given: { kind: 'cat', id: 1 }, want: { kind: 'cat' } },
  { name: 'no condition that does not', schema: { if: KIND, else: OTHER }, given: { kind: 'dog', id: 1 }, want: { kind: 'dog', id: 1 } },
  { name: 'an alternative of anyOf after another that holds', schema: { anyOf: [{}, KIND] }, given: { kind: 'cat', id: 1 }, want: { kind: 'cat' } },
  {
    name: 'an alternative of anyOf where all members are evaluated',
    schema: { $ref: '#/components/schemas/Any', anyOf: [{}, KIND] },
    components: { Any: { additionalProperties: {}, items: {} } },
    given: { kind: 'cat', id: 1 },
    want: { kind: 'cat' },
  },
  { name: 'a condition without consequences', schema: { if: KIND, then: true }, given: { kind: 'cat', id: 1 }, want: { kind: 'cat' } },
  { name: 'no condition without consequences that does not hold', schema: { if: KIND }, given: { kind: 'dog', id: 1 }, want: { kind: 'dog', id: 1 } },
  { name: 'a consequence', schema: { if: { required: ['z'] }, then: KIND }, given: { z: 1, kind: 'cat', id: 1 }, want: { z: 1, kind: 'cat' } },
  {
    name: 'not, by what it says itself',
    schema: { type: 'object', not: { properties: { a: { readOnly: true, const: 1 } }, required: ['a'] } },
    given: { a: 2 },
    want: { a: 2 },
  },
  {
    name: 'not behind a reference',
    schema: { not: { $ref: '#/components/schemas/One' } },
    components: { One: object({ readOnly: true, const: 1 }) },
    given: { a: 2 },
    want: { a: 2 },
  },
  { name: 'nothing that not asks for', schema: { not: KIND }, given: { kind: 'dog', id: 1 }, want: { kind: 'dog', id: 1 } },
  { name: 'not, which asks for what is there', schema: object(READ, { not: { required: ['a', 'b'] } }), given: { a: 'x', b: 1 }, want: ' not' },
  {
    name: 'items that contains holds for',
    schema: { contains: KIND },
    given: [{ id: 1, kind: 'cat' }, { id: 2 }, { id: 3, kind: 'cat' }],
    want: [{ kind: 'cat' }, { id: 2 }, { kind: 'cat' }],
  },
  {
    name: 'a part, after what others ask of the member',
    schema: { allOf: [object({ readOnly: true }), { dependentRequired: { a: ['b'] } }] },
    given: { a: 1 },
    want: ' dependentRequired',
  },
  { name: 'nothing of a request that is refused', schema: object(READ, { minProperties: 3 }), given: { a: 'x' }, want: ' minProperties' },
  {
    name: 'alternatives within each other, by what each of them is',
    schema: { $ref: '#/components/schemas/Node' },
    given: {
      name: 1,
      id: 1,
      parts: [
        { name: 2, id: 2, parts: [{ id: 3 }] },
        { id: 4, parts: [{ name: 5, id: 5 }] },
      ],
    },
    want: {
      name: 1,
      parts: [
        { name: 2, parts: [{ id: 3 }] },
        { id: 4, parts: [{ name: 5, id: 5 }] },
      ],
    },
  },
  {
    name: 'the property that tells alternatives apart, after it has',
    schema: DISCRIMINATED,
    components: CAT_AND_DOG,
    given: { kind: 'Dog', t: 'x' },
    want: { t: 'x' },
  },
  {
    name: 'no property that tells alternatives apart and is not sent',
    schema: DISCRIMINATED,
    components: CAT_AND_DOG,
    given: { t: 'x', n: 'y' },
    want: { t: 'x', n: 'y' },
  },
];

test.each(removals)('readOnly of $name', ({ schema, components, given, want }) => {
  expect(received(schema, given, components)).toEqual(want);
});

const alternative = (pw: object, more: object = {}) => ({ type: 'object', required: ['name'], properties: { name: { type: 'string' }, pw, ...more } });
const exposing: { name: string; anyOf: object[]; given: object; want: boolean }[] = [
  { name: 'not where one of two that hold hides it', anyOf: [alternative({ writeOnly: true }), alternative({})], given: { name: 'a', pw: 'x' }, want: false },
  { name: 'not where the second of two that hold hides it', anyOf: [alternative({}), alternative(WRITE)], given: { name: 'a', pw: 'x' }, want: false },
  { name: 'without it', anyOf: [alternative({ writeOnly: true }), alternative({})], given: { name: 'a' }, want: true },
  {
    name: 'where the one that hides it does not hold',
    anyOf: [alternative({ writeOnly: true }, { kind: { const: 'cat' } }), alternative({}, { kind: { const: 'dog' } })],
    given: { name: 'a', kind: 'dog', pw: 'x' },
    want: true,
  },
  {
    name: 'where the one that hides it holds alone',
    anyOf: [alternative({ writeOnly: true }, { kind: { const: 'cat' } }), alternative({}, { kind: { const: 'dog' } })],
    given: { name: 'a', kind: 'cat', pw: 'x' },
    want: false,
  },
];
test.each(exposing)('a member that alternatives say different things of leaves: $name', ({ anyOf, given, want }) => {
  expect(validators({ anyOf }).response?.(given)).toBe(want);
});

test('what a refused request had is not taken out of the next', () => {
  const { request } = validators(object(READ, { required: ['b'] }));
  const [refused, taken] = [{ a: 'x' }, { a: 'x', b: 1 }];
  expect([request?.(refused), request?.(taken), refused, taken]).toEqual([false, true, { a: 'x' }, { b: 1 }]);
});

test.each([
  { name: 'items', schema: { type: 'array', items: READ } },
  { name: 'a whole body', schema: READ },
])('readOnly of $name is listed, as it cannot be left out', ({ schema }) => {
  expect(validators(schema).codes).toEqual(['unenforced-read-write-only']);
});

test.each([
  {
    name: 'listed, as its schema is the same for all',
    base: { type: 'object', required: ['id'], properties: { id: {} } },
    want: ['unenforced-read-write-only'],
  },
  { name: 'not where it is not required', base: { type: 'object', properties: { id: {} } }, want: [] },
  { name: 'not where that part says so, too', base: { type: 'object', required: ['id'], properties: { id: { readOnly: true } } }, want: ['removed-read-only'] },
])('a part that requires what another part says is readOnly: $name', ({ base, want }) => {
  const { codes } = validators({ allOf: [{ $ref: '#/components/schemas/Base' }, { properties: { id: { readOnly: true } } }] }, { Base: base });
  expect(codes).toEqual(want);
});

test('code that removes stands only where something is removed', () => {
  const files = (schema: object) => {
    const content = { 'application/json': { schema } };
    const operation = { operationId: 'op', requestBody: { content }, responses: { 200: { description: 'd', content } } };
    const compiled = compileDocument('d.json', document({ post: operation }, { schemas: COMPONENTS }, '3.1.0'));
    return [...compiled.files].filter(([, text]) => text.includes('require("@petsage/openapi-koa/validation").requestDefaults')).map(([name]) => name);
  };
  expect([files(object(WRITE)), files(object(READ))]).toEqual([[], ['operations/op.cjs']]);
});
