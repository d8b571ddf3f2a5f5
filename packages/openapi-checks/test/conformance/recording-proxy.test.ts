import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startRecordingProxy } from '../../src/conformance/recording-proxy.ts';
import { loadDocument } from '../../src/document.ts';
import { DOCUMENT } from '../options.ts';

const right = { status: 'ok', message: 'm', timestamp: '2026-01-15T09:30:00.000Z' };

function responds(status: number, body: object, headers: Record<string, string> = { 'Cache-Control': 'no-store' }): RequestListener {
  return (_req, res) => res.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
}

describe('the recording proxy', () => {
  const cases: { name: string; listener: RequestListener; method?: string; want: string[] }[] = [
    { name: 'accepts a declared response', listener: responds(200, right), want: [] },
    { name: 'reports a 501', listener: responds(501, right), want: ['GET /api/v1/smoke-test?a=b: responded 501, a failure of the service'] },
    {
      name: 'reports a declared 5xx',
      listener: responds(503, right),
      want: [expect.stringContaining('responded 503, a failure of the service')],
    },
    {
      name: 'checks HEAD against GET',
      listener: responds(202, right),
      method: 'HEAD',
      want: [expect.stringContaining('responded 202; the document declares 200, 503, default')],
    },
    { name: 'reports a missing response', listener: (_req, res) => res.destroy(), want: ['GET /api/v1/smoke-test?a=b: no response'] },
  ];
  test.each(cases)('$name', async ({ listener, method = 'GET', want }) => {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const proxy = await startRecordingProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, loadDocument(DOCUMENT));
    for (let times = 0; times < 2; times++) await fetch(`${proxy.origin}/api/v1/smoke-test?a=b`, { method }).catch(() => {});
    expect(proxy.faults).toEqual(want);
    proxy.close();
    server.close();
    server.closeAllConnections();
  });

  test('forwards messages unchanged', async () => {
    const server = createServer((req, res) =>
      res.writeHead(418, 'Teapot', ['X-Case', `${req.method} ${req.url} ${req.headers['x-probe']}`, 'X-Case', 'two']).end('tea'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const proxy = await startRecordingProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, loadDocument(DOCUMENT));
    const response = await fetch(`${proxy.origin}/x?%C3%A4`, { method: 'POST', headers: { 'X-Probe': 'p' }, body: 'b' });
    expect([response.status, response.statusText, response.headers.get('x-case'), await response.text()]).toEqual([
      418,
      'Teapot',
      'POST /x?%C3%A4 p, two',
      'tea',
    ]);
    expect(proxy.responses).toBe(1);
    proxy.close();
    server.close();
    server.closeAllConnections();
  });
});
