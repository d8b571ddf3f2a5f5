import { compile, document } from '../../../test/support/documents.ts';
import { codesWithWords } from '../../../test/support/refusal.ts';
import { compileDocument } from '../src/compile.ts';

/** Validators of JSON Schema 2020-12 where Ajv alone decides otherwise. The official suite is `npm run test:json-schema`. */
interface Case {
  readonly name: string;
  readonly schema: object;
  readonly components?: object;
  readonly valid: readonly unknown[];
  readonly invalid: readonly unknown[];
}

function operation(schema: object) {
  const media = { 'application/json': { schema } };
  return { post: { operationId: 'op', requestBody: { content: media }, responses: { 200: { description: 'd', content: media } } } };
}

function validators(schema: object, schemas: object = {}) {
  const { bodies, responses } = compile('d.json', document(operation(schema), { schemas }, '3.1.0')).list[0]?.load().validators ?? { responses: {} };
  return {
    request: bodies?.['application/json'] as (value: unknown) => boolean,
    response: responses['200']?.content?.['application/json'] as (value: unknown) => boolean,
  };
}

const CONTAINS_EVEN = { contains: { type: 'integer', multipleOf: 2 } };

const cases: readonly Case[] = [
  { name: 'an empty enum takes nothing', schema: { enum: [] }, valid: [], invalid: ['', null, {}] },
  {
    name: 'a property called __proto__ is looked at',
    schema: { properties: JSON.parse('{"__proto__":{"type":"number"},"a":{}}') },
    valid: [JSON.parse('{"__proto__":1}'), {}],
    invalid: [JSON.parse('{"__proto__":"x"}')],
  },
  {
    name: 'a property without a name can be required',
    schema: { required: ['a', ''] },
    valid: [{ a: 1, '': 1 }, 'a'],
    invalid: [{ a: 1 }, { '': 1 }, {}],
  },
  {
    name: 'a property without a name can depend on another, and in an alternative too',
    schema: { anyOf: [{ dependentRequired: { a: [''] }, required: ['a'] }, { const: 1 }] },
    valid: [{ a: 1, '': 1 }, 1],
    invalid: [{ a: 1 }, { '': 1 }],
  },
  {
    name: 'items that contains holds for are evaluated, and no others',
    schema: { prefixItems: [true], ...CONTAINS_EVEN, unevaluatedItems: false },
    valid: [[1, 2], [1, 2, 4], [2]],
    invalid: [
      [1, 2, 3],
      [1, 3],
    ],
  },
  {
    name: 'items evaluated behind references and alternatives count',
    schema: { anyOf: [{ $ref: '#/components/schemas/Even' }, { prefixItems: [{ const: 'a' }], minItems: 1 }], unevaluatedItems: { const: 'z' } },
    components: { Even: CONTAINS_EVEN },
    valid: [
      [2, 4],
      [2, 'z', 4],
      ['a', 2],
      ['a', 'z'],
    ],
    invalid: [[2, 3], ['a', 'b'], ['z']],
  },
  {
    name: 'items that an alternative has all evaluated are no others’ business',
    schema: { anyOf: [{ items: { type: 'string' } }, true], unevaluatedItems: false },
    valid: [['a', 'b', 'c'], []],
    invalid: [['a', 1]],
  },
  {
    name: 'contains with bounds',
    schema: { ...CONTAINS_EVEN, minContains: 2, maxContains: 3, unevaluatedItems: { type: 'number' } },
    valid: [
      [2, 4],
      [2, 1, 4],
    ],
    invalid: [[2], [2, 4, 6, 8], [2, 4, 'a']],
  },
  {
    name: 'what a condition evaluates counts where it holds, and there only',
    schema: { if: { properties: { a: { const: 1 } }, required: ['a'] }, else: { properties: { b: {} } }, unevaluatedProperties: false },
    valid: [{ a: 1 }, { b: 1 }],
    invalid: [
      { a: 1, b: 1 },
      { a: 2, b: 1 },
    ],
  },
  {
    name: 'values are the same by their own members, whatever these are called',
    schema: { uniqueItems: true, items: { enum: [{ a: 1, toString: 2 }, JSON.parse('{"__proto__":{"a":1}}'), { constructor: [1] }] } },
    valid: [[{ toString: 2, a: 1 }], [{ constructor: [1] }, JSON.parse('{"__proto__":{"a":1}}')]],
    invalid: [
      [{ a: 1 }],
      [{ a: 1, toString: 3 }],
      [{ a: 1, valueOf: 2 }],
      [{ a: 1, b: 2 }],
      [JSON.parse('{"__proto__":{"a":2}}')],
      [{ constructor: [2] }],
      [{ constructor: { 0: 1 } }],
      [{ constructor: [1] }, { constructor: [1] }],
    ],
  },
  {
    name: 'a condition without consequences evaluates',
    schema: { if: { properties: { a: { type: 'string' } } }, unevaluatedProperties: false },
    valid: [{ a: '' }, {}],
    invalid: [{ a: 1 }, { b: '' }],
  },
];

test.each(cases)('$name', ({ schema, components, valid, invalid }) => {
  for (const validator of Object.values(validators(schema, components))) {
    expect(valid.map((value) => [value, validator(value)])).toEqual(valid.map((value) => [value, true]));
    expect(invalid.map((value) => [value, validator(value)])).toEqual(invalid.map((value) => [value, false]));
  }
});

test('an unevaluated item is reported with its index', () => {
  const { request } = validators({ prefixItems: [true], unevaluatedItems: false });
  request([1, 2]);
  const { errors } = request as unknown as { errors: readonly { keyword: string; params: object; message: string }[] };
  expect(errors).toMatchObject([{ keyword: 'unevaluatedItems', params: { unevaluatedItem: 1 }, message: 'must NOT have unevaluated items' }]);
});

const REFUSED = 'invalid-default default';

describe('a default', () => {
  const object = (schema: object) => ({ type: 'object', properties: { a: schema } });
  const defaults: { name: string; schema: object; components?: object; openapi?: string; want: object; listed: string[] }[] = [
    { name: 'that fits is set', schema: object({ type: 'integer', default: 7 }), want: { a: 7 }, listed: [] },
    { name: 'that its schema refuses is left out', schema: object({ type: 'integer', maximum: 3, default: 7 }), want: {}, listed: [REFUSED] },
    {
      name: 'that is refused behind a reference is left out',
      schema: object({ $ref: '#/components/schemas/A' }),
      components: { A: { type: 'integer', default: 'x' } },
      want: {},
      listed: [REFUSED],
    },
    {
      name: 'with defaults inside is whole',
      schema: object({ type: 'object', required: ['b'], properties: { b: { default: 1 } }, default: {} }),
      want: { a: { b: 1 } },
      listed: [],
    },
    {
      name: 'of a nullable schema is set',
      schema: object({ enum: ['x', null], nullable: true, default: 'x' }),
      openapi: '3.0.3',
      want: { a: 'x' },
      listed: [],
    },
    {
      name: 'beside a reference of 3.0 is none',
      schema: object({ $ref: '#/components/schemas/A', default: 7, readOnly: true, description: 'd' }),
      components: { A: { type: 'integer' } },
      openapi: '3.0.3',
      want: {},
      listed: ['field-beside-reference default', 'field-beside-reference readOnly', 'field-beside-reference default', 'field-beside-reference readOnly'],
    },
    {
      name: 'of null is set where null is valid',
      schema: object({ type: 'string', nullable: true, default: null }),
      openapi: '3.0.3',
      want: { a: null },
      listed: [],
    },
  ];

  test.each(defaults)('$name', ({ schema, components = {}, openapi = '3.1.0', want, listed }) => {
    const text = document(operation(schema), { schemas: components }, openapi);
    const value = {};
    expect(compile('d.json', text).list[0]?.load().validators.bodies?.['application/json']?.(value)).toBe(true);
    expect(value).toEqual(want);
    expect(codesWithWords(text, compileDocument('d.json', text).diagnostics)).toEqual(listed);
  });
});
