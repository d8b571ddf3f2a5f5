import { type Api, type ApiOptions, startApi } from '../../../test/support/api.ts';
import { raw } from '../../../test/support/raw.ts';
import { htmlHeaders } from '../src/pages/html.ts';
import { ContractApp } from '../src/server/app.ts';
import { serveResources } from '../src/server/static-resources.ts';

const operations = {
  securitySchemes: {},
  list: [
    {
      operationId: 'getThing',
      method: 'GET' as const,
      path: '/thing',
      security: [],
      load: () => ({
        parameters: [],
        responses: { 200: { headers: [{ name: 'Referrer-Policy', required: false, explode: false }], content: ['application/json'] } },
        validators: { responses: { 200: { headers: () => true } } },
      }),
    },
  ],
};
const page = { path: '/page', type: 'text/html', headers: htmlHeaders([]), load: () => Buffer.from('<p>') };
const API_POLICY = "default-src 'none'; frame-ancestors 'none'";

let api: Api;
afterEach(() => api.close());

async function ask(send: string, options: Partial<ApiOptions> = {}): Promise<Readonly<Record<string, string>>> {
  const handlers = { getThing: () => ({ status: 200, body: {} }) };
  api = await startApi({ operations, handlers, after: [serveResources([page], 1024)], ...options });
  const { responses } = await raw({ port: api.port, send: [send], methods: [send.split(' ')[0] ?? ''] });
  return responses[0]?.headers ?? {};
}

const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}Connection: close\r\n\r\n`;

test.each([
  { cause: 'an operation', send: get('/thing') },
  { cause: 'an unknown path', send: get('/none') },
  { cause: 'an undeclared method', send: get('/thing').replace('GET', 'DELETE') },
  { cause: 'OPTIONS', send: get('/thing').replace('GET', 'OPTIONS') },
  { cause: 'a preflight', send: get('/thing', 'Origin: https://a.example\r\nAccess-Control-Request-Method: GET\r\n').replace('GET', 'OPTIONS') },
  { cause: 'a message without Host', send: 'GET /thing HTTP/1.1\r\nConnection: close\r\n\r\n' },
  { cause: 'a message that cannot be parsed', send: 'GET /thing HTTP/1.1\r\nHost a\r\n\r\n' },
  { cause: 'an unknown expectation', send: get('/thing', 'Expect: tea\r\n') },
  { cause: 'CONNECT', send: 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n' },
  { cause: 'middleware', send: get('/thing'), options: { before: [(ctx: object) => void Object.assign(ctx, { body: 'mine' })] } },
  { cause: 'middleware that throws', send: get('/thing'), options: { before: [() => Promise.reject(new Error('boom'))] } },
])('a response to or by $cause has the common headers', async ({ send, options }) => {
  expect(await ask(send, options)).toMatchObject({
    'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    'x-content-type-options': 'nosniff',
    'content-security-policy': API_POLICY,
    'referrer-policy': 'no-referrer',
    connection: 'close',
    date: expect.stringMatching(/GMT$/),
  });
});

test('a page has a policy of its own', async () => {
  const headers = await ask(get('/page'));
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'; img-src 'self' data:/);
  expect(headers['referrer-policy']).toBe('no-referrer');
});

test('an operation may set a security header itself', async () => {
  const handlers = { getThing: () => ({ status: 200, headers: { 'Referrer-Policy': 'origin' }, body: {} }) };
  expect((await ask(get('/thing'), { handlers }))['referrer-policy']).toBe('origin');
});

test.each([
  { securityHeaders: false, send: get('/thing') },
  { securityHeaders: false, send: get('/none') },
  { securityHeaders: false, send: 'GET /thing HTTP/1.1\r\nHost a\r\n\r\n' },
  { securityHeaders: { 'X-Frame-Options': 'DENY' }, send: get('/thing') },
] as const)('securityHeaders: $securityHeaders replaces the default ones', async ({ securityHeaders, send }) => {
  const headers = await ask(send, { securityHeaders });
  expect(['x-content-type-options', 'content-security-policy', 'referrer-policy', 'x-frame-options'].flatMap((name) => headers[name] ?? [])).toEqual(
    securityHeaders === false ? [] : ['DENY'],
  );
  expect(headers).toHaveProperty('x-request-id');
});

test.each([{ headers: { 'a b': 'c' } }, { headers: { 'X-A': 'b\nc' } }, { headers: { 'X-A': 1 as never } }])(
  'the security headers $headers stop the start',
  async ({ headers }) => {
    api = await startApi({ operations, handlers: { getThing: () => ({}) } });
    expect(() => new ContractApp({ problemBase: () => '', bodyLimitBytes: 1, securityHeaders: headers })).toThrow(/^securityHeaders must be names and values/);
  },
);
