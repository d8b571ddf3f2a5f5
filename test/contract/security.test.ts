import { contractProblems, Problem, type SecurityHandler } from '../../src/contract/index.ts';
import { type Api, startApi } from '../support/api.ts';
import { compile } from '../support/documents.ts';
import { raw } from '../support/raw.ts';

const schemes = {
  header: { type: 'apiKey', in: 'header', name: 'X-Key' },
  query: { type: 'apiKey', in: 'query', name: 'key' },
  quoted: { type: 'apiKey', in: 'query', name: 'a "kéy" ключ' },
  cookie: { type: 'apiKey', in: 'cookie', name: 'sid' },
  basic: { type: 'http', scheme: 'basic' },
  bearer: { type: 'http', scheme: 'bearer' },
  oauth: { type: 'oauth2', flows: {} },
  own: { type: 'http', scheme: 'VAPID' },
  authorized: { type: 'http', scheme: 'bearer' },
};

/** One operation for each way of requiring, named after it. */
const requirements: Readonly<Record<string, readonly Readonly<Record<string, readonly string[]>>[] | undefined>> = {
  header: [{ header: [] }],
  query: [{ query: [] }],
  quoted: [{ quoted: [] }],
  cookie: [{ cookie: [] }],
  basic: [{ basic: [] }],
  bearer: [{ bearer: [] }],
  oauth: [{ oauth: ['pets:read'] }],
  eitherScope: [{ oauth: ['pets:read'] }, { oauth: ['pets:write'] }],
  eitherScopeOrPublic: [{ oauth: ['pets:read'] }, { oauth: ['pets:write'] }, {}],
  twice: [{ header: [], bearer: [] }, { header: [] }],
  own: [{ own: [] }],
  authorized: [{ authorized: [] }],
  both: [{ header: [], bearer: [] }],
  either: [{ header: [] }, { bearer: [] }],
  optional: [{ bearer: [] }, {}],
  nothingFirst: [{}, { bearer: [] }],
  open: [],
  notFound: [{ header: [] }],
  global: undefined,
};

const document = JSON.stringify({
  openapi: '3.0.3',
  info: { title: 'T', version: '1' },
  security: [{ bearer: [] }],
  paths: Object.fromEntries(
    Object.entries(requirements).map(([name, security]) => [
      `/${name}`,
      { get: { operationId: name, ...(security && { security }), responses: { 200: { description: 'd', content: { 'application/json': { schema: {} } } } } } },
    ]),
  ),
  components: { securitySchemes: schemes },
});

let calls = 0;
const accept: SecurityHandler = ({ secret, user, scopes }) => {
  if (secret === 'broken') throw new Error('the store is down');
  if (secret === 'weak') throw new Problem(contractProblems.forbidden, { detail: 'This wants the right pets:read.' });
  if (secret === 'writer') return scopes.join() === 'pets:write' ? { secret, scopes } : undefined;
  if (secret === 'counted') return { calls: ++calls };
  return secret === 'good' || secret.startsWith('t=') ? { secret, ...(user && { user }), ...(scopes.length > 0 && { scopes }) } : undefined;
};

let api: Api;
beforeAll(async () => {
  const handler = (_request: never, { principal }: { principal: unknown }) => ({ status: 200, body: { principal: principal ?? null } });
  const tables = compile('security.json', document);
  api = await startApi({
    tables,
    handlers: Object.fromEntries(Object.keys(requirements).map((name) => [name, handler])),
    securityHandlers: Object.fromEntries(Object.keys(schemes).map((name) => [name, accept])),
  });
});
afterAll(() => api.close());

const basic = (text: string) => ({ Authorization: `Basic ${Buffer.from(text).toString('base64')}` });
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const good = { secret: 'good' };

const cases: { name: string; path: string; headers?: Record<string, string>; status: number; principal?: unknown; challenge?: string }[] = [
  { name: 'a key in the header', path: '/header', headers: { 'X-Key': 'good' }, status: 200, principal: good },
  { name: 'no key', path: '/header', status: 401, challenge: 'ApiKey in="header", name="X-Key"' },
  { name: 'a wrong key', path: '/header', headers: { 'X-Key': 'bad' }, status: 401 },
  { name: 'a key in the query', path: '/query?key=goo%64', status: 200, principal: good },
  { name: 'a key given twice', path: '/query?key=good&key=good', status: 401 },
  {
    name: 'no key, where its name is not for a field',
    path: '/quoted',
    status: 401,
    challenge: `ApiKey in="query", name="${encodeURIComponent('a "kéy" ключ')}"`,
  },
  { name: 'a key whose name is not for a field', path: `/quoted?${encodeURIComponent('a "kéy" ключ')}=good`, status: 200, principal: good },
  { name: 'a key in a cookie', path: '/cookie', headers: { Cookie: 'a=b; sid=good' }, status: 200, principal: good },
  { name: 'user and password', path: '/basic', headers: basic('ann:good'), status: 200, principal: { secret: 'good', user: 'ann' } },
  { name: 'basic without a colon', path: '/basic', headers: basic('good'), status: 401, challenge: 'Basic realm="api", charset="UTF-8"' },
  { name: 'a token', path: '/bearer', headers: bearer('good'), status: 200, principal: good },
  { name: 'a token in other case', path: '/bearer', headers: { Authorization: 'bEARER good' }, status: 200, principal: good },
  { name: 'another method of authentication', path: '/bearer', headers: basic('ann:good'), status: 401, challenge: 'Bearer realm="api"' },
  {
    name: 'a token with the scopes that are asked for',
    path: '/oauth',
    headers: bearer('good'),
    status: 200,
    principal: { secret: 'good', scopes: ['pets:read'] },
  },
  {
    name: 'the scopes of the first alternative that is met',
    path: '/eitherScope',
    headers: bearer('good'),
    status: 200,
    principal: { secret: 'good', scopes: ['pets:read'] },
  },
  {
    name: 'the scopes of each alternative on their own',
    path: '/eitherScope',
    headers: bearer('writer'),
    status: 200,
    principal: { secret: 'writer', scopes: ['pets:write'] },
  },
  { name: 'one challenge for alternatives of one scheme', path: '/eitherScope', status: 401, challenge: 'Bearer realm="api"' },
  { name: 'no scopes of alternatives that are not met', path: '/eitherScopeOrPublic', headers: bearer('bad'), status: 200, principal: null },
  { name: 'a scheme of two alternatives is asked once', path: '/twice', headers: { 'X-Key': 'counted' }, status: 200, principal: { calls: 1 } },
  {
    name: 'parameters after the name of a method',
    path: '/own',
    headers: { Authorization: 'vapid t=a, k="b c"' },
    status: 200,
    principal: { secret: 't=a, k="b c"' },
  },
  { name: 'nothing after the name of a method', path: '/own', headers: { Authorization: 'vapid' }, status: 401, challenge: 'Vapid realm="api"' },
  { name: 'a token with a space in it', path: '/bearer', headers: bearer('good good'), status: 401 },
  { name: 'a scheme with a name that the binder keeps', path: '/authorized', headers: bearer('good'), status: 200, principal: good },
  { name: 'both of two', path: '/both', headers: { 'X-Key': 'good', ...bearer('good') }, status: 200, principal: { header: good, bearer: good } },
  {
    name: 'one of two that are both wanted',
    path: '/both',
    headers: { 'X-Key': 'good' },
    status: 401,
    challenge: 'ApiKey in="header", name="X-Key", Bearer realm="api"',
  },
  { name: 'the second of two alternatives', path: '/either', headers: bearer('good'), status: 200, principal: good },
  { name: 'neither of two alternatives', path: '/either', status: 401 },
  { name: 'nothing where nothing is fine too', path: '/optional', status: 200, principal: null },
  { name: 'a principal where nothing is fine too', path: '/optional', headers: bearer('good'), status: 200, principal: good },
  { name: 'a principal where nothing is fine too, and stands first', path: '/nothingFirst', headers: bearer('good'), status: 200, principal: good },
  { name: 'nothing where nothing is fine too, and stands first', path: '/nothingFirst', headers: bearer('bad'), status: 200, principal: null },
  { name: 'nothing where nothing is wanted', path: '/open', status: 200, principal: null },
  { name: 'the document’s own requirement', path: '/global', status: 401 },
  { name: 'an operation with a name that the binder keeps', path: '/notFound', status: 401 },
  { name: 'a principal without the right', path: '/bearer', headers: bearer('weak'), status: 403 },
  { name: 'a security handler that fails', path: '/bearer', headers: bearer('broken'), status: 500 },
  { name: 'credentials come before negotiation', path: '/bearer', headers: { Accept: 'text/html' }, status: 401 },
];

test.each(cases)('$name: $status', async ({ path, headers = {}, status, principal, challenge }) => {
  const answer = await fetch(`http://127.0.0.1:${api.port}${path}`, { headers });
  const body = (await answer.json()) as Record<string, unknown>;
  expect({ status: answer.status, body }).toMatchObject({ status });
  if (status === 200) expect(body).toEqual({ principal });
  else expect(answer.headers.get('content-type')).toBe('application/problem+json');
  if (status === 401) expect(answer.headers.get('www-authenticate')).toEqual(challenge ?? expect.any(String));
  // A request id may have any hexadecimal digits in it.
  expect(JSON.stringify({ ...body, instance: undefined })).not.toMatch(/store is down|weak|bad/);
});

test.each(['good', 'bad'])('two Authorization fields, of which the second is %s, are no credentials', async (second) => {
  const fields = ['good', second].map((token) => `Authorization: Bearer ${token}\r\n`).join('');
  const { answers } = await raw({ port: api.port, send: [`GET /bearer HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${fields}\r\n`] });
  expect(answers.map(({ status }) => status)).toEqual([401]);
});

test('a preflight needs no credentials', async () => {
  const answer = await fetch(`http://127.0.0.1:${api.port}/bearer`, {
    method: 'OPTIONS',
    headers: { Origin: 'https://a.example', 'Access-Control-Request-Method': 'GET' },
  });
  expect(answer.status).toBe(204);
});

test('a scheme without a handler stops the start', async () => {
  const tables = compile('security.json', document);
  const handlers = Object.fromEntries(Object.keys(requirements).map((name) => [name, () => ({})]));
  await expect(
    startApi({
      tables,
      handlers,
      securityHandlers: { header: accept, query: accept, cookie: accept, basic: accept, oauth: accept, own: accept, authorized: accept, quoted: accept },
    }),
  ).rejects.toThrow(
    'The handlers do not fit the document: bearer requires the security scheme bearer, which has no handler; twice requires the security scheme bearer, which has no handler; both requires the security scheme bearer, which has no handler; either requires the security scheme bearer, which has no handler; optional requires the security scheme bearer, which has no handler; nothingFirst requires the security scheme bearer, which has no handler; global requires the security scheme bearer, which has no handler.',
  );
});
