import { once } from 'node:events';
import { createServer as createNodeServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bodyParser } from '@koa/bodyparser';
import Koa, { type Middleware } from 'koa';
import { memoryLog, PROBLEM_BASE } from '../../../test/support/api.ts';
import { compile, compileDocument } from '../../../test/support/documents.ts';
import { ContractApp, type ContractAppOptions, ContractError, createContract, createHttpServer } from '../src/index.ts';
import { petsHandlers } from './pets-handlers.ts';

const problemBase = () => PROBLEM_BASE;
const bodyLimitBytes = 2048;
const pets = compileDocument('pets.yaml');
const responses = { 200: { description: 'd', content: { 'application/json': {} } } };
const owners = compile(
  'owners.json',
  JSON.stringify({ openapi: '3.0.3', info: { title: 'T', version: '1' }, paths: { '/owners': { get: { operationId: 'listOwners', responses } } } }),
);

const contract = (options: object): Promise<Middleware> =>
  createContract<never>({ operations: pets, handlers: petsHandlers as never, bodyLimitBytes, log: memoryLog([], {}), problemBase, ...options } as never);
const contractApp = async (contracts: readonly object[], options: Partial<ContractAppOptions> = {}): Promise<ContractApp> => {
  const app = new ContractApp({ problemBase, bodyLimitBytes, ...options });
  for (const each of contracts) app.use(await contract(each));
  return app;
};

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

/** Listens, and returns a function that requests a path. */
async function serve(listening: Server): Promise<(path: string, init?: RequestInit) => Promise<Response>> {
  server = listening.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init);
}
const codeOf = async (response: Response) => `${response.status} ${((await response.json()) as { type: string }).type.split('#')[1]}`;
const json = (body: unknown, method = 'POST'): RequestInit => ({ method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

describe('several documents in one process', () => {
  const listOwners = () => ({ status: 200, body: ['Ann'] });

  test('in one app, the second below a prefix', async () => {
    const app = await contractApp([{}, { operations: owners, handlers: { listOwners }, prefix: '/v2' }]);
    const send = await serve(createHttpServer(app.callback(), { problemBase }));
    expect((await send('/pets/newest')).status).toBe(200);
    expect(await (await send('/v2/owners')).json()).toEqual(['Ann']);
    expect(await codeOf(await send('/owners'))).toBe('404 not-found');
    expect(await codeOf(await send('/v2/owners', { method: 'DELETE' }))).toBe('405 method-not-allowed');
  });

  test('in apps of their own, each with a server', async () => {
    const first = createHttpServer((await contractApp([{}])).callback(), { problemBase });
    const second = createHttpServer((await contractApp([{ operations: owners, handlers: { listOwners } }])).callback(), { problemBase });
    const sendFirst = await serve(first);
    const sendSecond = await serve(second);
    expect([(await sendFirst('/pets/newest')).status, (await sendFirst('/owners')).status]).toEqual([200, 404]);
    expect([(await sendSecond('/pets/newest')).status, (await sendSecond('/owners')).status]).toEqual([404, 200]);
    first.close();
    first.closeAllConnections();
  });
});

describe('some operations of a document', () => {
  const { getPet, createPet, getNewestPet } = petsHandlers;
  const rest: Middleware = async (ctx) => {
    ctx.body = `${ctx.method} of another middleware`;
  };
  async function partial(options: object = {}, after: readonly Middleware[] = [rest]): Promise<(path: string, init?: RequestInit) => Promise<Response>> {
    const app = await contractApp([{ handlers: { getPet, createPet, getNewestPet }, partial: true, ...options }]);
    for (const middleware of after) app.use(middleware);
    return serve(createHttpServer(app.callback(), { problemBase }));
  }

  test('are served; the others are passed on, though another method of their path is served', async () => {
    const send = await partial();
    expect((await send('/pets/7')).headers.get('content-type')).toBe('application/json');
    const passedOn = await Promise.all([send('/pets'), send('/pets/7', { method: 'DELETE' }), send('/owners/a/notes/b'), send('/photos/a')]);
    expect(await Promise.all(passedOn.map((response) => response.text()))).toEqual([
      'GET of another middleware',
      'DELETE of another middleware',
      'GET of another middleware',
      'GET of another middleware',
    ]);
  });

  test('decide about undeclared methods of their paths, with every method of the document', async () => {
    const send = await partial();
    const refused = await send('/pets/7', { method: 'PUT' });
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD, PATCH, DELETE, OPTIONS']);
    expect((await send('/pets/7', { method: 'OPTIONS' })).headers.get('allow')).toBe('GET, HEAD, PATCH, DELETE, OPTIONS');
  });

  test('leave a path of which none is served to others, whatever the method', async () => {
    const send = await partial();
    for (const method of ['PUT', 'OPTIONS']) expect((await send('/photos/a', { method })).headers.get('allow')).toBeNull();
  });

  test('are all there is: without other middleware the rest is a 404', async () => {
    const send = await partial({}, []);
    expect(await codeOf(await send('/pets'))).toBe('404 not-found');
  });

  test('by two contracts of one document, each with its own handlers', async () => {
    const { getPet: _, createPet: __, getNewestPet: ___, ...others } = petsHandlers;
    const app = await contractApp([
      { handlers: { getPet, createPet, getNewestPet }, partial: true },
      { handlers: others, partial: true },
    ]);
    const send = await serve(createHttpServer(app.callback(), { problemBase }));
    expect([(await send('/pets/7')).status, (await send('/pets/7', { method: 'DELETE' })).status, (await send('/pets')).status]).toEqual([200, 204, 200]);
  });

  test('need no security handlers of the others', async () => {
    const secured = compile(
      'secured.json',
      JSON.stringify({
        openapi: '3.0.3',
        info: { title: 'T', version: '1' },
        components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
        paths: { '/a': { get: { operationId: 'a', responses }, put: { operationId: 'b', security: [{ key: [] }], responses } } },
      }),
    );
    const handler = () => ({ status: 200, body: {} });
    await expect(contract({ operations: secured, handlers: { a: handler }, partial: true })).resolves.toBeInstanceOf(Function);
    await expect(contract({ operations: secured, handlers: { b: handler }, partial: true })).rejects.toThrow(ContractError);
    await expect(contract({ operations: secured, handlers: { c: handler }, partial: true })).rejects.toThrow('c has a handler');
  });
});

describe('mounted in another Koa app', () => {
  let seen: (number | string)[] = [];
  const failures: unknown[] = [];
  async function mounted(before: readonly Middleware[] = [], options: Partial<ContractAppOptions> = {}) {
    seen = [];
    const outer = new Koa();
    outer.silent = true;
    outer.use(async (ctx, next) => {
      await next();
      seen.push(ctx.status);
    });
    for (const middleware of before) outer.use(middleware);
    const app = await contractApp([{}], { onFailure: (error) => void failures.push(error), ...options });
    outer.use(app.toMiddleware());
    outer.use(async (ctx, next) => {
      if (ctx.path !== '/own') return next();
      ctx.body = 'own';
    });
    return serve(createNodeServer(outer.callback()));
  }

  test('responds for its operations, and passes other paths on', async () => {
    const send = await mounted();
    expect(await (await send('/pets/7')).json()).toEqual({ id: 7, name: 'Minka', species: 'cat' });
    expect(await (await send('/own')).text()).toBe('own');
    expect(await (await send('/nothing')).text()).toBe('Not Found');
    expect(seen).toEqual([200, 200, 404]);
  });

  test('sends its own problems, and nothing internal', async () => {
    const send = await mounted();
    expect(await codeOf(await send('/pets/x'))).toBe('400 invalid-request');
    expect(await codeOf(await send('/pets/500'))).toBe('500 internal-error');
    expect(await codeOf(await send('/pets', { method: 'DELETE' }))).toBe('405 method-not-allowed');
    expect(seen).toEqual([400, 500, 405]);
    expect(failures.splice(0)).toMatchObject([{ message: 'boom: a secret of the service' }]);
  });

  test.each([
    { name: 'reads bodies', before: [] },
    { name: 'takes bodies that a parser of the other app has read', before: [bodyParser() as never as Middleware] },
  ])('$name', async ({ before }) => {
    const send = await mounted(before);
    expect((await send('/pets', json({ name: 'Mo', species: 'dog' }))).status).toBe(201);
    expect(await codeOf(await send('/pets', json({ name: 'Mo', species: 'cow' })))).toBe('400 invalid-request');
  });

  test('keeps headers that middleware before it has set, and sends streams and HEAD', async () => {
    const stamp: Middleware = (ctx, next) => {
      ctx.set('X-Stamp', '1');
      return next();
    };
    const send = await mounted([stamp]);
    const stream = await send('/photos/stream');
    expect([stream.headers.get('x-stamp'), await stream.text()]).toEqual(['1', 'PNG!']);
    expect((await send('/pets/7', { method: 'HEAD' })).status).toBe(200);
  });

  test('records its own requests only', async () => {
    const records: unknown[] = [];
    const send = await mounted([], { onResponse: ({ operationId, status }) => void records.push([operationId, status]) });
    await send('/own');
    await send('/pets/7');
    expect(records).toEqual([['getPet', 200]]);
  });

  test('below a path, as koa-mount strips it', async () => {
    const strip: Middleware = async (ctx, next) => {
      ctx.path = ctx.path.replace(/^\/api/, '');
      await next();
    };
    const send = await mounted([strip]);
    expect((await send('/api/pets/7')).status).toBe(200);
  });
});
