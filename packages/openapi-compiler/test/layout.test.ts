import { compile } from '../../../test/support/documents.ts';
import { indented } from '../src/emit/layout.ts';
import { compileDocument } from '../src/index.ts';

const cases: { name: string; given: string[]; want: string[] }[] = [
  { name: 'blocks', given: ['if(a){', 'b();', '}', 'else {', 'c();', '}'], want: ['if(a){', '  b();', '} else {', '  c();', '}'] },
  { name: 'several brackets of one line', given: ['p.push((() => {', 'a;', '})());', 'b;'], want: ['p.push((() => {', '  a;', '})());', 'b;'] },
  { name: 'brackets in strings', given: ['a("{(\\"[");', 'b;'], want: ['a("{(\\"[");', 'b;'] },
  { name: 'what is indented already', given: ['a = {', '    "b": [', ' 1', ']', '}'], want: ['a = {', '  "b": [', '    1', '  ]', '}'] },
];
test.each(cases)('generated code is indented: $name', ({ given, want }) => {
  expect(indented(given.join('\n'))).toBe(want.join('\n'));
});

const document = (schema: object, header: object) =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: {
      '/a': {
        get: {
          operationId: 'a',
          responses: { 200: { description: 'd', headers: { 'X-A': { required: true, schema: header } }, content: { 'application/json': { schema } } } },
        },
      },
    },
  });

test('a header with one value is a row of the table, and needs no validator', () => {
  const code = compileDocument('d.json', document({}, { const: 'a' })).files.get('operations/a.cjs') as string;
  expect(code).toContain('"constant": "a"');
  expect(code).not.toMatch(/\n\s*headers: /);
  const other = compileDocument('d.json', document({}, { enum: ['a', 'b'] })).files.get('operations/a.cjs') as string;
  expect(other).toMatch(/\n\s*headers: responses\[0\]/);
});

test('only validators whose evaluated properties differ from call to call reset them', () => {
  const same = compileDocument('d.json', document({ properties: { a: {} } }, {})).files.get('operations/a.cjs') as string;
  const at = '/paths/~1a/get/responses/200/content/application~1json/schema/$defs/A';
  const $defs = { A: { required: ['a'], properties: { a: {} } } };
  const differing = document({ $defs, oneOf: [{ $ref: `#${at}` }], discriminator: { propertyName: 'a' } }, {});
  expect(same).not.toContain('dynamicProps)');
  expect(same).toContain('"dynamicProps":false');
  expect(compileDocument('d.json', differing).files.get('operations/a.cjs')).toContain('dynamicProps)');
  const validate = compile('d.json', differing).list[0]?.load().validators.responses['200']?.content?.['application/json'];
  expect([validate?.({ a: 'A' }), validate?.({ a: 'A', b: 1 })]).toEqual([true, false]);
});
