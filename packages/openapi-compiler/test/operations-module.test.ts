import { compile } from '../../../test/support/documents.ts';

test('each operation loads its own details, however many there are', () => {
  const paths = Array.from({ length: 100 }, (_, index) => [
    `/${index}`,
    { get: { operationId: `operation${index}`, responses: { [200 + index]: { description: 'd' } } } },
  ]);
  const { list } = compile('d.json', JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, paths: Object.fromEntries(paths) }));
  const loaded = list.map((operation) => [operation.operationId, operation.path, Object.keys(operation.load().responses)]);
  expect(loaded).toEqual(Array.from({ length: 100 }, (_, index) => [`operation${index}`, `/${index}`, [String(200 + index)]]));
});

test('a path has what is special in a template literal', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a parameter.
  const paths = ['/price-${currency}', '/`a`', '/b\\n'];
  const parameters = [{ name: 'currency', in: 'path', required: true, schema: { type: 'string' } }];
  const items = paths.map((path, index) => [path, { get: { parameters: index === 0 ? parameters : [], responses: { 204: { description: 'd' } } } }]);
  const { list } = compile('d.json', JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, paths: Object.fromEntries(items) }));
  expect(list.map(({ path }) => path)).toEqual(paths);
});
