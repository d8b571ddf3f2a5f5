import type { JsonObject } from '../../../openapi-compiler/src/json.ts';
import { generatorDocument, operationsWithStreamedFile, prismDocument, takesInput } from '../../src/conformance/prism-document.ts';

const document = (operation: object, item: object = {}): JsonObject => ({
  openapi: '3.0.3',
  info: { title: 'T', version: '1' },
  paths: { '/p': { ...item, get: { operationId: 'p', responses: {}, ...operation } } } as unknown as JsonObject,
  components: {
    schemas: { List: { type: 'array', items: {} } },
    parameters: { Many: { name: 'X-Many', in: 'header', schema: { $ref: '#/components/schemas/List' } } },
  },
});
const operation = (root: JsonObject) => (root['paths'] as { '/p': { get: { responses: object; parameters?: { name: string }[] } } })['/p'].get;
const names = (root: JsonObject) => operation(root).parameters?.map(({ name }) => name) ?? [];

describe('of the declared responses', () => {
  const cases: { name: string; given: object; want: string[] }[] = [
    { name: 'default stands for errors if a success is declared', given: { 200: {}, default: {} }, want: ['200', '4XX', '5XX'] },
    { name: 'a declared range stays', given: { 200: { a: 1 }, '4XX': { a: 2 }, default: { a: 3 } }, want: ['200', '4XX', '5XX'] },
    { name: 'default stands for every status if no success is declared', given: { 503: {}, default: {} }, want: ['503', 'default'] },
  ];
  test.each(cases)('$name', ({ given, want }) =>
    expect(Object.keys(operation(generatorDocument(document({ responses: given }))).responses).sort()).toEqual(want),
  );

  test('a declared range is not replaced by default', () => {
    expect(operation(generatorDocument(document({ responses: { 200: {}, '4XX': { a: 2 }, default: { a: 3 } } }))).responses).toMatchObject({
      '4XX': { a: 2 },
      '5XX': { a: 3 },
    });
  });
});

describe('an operation gets undeclared parameters', () => {
  const limit = [{ name: 'limit', in: 'query', schema: { type: 'integer' } }];
  const cases: { name: string; given: JsonObject; input: boolean; want: string[] }[] = [
    { name: 'if it has no input', given: document({}), input: false, want: ['probe', 'X-Probe'] },
    { name: 'not if it has a parameter', given: document({ parameters: limit }), input: true, want: ['limit'] },
    { name: 'not if its path has one', given: document({}, { parameters: limit }), input: true, want: [] },
    { name: 'not if it has a body', given: document({ requestBody: {} }), input: true, want: [] },
    { name: 'not if its query is closed', given: document({ 'x-closed-query': true }), input: false, want: [] },
  ];
  test.each(cases)('$name', ({ given, input, want }) => expect([takesInput(given), names(generatorDocument(given))]).toEqual([input, want]));
});

describe('the parts of a form have an order', () => {
  const FILE = { type: 'string', format: 'binary' };
  const form = (file: object, type = 'multipart/form-data') => ({ content: { [type]: { schema: { type: 'object', properties: { file } } } } });
  const streamed = form({ ...FILE, 'x-streamed-file': true });
  const cases: { name: string; given: JsonObject; want: string[] }[] = [
    { name: 'if it has a streamed file', given: document({ requestBody: streamed }), want: ['GET /p'] },
    { name: 'if it is a reference to such a form', given: withForm(streamed), want: ['GET /p'] },
    { name: 'not if its file is stored', given: document({ requestBody: form(FILE) }), want: [] },
    { name: 'not if it is not multipart', given: document({ requestBody: form(FILE, 'application/json') }), want: [] },
    { name: 'not without a form', given: document({}), want: [] },
  ];
  test.each(cases)('$name', ({ given, want }) => expect(operationsWithStreamedFile(given)).toEqual(want));

  function withForm(body: object): JsonObject {
    const root = document({ requestBody: { $ref: '#/components/requestBodies/Form' } });
    return { ...root, components: { requestBodies: { Form: body } } as unknown as JsonObject };
  }
});

describe('Prism does not get', () => {
  const list = { type: 'array', items: { type: 'integer' } };
  const cases: { name: string; given: object; want: string[] }[] = [
    { name: 'an array in a header', given: { name: 'a', in: 'header', schema: list }, want: [] },
    { name: 'an array in a header behind a reference', given: { $ref: '#/components/parameters/Many' }, want: [] },
    { name: 'an array with commas in the query', given: { name: 'a', in: 'query', explode: false, schema: list }, want: [] },
    { name: 'but does get: a repeated array in the query', given: { name: 'a', in: 'query', schema: list }, want: ['a'] },
    { name: 'but does get: a required parameter', given: { name: 'a', in: 'header', required: true, schema: list }, want: ['a'] },
    { name: 'but does get: a string in a header', given: { name: 'a', in: 'header', schema: { type: 'string' } }, want: ['a'] },
  ];
  test.each(cases)('$name', ({ given, want }) => expect(names(prismDocument(document({ parameters: [given] })))).toEqual(want));

  test.each([
    { name: 'the schema of an event, against which it would validate the whole stream', type: 'text/event-stream', schema: { type: 'object' }, want: false },
    { name: 'but does get: a string schema of an event stream', type: 'text/event-stream', schema: { type: 'string' }, want: true },
    { name: 'but does get: the schema of JSON', type: 'application/json', schema: { type: 'object' }, want: true },
  ])('$name', ({ type, schema, want }) => {
    const given = document({ responses: { 200: { description: 'd', content: { [type]: { schema } } } } });
    expect(JSON.stringify(prismDocument(given)).includes(`"${type}":{"schema"`)).toBe(want);
  });

  test('security requirements, for which it would respond itself', () => {
    const kept = prismDocument({ ...document({ security: [{ key: [] }] }), security: [{ key: [] }] });
    expect(JSON.stringify(kept)).not.toContain('security');
  });
});
