import { document } from '../../../../test/support/documents.ts';
import { codesWithWords } from '../../../../test/support/refusal.ts';
import { compileDocument } from '../../src/compile.ts';

const OK = { 200: { description: 'd' } };
const JSON_TYPE = 'application/json';
const URLENCODED = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data';
const TEXT = { type: 'string' };
const LIST = { type: 'array', items: TEXT };
const FORM = { type: 'object', properties: { a: LIST } };

const parameter = (more: object, place = 'query') => ({ parameters: [{ name: 'p', in: place, ...more }] });
const body = (type: string, encoding: object, schema: object = FORM) => ({ requestBody: { content: { [type]: { schema, encoding: { a: encoding } } } } });
const nested = 'ineffective-field schema';

const cases: { name: string; given: object; openapi?: string; want: string[] }[] = [
  {
    name: 'what is of a query alone',
    given: parameter({ schema: TEXT, allowEmptyValue: true, allowReserved: true }, 'header'),
    want: ['ineffective-field allowEmptyValue', 'ineffective-field allowReserved'],
  },
  { name: 'ineffective-field nothing', given: parameter({ schema: LIST, allowEmptyValue: true, allowReserved: true, style: 'form', explode: true }), want: [] },
  {
    name: 'a style beside content',
    given: parameter({ content: { [JSON_TYPE]: { schema: FORM } }, style: 'form', explode: true }),
    want: ['ineffective-field style', 'ineffective-field explode'],
  },
  {
    name: 'explode: false of a deepObject',
    given: parameter({ schema: FORM, style: 'deepObject', explode: false }),
    want: ['ineffective-field explode'],
  },
  { name: 'an object in a deepObject', given: parameter({ schema: { type: 'object', properties: { o: FORM } }, style: 'deepObject' }), want: [nested] },
  { name: 'objects without a name in one', given: parameter({ schema: { type: 'object', additionalProperties: FORM }, style: 'deepObject' }), want: [nested] },
  { name: 'a list of objects', given: parameter({ schema: { type: 'array', items: FORM } }), want: [nested] },
  { name: 'a list of lists', given: parameter({ schema: { type: 'array', items: LIST } }, 'header'), want: [nested] },
  { name: 'no list in an object', given: parameter({ schema: FORM, style: 'deepObject' }), want: [] },
  { name: 'no object that may be a text', given: parameter({ schema: { type: 'array', items: { type: ['object', 'string'] } } }), openapi: '3.1.0', want: [] },
  { name: 'an encoding of what is no form', given: body(JSON_TYPE, { contentType: 'text/plain' }), want: ['ineffective-field encoding'] },
  {
    name: 'an encoding of a response',
    given: { responses: { 200: { description: 'd', content: { [MULTIPART]: { encoding: {} } } } } },
    want: ['ineffective-field encoding'],
  },
  {
    name: 'ineffective-field styles',
    given: body(MULTIPART, { style: 'form', explode: false }),
    want: ['ineffective-field style', 'ineffective-field explode'],
  },
  { name: 'no styles of one in OpenAPI 3.1', given: body(MULTIPART, { style: 'form', explode: false }), openapi: '3.1.0', want: [] },
  { name: 'a contentType beside a style', given: body(URLENCODED, { style: 'form', contentType: JSON_TYPE }), want: ['ineffective-field contentType'] },
  {
    name: 'ineffective-field one',
    given: body(MULTIPART, { explode: false, contentType: JSON_TYPE }),
    openapi: '3.1.0',
    want: ['ineffective-field contentType'],
  },
  { name: 'a limit without a body', given: { 'x-body-limit-bytes': 1 }, want: ['ineffective-field x-body-limit-bytes'] },
  {
    name: 'the second of two limits',
    given: { 'x-body-limit-bytes': 1, requestBody: { 'x-body-limit-bytes': 2, content: { [JSON_TYPE]: {} } } },
    want: ['ineffective-field x-body-limit-bytes'],
  },
  {
    name: 'an exclusive bound that is not there',
    given: parameter({ schema: { type: 'integer', exclusiveMinimum: true, exclusiveMaximum: true, maximum: 5 } }),
    want: ['ineffective-keyword exclusiveMinimum'],
  },
  {
    name: 'no nullable beside a part without it, as null is taken',
    given: body(URLENCODED, {}, { type: 'object', properties: { a: { type: 'object', nullable: true, allOf: [FORM] } } }),
    want: [],
  },
  {
    name: 'no nullable of all parts',
    given: body(URLENCODED, {}, { type: 'object', properties: { a: { type: 'string', nullable: true, anyOf: [TEXT, { nullable: true, maxLength: 1 }] } } }),
    want: [],
  },
];

test.each(cases)('reports $name', ({ given, openapi, want }) => {
  const operation = { operationId: 'a', responses: OK, ...given };
  const text = document({ post: operation }, {}, openapi);
  expect(codesWithWords(text, compileDocument('d.json', text).diagnostics).sort()).toEqual([...want].sort());
});
