import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { PROXIES, type ProxyName, type ReverseProxy } from '../support/proxies.ts';
import { type Service, SMOKE_TEST_PATH, startService } from '../support/service.ts';
import { until } from '../support/wait.ts';
import { startDeployedProxy } from './deployed-proxy.ts';

/** Addresses of clients; on Linux all of 127.0.0.0/8 is loopback. */
const CLIENT = '127.0.0.41';
const FLOODER = '127.0.0.42';
const FLOOD = 1500;

/** What a client may send from one address before it is refused, all at once. */
const BURST = { haproxy: 1000, nginx: 200 } as const;

let service: Service;
beforeAll(async () => {
  service = await startService({ TRUSTED_PROXIES: '127.0.0.1', LOG_LEVEL: 'info' });
});
afterAll(() => void service.child.kill('SIGKILL'));

interface Received {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

function get(port: number, from: string, path: string, headers: Readonly<Record<string, string>> = {}, agent?: Agent): Promise<Received> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, headers, localAddress: from, ...(agent && { agent }) }, async (response) => {
      resolve({ status: response.statusCode as number, headers: response.headers, body: (await buffer(response)).toString() });
    });
    outgoing.on('error', reject).end();
  });
}

describe.each(Object.keys(PROXIES) as ProxyName[])('behind %s', (name) => {
  let proxy: ReverseProxy;
  beforeAll(async () => {
    proxy = await startDeployedProxy(name, { replicas: [service.port, service.port, service.port], unlimited: false });
    await until(async () => (await get(proxy.port, CLIENT, SMOKE_TEST_PATH)).status === 200);
  });
  afterAll(() => proxy.stop());

  test('the service logs the address of the client, whatever the client says of itself', async () => {
    const forged = { 'X-Forwarded-For': '203.0.113.7', 'X-Request-Id': `${name}-forged` };
    expect(await get(proxy.port, CLIENT, '/openapi.json', forged)).toMatchObject({ status: 200, headers: { 'x-request-id': `${name}-forged` } });
    await until(() => service.log.some((line) => line['requestId'] === `${name}-forged`));
    expect(service.log.find((line) => line['requestId'] === `${name}-forged`)).toMatchObject({ clientAddress: CLIENT });
  });

  test('the service gets the address, scheme and host that the proxy saw, and no Forwarded', async () => {
    const upstream = createServer(({ headers }, response) => response.end(JSON.stringify(headers))).listen(0, '127.0.0.1');
    await once(upstream, 'listening');
    const { port: replica } = upstream.address() as AddressInfo;
    const other = await startDeployedProxy(name, { replicas: [replica, replica, replica], unlimited: false });
    const forged = { 'X-Forwarded-For': '203.0.113.7', 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'forged.example', Forwarded: 'for=203.0.113.7' };
    const { body } = await get(other.port, CLIENT, '/', { ...forged, Host: 'api.petsage.example' });
    await other.stop();
    upstream.close().closeAllConnections();
    const { host, forwarded, ...fields } = JSON.parse(body);
    expect({ host, forwarded }).toEqual({ host: 'api.petsage.example', forwarded: undefined });
    expect(fields).toMatchObject({ 'x-forwarded-for': CLIENT, 'x-forwarded-proto': 'http', 'x-forwarded-host': 'api.petsage.example' });
  });

  test('an address that sends too many requests gets a 429, others and the smoke test do not', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 32 });
    const flood = await Promise.all(Array.from({ length: FLOOD }, () => get(proxy.port, FLOODER, '/openapi.yaml', {}, agent)));
    agent.destroy();
    const refused = flood.filter(({ status }) => status === 429);
    expect(new Set(flood.map(({ status }) => status))).toEqual(new Set([200, 429]));
    expect(flood.length - refused.length).toBeGreaterThanOrEqual(BURST[name]);
    expect(refused[0]).toMatchObject({
      headers: { 'content-type': 'application/problem+json', 'retry-after': expect.stringMatching(/^\d+$/), 'access-control-allow-origin': '*' },
    });
    expect(JSON.parse(refused[0]?.body ?? '')).toEqual({ type: 'about:blank', title: 'Too Many Requests', status: 429, detail: expect.any(String) });
    expect((await get(proxy.port, FLOODER, SMOKE_TEST_PATH)).status).toBe(200);
    expect((await get(proxy.port, CLIENT, '/openapi.yaml')).status).toBe(200);
  });
});

test.each(Object.keys(PROXIES) as ProxyName[])('%s responds with a problem where no replica can be reached', async (name) => {
  const proxy = await startDeployedProxy(name, { replicas: [1, 1, 1], unlimited: false });
  const { status, headers, body } = await get(proxy.port, CLIENT, '/openapi.json');
  await proxy.stop();
  expect(headers['content-type']).toBe('application/problem+json');
  expect(JSON.parse(body)).toEqual({ type: 'about:blank', title: expect.any(String), status, detail: expect.stringContaining('No replica') });
});
