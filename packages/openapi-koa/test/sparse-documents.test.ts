import { type Api, startApi } from '../../../test/support/api.ts';
import { compileFolder } from '../../../test/support/documents.ts';
import { typeCheck } from '../../../tools/lib/type-check.ts';
import { compileDocument } from '../../openapi-compiler/src/compile.ts';

/** Documents that leave out what OpenAPI does not require. */
const sparse = (openapi: string, paths: object) => JSON.stringify({ openapi, info: { title: 'T', version: '1' }, paths });

const pets = {
  '/pets/{petId}': {
    parameters: [{ name: 'petId', in: 'path', required: true, schema: { type: 'integer' } }],
    get: { responses: { 200: { description: 'd', content: { 'application/json': { schema: { type: 'integer' } } } } } },
    put: { operationId: 'putPet', responses: { 204: { description: 'd' } } },
    delete: {},
  },
};

let api: Api | undefined;
afterEach(async () => {
  await api?.close();
  api = undefined;
});

describe('an operation without operationId, and one without responses', () => {
  const { operations, folder, diagnostics } = compileFolder('sparse.json', sparse('3.1.0', pets));

  test('they are bound by method and path', async () => {
    const handlers = {
      'GET /pets/{petId}': ({ params }: { params: { petId: number } }) => ({ status: 200, body: params.petId }),
      'DELETE /pets/{petId}': () => ({ status: 202 }),
      putPet: () => ({ status: 204 }),
    };
    api = await startApi({ operations, handlers });
    const ask = async (method: string, petId: string) => {
      const response = await fetch(`http://127.0.0.1:${api?.port}/pets/${petId}`, { method });
      return [response.status, await response.text()];
    };
    expect(await ask('GET', '7')).toEqual([200, '7']);
    expect((await ask('GET', 'x'))[0]).toBe(400);
    expect(await ask('DELETE', '7')).toEqual([202, '']);
    expect(await ask('PUT', '7')).toEqual([204, '']);
  });

  test('a missing handler is named in the same way', async () => {
    await expect(startApi({ operations, handlers: { putPet: () => ({ status: 204 }) } })).rejects.toThrow('GET /pets/{petId}');
  });

  test('a response that nothing is said of has no body', async () => {
    api = await startApi({
      operations,
      handlers: {
        'GET /pets/{petId}': () => ({ status: 200, body: 1 }),
        'DELETE /pets/{petId}': () => ({ status: 200, body: 1 }),
        putPet: () => ({ status: 204 }),
      },
    });
    expect((await fetch(`http://127.0.0.1:${api.port}/pets/7`, { method: 'DELETE' })).status).toBe(500);
    expect(api.failures.map(({ operationId }) => operationId)).toEqual(['DELETE /pets/{petId}']);
  });

  test('it is said what cannot be held', () => {
    expect(diagnostics.map(({ code }) => code)).toEqual(['undescribed-responses']);
  });

  test('their types have the same names', async () => {
    const program = `
export const handlers: Handlers<Operations> = {
  'GET /pets/{petId}': ({ params }) => ({ status: 200, body: params.petId }),
  'DELETE /pets/{petId}': () => ({ status: 418 }),
  putPet: () => ({ status: 204 }),
};
// @ts-expect-error one is missing
export const less: Handlers<Operations> = { putPet: () => ({ status: 204 }) };
`;
    expect(await typeCheck(folder, program)).toBe('');
  }, 30_000);
});

test('two paths may have the same path item', () => {
  const paths = { '/a': { get: { responses: { 204: { description: 'd' } } } }, '/b': { $ref: '#/paths/~1a' } };
  const operations = compileFolder('twice.json', sparse('3.0.3', paths)).operations.list;
  expect(operations.map(({ operationId }) => operationId)).toEqual(['GET /a', 'GET /b']);
});

test('OpenAPI 3.0 requires responses, and 3.1 one of them where there are any', () => {
  const refused = 'error[missing-responses]';
  expect(() => compileDocument('d.json', sparse('3.0.3', { '/a': { get: {} } }))).toThrow(refused);
  expect(() => compileDocument('d.json', sparse('3.1.0', { '/a': { get: { responses: {} } } }))).toThrow(refused);
});
