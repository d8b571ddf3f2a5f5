import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Middleware } from 'koa';
import { raw } from '../../../test/support/raw.ts';
import { until } from '../../../test/support/wait.ts';
import { ContractApp, createHttpServer, type ExchangeRecord } from '../src/index.ts';

let server: Server;
let records: ExchangeRecord[];
afterEach(() => server.close());

async function serve(middleware: Middleware): Promise<number> {
  records = [];
  const app = new ContractApp({ problemBase: () => '', bodyLimitBytes: 1024, onResponse: (record) => void records.push(record) });
  app.use(middleware);
  server = createHttpServer(app.callback(), { problemBase: () => '' });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const recorded = () => records.map(({ method, path, status, clientAddress }) => [method, path, status, clientAddress]);

test.each([
  { target: '/nope?token=secret', want: ['GET', '/nope', 404, '127.0.0.1'] },
  { target: '/%1b%zz', want: ['GET', '/%1b%zz', 404, '127.0.0.1'] },
  { target: 'http://ann:secret@a/nope', want: ['GET', '/nope', 404, '127.0.0.1'] },
])('a request for $target, which has no route, is recorded with its path', async ({ target, want }) => {
  const port = await serve((_, next) => next());
  await raw({ port, send: [`GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`] });
  expect(recorded()).toEqual([want]);
});

test('the path is the one that was sent, also where middleware changes it', async () => {
  const port = await serve((ctx, next) => {
    ctx.url = '/changed';
    return next();
  });
  await raw({ port, send: ['GET /sent HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'] });
  expect(recorded()).toEqual([['GET', '/sent', 404, '127.0.0.1']]);
});

test('a client that left is recorded with its address', async () => {
  const port = await serve(async (ctx, next) => {
    await until(() => {
      client.destroy();
      return ctx.req.socket.destroyed;
    });
    return next();
  });
  const client = connect(port, '127.0.0.1', () => client.write('GET /nope HTTP/1.1\r\nHost: a\r\n\r\n'));
  await until(() => records.length > 0);
  expect(recorded()).toEqual([['GET', '/nope', 404, '127.0.0.1']]);
});
