import { Readable } from 'node:stream';
import { compile, compileTestDocument, document } from '../../../test/support/documents.ts';
import { exactJson } from '../src/in-process/exact-json.ts';
import { type ApiServer, createServer, type ServerLogger } from '../src/index.ts';
import type { Validator } from '../src/operation-spec.ts';
import { petsHandlers } from './pets-handlers.ts';

const log: ServerLogger = { child: () => log, debug() {}, info() {}, warn() {}, error() {} };
type Untyped = Record<string, { params: object; query: object; headers: object; cookies: object; body: object | undefined; responses: object }>;
let pets: ApiServer<Untyped>;
const create = (operations: object, handlers: object, more: object = {}) =>
  createServer<Untyped>({ operations: operations as never, handlers: handlers as never, log, ...more });
const request = (id: string, input: object = {}) => pets.request(id, input as never);

beforeAll(async () => {
  pets = await create(compileTestDocument('pets.yaml'), petsHandlers);
});
afterAll(() => pets.close());

describe('a request to an operation', () => {
  test('has its parameters in their places', async () => {
    const response = await request('listPets', {
      query: { limit: 3, tags: ['a b', 'c&d'], ids: [1, 2], near: { lat: 1.5, lon: -2 }, neutered: true },
      headers: { 'X-Trace': 'abc', 'X-Levels': [1, 2] },
      cookies: { visits: 7 },
    });
    expect(response.status).toBe(200);
    expect(JSON.parse(response.headers.get('X-Next') as string)).toEqual({
      query: { limit: 3, tags: ['a b', 'c&d'], ids: [1, 2], near: { lat: 1.5, lon: -2 }, neutered: true },
      headers: { 'X-Trace': 'abc', 'X-Levels': [1, 2] },
      cookies: { visits: 7 },
    });
  });

  test('has path parameters percent-encoded', async () => {
    expect(await (await request('getNote', { params: { owner: 'a/b', note: 'ü?' } })).text()).toBe('a/b: ü?');
  });

  test('has a body in JSON', async () => {
    const response = await request('createPet', { body: { name: 'Minka', species: 'cat' } });
    expect([response.status, response.headers.get('Location'), await response.json()]).toEqual([
      201,
      '/pets/1',
      { id: 1, name: 'Minka', species: 'cat', tags: [] },
    ]);
  });

  test('has a body in another media type', async () => {
    const response = await request('updatePet', { params: { petId: 1 }, body: { name: 'Mo' }, contentType: 'application/merge-patch+json' });
    expect(await response.json()).toEqual({ id: 1, name: 'Mo', species: 'cat' });
  });

  test('has the only media type that the operation declares', async () => {
    const response = await request('updatePet', { params: { petId: 1 }, body: { name: 'Mo' } });
    expect(await response.json()).toEqual({ id: 1, name: 'Mo', species: 'cat' });
  });

  test('has a body whatever its method', async () => {
    const requestBody = { required: true, content: { 'application/json': { schema: { type: 'object' } } } };
    const responses = { 204: { description: 'd' } };
    const operations = compile('d.json', document({ delete: { operationId: 'remove', requestBody, responses } }));
    const remove = jest.fn().mockReturnValue({ status: 204 });
    const api = await create(operations, { remove });
    expect((await api.request('remove', { body: { ids: [1] } } as never)).status).toBe(204);
    expect(remove).toHaveBeenCalledWith(expect.objectContaining({ body: { ids: [1] } }), expect.anything());
  });

  test('may be invalid, which is a 400', async () => {
    const response = await request('getPet', { params: { petId: 'x' } });
    expect([response.status, await response.json()]).toMatchObject([400, { violations: [{ in: 'path', name: 'petId', keyword: 'type' }] }]);
  });

  test('without a path parameter is an error of the test', async () => {
    await expect(request('getPet')).rejects.toThrow(new TypeError('getPet requires the path parameter petId.'));
  });

  test('of an unknown operationId is an error of the test', async () => {
    await expect(request('getCat')).rejects.toThrow(new TypeError('"getCat" is neither an operationId nor a path.'));
  });

  test('has the prefix of the server', async () => {
    const prefixed = await create(compileTestDocument('pets.yaml'), petsHandlers, { prefix: '/v2' });
    const response = await prefixed.request('getNewestPet', {} as never);
    expect([response.status, (await prefixed.request('/pets/newest')).status]).toEqual([200, 404]);
  });
});

describe('a request like fetch', () => {
  test('takes a Request', async () => {
    const body = JSON.stringify({ name: 'Mo', species: 'dog' });
    const response = await pets.request(new Request('http://localhost/pets', { method: 'POST', body, headers: { 'Content-Type': 'application/json' } }));
    expect([response.status, await response.json()]).toEqual([201, { id: 1, name: 'Mo', species: 'dog', tags: [] }]);
  });

  test('takes a path, which is sent as it is', async () => {
    expect([(await pets.request('/pets/newest')).status, (await pets.request('/pets/../pets/newest')).status]).toEqual([200, 404]);
  });

  test('takes a method, headers and a body with a path', async () => {
    const response = await pets.request('/pets', { method: 'POST', body: '{', headers: { 'Content-Type': 'application/json' } });
    expect(await response.json()).toMatchObject({ status: 400, violations: [{ in: 'body', keyword: 'parse' }] });
  });
});

describe('the response', () => {
  test.each([
    { name: 'of 204', path: '/pets/1', method: 'DELETE', want: [204, ''] },
    { name: 'to HEAD', path: '/pets/1', method: 'HEAD', want: [200, ''] },
    { name: 'with bytes', path: '/photos/buffer', method: 'GET', want: [200, 'PNG!'] },
    { name: 'with a stream', path: '/photos/stream', method: 'GET', want: [200, 'PNG!'] },
    { name: 'to an undeclared method', path: '/pets/newest', method: 'OPTIONS', want: [204, ''] },
  ] as const)('$name has its body', async ({ path, method, want }) => {
    const response = await pets.request(path, { method });
    expect([response.status, await response.text()]).toEqual(want);
  });

  test('is that of the HTTP server, which refuses before the app', async () => {
    const response = await pets.request('/pets', { headers: { 'X-Long': 'a'.repeat(17_000) } });
    expect([response.status, response.headers.get('content-type')]).toEqual([431, 'application/problem+json']);
  });

  test('arrives as it is sent, while the handler still writes', async () => {
    let send: (text: string | null) => void = () => undefined;
    const body = new Readable({ read() {} });
    send = (text) => body.push(text);
    const streaming = await create(compileTestDocument('pets.yaml'), { ...petsHandlers, getPhoto: () => ({ status: 200, type: 'image/png', body }) });
    send('a');
    const reader = (await streaming.request('/photos/x')).body?.getReader() as ReadableStreamDefaultReader<Uint8Array>;
    expect(Buffer.from((await reader.read()).value as Uint8Array).toString()).toBe('a');
    send('b');
    expect(Buffer.from((await reader.read()).value as Uint8Array).toString()).toBe('b');
    send(null);
    expect((await reader.read()).done).toBe(true);
  });

  test('of a large body passes in both directions', async () => {
    const name = 'n'.repeat(40);
    const friends = Array.from({ length: 5000 }, () => ({ name, species: 'cat' }));
    const response = await request('createPet', { body: { name: 'Minka', species: 'cat', friends } });
    expect((await response.json()) as object).toMatchObject({ friends: { length: 5000 } });
  });

  test('of a stream that fails does not end', async () => {
    const failing = new Readable({ read() {} });
    const streaming = await create(compileTestDocument('pets.yaml'), { ...petsHandlers, getPhoto: () => ({ status: 200, type: 'image/png', body: failing }) });
    failing.push('a');
    const response = await streaming.request('/photos/x');
    failing.destroy(new Error('broken'));
    await expect(response.text()).rejects.toThrow();
  });
});

test('an aborted request aborts the signal of the handler', async () => {
  let aborted: Promise<unknown> | undefined;
  const handlers = {
    ...petsHandlers,
    getPet: (_: unknown, { signal }: { signal: AbortSignal }) => {
      aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
      controller.abort(new Error('enough'));
      return new Promise(() => undefined);
    },
  };
  const controller = new AbortController();
  const waiting = await create(compileTestDocument('pets.yaml'), handlers);
  await expect(waiting.request('/pets/1', { signal: controller.signal })).rejects.toThrow('enough');
  await aborted;
});

test('a server that also listens, and one that is closed, are called in the same way', async () => {
  const listening = await create(compileTestDocument('pets.yaml'), petsHandlers);
  const { port } = await listening.listen({ host: '127.0.0.1' });
  expect([(await listening.request('/pets/newest')).status, (await fetch(`http://127.0.0.1:${port}/pets/newest`)).status]).toEqual([200, 200]);
  await listening.close();
  const response = await listening.request('/pets/newest');
  expect([response.status, response.headers.get('connection')]).toEqual([200, 'close']);
});

describe('parameters in every style arrive as they were given', () => {
  const LIST = { type: 'array', items: { type: 'string' } };
  const RGB = { type: 'object', properties: { R: { type: 'integer' }, G: { type: 'integer' } } };
  const list = ['a', 'b c'];
  const rgb = { R: 100, G: 200 };
  const styles: { in: 'path' | 'query' | 'header' | 'cookie'; style?: string; values: readonly [schema: object, value: unknown][] }[] = [
    ...['simple', 'label', 'matrix'].map((style) => ({
      in: 'path' as const,
      style,
      values: [
        [LIST, list],
        [RGB, rgb],
        [{ type: 'number' }, 5],
      ] as never,
    })),
    {
      in: 'query',
      style: 'form',
      values: [
        [LIST, list],
        [RGB, rgb],
        [{ type: 'string' }, 'a&b=c'],
      ],
    },
    { in: 'query', style: 'spaceDelimited', values: [[LIST, ['a', 'b']]] },
    { in: 'query', style: 'pipeDelimited', values: [[LIST, list]] },
    {
      in: 'header',
      style: 'simple',
      values: [
        [LIST, list],
        [RGB, rgb],
        [{ type: 'string' }, 'a b'],
      ],
    },
    {
      in: 'cookie',
      style: 'form',
      values: [
        [LIST, list],
        [RGB, rgb],
        [{ type: 'string' }, 'a;b'],
      ],
    },
  ];
  const cases = [
    ...styles.flatMap(({ values, ...parameter }) =>
      values.flatMap(([schema, value]) =>
        (parameter.style?.endsWith('Delimited') ? [false] : [true, false]).map((explode) => ({ ...parameter, explode, schema, value, openapi: '3.1.0' })),
      ),
    ),
    { in: 'query' as const, style: 'deepObject', explode: true, schema: RGB, value: rgb, openapi: '3.1.0' },
    { in: 'query' as const, style: 'deepObject', explode: true, schema: LIST, value: list, openapi: '3.1.0' },
    {
      in: 'query' as const,
      style: 'deepObject',
      explode: true,
      schema: { type: 'object', properties: { l: LIST, n: { type: 'integer' } } },
      value: { l: list, n: 1 },
      openapi: '3.1.0',
    },
    { in: 'path' as const, style: 'label', explode: false, schema: LIST, value: list, openapi: '3.0.3' },
    { in: 'query' as const, content: { 'application/json': { schema: RGB } }, value: rgb, openapi: '3.1.0' },
  ];
  const PLACES = { path: 'params', query: 'query', header: 'headers', cookie: 'cookies' } as const;

  test.each(cases)('$in, $style, explode: $explode, $value', async ({ value, openapi, ...parameter }) => {
    const place = PLACES[parameter.in];
    const name = 'X-P';
    const operations = compile(
      'styles.json',
      JSON.stringify({
        openapi,
        info: { title: 'T', version: '1' },
        paths: {
          [place === 'params' ? '/t/{X-P}' : '/t']: {
            get: {
              operationId: 'echo',
              parameters: [{ ...parameter, name, ...(place === 'params' && { required: true }) }],
              responses: { 200: { description: 'd', content: { 'application/json': {} } } },
            },
          },
        },
      }),
    );
    const server = await create(operations, { echo: (given: Record<string, Record<string, unknown>>) => ({ status: 200, body: given[place]?.[name] }) });
    const response = await server.request('echo', { [place]: { [name]: value } } as never);
    expect([response.status, await response.json()]).toEqual([200, value]);
  });
});

test('forms, texts and bytes are sent as fetch sends them', async () => {
  const operations = compileTestDocument('bodies.yaml');
  const echo = async ({ contentType, body }: { contentType: string; body: unknown }) => ({
    status: 200,
    type: 'application/json',
    body: { contentType, body: body instanceof Readable ? Buffer.concat(await body.toArray()).toString() : body },
  });
  const server = await create(operations, Object.fromEntries(operations.list.map(({ operationId }) => [operationId, echo])));
  const idOf = (path: string) => operations.list.find((operation) => operation.path === path)?.operationId as string;
  const form = new FormData();
  form.set('name', 'Minka');
  const send = async (path: string, input: object) => (await server.request(idOf(path), input as never)).json();
  expect(await send('/form', { body: new URLSearchParams({ name: 'Mü' }) })).toMatchObject({ body: { name: 'Mü' } });
  expect(await send('/upload', { body: form })).toMatchObject({ contentType: 'multipart/form-data', body: { name: 'Minka' } });
  expect(await send('/text', { body: 'Grüezi', contentType: 'text/plain' })).toMatchObject({ body: 'Grüezi' });
  expect(await send('/binary', { body: Buffer.from('bytes'), contentType: 'application/octet-stream' })).toMatchObject({ body: 'bytes' });
});

describe('integers as a handler gets them', () => {
  const schemas = {
    Id: { type: 'integer', 'x-int64': 'string' },
    Post: {
      type: 'object',
      properties: {
        id: { $ref: '#/components/schemas/Id' },
        n: { type: 'integer', 'x-int64': 'bigint' },
        s: { type: 'string', minLength: 1 },
        d: { type: 'integer', default: 1 },
        r: { type: 'string', readOnly: true },
      },
    },
  };
  const parameters = [
    { name: 'id', in: 'path', required: true, schema: schemas.Id },
    { name: 'n', in: 'query', content: { 'application/json': { schema: { type: 'array', items: schemas.Post.properties.n } } } },
  ];
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Post' } }, 'application/vnd.id+json': { schema: schemas.Id } };
  const responses = { 200: { description: 'd', content: { 'application/json': {} } } };
  const operation = { operationId: 'echo', parameters, requestBody: { content }, responses };
  const operations = () =>
    compile(
      'd.json',
      JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, paths: { '/{id}': { post: operation } }, components: { schemas } }),
    );
  const shown = (value: unknown) => JSON.parse(JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? `${each}n` : each)));

  const cases = [
    {
      name: 'in JSON',
      input: { body: { id: '9007199254740993', n: 9007199254740993n, s: '7' } },
      want: { id: '9007199254740993', n: '9007199254740993n', s: '7', d: 1 },
    },
    { name: 'as JSON', input: { body: '9007199254740993', contentType: 'application/vnd.id+json' }, want: '9007199254740993' },
    { name: 'in what is not valid', input: { body: { n: 1n, s: '' } }, want: ['/s'] },
  ];
  test.each(cases)('$name', async ({ input, want }) => {
    const server = await create(operations(), {
      echo: ({ params, query, body }: { params: object; query: object; body: unknown }) => ({ status: 200, body: shown({ params, query, body }) }),
    });
    const response = await server.request('echo', { params: { id: '9007199254740995' }, query: { n: [1n, 9007199254740993n] }, ...input } as never);
    const result = (await response.json()) as { violations?: { pointer: string }[] };
    expect(result.violations?.map(({ pointer }) => pointer) ?? result).toEqual(
      response.status === 400 ? want : { params: { id: '9007199254740995' }, query: { n: ['1n', '9007199254740993n'] }, body: want },
    );
  });

  test('nothing else is changed in what is sent', () => {
    const validate = operations().list[0]?.load().validators.bodies?.['application/json'] as Validator;
    expect(exactJson({ id: '9007199254740993', r: 'x' }, validate)).toBe('{"id":9007199254740993,"r":"x"}');
  });
});
