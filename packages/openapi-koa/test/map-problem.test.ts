import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { type Api, type ApiOptions, PROBLEM_BASE, startApi } from '../../../test/support/api.ts';
import { compile } from '../../../test/support/documents.ts';
import { parseResponses, type RawResponse, raw } from '../../../test/support/raw.ts';
import { until } from '../../../test/support/wait.ts';
import { ContractError, contractProblems, createDrainCheck, InvalidResponseError, Problem, type ProblemContext, serveResources } from '../src/index.ts';

/*
 * An API whose errors have formats of their own. The media type of each format is in its body, too, so a valid response shows what it was
 * validated against: what the operation declares for its status, what it declares by `default`, or the schema of `errorSchema`.
 */

const DECLARED = 'application/vnd.declared+json';
const DEFAULT = 'application/vnd.default+json';
const UNDECLARED = 'application/json';

const schema = (format: string) => ({
  type: 'object',
  required: ['format', 'code', 'status'],
  properties: { format: { enum: [format] }, code: { type: 'string', maxLength: 40 }, status: { type: 'integer' }, detail: { type: 'string' } },
});
const text = (required: boolean) => ({ required, schema: { type: 'string' } });
const error = (format: string, headers: object = {}) => ({
  description: 'd',
  headers,
  content: { [format]: { schema: { $ref: `#/components/schemas/${format === DECLARED ? 'Declared' : format === DEFAULT ? 'Default' : 'Error'}` } } },
});

const STATUSES = [400, 401, 403, 404, 406, 409, 412, 413, 415, 500, 503];
/** Headers that the document requires with some statuses: a server's own, one with a single value, and a number that is declared as a string. */
const HEADERS: Readonly<Record<number, object>> = {
  401: { 'WWW-Authenticate': text(true) },
  409: { 'Cache-Control': { required: true, schema: { enum: ['no-store'] } } },
  503: { 'Retry-After': text(true), 'X-Reason': text(false) },
};
const KINDS = {
  declared: Object.fromEntries(STATUSES.map((status) => [status, error(DECLARED, HEADERS[status])])),
  default: { default: error(DEFAULT) },
  undeclared: {},
} as const;
type Kind = keyof typeof KINDS;
const kinds = Object.keys(KINDS) as Kind[];

const success = { description: 'd', headers: { ETag: text(false) }, content: { 'application/json': {}, 'application/octet-stream': {} } };
const path = (kind: Kind) => {
  const operation = (operationId: string, more: object = {}) => ({
    operationId: `${kind}${operationId}`,
    responses: { 200: success, ...KINDS[kind] },
    ...more,
  });
  return {
    get: operation('Get', { parameters: [{ name: 'n', in: 'query', schema: { type: 'integer' } }] }),
    post: operation('Post', { requestBody: { required: true, content: { 'application/json': {}, 'application/octet-stream': {} } } }),
    put: operation('Put', { security: [{ key: [] }] }),
  };
};

const operations = compile(
  'map-problem.json',
  JSON.stringify({
    openapi: '3.0.3',
    info: { title: 'T', version: '1' },
    paths: {
      ...Object.fromEntries(kinds.map((kind) => [`/${kind}`, path(kind)])),
      // The only one that has the schema that the option names.
      '/other/{id}': {
        get: {
          operationId: 'other',
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          responses: { 200: success, 418: error(UNDECLARED), 404: { description: 'd' }, 409: { description: 'd', content: { 'text/plain': {} } } },
        },
      },
    },
    components: {
      schemas: { Declared: schema(DECLARED), Default: schema(DEFAULT), Error: schema(UNDECLARED) },
      securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } },
    },
  }),
);

const mapped = (problem: Problem, { mediaTypes: [format] }: ProblemContext) => ({
  type: format,
  body: { format, code: problem.type?.code ?? 'none', status: problem.status },
});
/** The same, but against the schema. */
const broken = (problem: Problem, context: ProblemContext) => ({ ...mapped(problem, context), body: { ...mapped(problem, context).body, format: 1 } });

let map: (problem: Problem, context: ProblemContext) => unknown = mapped;
let handler: () => unknown = () => undefined;
let guard: () => unknown = () => undefined;
let unavailable: Problem | undefined;
let api: Api;

async function serve(options: Partial<ApiOptions> = {}): Promise<Api> {
  const ids = operations.list.map(({ operationId }) => operationId);
  return startApi({
    operations,
    handlers: Object.fromEntries(ids.map((id) => [id, () => handler()])),
    availabilityChecks: Object.fromEntries(ids.map((id) => [id, () => unavailable])),
    securityHandlers: { key: () => guard() },
    handlerTimeoutMs: 50,
    bodyLimits: { bodyMemoryBytes: 1024 },
    bodyLimitBytes: 2048,
    mapProblem: (problem, context) => map(problem, context),
    errorSchema: 'Error',
    after: [serveResources([{ path: '/page', type: 'text/plain', headers: {}, load: () => Buffer.from('') }], 2048)],
    limits: { headerBytes: 2048, headersTimeoutMs: 300 },
    ...options,
  });
}
beforeAll(async () => {
  api = await serve();
});
afterAll(() => api.close());
beforeEach(() => {
  map = mapped;
  handler = () => ({ status: 200, body: {} });
  guard = () => undefined;
  unavailable = undefined;
  api.failures.length = 0;
});

const thrown = (given: unknown) => () => {
  throw given;
};
const head = (start: string, ...headers: string[]) => [`${start} HTTP/1.1`, 'Host: a', ...headers, '', ''].join('\r\n');
const withBody = (kind: Kind, body: string, ...headers: string[]) => `${head(`POST /${kind}`, `Content-Length: ${body.length}`, ...headers)}${body}`;
const JSON_BODY = 'Content-Type: application/json';

async function ask(send: string, method = 'GET'): Promise<RawResponse> {
  const { responses } = await raw({ port: api.port, send: [send], methods: [method], waitMs: 20, responseMs: 2000 });
  return responses.find(({ status }) => status >= 200) as RawResponse;
}

/** Each refusal of a request to an operation. What `headers` names must be there whatever the mapping returns. */
interface Refusal {
  readonly name: string;
  readonly given?: () => void;
  readonly send: (kind: Kind) => string;
  readonly want: { readonly status: number; readonly code: string };
  readonly headers?: Readonly<Record<string, string>>;
  /** A response of the operation: one that isn't declared is a 500. */
  readonly isResponse?: true;
  /** How many errors the log gets. */
  readonly failures?: number;
}
const get = (kind: Kind) => head(`GET /${kind}`);
const failing = { status: 500, code: 'internal-error' };
const refusals: readonly Refusal[] = [
  { name: 'an invalid parameter', send: (kind) => head(`GET /${kind}?n=x`), want: { status: 400, code: 'invalid-request' } },
  { name: 'a body that is no JSON', send: (kind) => withBody(kind, '{', JSON_BODY), want: { status: 400, code: 'invalid-request' } },
  {
    name: 'no credentials',
    send: (kind) => head(`PUT /${kind}`),
    want: { status: 401, code: 'unauthorized' },
    headers: { 'www-authenticate': 'ApiKey in="header", name="X-Key"' },
  },
  {
    name: 'credentials that permit nothing',
    given: () => {
      guard = thrown(new Problem(contractProblems.forbidden, { detail: 'd' }));
    },
    send: (kind) => head(`PUT /${kind}`, 'X-Key: k'),
    want: { status: 403, code: 'forbidden' },
  },
  { name: 'an Accept that excludes everything', send: (kind) => head(`GET /${kind}`, 'Accept: text/html'), want: { status: 406, code: 'not-acceptable' } },
  {
    name: 'a media type',
    send: (kind) => withBody(kind, 'x', 'Content-Type: text/html'),
    want: { status: 415, code: 'unsupported-media-type' },
    headers: { 'accept-post': 'application/json, application/octet-stream' },
  },
  {
    name: 'a content coding',
    send: (kind) => withBody(kind, 'x', JSON_BODY, 'Content-Encoding: lzma'),
    want: { status: 415, code: 'unsupported-content-encoding' },
    headers: { 'accept-encoding': expect.stringContaining('gzip') },
  },
  {
    name: 'a body over the limit',
    send: (kind) => head(`POST /${kind}`, JSON_BODY, 'Content-Length: 3000'),
    want: { status: 413, code: 'content-too-large' },
    headers: { connection: 'close' },
  },
  {
    name: 'bodies that need too much memory',
    send: (kind) => withBody(kind, ' '.repeat(1500), JSON_BODY),
    want: { status: 503, code: 'overloaded' },
    headers: { 'retry-after': '1' },
  },
  {
    name: 'a handler that takes too long',
    given: () => {
      handler = () => new Promise(() => undefined);
    },
    send: get,
    want: { status: 503, code: 'timed-out' },
    headers: { 'retry-after': '1' },
    failures: 1,
  },
  {
    name: 'a security handler that takes too long',
    given: () => {
      guard = () => new Promise(() => undefined);
    },
    send: (kind) => head(`PUT /${kind}`, 'X-Key: k'),
    want: { status: 503, code: 'timed-out' },
    headers: { 'retry-after': '1' },
    failures: 1,
  },
  {
    name: 'a handler that fails',
    given: () => {
      handler = thrown(new Error('for the log'));
    },
    send: get,
    want: failing,
    failures: 1,
  },
  {
    name: 'a response that breaks the contract',
    given: () => {
      handler = () => ({ status: 201 });
    },
    send: get,
    want: failing,
    failures: 1,
  },
  {
    name: 'a stream that fails before its first byte',
    given: () => {
      handler = () => ({ status: 200, type: 'application/octet-stream', body: new Readable({ read: thrown(new Error('for the log')) }) });
    },
    send: get,
    want: failing,
    failures: 1,
  },
  {
    name: 'an operation that is unavailable during a drain',
    given: () => {
      unavailable = createDrainCheck({ draining: true }, 4000)();
    },
    send: get,
    want: { status: 503, code: 'draining' },
    headers: { 'retry-after': '4' },
    isResponse: true,
  },
  {
    name: 'a problem of the handler',
    given: () => {
      handler = thrown(new Problem(409, { detail: 'd' }));
    },
    send: get,
    want: { status: 409, code: 'none' },
    isResponse: true,
  },
  {
    name: 'an error that is meant for the client',
    given: () => {
      handler = thrown(Object.assign(new Error('no such pet'), { status: 404, expose: true }));
    },
    send: get,
    want: { status: 404, code: 'none' },
    isResponse: true,
  },
  {
    name: 'a precondition',
    given: () => {
      handler = () => ({ status: 200, headers: { ETag: '"b"' }, body: {} });
    },
    send: (kind) => head(`GET /${kind}`, 'If-Match: "a"'),
    want: { status: 412, code: 'precondition-failed' },
    isResponse: true,
  },
];
const FORMATS: Readonly<Record<Kind, string>> = { declared: DECLARED, default: DEFAULT, undeclared: UNDECLARED };
const table = refusals.flatMap((refusal) => kinds.map((kind) => ({ kind, ...refusal })));

/** What a refusal has to be by what the operation declares. */
function wanted({ kind, name, want, isResponse, failures = 0 }: (typeof table)[number]): { status: number; code: string; failures: number } | undefined {
  if (kind !== 'undeclared' || isResponse === undefined) return { ...want, failures };
  // A 412 that isn't declared isn't sent in place of a success.
  return name === 'a precondition' ? undefined : { ...failing, failures: 1 };
}

describe('a refusal of an operation', () => {
  test.each(table)('is mapped and validated by what is $kind: $name', async (row) => {
    const { kind, given, send, headers = {}, want } = row;
    given?.();
    const expected = wanted(row);
    const response = await ask(send(kind));
    if (expected === undefined) expect(response.status).toBe(200);
    else {
      const { status, code, failures } = expected;
      const format = FORMATS[kind];
      expect({ status: response.status, type: response.headers['content-type'], ...JSON.parse(response.body) }).toEqual({ status, type: format, format, code });
      if (status === want.status) expect(response.headers).toMatchObject(headers);
      expect(api.failures).toHaveLength(failures);
    }
  });

  test.each(table.filter((row) => wanted(row)?.status === row.want.status))('is a plain 500, once, if its mapping is invalid: $name, $kind', async (row) => {
    const { kind, given, send, failures = 0 } = row;
    given?.();
    map = broken;
    const response = await ask(send(kind));
    expect({ status: response.status, type: response.headers['content-type'], ...JSON.parse(response.body) }).toMatchObject({
      status: 500,
      type: `${PROBLEM_BASE}#internal-error`,
    });
    expect(response.headers['content-type']).toBe('application/problem+json');
    expect(api.failures).toHaveLength(failures + 1);
    const { error, operationId } = api.failures.at(-1) as Api['failures'][number];
    expect(operationId).toMatch(new RegExp(`^${kind}`));
    expect(error).toMatchObject({ pointer: '/format', reason: 'must be equal to one of the allowed values' });
  });
});

interface Unrouted extends Omit<Refusal, 'send' | 'given' | 'isResponse' | 'failures'> {
  readonly send: string;
}
const unrouted: readonly Unrouted[] = [
  { name: 'an unknown path', send: head('GET /nothing'), want: { status: 404, code: 'not-found' }, headers: { 'cache-control': 'no-store' } },
  {
    name: 'an undeclared method',
    send: head('DELETE /declared'),
    want: { status: 405, code: 'method-not-allowed' },
    headers: { allow: 'GET, HEAD, POST, PUT, OPTIONS' },
  },
  { name: 'a method of a page', send: head('DELETE /page'), want: { status: 405, code: 'method-not-allowed' }, headers: { allow: 'GET, HEAD, OPTIONS' } },
  { name: 'a target with a bad escape', send: head('GET /other/%zz'), want: { status: 400, code: 'malformed-target' } },
  { name: 'no Host', send: 'GET /declared HTTP/1.1\r\n\r\n', want: { status: 400, code: 'malformed-request' }, headers: { connection: 'close' } },
  { name: 'no HTTP', send: 'GET\r\n\r\n', want: { status: 400, code: 'malformed-request' }, headers: { connection: 'close' } },
  { name: 'an unknown method', send: head('BREW /declared'), want: { status: 501, code: 'not-implemented' }, headers: { connection: 'close' } },
  { name: 'a long target', send: head(`GET /${'x'.repeat(3000)}`), want: { status: 414, code: 'uri-too-long' }, headers: { connection: 'close' } },
  {
    name: 'large headers',
    send: head('GET /', `X-A: ${'x'.repeat(3000)}`),
    want: { status: 431, code: 'header-fields-too-large' },
    headers: { connection: 'close' },
  },
  { name: 'an expectation', send: head('GET /declared', 'Expect: tea'), want: { status: 417, code: 'expectation-failed' }, headers: { connection: 'close' } },
  {
    name: 'CONNECT',
    send: 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n',
    want: { status: 405, code: 'method-not-allowed' },
    headers: { allow: expect.stringContaining('GET'), connection: 'close' },
  },
  {
    name: 'a header section that does not end',
    send: 'GET / HTTP/1.1\r\nHost',
    want: { status: 408, code: 'request-timeout' },
    headers: { connection: 'close' },
  },
];

describe('a refusal without an operation', () => {
  test.each(unrouted)('is mapped and validated against errorSchema: $name', async ({ send, want, headers = {} }) => {
    const response = await ask(send);
    expect({ type: response.headers['content-type'], ...JSON.parse(response.body) }).toEqual({ type: UNDECLARED, format: UNDECLARED, ...want });
    expect(response.status).toBe(want.status);
    expect(response.headers).toMatchObject(headers);
    expect(api.failures).toEqual([]);
  });

  test.each(unrouted)('is a plain 500, once, if its mapping is invalid: $name', async ({ send, headers = {} }) => {
    map = broken;
    const response = await ask(send);
    expect(JSON.parse(response.body)).toMatchObject({ status: 500, type: `${PROBLEM_BASE}#internal-error` });
    expect([response.status, response.headers['content-type'], response.headers['connection']]).toEqual([
      500,
      'application/problem+json',
      headers['connection'] ?? 'keep-alive',
    ]);
    expect(api.failures).toMatchObject([{ operationId: undefined, error: { pointer: '/format', reason: 'must be equal to one of the allowed values' } }]);
  });

  test('is mapped if it is for the number of connections', async () => {
    const limited = await serve({ limits: { connections: 1 } });
    const sockets: Socket[] = [];
    for (let index = 0; index < 2; index++) {
      const socket = connect(limited.port, '127.0.0.1');
      await once(socket, 'connect');
      sockets.push(socket);
      await until(async () => (await limited.connections()) === sockets.length);
    }
    let received = '';
    sockets[1]?.on('data', (chunk) => {
      received += chunk;
    });
    sockets[1]?.write(head('GET /declared'));
    await until(() => received.includes('}'));
    const response = parseResponses(Buffer.from(received), [])[0] as RawResponse;
    expect(JSON.parse(response.body)).toEqual({ format: UNDECLARED, code: 'overloaded', status: 503 });
    expect(response).toMatchObject({ status: 503, headers: { 'retry-after': '1', connection: 'close' } });
    for (const socket of sockets) socket.destroy();
    await limited.close();
  });

  test('is mapped if an OPTIONS finds the operation unavailable', async () => {
    unavailable = createDrainCheck({ draining: true }, 4000)();
    const response = await ask(head('OPTIONS /declared'), 'OPTIONS');
    expect(JSON.parse(response.body)).toEqual({ format: UNDECLARED, code: 'draining', status: 503 });
    expect(response).toMatchObject({ status: 503, headers: { 'retry-after': '4' } });
  });
});

test.each([
  { name: 'of an operation', target: '/declared?n=x' },
  { name: 'without one', target: '/nothing' },
])('HEAD has the headers of GET: a refusal $name', async ({ target }) => {
  const [long, short] = [await ask(head(`GET ${target}`)), await ask(head(`HEAD ${target}`), 'HEAD')];
  const without = ({ 'x-request-id': _id, date: _date, ...headers }: RawResponse['headers']) => headers;
  expect([short.status, without(short.headers), short.body]).toEqual([long.status, without(long.headers), '']);
});

describe('what the mapping may return', () => {
  const rows: { name: string; map: typeof map; send: string; want: object; failure?: object }[] = [
    {
      name: 'another status, which decides what it is validated against',
      map: (problem) => ({ status: 409, type: DECLARED, body: { format: DECLARED, code: 'c', status: problem.status } }),
      send: head('GET /declared?n=x'),
      want: { status: 409, headers: { 'cache-control': 'no-store' } },
    },
    {
      name: 'headers that the document declares',
      map: (...given) => ({ ...mapped(...given), headers: { 'x-reason': 'r', 'retry-after': 99 } }),
      send: withBody('declared', ' '.repeat(1500), JSON_BODY),
      want: { status: 503, headers: { 'x-reason': 'r', 'retry-after': '1' } },
    },
    {
      name: 'any headers where the document declares nothing',
      map: (...given) => ({ ...mapped(...given), headers: { 'X-A': 'a', 'cache-control': 'max-age=5', 'X-Nothing': undefined } }),
      send: head('GET /nothing'),
      want: { status: 404, headers: { 'x-a': 'a', 'cache-control': 'max-age=5' } },
    },
    {
      name: 'nothing, which leaves the problem as it is',
      map: () => undefined,
      send: head('GET /declared?n=x'),
      want: { status: 400, headers: { 'content-type': 'application/problem+json' } },
    },
    {
      name: 'nothing without an operation',
      map: () => undefined,
      send: head('BREW /'),
      want: { status: 501, headers: { 'content-type': 'application/problem+json' } },
    },
    {
      name: 'a body that is left out, as the error is declared without content',
      map: (problem) => ({ status: 404, body: { status: problem.status } }),
      send: head('GET /other/1', 'Accept: text/html'),
      want: { status: 404, headers: { 'content-length': '0' }, body: '' },
    },
    {
      name: 'a text where the document declares one',
      map: () => ({ status: 409, body: 'nothing here' }),
      send: head('GET /other/1', 'Accept: text/html'),
      want: { status: 409, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'nothing here' },
    },
    {
      name: 'no undeclared header',
      map: (...given) => ({ ...mapped(...given), headers: { 'X-A': 'a' } }),
      send: head('GET /declared?n=x'),
      want: { status: 500 },
      failure: { responseStatus: 400, pointer: 'header X-A', reason: 'is not declared' },
    },
    {
      name: 'no header of the connection',
      map: (...given) => ({ ...mapped(...given), headers: { Connection: 'keep-alive' } }),
      send: head('GET /nothing'),
      want: { status: 500 },
      failure: { pointer: 'header Connection' },
    },
    {
      name: 'no undeclared media type',
      map: (...given) => ({ ...mapped(...given), type: 'application/xml' }),
      send: head('GET /declared?n=x'),
      want: { status: 500 },
      failure: { pointer: '', reason: expect.stringContaining('has the media type application/xml') },
    },
    { name: 'no success', map: () => ({ status: 200, body: {} }), send: head('GET /declared?n=x'), want: { status: 500 }, failure: { responseStatus: 200 } },
    { name: 'no body', map: () => ({}), send: head('GET /nothing'), want: { status: 500 }, failure: { reason: expect.stringContaining('must have a body') } },
    { name: 'no text', map: () => 'x', send: head('GET /nothing'), want: { status: 500 }, failure: { reason: expect.stringContaining('must be an object') } },
    {
      name: 'no promise',
      map: async () => {
        throw new Error('later');
      },
      send: head('GET /nothing'),
      want: { status: 500 },
      failure: { reason: expect.stringContaining('without a promise') },
    },
    {
      name: 'no stream',
      map: () => ({ status: 409, body: Readable.from(['x']) }),
      send: head('GET /other/1', 'Accept: text/html'),
      want: { status: 500 },
      failure: { reason: 'must not be a stream' },
    },
    { name: 'not if it throws', map: thrown(new Error('a bug')), send: head('GET /nothing'), want: { status: 500 }, failure: { message: 'a bug' } },
    {
      name: 'not if it throws before the application',
      map: thrown(new Error('a bug')),
      send: head('BREW /'),
      want: { status: 500 },
      failure: { message: 'a bug' },
    },
  ];
  test.each(rows)('$name', async ({ map: given, send, want, failure }) => {
    map = given;
    expect(await ask(send)).toMatchObject(want);
    expect(api.failures.map(({ error }) => error)).toMatchObject(failure === undefined ? [] : [failure]);
  });

  test('a header of a handler’s problem must be declared', async () => {
    handler = thrown(new Problem(409, { detail: 'd', headers: { 'X-A': 'a' } }));
    expect((await ask(get('declared'))).status).toBe(500);
    expect(api.failures).toMatchObject([{ error: expect.any(InvalidResponseError) }]);
  });

  test('it gets the request, and the problem as JSON without what failed', async () => {
    const seen: unknown[] = [];
    map = (problem, context) => {
      const { requestId, operationId, mediaTypes, declares } = context;
      seen.push({ requestId, operationId, mediaTypes, declares: [500, 409, 422].map(declares), problem: context.toJson(), cause: problem.cause });
      return mapped(problem, context);
    };
    handler = thrown(new Error('SECRET'));
    await ask(head('GET /declared', 'X-Request-Id: abc'));
    expect(seen).toEqual([
      {
        requestId: 'abc',
        operationId: 'declaredGet',
        mediaTypes: [DECLARED],
        declares: [true, true, false],
        problem: expect.objectContaining({ status: 500, type: `${PROBLEM_BASE}#internal-error`, instance: `${PROBLEM_BASE}?request=abc` }),
        cause: undefined,
      },
    ]);
    expect(JSON.stringify(seen)).not.toContain('SECRET');
  });
});

test('middleware around the contract sees problems as before, and what it throws is mapped', async () => {
  const seen: unknown[] = [];
  const around = await serve({
    before: [
      async (ctx, next) => {
        if (ctx.get('x-limit') !== '') ctx.throw(429, 'slowly', { headers: { 'Retry-After': '7' } });
        await next().catch((error: unknown) => {
          seen.push(error);
          throw error;
        });
      },
    ],
  });
  const send = async (request: string) => (await raw({ port: around.port, send: [request], waitMs: 20, responseMs: 2000 })).responses[0] as RawResponse;
  const refused = await send(head('GET /declared?n=x'));
  expect([refused.status, JSON.parse(refused.body).format, refused.headers['content-type']]).toEqual([400, DECLARED, DECLARED]);
  expect(seen).toEqual([expect.any(Problem)]);
  const limited = await send(head('GET /declared', 'X-Limit: 1'));
  expect(limited).toMatchObject({ status: 429, headers: { 'retry-after': '7', 'content-type': UNDECLARED } });
  handler = thrown(new Problem(409, { detail: 'd' }));
  expect(await send(get('declared'))).toMatchObject({ status: 409, headers: { 'content-type': DECLARED } });
  map = broken;
  expect(await send(get('declared'))).toMatchObject({ status: 500, headers: { 'content-type': 'application/problem+json' } });
  expect(around.failures).toMatchObject([{ operationId: 'declaredGet', error: { pointer: '/format' } }]);
  await around.close();
});

const wrong: { name: string; given: Pick<ApiOptions, 'mapProblem' | 'errorSchema'>; want: string }[] = [
  {
    name: 'a schema that no error has',
    given: { mapProblem: mapped, errorSchema: 'Eror' },
    want: 'errorSchema is "Eror"; the errors of the document have the schemas Declared, Default, Error.',
  },
  {
    name: 'a mapping without a schema',
    given: { mapProblem: mapped },
    want: 'mapProblem requires errorSchema; the errors of the document have the schemas Declared, Default, Error.',
  },
  { name: 'a schema without a mapping', given: { errorSchema: 'Error' }, want: 'errorSchema has no effect without mapProblem.' },
];
test.each(wrong)('at start, $name is refused', async ({ given, want }) => {
  await expect(serve({ mapProblem: undefined, errorSchema: undefined, ...given })).rejects.toThrow(new ContractError(want));
});
