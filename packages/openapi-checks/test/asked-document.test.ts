import { join } from 'node:path';
import type { JsonObject } from '../../openapi-compiler/src/source-document.ts';
import { askedDocument, proxiedDocument, takesInput } from '../src/asked-document.ts';
import { startValidationProxy } from '../src/prism.ts';
import { ROOT } from './options.ts';

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

describe('of the answers that a document declares', () => {
  const cases: { name: string; given: object; want: string[] }[] = [
    { name: 'default is every error where a success is declared', given: { 200: {}, default: {} }, want: ['200', '4XX', '5XX'] },
    { name: 'what is declared itself stays', given: { 200: { a: 1 }, '4XX': { a: 2 }, default: { a: 3 } }, want: ['200', '4XX', '5XX'] },
    { name: 'default is everything where no success is declared', given: { 503: {}, default: {} }, want: ['503', 'default'] },
  ];
  test.each(cases)('$name', ({ given, want }) => expect(Object.keys(operation(askedDocument(document({ responses: given }))).responses).sort()).toEqual(want));

  test('a range that is declared is not replaced by default', () => {
    expect(operation(askedDocument(document({ responses: { 200: {}, '4XX': { a: 2 }, default: { a: 3 } } }))).responses).toMatchObject({
      '4XX': { a: 2 },
      '5XX': { a: 3 },
    });
  });
});

describe('an operation is asked with what it does not know', () => {
  const limit = [{ name: 'limit', in: 'query', schema: { type: 'integer' } }];
  const cases: { name: string; given: JsonObject; input: boolean; want: string[] }[] = [
    { name: 'where it takes nothing', given: document({}), input: false, want: ['probe', 'X-Probe'] },
    { name: 'not where it takes a parameter', given: document({ parameters: limit }), input: true, want: ['limit'] },
    { name: 'not where its path takes one', given: document({}, { parameters: limit }), input: true, want: [] },
    { name: 'not where it takes a body', given: document({ requestBody: {} }), input: true, want: [] },
    { name: 'not where its query is closed', given: document({ 'x-closed-query': true }), input: false, want: [] },
  ];
  test.each(cases)('$name', ({ given, input, want }) => expect([takesInput(given), names(askedDocument(given))]).toEqual([input, want]));
});

describe('from Prism is kept', () => {
  const list = { type: 'array', items: { type: 'integer' } };
  const cases: { name: string; given: object; want: string[] }[] = [
    { name: 'a list in a header field', given: { name: 'a', in: 'header', schema: list }, want: [] },
    { name: 'a list in a header field that is referred to', given: { $ref: '#/components/parameters/Many' }, want: [] },
    { name: 'a list with commas in the query', given: { name: 'a', in: 'query', explode: false, schema: list }, want: [] },
    { name: 'no list that is repeated in the query', given: { name: 'a', in: 'query', schema: list }, want: ['a'] },
    { name: 'nothing that is required', given: { name: 'a', in: 'header', required: true, schema: list }, want: ['a'] },
    { name: 'no text in a header field', given: { name: 'a', in: 'header', schema: { type: 'string' } }, want: ['a'] },
  ];
  test.each(cases)('$name', ({ given, want }) => expect(names(proxiedDocument(document({ parameters: [given] })))).toEqual(want));

  test.each([
    { name: 'the schema of an event, against which it holds a stream of them', type: 'text/event-stream', schema: { type: 'object' }, want: false },
    { name: 'no schema of the text of one', type: 'text/event-stream', schema: { type: 'string' }, want: true },
    { name: 'no schema of JSON', type: 'application/json', schema: { type: 'object' }, want: true },
  ])('$name', ({ type, schema, want }) => {
    const given = document({ responses: { 200: { description: 'd', content: { [type]: { schema } } } } });
    expect(JSON.stringify(proxiedDocument(given)).includes(`"${type}":{"schema"`)).toBe(want);
  });

  test('what wants credentials, for which it would answer itself', () => {
    const kept = proxiedDocument({ ...document({ security: [{ key: [] }] }), security: [{ key: [] }] });
    expect(JSON.stringify(kept)).not.toContain('security');
  });

  test('what it would end by, and it then says so', async () => {
    const proxy = await startValidationProxy(join(ROOT, 'packages/openapi-koa/test/documents/pets.yaml'), 'http://127.0.0.1:9');
    expect(proxy.failure).toBeUndefined();
    await fetch(`${proxy.origin}/pets`).catch(() => {});
    for (let times = 0; times < 100 && proxy.failure === undefined; times++) await new Promise((resolve) => setTimeout(resolve, 20));
    // Once this fails, Prism has learned to read such a parameter, and `proxiedDocument` may leave it in.
    expect(proxy.failure).toMatch(/^TypeError: /);
    proxy.stop();
  });
});
