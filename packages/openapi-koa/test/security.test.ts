import { type Api, startApi } from '../../../test/support/api.ts';
import { compile } from '../../../test/support/documents.ts';
import { raw } from '../../../test/support/raw.ts';
import { contractProblems, Problem, type SecurityHandler } from '../src/index.ts';

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
  const operations = compile('security.json', document);
  api = await startApi({
    operations,
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
  const response = await fetch(`http://127.0.0.1:${api.port}${path}`, { headers });
  const body = (await response.json()) as Record<string, unknown>;
  expect({ status: response.status, body }).toMatchObject({ status });
  if (status === 200) expect(body).toEqual({ principal });
  else expect(response.headers.get('content-type')).toBe('application/problem+json');
  if (status === 401) expect(response.headers.get('www-authenticate')).toEqual(challenge ?? expect.any(String));
  // A request id may have any hexadecimal digits in it.
  expect(JSON.stringify({ ...body, instance: undefined })).not.toMatch(/store is down|weak|bad/);
});

test.each(['good', 'bad'])('two Authorization fields, of which the second is %s, are no credentials', async (second) => {
  const fields = ['good', second].map((token) => `Authorization: Bearer ${token}\r\n`).join('');
  const { responses } = await raw({ port: api.port, send: [`GET /bearer HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${fields}\r\n`] });
  expect(responses.map(({ status }) => status)).toEqual([401]);
});

test('a preflight needs no credentials', async () => {
  const response = await fetch(`http://127.0.0.1:${api.port}/bearer`, {
    method: 'OPTIONS',
    headers: { Origin: 'https://a.example', 'Access-Control-Request-Method': 'GET' },
  });
  expect(response.status).toBe(204);
});

test('a scheme without a handler stops the start', async () => {
  const operations = compile('security.json', document);
  const handlers = Object.fromEntries(Object.keys(requirements).map((name) => [name, () => ({})]));
  await expect(
    startApi({
      operations,
      handlers,
      securityHandlers: { header: accept, query: accept, cookie: accept, basic: accept, oauth: accept, own: accept, authorized: accept, quoted: accept },
    }),
  ).rejects.toThrow(
    'The handlers do not match the document: bearer requires the security scheme bearer, which has no handler; twice requires the security scheme bearer, which has no handler; both requires the security scheme bearer, which has no handler; either requires the security scheme bearer, which has no handler; optional requires the security scheme bearer, which has no handler; nothingFirst requires the security scheme bearer, which has no handler; global requires the security scheme bearer, which has no handler.',
  );
});

describe('the alternatives of an operation', () => {
  /** What the handler of a scheme does, by the key that was sent. */
  const outcomes: Readonly<Record<string, () => unknown>> = {
    good: () => 'somebody',
    bad: () => undefined,
    weak: () => {
      throw new Problem(contractProblems.forbidden, { detail: 'This wants a right.' });
    },
    down: () => Promise.reject(new Error('the identity provider is down')),
    nothing: () => Promise.reject(),
    never: () => new Promise(() => undefined),
  };
  const called: string[] = [];
  const names = ['a', 'b', 'c'] as const;
  const alternatives: Readonly<Record<string, readonly Readonly<Record<string, readonly string[]>>[]>> = {
    each: [{ a: [] }, { b: [] }, { c: [] }],
    both: [{ a: [], b: [] }, { c: [] }],
    again: [
      { a: [], b: [] },
      { a: [], c: [] },
    ],
    optional: [{}, { a: [] }, { b: [] }],
  };
  const rows: { name: string; of: string; sent: Readonly<Record<string, string>>; status: number; calls: string[]; principal?: unknown }[] = [
    { name: 'the first that is met ends it', of: 'each', sent: { a: 'good', b: 'down', c: 'never' }, status: 200, calls: ['a'], principal: 'somebody' },
    { name: 'they are tried in the order of the document', of: 'each', sent: { a: 'bad', b: 'bad', c: 'good' }, status: 200, calls: ['a', 'b', 'c'] },
    { name: 'one without credentials is passed over', of: 'each', sent: { b: 'good', c: 'never' }, status: 200, calls: ['b'] },
    { name: 'an identity provider that is down does not stop a later one', of: 'each', sent: { a: 'down', b: 'good' }, status: 200, calls: ['a', 'b'] },
    { name: 'a missing right does not stop a later one', of: 'each', sent: { a: 'weak', b: 'good' }, status: 200, calls: ['a', 'b'] },
    { name: 'where none is met, the first failure is the result', of: 'each', sent: { a: 'bad', b: 'weak', c: 'down' }, status: 403, calls: ['a', 'b', 'c'] },
    { name: 'where none is met, a failure comes before credentials that are not accepted', of: 'each', sent: { b: 'down' }, status: 500, calls: ['b'] },
    { name: 'a failure without a reason is a failure', of: 'each', sent: { b: 'nothing' }, status: 500, calls: ['b'] },
    { name: 'where none is met without a failure, it is 401', of: 'each', sent: { a: 'bad', c: 'bad' }, status: 401, calls: ['a', 'c'] },
    {
      name: 'all parts of one are asked in order',
      of: 'both',
      sent: { a: 'good', b: 'good' },
      status: 200,
      calls: ['a', 'b'],
      principal: { a: 'somebody', b: 'somebody' },
    },
    { name: 'a part that fails ends its alternative', of: 'both', sent: { a: 'bad', b: 'never', c: 'good' }, status: 200, calls: ['a', 'c'] },
    { name: 'a part in two alternatives is asked once', of: 'again', sent: { a: 'good', b: 'bad', c: 'good' }, status: 200, calls: ['a', 'b', 'c'] },
    { name: 'a part that failed is not asked again', of: 'again', sent: { a: 'down', c: 'good' }, status: 500, calls: ['a'] },
    { name: 'one that asks for nothing comes last', of: 'optional', sent: { b: 'good' }, status: 200, calls: ['b'], principal: 'somebody' },
    { name: 'one that asks for nothing is met whatever failed', of: 'optional', sent: { a: 'down', b: 'bad' }, status: 200, calls: ['a', 'b'] },
  ];

  let ordered: Api;
  beforeAll(async () => {
    const operation = ([operationId, security]: readonly [string, unknown]) => [
      `/${operationId}`,
      { get: { operationId, security, responses: { 200: { description: 'd', content: { 'application/json': { schema: {} } } } } } },
    ];
    const text = JSON.stringify({
      openapi: '3.0.3',
      info: { title: 'T', version: '1' },
      paths: Object.fromEntries(Object.entries(alternatives).map(operation)),
      components: { securitySchemes: Object.fromEntries(names.map((name) => [name, { type: 'apiKey', in: 'header', name }])) },
    });
    const handler = (_request: never, { principal }: { principal: unknown }) => ({ status: 200, body: { principal: principal ?? null } });
    const check =
      (name: string): SecurityHandler =>
      ({ secret }) => {
        called.push(name);
        return outcomes[secret]?.();
      };
    ordered = await startApi({
      operations: compile('alternatives.json', text),
      handlers: Object.fromEntries(Object.keys(alternatives).map((name) => [name, handler])),
      securityHandlers: Object.fromEntries(names.map((name) => [name, check(name)])),
    });
  });
  afterAll(() => ordered.close());

  test.each(rows)('$name', async ({ of, sent, status, calls, principal }) => {
    called.length = 0;
    const response = await fetch(`http://127.0.0.1:${ordered.port}/${of}`, { headers: sent });
    const body = (await response.json()) as Record<string, unknown>;
    expect({ status: response.status, called }).toEqual({ status, called: calls });
    if (principal !== undefined) expect(body).toEqual({ principal });
  });
});

const repeated: { name: string; path: string; fields: string[]; want: string }[] = [
  { name: 'a cookie', path: '/cookie', fields: ['Cookie: sid=good; sid=good'], want: 'The cookie sid was sent more than once; send it once.' },
  {
    name: 'a cookie in two Cookie headers',
    path: '/cookie',
    fields: ['Cookie: sid=good', 'Cookie: sid=good'],
    want: 'The cookie sid was sent more than once; send it once.',
  },
  { name: 'a query parameter', path: '/query?key=good&key=good', fields: [], want: 'The query parameter key was sent more than once; send it once.' },
  { name: 'a header', path: '/header', fields: ['X-Key: good', 'x-key: good'], want: 'The header X-Key was sent more than once; send it once.' },
  {
    name: 'Authorization',
    path: '/bearer',
    fields: ['Authorization: Bearer good', 'Authorization: Bearer good'],
    want: 'The header Authorization was sent more than once; send it once.',
  },
  {
    name: 'Authorization, which two schemes read',
    path: '/eitherScope',
    fields: ['Authorization: Bearer good', 'Authorization: Bearer good'],
    want: 'The header Authorization was sent more than once; send it once.',
  },
];
test.each(repeated)('$name that is sent twice is a 401 that says so', async ({ path, fields, want }) => {
  const { responses } = await raw({ port: api.port, send: [[`GET ${path} HTTP/1.1`, 'Host: a', 'Connection: close', ...fields, '', ''].join('\r\n')] });
  expect(responses.map(({ status }) => status)).toEqual([401]);
  expect(JSON.parse(responses[0]?.body ?? '').detail).toBe(`This operation requires credentials, and none of those sent were accepted. ${want}`);
});
