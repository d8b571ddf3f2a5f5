/**
 * What the HTTP server and the drain expect of Node and Node does not document: `httpAllowHalfOpen` of a server, `shouldKeepAlive` of a
 * response, the listener through which a parser gets the bytes of a socket that somebody else reads, where a parser error says that the
 * parser stopped, and that the close of `node:net` leaves idle connections of `node:http` open.
 * A program of its own, so that any version of Node can run it: it prints what came of each, as JSON.
 */
import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHttpServer } from '../../packages/openapi-koa/src/index.ts';
import { drain } from '../../packages/openapi-koa/src/service/drain.ts';
import { Health } from '../../packages/openapi-koa/src/service/health.ts';
import { raw } from './raw.ts';

const LIMITS = { headerBytes: 16_384, headersTimeoutMs: 500, requestTimeoutMs: 1000, keepAliveTimeoutMs: 1500, eventLoopDelayMs: 0 };

/** A server whose responses take 50 ms at `/slow`. */
async function listening(): Promise<{ server: Server; port: number }> {
  const server = createHttpServer(
    async (req, res) => {
      if (req.url === '/slow') await sleep(50);
      res.end('ok');
    },
    { problemBase: () => 'https://api.example/problems', limits: LIMITS },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

const get = (path: string, ...fields: string[]) => [`GET ${path} HTTP/1.1`, 'Host: a', ...fields, '', ''].join('\r\n');

/** Statuses of the responses, and whether the server closed the connection. */
async function outcome(send: readonly (string | number)[], halfClose = false): Promise<string> {
  const { server, port } = await listening();
  const { responses, closed, reset } = await raw({ port, send, halfClose, waitMs: 2500 });
  server.close();
  server.closeAllConnections();
  return `${responses.map(({ status }) => status).join(' ')} ${closed || reset ? 'closed' : 'open'}`;
}

/** Whether an idle connection may send a request after the listener was closed, and whether the drain ends. */
async function drained(): Promise<string> {
  const { server, port } = await listening();
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.write(get('/'));
  await once(socket, 'data');
  const ended = drain(server, new Health(), 0);
  while (server.listening) await sleep(5);
  socket.write(get('/slow'));
  await Promise.all([ended, once(socket, 'close')]);
  return text.match(/HTTP\/1\.1 \d+/g)?.join(' ') ?? '';
}

const outcomes: Readonly<Record<string, Promise<string>>> = {
  'a client closes its side before its response': outcome([get('/slow')], true),
  'a client closes its side before several responses': outcome([get('/slow') + get('/') + get('/slow')], true),
  'a client closes its side behind more requests than one read gives': outcome([get('/').repeat(5000)], true),
  'an upgrade comes with another request': outcome([get('/', 'Connection: upgrade', 'Upgrade: h2c') + get('/')]),
  'a target is too long': outcome([get(`/?${'a'.repeat(20_000)}`)]),
  'a target is too long, in two packets': outcome([`GET /?${'a'.repeat(10_000)}`, 30, `${'a'.repeat(10_000)} HTTP/1.1\r\n\r\n`]),
  'a header is too long': outcome([get('/', `X: ${'a'.repeat(20_000)}`)]),
  'a method is unknown': outcome(['FROB / HTTP/1.1\r\n\r\n']),
  'a body never ends after its response': outcome([get('/', 'Content-Length: 9')]),
  'a malformed message comes behind a slow response': outcome([`${get('/slow')}NONSENSE\r\n\r\n`]),
  'CONNECT comes behind a slow response': outcome([`${get('/slow')}CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n`]),
  'empty lines come on an idle connection': outcome([get('/'), ...Array.from({ length: 20 }, () => ['\r\n', 200]).flat()]),
  'a request comes on an idle connection whose listener is closed': drained(),
};
process.stdout.write(JSON.stringify(Object.fromEntries(await Promise.all(Object.entries(outcomes).map(async ([name, came]) => [name, await came])))));
