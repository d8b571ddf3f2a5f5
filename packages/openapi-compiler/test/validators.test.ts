import type { Validator } from '@petsage/openapi-koa/spec';
import { compile, document } from '../../../test/support/documents.ts';
import { compileDocument } from '../src/compile.ts';
import { withErrorList } from '../src/emit/validators/error-list.ts';

interface Case {
  readonly name: string;
  readonly schema: object;
  readonly components?: object;
  readonly openapi?: string;
  readonly valid: readonly unknown[];
  readonly invalid: readonly unknown[];
}

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const REF = ref('A');
const A = { type: 'object', required: ['a'], properties: { a: { type: 'string' } } };

function validators(schema: object, schemas: object, openapi: string) {
  const media = { 'application/json': { schema } };
  const operation = { operationId: 'op', requestBody: { content: media }, responses: { 200: { description: 'd', content: media } } };
  const { bodies, responses } = compile('d.json', document({ post: operation }, { schemas }, openapi)).list[0]?.load().validators ?? { responses: {} };
  return {
    request: bodies?.['application/json'] as Validator,
    response: responses['200']?.content?.['application/json'] as Validator,
  };
}

const responseCases: readonly Case[] = [
  { name: 'a plain object is closed', schema: A, valid: [{ a: '' }], invalid: [{ a: '', b: 1 }, {}] },
  { name: 'a referred object is closed', schema: REF, components: { A }, valid: [{ a: '' }], invalid: [{ a: '', b: 1 }] },
  {
    name: 'a member that is required has a name, described or not',
    schema: { type: 'object', required: ['b'], properties: { a: { type: 'string' } } },
    valid: [{ a: '', b: 1 }],
    invalid: [{ a: '' }, { a: '', b: 1, c: 1 }],
  },
  {
    name: 'a member that a part of a composition requires has a name, described or not',
    schema: { allOf: [A, { required: ['b'] }] },
    valid: [{ a: '', b: 1 }],
    invalid: [{ a: '' }, { a: '', b: 1, c: 1 }],
  },
  {
    name: 'objects inside are closed',
    schema: { type: 'object', properties: { list: { type: 'array', items: REF } } },
    components: { A },
    valid: [{ list: [{ a: '' }] }],
    invalid: [{ list: [{ a: '', b: 1 }] }],
  },
  {
    name: 'a composition is closed as a whole',
    schema: { allOf: [REF, { type: 'object', properties: { b: { type: 'integer' } } }] },
    components: { A },
    valid: [{ a: '', b: 1 }],
    invalid: [{ a: '', b: 1, c: 1 }, { b: 1 }],
  },
  {
    name: 'an alternative is closed as what it is',
    schema: { oneOf: [REF, { type: 'object', required: ['b'], properties: { b: { type: 'integer' } } }] },
    components: { A },
    valid: [{ a: '' }, { b: 1 }],
    invalid: [
      { a: '', c: 1 },
      { b: 1, c: 1 },
    ],
  },
  {
    name: 'a component is open in a composition and closed alone',
    schema: { type: 'object', properties: { alone: REF, both: { allOf: [REF, { properties: { b: {} } }] } } },
    components: { A },
    valid: [{ alone: { a: '' }, both: { a: '', b: 1 } }],
    invalid: [{ alone: { a: '', b: 1 } }],
  },
  {
    name: 'additionalProperties is taken at its word',
    schema: { ...A, additionalProperties: { type: 'integer' } },
    valid: [{ a: '', b: 1 }],
    invalid: [{ a: '', b: '' }],
  },
  {
    name: 'an alternative that says additionalProperties opens itself, and no other',
    schema: {
      anyOf: [
        { ...A, additionalProperties: { type: 'integer' } },
        { ...A, required: ['c'], properties: { c: { type: 'string' } }, additionalProperties: false },
        { type: 'object', required: ['b'], properties: { b: { type: 'string' } } },
      ],
    },
    valid: [{ a: '', x: 1 }, { b: '' }, { c: '' }],
    invalid: [
      { b: '', x: 1 },
      { c: '', x: 1 },
    ],
  },
  {
    name: 'a member that several parts describe has the members that any of them names',
    schema: { allOf: [{ type: 'object', properties: { in: A } }, REF], properties: { x: {} } },
    components: { A: { type: 'object', properties: { in: { type: 'object', properties: { b: {} } } } } },
    valid: [{ in: { a: '', b: 1 }, x: 1 }],
    invalid: [{ in: { b: 1 } }, { in: { a: '' }, y: 1 }],
  },
  {
    name: 'a member that several parts describe by the same component is closed',
    schema: {
      allOf: [
        { type: 'object', properties: { in: REF } },
        { required: ['in'], properties: { in: REF } },
      ],
    },
    components: { A },
    valid: [{ in: { a: '' } }],
    invalid: [{ in: { a: '', b: 1 } }, {}],
  },
  {
    name: 'items that several parts describe have the members that any of them names',
    schema: { type: 'array', items: { type: 'object', properties: { b: {} } }, allOf: [{ items: A }] },
    valid: [[{ a: '', b: 1 }]],
    invalid: [[{ b: 1 }]],
  },
  {
    name: 'what is asked for by not, if and contains may have more than that names',
    schema: {
      type: 'array',
      items: { type: 'object', properties: { a: {}, b: {} } },
      contains: { type: 'object', required: ['a'], properties: { a: { const: 1 } } },
      not: { items: { type: 'object', required: ['b'], properties: { b: { const: 2 } } } },
    },
    openapi: '3.1.0',
    valid: [[{ a: 1, b: 1 }]],
    invalid: [[{ a: 1, b: 2 }], [{ a: 1, c: 1 }], [{ b: 1 }]],
  },
  { name: 'an object that names nothing is free', schema: { type: 'object' }, valid: [{ b: 1 }], invalid: [[]] },
  {
    name: 'recursion',
    schema: REF,
    components: { A: { type: 'object', properties: { next: REF } } },
    valid: [{ next: { next: {} } }],
    invalid: [{ next: { next: { other: 1 } } }],
  },
  {
    name: 'what only clients send never leaves, and is not required',
    schema: { type: 'object', required: ['secret', 'a'], properties: { secret: { type: 'string', writeOnly: true }, a: {} } },
    valid: [{ a: 1 }],
    invalid: [{ a: 1, secret: 'x' }],
  },
  {
    name: 'nullable',
    schema: {
      type: 'object',
      properties: {
        a: { type: 'string', nullable: true },
        b: { nullable: true, allOf: [{ type: 'integer' }] },
        c: { type: 'string', enum: ['x', null], nullable: true },
        d: { type: 'string', enum: ['x'], nullable: true },
        e: { enum: ['x'], nullable: true },
        f: { type: 'object', nullable: true, oneOf: [{ type: 'object', required: ['g'], properties: { g: {} } }] },
        h: { type: 'string', nullable: true, allOf: [{ type: 'string', maxLength: 1 }] },
      },
    },
    valid: [
      { a: null, b: null, c: null, d: null, e: null, f: null, h: null },
      { a: '', b: 1, c: 'x', f: { g: 1 }, h: '' },
    ],
    invalid: [{ a: 1 }, { b: '' }, { c: 'y' }, { d: 'y' }, { e: 'y' }, { f: {} }, { f: '' }, { h: 'ab' }],
  },
  {
    name: 'nothing beside a reference of 3.0',
    schema: { type: 'object', properties: { a: { $ref: '#/components/schemas/A', nullable: true, writeOnly: true, maximum: 1 } } },
    components: { A: { type: 'integer' } },
    valid: [{ a: 2 }],
    invalid: [{ a: null }, { a: '' }],
  },
  {
    name: 'exclusive bounds of 3.0',
    schema: { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false },
    valid: [0.1, 9],
    invalid: [0, 9.1],
  },
  { name: 'types and const of 3.1', schema: { type: ['string', 'null'], const: 'x' }, openapi: '3.1.0', valid: ['x'], invalid: [null, 'y'] },
  {
    name: 'siblings of a reference in 3.1',
    schema: { ...REF, required: ['b'], properties: { b: {} } },
    components: { A },
    openapi: '3.1.0',
    valid: [{ a: '', b: 1 }],
    invalid: [{ a: '' }, { a: '', b: 1, c: 1 }],
  },
  {
    name: 'siblings of a reference in 3.0 are ignored',
    schema: { ...REF, required: ['b'] },
    components: { A },
    valid: [{ a: '' }],
    invalid: [{ a: '', b: 1 }],
  },
  {
    name: 'a property called $ref or required',
    schema: { type: 'object', properties: { $ref: { type: 'integer' }, required: { type: 'string' } } },
    valid: [{ $ref: 1, required: '' }],
    invalid: [{ $ref: '' }],
  },
  {
    name: 'date-time',
    schema: { type: 'string', format: 'date-time' },
    valid: ['2026-01-15T09:30:00.000Z', '2024-02-29T00:00:00.123Z', '1990-12-31T23:59:60Z', '2026-01-15T09:30:00+02:00'],
    invalid: [
      '2026-02-29T09:30:00.000Z',
      '2026-13-15T09:30:00.000Z',
      '2026-01-15T24:30:00.000Z',
      '2026-01-15 09:30',
      '2026-01-15T09:30:00.0x0Z',
      '2026-00-15T09:30:00.000Z',
      '2026-01-00T09:30:00.000Z',
      '2026-01-15T09:30:00.000',
    ],
  },
  { name: 'int32', schema: { type: 'integer', format: 'int32' }, valid: [2 ** 31 - 1, -(2 ** 31)], invalid: [2 ** 31, 1.5] },
  { name: 'int64', schema: { type: 'integer', format: 'int64' }, valid: [2 ** 53 - 1], invalid: [2 ** 53] },
  { name: 'byte', schema: { type: 'string', format: 'byte' }, valid: ['aGk=', ''], invalid: ['a', '?'] },
  { name: 'formats that say nothing', schema: { type: 'string', format: 'password' }, valid: ['x'], invalid: [1] },
];

test.each(responseCases)('responses: $name', ({ schema, components = {}, openapi = '3.0.3', valid, invalid }) => {
  const { response } = validators(schema, components, openapi);
  expect(valid.map((value) => [value, response(value)])).toEqual(valid.map((value) => [value, true]));
  expect(invalid.map((value) => [value, response(value)])).toEqual(invalid.map((value) => [value, false]));
});

const requests: readonly Case[] = [
  { name: 'a plain object is open', schema: A, valid: [{ a: '', b: 1 }], invalid: [{}] },
  {
    name: 'what only responses have is not required',
    schema: { type: 'object', required: ['id', 'a'], properties: { id: { type: 'integer', readOnly: true }, a: {} } },
    valid: [{ a: 1 }, { a: 1, id: 1 }],
    invalid: [{}],
  },
  {
    name: 'what only responses have is not required by a part that does not describe it',
    schema: { allOf: [{ type: 'object', properties: { id: { type: 'integer', readOnly: true }, a: {} } }, { required: ['id', 'a'] }] },
    valid: [{ a: 1 }, { a: 1, id: 1 }],
    invalid: [{ id: 1 }],
  },
];

test.each(requests)('requests: $name', ({ schema, components = {}, openapi = '3.0.3', valid, invalid }) => {
  const { request } = validators(schema, components, openapi);
  expect(valid.map((value) => [value, request(value)])).toEqual(valid.map((value) => [value, true]));
  expect(invalid.map((value) => [value, request(value)])).toEqual(invalid.map((value) => [value, false]));
});

test('defaults are set in requests, and never in responses', () => {
  const { request, response } = validators({ type: 'object', properties: { a: { type: 'integer', default: 7 } } }, {}, '3.0.3');
  const sent = {};
  const returned = {};
  expect([request(sent), response(returned), sent, returned]).toEqual([true, true, { a: 7 }, {}]);
});

test.each([1, 65, 200])('a default behind %d references reaches its parameter', (references) => {
  const next = (index: number) => ({ $ref: `#/components/schemas/${index === references - 1 ? 'End' : `A${index + 1}`}` });
  // With a description, each is more than another name of the next one.
  const schemas = Object.fromEntries(Array.from({ length: references - 1 }, (_, index) => [`A${index + 1}`, { description: 'd', ...next(index + 1) }]));
  const operation = { operationId: 'op', parameters: [{ name: 'a', in: 'query', schema: next(0) }], responses: { 204: { description: 'd' } } };
  const described = document({ get: operation }, { schemas: { ...schemas, End: { type: 'integer', default: 7 } } });
  const operations = compile('d.json', described.replace('3.0.3', '3.1.0'));
  const values = { query: {} };
  expect([operations.list[0]?.load().validators.parameters?.(values), values]).toEqual([true, { query: { a: 7 } }]);
});

test('a default of a parameter that may be empty is set, unless its schema refuses it', () => {
  const parameters = [7, 'x'].map((preset) => ({ name: `a${preset}`, in: 'query', allowEmptyValue: true, schema: { type: 'integer', default: preset } }));
  const operations = compile('d.json', document({ get: { operationId: 'op', parameters, responses: { 204: { description: 'd' } } } }));
  const validate = operations.list[0]?.load().validators.parameters;
  const [absent, empty] = [{ query: {} }, { query: { a7: '' } }];
  expect([validate?.(absent), validate?.(empty), absent, empty]).toEqual([true, true, { query: { a7: 7 } }, { query: { a7: '' } }]);
});

test('validators make no code from strings', () => {
  const { files } = (require('../src/compile.ts') as typeof import('../src/compile.ts')).compileDocument(
    'd.json',
    document({ get: { operationId: 'op', responses: { 200: { description: 'd', content: { 'application/json': { schema: A } } } } } }),
  );
  for (const text of files.values()) expect(text).not.toMatch(/\bnew Function\b|\beval\(/);
});

const LIST = { type: 'array', items: REF };

test('no error is copied for each one that comes after it', () => {
  const { files } = compileDocument(
    'd.json',
    document(
      { post: { operationId: 'op', requestBody: { content: { 'application/json': { schema: LIST } } }, responses: { 204: { description: 'd' } } } },
      { schemas: { A } },
    ),
  );
  const code = [...files.values()].join('');
  expect(code).toContain('errors = errorList.countAfter(context, start, errors);');
  expect(code).not.toContain('vErrors');
});

const TREE = { properties: { n: { type: 'integer' }, list: { type: 'array', items: ref('Tree') }, map: { additionalProperties: ref('Tree') } } };
const EITHER = { anyOf: ['x', 'y', 'z'].map((name) => ({ required: [name], properties: { n: ref('Tree') } })) };
const places = [
  {
    name: 'in lists and maps of schemas referred to',
    tree: TREE,
    value: { list: [{}, { map: { 'a/b~c': { n: 'x', list: [{ n: '' }] } } }, { n: 1.5 }] },
    want: ['/list/1/map/a~1b~0c/n', '/list/1/map/a~1b~0c/list/0/n', '/list/2/n'],
    first: '/list/1/map/a~1b~0c/n',
  },
  // What the other alternatives repeat is found once.
  { name: 'in a value that alternatives have validated before', tree: EITHER, value: { n: { n: {} } }, want: ['', '/n', '/n/n'], first: '' },
];
test.each(places)('an error names its place $name', ({ tree, value, want, first }) => {
  const { request, response } = validators(ref('Tree'), { Tree: tree }, '3.1.0');
  expect(new Set(placesOf(request, value))).toEqual(new Set(want));
  expect(placesOf(response, value)[0]).toBe(first);
});

test('an error names its place in the body, whatever was refused before', () => {
  const { request } = validators({ type: 'array', items: REF }, { A }, '3.1.0');
  expect(placesOf(request, [{}, { a: '' }])).toEqual(['/0']);
  expect(placesOf(request, [{ a: '' }, {}])).toEqual(['/1']);
});

function placesOf(validate: Validator, value: unknown): string[] {
  expect(validate(value)).toBe(false);
  return (validate.errors ?? []).map(({ instancePath }) => instancePath);
}

const collecting = [
  { name: 'in another way', given: 'vErrors = vErrors.concat(errs);', want: /not known here: vErrors = vErrors.concat/ },
  { name: 'of another function', given: 'vErrors = vErrors === null ? a.errors : vErrors.concat(b.errors);\nerrors = vErrors.length;', want: /not known here/ },
];
test.each(collecting)('code of Ajv that collects errors $name is no code of a validator', ({ given, want }) => {
  expect(() => withErrorList(given)).toThrow(want);
});

test('a text in code of Ajv may have its names', () => {
  expect(withErrorList('if(data.a === "vErrors = null")')).toBe('if(data.a === "vErrors = null")');
});
