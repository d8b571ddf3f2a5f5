import { codesWithWords, documentOf, reported } from '../../../../test/support/refusal.ts';
import { compileDocument } from '../../src/compile.ts';

const operation = (more: string) => documentOf(`  /a:\n    get: { operationId: a, responses: { '200': { description: d } }${more} }`);
const parameter = (more: string) => operation(`, parameters: [{ name: p, in: query, schema: {}${more} }]`);

const cases: { name: string; given: string; want: string[] }[] = [
  { name: 'a slip of the pen in a parameter', given: parameter(', requred: true'), want: ['unknown-field requred'] },
  { name: 'a keyword of a schema beside it', given: parameter(', minimum: 1'), want: ['unknown-field minimum'] },
  { name: 'a field of another object', given: operation(', consumes: [text/plain]'), want: ['unknown-field consumes'] },
  { name: 'a method in capitals', given: documentOf('  /a:\n    GET: {}'), want: ['unknown-field GET'] },
  {
    name: 'a field of the document itself',
    given: `${documentOf('  /a: {}')}definitions: {}\n`,
    want: ['unknown-field definitions'],
  },
  {
    name: 'one deep inside',
    given: operation(', requestBody: { content: { multipart/form-data: { schema: { properties: { a: {} } }, encoding: { a: { contenttype: b } } } } }'),
    want: ['unknown-field contenttype'],
  },
  {
    name: 'one beside a reference',
    given: `${operation(", parameters: [{ $ref: '#/components/parameters/P', required: true }]")}components: { parameters: { P: { name: p, in: query, schema: {} } } }\n`,
    want: ['field-beside-reference required'],
  },
  { name: 'no extension', given: operation(', x-mine: true'), want: [] },
  { name: 'no member of a map', given: operation(', security: [], tags: [requred]'), want: [] },
];

test.each(cases)('reports $name', ({ given, want }) => {
  expect(codesWithWords(given, compileDocument('d.yaml', given).diagnostics)).toEqual(want);
});

test('says where it is', () => {
  expect(reported(parameter(', requred: true'))).toEqual(['5:117 unknown-field']);
});
