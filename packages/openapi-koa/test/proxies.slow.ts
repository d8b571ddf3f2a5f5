import { PassThrough, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Api, startApi } from '../../../test/support/api.ts';
import { compile } from '../../../test/support/documents.ts';
import { PROXIES, type ReverseProxy, startProxy } from '../../../test/support/proxies.ts';

const octets = { description: 'd', headers: { 'Content-Length': { schema: { type: 'integer' } } }, content: { 'application/octet-stream': {} } };
const operations = compile(
  'proxies.json',
  JSON.stringify({
    openapi: '3.0.3',
    info: { title: 'T', version: '1' },
    paths: {
      '/bad': { get: { operationId: 'bad', responses: { 200: octets } } },
      '/good/{id}': {
        get: {
          operationId: 'good',
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          responses: { 200: { description: 'd', content: { 'text/plain': { schema: { type: 'string' } } } } },
        },
      },
    },
  }),
);

const INJECTED = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\ninject';
const pushes = (...steps: readonly (string | number | Error)[]) => {
  const stream = new PassThrough();
  void (async () => {
    for (const step of steps) {
      if (typeof step === 'number') await sleep(step);
      else if (step instanceof Error) stream.destroy(step);
      else if (!stream.destroyed) stream.write(step);
    }
    if (!stream.destroyed) stream.end();
  })();
  return stream;
};

const streams: { name: string; length?: number; body: () => Readable }[] = [
  { name: 'goes on after its declared length', length: 5, body: () => pushes('12345', 400, INJECTED) },
  { name: 'goes on after its declared length in the same chunk', length: 5, body: () => Readable.from([`12345${INJECTED}`]) },
  { name: 'goes on after some chunks', length: 5, body: () => pushes('12', 50, '345', 50, INJECTED) },
  { name: 'is shorter than its declared length', length: 41, body: () => Readable.from(['12345']) },
  { name: 'fails in the middle of its declared length', length: 41, body: () => pushes('12345', 50, new Error('gone')) },
  { name: 'fails in the middle of its chunks', body: () => pushes('12345', 50, new Error('gone')) },
  { name: 'fails before its first byte', length: 5, body: () => pushes(50, new Error('gone')) },
];

let api: Api;
let body: () => Readable;
let length: number | undefined;
beforeAll(async () => {
  api = await startApi({
    operations,
    handlers: {
      bad: () => ({ status: 200, type: 'application/octet-stream', body: body(), headers: { 'Content-Length': length } }),
      good: ({ params }: { params: { id: string } }) => ({ status: 200, type: 'text/plain', body: `good ${params.id}` }),
    },
  });
});
afterAll(() => api.close());

describe.each(Object.keys(PROXIES) as (keyof typeof PROXIES)[])('behind %s', (name) => {
  let proxy: ReverseProxy;
  beforeAll(async () => {
    proxy = await startProxy(name, api.port);
  });
  afterAll(() => proxy.stop());

  test.each(streams)('a stream that $name touches no other client’s response', async (given) => {
    ({ body, length } = given);
    api.failures.length = 0;
    const others: string[] = [];
    const wanted: string[] = [];
    const other = async (id: string) => {
      wanted.push(`200 good ${id}`);
      const response = await fetch(`http://127.0.0.1:${proxy.port}/good/${id}`);
      others.push(`${response.status} ${await response.text()}`);
    };
    await other('before');
    // Whether the client gets an error, a part or nothing is the proxy's choice.
    const bad = fetch(`http://127.0.0.1:${proxy.port}/bad`)
      .then(async (response) => `${response.status} ${await response.text()}`)
      .catch(() => 'broken');
    for (let index = 0; index < 20; index++) {
      await other(`while-${index}`);
      await sleep(30);
    }
    expect(['broken', '200 12345', '200 12', expect.stringMatching(/^50[02] /)]).toContainEqual(await bad);
    for (let index = 0; index < 5; index++) await other(`after-${index}`);
    expect(others).toEqual(wanted);
    expect(api.failures).toMatchObject([{ operationId: 'bad' }]);
  });
});
