import { patternExample } from '@petsage/openapi-checks/lib';
import type { Json, JsonObject } from '../../../packages/openapi-compiler/src/json.ts';
import { exampleOf, timesIn } from '../../../tools/feature/example.ts';
import { textsOf } from '../../../tools/feature/request-example.ts';

const root = (schema: object, more: object = {}): JsonObject =>
  JSON.parse(JSON.stringify({ openapi: '3.0.3', components: { schemas: { S: schema, ...more } } })) as JsonObject;
const AT = '/components/schemas/S';
const ref = { $ref: `#${AT}` };

describe('an example', () => {
  const cases: { name: string; given: object; side?: 'request'; want: Json }[] = [
    { name: 'is the document’s own', given: { type: 'string', example: 'x', default: 'y', enum: ['z'] }, want: 'x' },
    { name: 'is the default before the first of a list', given: { type: 'string', default: 'y', enum: ['z', 'y'] }, want: 'y' },
    { name: 'is the first of a list', given: { type: 'string', enum: ['z', 'y'] }, want: 'z' },
    { name: 'is as long as a text has to be', given: { type: 'string', minLength: 6 }, want: 'textxx' },
    { name: 'is no longer than a text may be', given: { type: 'string', maxLength: 2 }, want: 'te' },
    { name: 'has the format', given: { type: 'string', format: 'date' }, want: '2026-01-15' },
    { name: 'is the least number', given: { type: 'integer', minimum: 5 }, want: 5 },
    { name: 'is above an open bound', given: { type: 'integer', minimum: 5, exclusiveMinimum: true }, want: 6 },
    { name: 'is a multiple', given: { type: 'integer', minimum: 5, multipleOf: 4 }, want: 8 },
    { name: 'is below the greatest number', given: { type: 'integer', maximum: -3 }, want: -3 },
    {
      name: 'has all members of an object',
      given: { type: 'object', properties: { a: { type: 'boolean' }, b: { type: 'array', items: { type: 'number' } } } },
      want: { a: true, b: [1] },
    },
    { name: 'has as many items as it has to', given: { type: 'array', minItems: 2, items: { type: 'integer' } }, want: [1, 1] },
    {
      name: 'has items that differ',
      given: { type: 'array', minItems: 3, uniqueItems: true, items: { type: 'string', enum: ['a', 'b', 'c'] } },
      want: ['a', 'b', 'c'],
    },
    { name: 'has the pattern', given: { type: 'string', pattern: '^[A-Z]{3}$' }, want: 'AAA' },
    {
      name: 'has the members of every part',
      given: {
        allOf: [
          { type: 'object', properties: { a: { type: 'integer' } } },
          { type: 'object', properties: { b: { type: 'integer' } } },
        ],
      },
      want: { a: 1, b: 1 },
    },
    { name: 'is the first of alternatives', given: { oneOf: [{ type: 'integer' }, { type: 'string' }] }, want: 1 },
    {
      name: 'ends where a schema leads back to itself',
      given: { type: 'object', properties: { a: { type: 'integer' }, next: ref, all: { type: 'array', items: ref } } },
      want: { a: 1, all: [] },
    },
    {
      name: 'of a response has read-only properties',
      given: { type: 'object', properties: { a: { type: 'integer', readOnly: true }, b: { type: 'integer', writeOnly: true } } },
      want: { a: 1 },
    },
    {
      name: 'of a request has what only requests have',
      side: 'request',
      given: { type: 'object', properties: { a: { type: 'integer', readOnly: true }, b: { type: 'integer', writeOnly: true } } },
      want: { b: 1 },
    },
  ];
  test.each(cases)('$name', ({ given, side, want }) => expect(exampleOf(root(given), AT, side ?? 'response')).toEqual(want));
});

test('an example has only what is required where that is wanted', () => {
  expect(exampleOf(root({ type: 'object', required: ['a'], properties: { a: { type: 'integer' }, b: { type: 'integer' } } }), AT, 'response', true)).toEqual({
    a: 1,
  });
});

describe('a text of a pattern', () => {
  const cases: { given: string; least?: number; want: string | undefined }[] = [
    { given: '^[A-Z]{3}$', want: 'AAA' },
    { given: '^\\d{2,4}-(?:cat|dog)s?$', want: '00-cat' },
    { given: '^(?<kind>[a-f0-9]{4})+$', want: 'aaaa' },
    { given: '^[^a0A]+$', want: '-' },
    { given: '^\\$\\d+\\.\\d{2}$', want: '$0.00' },
    { given: '^[a-z]+$', least: 5, want: 'aaaaa' },
    { given: '^[a-z]{1,3}$', least: 3, want: 'aaa' },
    { given: '^[a-z]{1,3}$', least: 4, want: undefined },
    { given: '^(?=x)x$', want: undefined },
    { given: '^(a)\\1$', want: undefined },
    { given: '^ü[😀]$', want: 'ü😀' },
    { given: '[', want: undefined },
  ];
  test.each(cases)('$given of at least $least is $want', ({ given, least, want }) => expect(patternExample(given, least)).toBe(want));
});

test('the times in a value are those that are times by their schema', () => {
  const at = { type: 'string', format: 'date-time' };
  const schema = {
    type: 'object',
    properties: { at, text: { type: 'string' }, list: { type: 'array', items: { type: 'object', properties: { at: { allOf: [at] } } } } },
    additionalProperties: at,
  };
  const time = '2026-01-15T09:30:00.000Z';
  expect(timesIn(root(schema), AT, { at: time, text: time, list: [{ at: time }], other: time, 'a/b': null })).toEqual(['/at', '/list/0/at', '/other']);
});

describe('a parameter', () => {
  const cases: { name: string; given: object; value: Json; want: string[] }[] = [
    { name: 'of the query', given: { in: 'query', name: 'q[]' }, value: 'a b&c', want: ['q%5B%5D=a%20b%26c'] },
    { name: 'that is a list', given: { in: 'query', name: 'q' }, value: [1, 'b'], want: ['q=1', 'q=b'] },
    { name: 'that is a list in one', given: { in: 'query', name: 'q', explode: false }, value: [1, 'b'], want: ['q=1,b'] },
    { name: 'that is a list with pipes', given: { in: 'query', name: 'q', style: 'pipeDelimited', explode: false }, value: ['a', 'b'], want: ['q=a%7Cb'] },
    { name: 'that is an object', given: { in: 'query', name: 'q' }, value: { a: 1, b: 'x' }, want: ['a=1', 'b=x'] },
    { name: 'that is a deep object', given: { in: 'query', name: 'q', style: 'deepObject' }, value: { a: 1 }, want: ['q[a]=1'] },
    { name: 'that is JSON', given: { in: 'query', name: 'q', content: { 'application/json': {} } }, value: { a: 1 }, want: ['q=%7B%22a%22%3A1%7D'] },
    { name: 'of the path', given: { in: 'path', name: 'p' }, value: 'a/b', want: ['a%2Fb'] },
    { name: 'of the path as a matrix', given: { in: 'path', name: 'p', style: 'matrix' }, value: 'a', want: [';p=a'] },
    { name: 'of the path as a label', given: { in: 'path', name: 'p', style: 'label' }, value: 'a', want: ['.a'] },
    { name: 'of a header', given: { in: 'header', name: 'X-P' }, value: [1, 2], want: ['1,2'] },
    { name: 'of a cookie', given: { in: 'cookie', name: 'c' }, value: true, want: ['c=true'] },
  ];
  test.each(cases)('$name', ({ given, value, want }) => expect(textsOf({ value: given as JsonObject, pointer: '' }, value)).toEqual(want));
});
