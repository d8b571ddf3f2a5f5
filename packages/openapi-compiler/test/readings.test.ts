import { compile } from '../../../test/support/documents.ts';
import { type CompileOptions, compileDocument } from '../src/index.ts';

const base = (schema: object, schemas: object = {}, operation: object = {}) =>
  JSON.stringify({
    openapi: '3.0.3',
    info: { title: 'T', version: '1' },
    paths: {
      '/a': {
        post: {
          operationId: 'a',
          requestBody: { content: { 'application/json': { schema } } },
          responses: { 200: { description: 'd', content: { 'application/json': { schema } } } },
          ...operation,
        },
      },
    },
    components: { schemas },
  });

const validatorsOf = (text: string, options: CompileOptions) => compile('readings.json', text, options).list[0]?.load().validators;

const nullable: { name: string; schema: object; intended: boolean; literal: boolean; reported: number }[] = [
  { name: 'a type', schema: { type: 'string', nullable: true }, intended: true, literal: true, reported: 0 },
  { name: 'an enum without null', schema: { type: 'string', nullable: true, enum: ['x'] }, intended: true, literal: false, reported: 1 },
  { name: 'an enum with null', schema: { type: 'string', nullable: true, enum: ['x', null] }, intended: true, literal: true, reported: 0 },
  { name: 'parts that refuse null', schema: { nullable: true, allOf: [{ type: 'string' }] }, intended: true, literal: false, reported: 1 },
  {
    name: 'parts and a type',
    schema: { type: 'string', nullable: true, allOf: [{ minLength: 1, type: 'string' }] },
    intended: true,
    literal: false,
    reported: 0,
  },
  { name: 'false', schema: { type: 'string', nullable: false }, intended: false, literal: false, reported: 0 },
];
test.each(nullable)('nullable beside $name', ({ schema, intended, literal, reported }) => {
  const accepts = (reading: 'intended' | 'literal') => validatorsOf(base(schema), { nullable: reading })?.bodies?.['application/json']?.(null);
  expect([accepts('intended'), accepts('literal')]).toEqual([intended, literal]);
  const found = (reading: 'intended' | 'literal') =>
    compileDocument('d.json', base(schema), { nullable: reading }).diagnostics.filter(({ code }) => code === 'ineffective-keyword').length;
  // In the request and in the response.
  expect([found('intended'), found('literal')]).toEqual([0, 2 * reported]);
  const type = compileDocument('d.json', base(schema), { nullable: 'intended' }).files.get('types.ts') as string;
  expect(/'?application\/json"?: .*\bnull\b/.test(type)).toBe(intended);
});

const TEAM = { type: 'object', required: ['id'], properties: { id: { type: 'string', readOnly: true } } };
const BODY = { type: 'object', required: ['team'], properties: { team: { $ref: '#/components/schemas/Team' } } };

test('a required read-only property is removed from requests, and reported', () => {
  const { diagnostics, files } = compileDocument('d.json', base(BODY, { Team: TEAM }));
  expect(diagnostics.map(({ code }) => code)).toEqual(['removed-read-only']);
  expect(files.get('types.ts')).toMatch(/interface TeamInput \{\s*\[key: string\]: unknown;\s*\}|type TeamInput/);
  const validate = validatorsOf(base(BODY, { Team: TEAM }), {})?.bodies?.['application/json'];
  const value = { team: { id: 7 } };
  expect([validate?.(value), value]).toEqual([true, { team: {} }]);
});

test('with keepReadOnly it is validated and kept, still not required, and not reported', () => {
  const options = { keepReadOnly: true };
  const { diagnostics, files } = compileDocument('d.json', base(BODY, { Team: TEAM }), options);
  expect(diagnostics).toEqual([]);
  expect(files.get('types.ts')).toContain('id?: string;');
  const validate = validatorsOf(base(BODY, { Team: TEAM }), options)?.bodies?.['application/json'];
  const value = { team: { id: 'T1' } };
  expect([validate?.(value), value]).toEqual([true, { team: { id: 'T1' } }]);
  expect([validate?.({ team: { id: 7 } }), validate?.({ team: {} })]).toEqual([false, true]);
});

const response = (mark: object) => base({ type: 'object', properties: { a: { type: 'object', properties: {} } } }, {}, mark);
test.each<[name: string, mark: object, options: CompileOptions, isOpen: boolean]>([
  ['by default', {}, {}, false],
  ['that its operation opens', { 'x-open-response': true }, {}, true],
  ['of a document whose responses are open', {}, { strict: false }, true],
  ['that its operation closes despite that', { 'x-open-response': false }, { strict: false }, false],
])('a response %s', (_, mark, options, isOpen) => {
  const validate = validatorsOf(response(mark), options)?.responses['200']?.content?.['application/json'];
  expect([validate?.({ a: {} }), validate?.({ b: 1 }), validate?.({ a: { b: 1 } })]).toEqual([true, isOpen, isOpen]);
});
