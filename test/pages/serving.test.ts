import { type Service, startService } from '../support/service.ts';

let service: Service;
beforeAll(async () => {
  service = await startService({ LOG_LEVEL: 'info' });
});
afterAll(() => void service.child.kill('SIGKILL'));

const ask = (path: string, method: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${service.port}${path}`, { method, headers, redirect: 'manual' });

describe.each(['/docs', '/redoc', '/redoc/start.js', '/redoc/redoc.standalone.js', '/problems', '/openapi.json', '/openapi.yaml'])('%s', (path) => {
  test('has an ETag, and 304 for who has it already', async () => {
    const etag = (await ask(path, 'GET')).headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{27}"$/);
    const { status, headers } = await ask(path, 'GET', { 'If-None-Match': etag });
    expect({ status, etag: headers.get('etag') }).toEqual({ status: 304, etag });
  });

  test('answers HEAD as GET, without the body', async () => {
    const [get, head] = [await ask(path, 'GET'), await ask(path, 'HEAD')];
    const fields = ({ headers }: Response) =>
      ['content-type', 'content-length', 'etag', 'cache-control', 'content-security-policy'].map((name) => headers.get(name));
    expect(fields(head)).toEqual(fields(get));
    expect({ status: head.status, body: await head.text() }).toEqual({ status: 200, body: '' });
    expect((await get.arrayBuffer()).byteLength).toBe(Number(head.headers.get('content-length')));
  });

  test('says what it takes, and refuses the rest', async () => {
    for (const [method, status] of [
      ['OPTIONS', 204],
      ['POST', 405],
    ] as const) {
      const answer = await ask(path, method);
      expect([method, answer.status, answer.headers.get('allow')]).toEqual([method, status, 'GET, HEAD, OPTIONS']);
    }
  });
});
