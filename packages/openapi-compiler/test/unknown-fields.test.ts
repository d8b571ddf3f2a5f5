import { documentOf } from '../../../test/support/refusal.ts';
import { compileDocument } from '../src/compile-document.ts';

const operation = (more: string) => documentOf(`  /a:\n    get: { operationId: a, responses: { '200': { description: d } }${more} }`);
const parameter = (more: string) => operation(`, parameters: [{ name: p, in: query, schema: {}${more} }]`);

const cases: { name: string; given: string; want: string[] }[] = [
  { name: 'a slip of the pen in a parameter', given: parameter(', requred: true'), want: ['requred, which the Parameter Object does not have'] },
  { name: 'a keyword of a schema beside it', given: parameter(', minimum: 1'), want: ['minimum, which the Parameter Object does not have'] },
  { name: 'a field of another object', given: operation(', consumes: [text/plain]'), want: ['consumes, which the Operation Object does not have'] },
  { name: 'a method in capitals', given: documentOf('  /a:\n    GET: {}'), want: ['GET, which the Path Item Object does not have'] },
  {
    name: 'a field of the document itself',
    given: `${documentOf('  /a: {}')}definitions: {}\n`,
    want: ['definitions, which the OpenAPI Object does not have'],
  },
  {
    name: 'one deep inside',
    given: operation(', requestBody: { content: { multipart/form-data: { schema: { properties: { a: {} } }, encoding: { a: { contenttype: b } } } } }'),
    want: ['contenttype, which the Encoding Object does not have'],
  },
  {
    name: 'one beside a reference',
    given: `${operation(", parameters: [{ $ref: '#/components/parameters/P', required: true }]")}components: { parameters: { P: { name: p, in: query, schema: {} } } }\n`,
    want: ['required beside a $ref'],
  },
  { name: 'no extension', given: operation(', x-mine: true'), want: [] },
  { name: 'no member of a map', given: operation(', security: [], tags: [requred]'), want: [] },
];

test.each(cases)('lists $name', ({ given, want }) => {
  expect(compileDocument('d.yaml', given).notEnforced.map((line) => line.replace(/^d\.yaml:\d+:\d+: /, ''))).toEqual(want);
});

test('says where it is', () => {
  expect(compileDocument('d.yaml', parameter(', requred: true')).notEnforced).toEqual([expect.stringMatching(/^d\.yaml:5:\d+: requred, /)]);
});
