import { backendBinder, decodeBody } from '../src/binding.ts';
import { bindWith, startApi } from './support/api.ts';
import { compile, document } from './support/documents.ts';

const bound: string[] = [];
const decoded: string[] = [];

bindWith({
  binder: async (bindings) => {
    bound.push(...bindings.map(({ operation }) => operation.operationId));
    return backendBinder(bindings);
  },
  decodeBody: (message, limitBytes) => {
    decoded.push(String(message.req.headers['content-encoding']));
    return decodeBody(message, limitBytes);
  },
});

/** The package's tests of security and bodies, with openapi-backend and @koa/bodyparser. */
describe.each(['security', 'bodies', 'bodies-stream', 'limits'])('as the service binds operations, with the tests of %s', (name) => {
  require(`../packages/openapi-koa/test/${name}.test.ts`);
});

test('the tests above used the binder, and the body parser for every coding', () => {
  expect(bound).toEqual(expect.arrayContaining(['notFound', 'guarded']));
  expect(new Set(decoded)).toEqual(new Set(['gzip', 'deflate', 'br']));
});

test('a body without a content coding does not pass through the body parser', async () => {
  const operations = compile(
    'echo.json',
    document({
      post: {
        operationId: 'echo',
        requestBody: { content: { 'text/plain': {} } },
        responses: { 200: { description: 'd', content: { 'application/json': {} } } },
      },
    }),
  );
  const api = await startApi({ operations, handlers: { echo: ({ body }: { body: string }) => ({ status: 200, body }) } });
  decoded.length = 0;
  const send = (headers: Record<string, string>) =>
    fetch(`http://127.0.0.1:${api.port}/t`, { method: 'POST', headers: { 'Content-Type': 'text/plain', ...headers }, body: 'Mü' });
  const responses = [await send({}), await send({ 'Content-Encoding': 'identity' })];
  expect(await Promise.all(responses.map((response) => response.json()))).toEqual(['Mü', 'Mü']);
  await api.close();
  expect(decoded).toEqual([]);
});
