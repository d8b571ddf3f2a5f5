import { type Service, startService } from '../support/service.ts';

let service: Service;
beforeAll(async () => {
  service = await startService({ LOG_LEVEL: 'info' });
});
afterAll(() => void service.child.kill('SIGKILL'));

const send = (path: string, method: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${service.port}${path}`, { method, headers, redirect: 'manual' });

describe.each(['/', '/changelog', '/docs', '/redoc', '/redoc/start.js', '/redoc/redoc.standalone.js', '/problems', '/openapi.json', '/openapi.yaml'])(
  '%s',
  (path) => {
    test('has an ETag, and responds with 304 to a client that has it', async () => {
      const etag = (await send(path, 'GET')).headers.get('etag') ?? '';
      expect(etag).toMatch(/^"[\w-]{27}"$/);
      const { status, headers } = await send(path, 'GET', { 'If-None-Match': etag });
      expect({ status, etag: headers.get('etag') }).toEqual({ status: 304, etag });
    });

    test('has the same policies with 304 as with 200, as a browser updates its copy with them', async () => {
      const full = await send(path, 'GET');
      const { headers } = await send(path, 'GET', { 'If-None-Match': full.headers.get('etag') ?? '' });
      for (const name of ['content-security-policy', 'referrer-policy', 'cache-control'])
        expect([name, headers.get(name)]).toEqual([name, full.headers.get(name)]);
    });

    test('responds to HEAD as to GET, without the body', async () => {
      const [get, head] = [await send(path, 'GET'), await send(path, 'HEAD')];
      const fields = ({ headers }: Response) =>
        ['content-type', 'content-length', 'etag', 'cache-control', 'content-security-policy'].map((name) => headers.get(name));
      expect(fields(head)).toEqual(fields(get));
      expect({ status: head.status, body: await head.text() }).toEqual({ status: 200, body: '' });
      expect((await get.arrayBuffer()).byteLength).toBe(Number(head.headers.get('content-length')));
    });

    test('lists its methods, and refuses others', async () => {
      for (const [method, status] of [
        ['OPTIONS', 204],
        ['POST', 405],
      ] as const) {
        const response = await send(path, method);
        expect([method, response.status, response.headers.get('allow')]).toEqual([method, status, 'GET, HEAD, OPTIONS']);
      }
    });
  },
);

test.each(['/docs', '/redoc', '/problems', '/changelog'])('%s with a trailing slash redirects to the page, wherever a proxy puts it', async (path) => {
  const { status, headers } = await send(`${path}/`, 'GET');
  expect({ status, location: headers.get('location') }).toEqual({ status: 302, location: `..${path}` });
});

test.each(['/openapi.json/', '/docs/start.js/', '/docs//'])('%s is not found', async (path) => {
  expect((await send(path, 'GET')).status).toBe(404);
});
