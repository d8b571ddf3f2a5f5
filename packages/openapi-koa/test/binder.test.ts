import { type Api, startApi } from '../../../test/support/api.ts';
import { compile } from '../../../test/support/documents.ts';
import { type Binder, ContractError, createContract } from '../src/index.ts';

const responses = { 200: { description: 'd', content: { 'application/json': {} } } };
const operations = compile(
  'binder.json',
  JSON.stringify({
    openapi: '3.0.3',
    info: { title: 'T', version: '1' },
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
    paths: {
      '/open': { get: { operationId: 'open', responses } },
      '/secured': { get: { operationId: 'secured', security: [{ key: [] }], responses } },
    },
  }),
);
let handled: string[] = [];
const handler = (name: string) => () => {
  handled.push(name);
  return { status: 200, body: name };
};
const handlers = { open: handler('open'), secured: handler('secured') };
const securityHandlers = { key: ({ secret }: { secret: string }) => (secret === 'good' ? 'ann' : undefined) };

const create = (binder: Binder) =>
  createContract<Record<string, never>>({
    operations,
    handlers: handlers as never,
    securityHandlers,
    bodyLimitBytes: 1,
    log: undefined as never,
    problemBase: () => '',
    binder,
  });

let api: Api | undefined;
beforeEach(() => {
  handled = [];
});
afterEach(async () => {
  await api?.close();
  api = undefined;
});

test('a binder that returns no function for an operation stops the start', async () => {
  const partial: Binder = (bindings) => new Map(bindings.slice(0, 1).map(({ operation, run }) => [operation.operationId, run]));
  await expect(create(partial)).rejects.toThrow(new ContractError('The binder returned no function for secured.'));
});

test('a binder that does not authenticate serves no secured operation', async () => {
  const careless: Binder = (bindings) => new Map(bindings.map(({ operation, run }) => [operation.operationId, run]));
  api = await startApi({ operations, handlers, securityHandlers, binder: careless });
  const origin = `http://127.0.0.1:${api.port}`;
  expect([(await fetch(`${origin}/open`)).status, (await fetch(`${origin}/secured`, { headers: { 'X-Key': 'good' } })).status]).toEqual([200, 500]);
  expect(handled).toEqual(['open']);
  expect(api.failures).toMatchObject([{ operationId: 'secured', error: { message: 'The binder ran secured without authentication.' } }]);
});
