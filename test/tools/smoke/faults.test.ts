import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createNetServer, type Server as NetServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { freePort } from '@petsage/openapi-checks/lib';
import { type Outcome, type SmokeOptions, smoke } from '../../../tools/smoke/smoke.ts';
import type { FaultKind } from '../../../tools/smoke/smoke-fault.ts';
import { selfSigned } from '../../support/certificate.ts';

const RIGHT = { status: 'ok', message: 'm' };
const CODE = / \((E[A-Z_]+|[A-Z]+_[A-Z_]+)\)$/;
const servers: NetServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    (server as Partial<Server>).closeAllConnections?.();
    server.close();
  }
});

async function listen(server: NetServer): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** One attempt, as the command makes it with `--wait 0s`. */
function attempt(url: string, options: Partial<SmokeOptions> = {}): Promise<Outcome> {
  return smoke({ url, waitMs: 0, intervalMs: 10, timeoutMs: 2000, maxSkewMs: 60_000, version: undefined, count: 0, ...options }, () => undefined);
}

interface Sent {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: Record<string, string>;
  /** An object is merged into a valid body. */
  readonly body?: object | string;
}

function responds({ status = 200, type = 'application/json', headers = { 'Cache-Control': 'no-store' }, body = {} }: Sent): RequestListener {
  return (_request, response) => {
    const whole = typeof body === 'string' ? body : JSON.stringify({ ...RIGHT, timestamp: new Date().toISOString(), ...body });
    response.writeHead(status, { ...(type !== '' && { 'Content-Type': type }), ...headers }).end(whole);
  };
}

interface Row {
  readonly name: string;
  readonly given: RequestListener;
  readonly want: { kind: FaultKind; message: string | RegExp; pointer?: string };
}

const rows: readonly Row[] = [
  { name: 'another status', given: responds({ status: 500, body: 'oops' }), want: { kind: 'status', message: 'responded 500' } },
  {
    name: 'a problem, which is repeated without control characters',
    given: responds({ status: 503, type: 'application/problem+json', body: { title: 'The instance is \u001b[31mshutting\ndown', detail: 'Wait.' } }),
    want: { kind: 'status', message: 'responded 503: The instance is shutting down; Wait.' },
  },
  {
    name: 'a redirection, which it does not follow',
    given: responds({ status: 308, headers: { Location: 'https://elsewhere.example/' } }),
    want: { kind: 'redirect', message: 'responded 308, a redirection to https://elsewhere.example/, which is not followed; call the service that it leads to' },
  },
  {
    name: 'a service that has nothing at this path',
    given: responds({
      status: 404,
      type: 'application/problem+json',
      body: { type: 'http://a.example/problems#not-found', title: 'Nothing is served at this path' },
    }),
    want: { kind: 'path', message: 'responded 404: a service listens there, and has no smoke test at this path; check the path of the URL' },
  },
  {
    name: 'a 404 of another service',
    given: responds({ status: 404, type: 'text/html', body: '<h1>Not found</h1>' }),
    want: { kind: 'status', message: 'responded 404: another service, or another path' },
  },
  {
    name: 'another media type',
    given: responds({ type: 'text/html; charset=utf-8' }),
    want: { kind: 'media-type', message: 'the media type is text/html; the document declares application/json' },
  },
  {
    name: 'no media type',
    given: responds({ type: '' }),
    want: { kind: 'media-type', message: 'the media type is missing; the document declares application/json' },
  },
  {
    name: 'a missing header',
    given: responds({ headers: {} }),
    want: { kind: 'header', message: "the headers break the contract: must have required property 'cache-control'", pointer: '' },
  },
  {
    name: 'a wrong header',
    given: responds({ headers: { 'Cache-Control': 'public' } }),
    want: {
      kind: 'header',
      message: 'the headers break the contract at /cache-control: must be equal to one of the allowed values, "no-store"',
      pointer: '/cache-control',
    },
  },
  { name: 'a body that is not JSON', given: responds({ body: '<p>hello' }), want: { kind: 'body', message: 'the body is not JSON: "<p>hello"' } },
  {
    name: 'plain JSON that is declared as gzip',
    given: responds({ headers: { 'Cache-Control': 'no-store', 'Content-Encoding': 'gzip' } }),
    want: { kind: 'header', message: 'content-encoding is gzip; the request accepts identity only', pointer: '/content-encoding' },
  },
  {
    name: 'a content coding that was not accepted',
    given: (_request, response) => {
      const body = gzipSync(JSON.stringify({ ...RIGHT, timestamp: new Date().toISOString() }));
      response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', 'Content-Encoding': ['identity', 'GZIP'] }).end(body);
    },
    want: { kind: 'header', message: 'content-encoding is identity, GZIP; the request accepts identity only', pointer: '/content-encoding' },
  },
  {
    name: 'a transfer coding that was not accepted',
    given: responds({ headers: { 'Cache-Control': 'no-store', 'Transfer-Encoding': 'gzip, chunked' } }),
    want: { kind: 'header', message: 'transfer-encoding is gzip, chunked; the request accepts chunked only', pointer: '/transfer-encoding' },
  },
  {
    name: 'another status with a coding, which is reported first',
    given: responds({ status: 503, headers: { 'Content-Encoding': 'gzip' } }),
    want: { kind: 'status', message: 'responded 503' },
  },
  {
    name: 'a body in Latin-1',
    given: (_request, response) => {
      const body = JSON.stringify({ ...RIGHT, message: 'Müsli', timestamp: new Date().toISOString() });
      response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }).end(Buffer.from(body, 'latin1'));
    },
    want: { kind: 'body', message: 'the body is not JSON: it is not UTF-8' },
  },
  {
    name: 'a body with a byte order mark',
    given: responds({ body: '\uFEFF{}' }),
    want: { kind: 'body', message: 'the body is not JSON: "{}"' },
  },
  {
    name: 'a body of another type',
    given: responds({ body: '[]' }),
    want: { kind: 'schema', message: 'the body breaks the contract: must be object', pointer: '' },
  },
  {
    name: 'a missing property',
    given: responds({ body: { message: undefined } }),
    want: { kind: 'schema', message: "the body breaks the contract: must have required property 'message'", pointer: '' },
  },
  {
    name: 'a wrong property',
    given: responds({ body: { status: 'fine' } }),
    want: { kind: 'schema', message: 'the body breaks the contract at /status: must be equal to one of the allowed values, "ok"', pointer: '/status' },
  },
  {
    name: 'a wrong property after one that a later release may have',
    given: responds({ body: { since: '2.0.0', message: '' } }),
    want: { kind: 'schema', message: 'the body breaks the contract at /message: must NOT have fewer than 1 characters', pointer: '/message' },
  },
  {
    name: 'a time in another form',
    given: responds({ body: { timestamp: '2026-01-15 09:30:00' } }),
    want: { kind: 'schema', message: /^the body breaks the contract at \/timestamp: must match /, pointer: '/timestamp' },
  },
  {
    name: 'a clock that is behind',
    given: responds({ body: { timestamp: '2001-01-01T00:00:00Z' } }),
    want: {
      kind: 'clock',
      message: /^the timestamp 2001-01-01T00:00:00Z is \d+(?:\.\d)? s behind this machine's clock; the limit is 60 s$/,
      pointer: '/timestamp',
    },
  },
  {
    name: 'a clock that is ahead',
    given: responds({ body: { timestamp: '2999-01-01T00:00:00.123456Z' } }),
    want: {
      kind: 'clock',
      message: /^the timestamp 2999-01-01T00:00:00\.123456Z is \d+(?:\.\d)? s ahead of this machine's clock; the limit is 60 s$/,
      pointer: '/timestamp',
    },
  },
  {
    name: 'a connection that closes',
    given: (_request, response) => void response.destroy(),
    want: { kind: 'closed', message: 'the connection was closed before the response was complete (ECONNRESET)' },
  },
  {
    name: 'half a response',
    given: (_request, response) => void response.writeHead(200, { 'Content-Length': 100 }).write('half', () => response.destroy()),
    want: { kind: 'closed', message: 'the connection was closed before the response was complete (ECONNRESET)' },
  },
];

test.each(rows)('a service is not ready with $name', async ({ given, want }) => {
  const base = `http://127.0.0.1:${await listen(createServer(given))}`;
  const { ok, attempts, fault } = await attempt(base);
  const prefix = `GET ${base}/api/v1/smoke-test: `;
  expect(fault?.message.slice(0, prefix.length)).toBe(prefix);
  const message = typeof want.message === 'string' ? want.message : expect.stringMatching(want.message);
  expect({ ok, attempts, kind: fault?.kind, message: fault?.message.slice(prefix.length), pointer: fault?.pointer }).toEqual({
    ok: false,
    attempts: 1,
    kind: want.kind,
    message,
    pointer: want.pointer,
  });
});

const slow: { name: string; given: RequestListener; want: string }[] = [
  { name: 'a silent service', given: () => undefined, want: 'too slow: no response within 300 ms' },
  {
    name: 'a response that does not end',
    given: (_request, response) => void response.writeHead(200).write('{'),
    want: 'too slow: no complete response within 300 ms',
  },
];
test.each(slow)('$name is too slow', async ({ given, want }) => {
  const { fault } = await attempt(`http://127.0.0.1:${await listen(createServer(given))}`, { timeoutMs: 300 });
  expect([fault?.kind, fault?.message]).toEqual(['slow', expect.stringContaining(want)]);
});

test('an endless response is not kept in memory', async () => {
  const flood: RequestListener = (_request, response) => {
    const more = () => {
      while (response.write(' '.repeat(65_536)));
    };
    response.writeHead(200, { 'Content-Type': 'application/json' }).on('drain', more);
    more();
  };
  const { fault } = await attempt(`http://127.0.0.1:${await listen(createServer(flood))}`, { timeoutMs: 10_000 });
  expect([fault?.kind, fault?.message]).toEqual(['body', expect.stringContaining('the body has more than 16777216 bytes')]);
});

test('a response that is not HTTP is reported as such', async () => {
  const server = createNetServer((socket) => {
    socket.on('error', () => undefined);
    socket.end('SSH-2.0-OpenSSH_9.2\r\n');
  });
  const { fault } = await attempt(`http://127.0.0.1:${await listen(server)}`);
  expect([fault?.kind, fault?.message]).toEqual(['http', expect.stringMatching(/: the response is not HTTP: .+ \(HPE_INVALID_CONSTANT\)$/)]);
});

test('a port on which nothing listens is named', async () => {
  const port = await freePort();
  const { fault } = await attempt(`http://127.0.0.1:${port}`);
  expect([fault?.kind, fault?.message]).toEqual(['refused', expect.stringContaining(`: refused: nothing listens on 127.0.0.1:${port} (ECONNREFUSED)`)]);
});

test('a host name without an address is named', async () => {
  // RFC 6761 section 6.4: this name never has one.
  const { fault } = await attempt('http://petsage.invalid');
  expect([fault?.kind, fault?.message.replace(CODE, '')]).toEqual([
    'dns',
    'GET http://petsage.invalid/api/v1/smoke-test: DNS: the name petsage.invalid has no address',
  ]);
});

describe('TLS', () => {
  const cases = [
    { name: 'a certificate that is not trusted', tls: () => selfSigned('localhost'), want: 'TLS: self-signed certificate (DEPTH_ZERO_SELF_SIGNED_CERT)' },
    { name: 'no TLS at all', tls: undefined, want: 'TLS: wrong version number (EPROTO)' },
  ];
  test.each(cases)('$name has its own kind of fault', async ({ tls, want }) => {
    const server = tls === undefined ? createServer(responds({})) : createTlsServer(tls(), responds({}));
    const { fault } = await attempt(`https://localhost:${await listen(server)}`);
    expect([fault?.kind, fault?.message]).toEqual(['tls', expect.stringContaining(`: ${want}`)]);
  });
});

describe('a service is ready', () => {
  const cases: { name: string; given: RequestListener }[] = [
    { name: 'when it responds as the contract declares', given: responds({}) },
    { name: 'when it declares the identity coding', given: responds({ headers: { 'Cache-Control': 'no-store', 'Content-Encoding': 'Identity' } }) },
    {
      name: 'when it gets an Accept-Encoding without codings',
      given: (request, response) => responds({ status: request.headers['accept-encoding'] === 'identity' ? 200 : 406 })(request, response),
    },
    { name: 'when its media type has parameters', given: responds({ type: 'Application/JSON; charset=utf-8' }) },
    {
      name: 'when a later release has more properties than the document',
      given: responds({ body: { since: '2.0.0', 'a/b': { c: 1 } }, headers: { 'Cache-Control': 'no-store', 'X-More': 'yes' } }),
    },
  ];
  test.each(cases)('$name', async ({ given }) => {
    expect(await attempt(`http://127.0.0.1:${await listen(createServer(given))}`)).toEqual({ ok: true, attempts: 1, elapsedMs: expect.any(Number) });
  });

  test('only once it responds so', async () => {
    let calls = 0;
    const given: RequestListener = (request, response) => responds(++calls < 3 ? { status: 503 } : {})(request, response);
    const url = `http://127.0.0.1:${await listen(createServer(given))}`;
    const kinds: string[] = [];
    const outcome = await smoke({ url, waitMs: 60_000, intervalMs: 10, timeoutMs: 2000, maxSkewMs: 60_000, version: undefined, count: 0 }, ({ kind }) =>
      kinds.push(kind),
    );
    expect({ ...outcome, kinds }).toEqual({ ok: true, attempts: 3, elapsedMs: expect.any(Number), kinds: ['status', 'status'] });
  });
});

describe('measured requests', () => {
  test('use one connection', async () => {
    const server = createServer(responds({}));
    let connections = 0;
    server.on('connection', () => connections++);
    const { ok, latencies } = await attempt(`http://127.0.0.1:${await listen(server)}`, { count: 20 });
    expect({ ok, count: latencies?.count, connections }).toEqual({ ok: true, count: 20, connections: 1 });
  });

  test('end with the first failure', async () => {
    let calls = 0;
    const given: RequestListener = (request, response) => responds(++calls === 4 ? { status: 500 } : {})(request, response);
    const { ok, attempts, fault } = await attempt(`http://127.0.0.1:${await listen(createServer(given))}`, { count: 20 });
    expect({ ok, attempts, message: fault?.message }).toEqual({
      ok: false,
      attempts: 1,
      message: expect.stringMatching(/^request 3 of 20: GET .+: responded 500/),
    });
  });

  test('survive a connection that the service closes in between', async () => {
    const given: RequestListener = (request, response) => {
      responds({})(request, response);
      // As a proxy does after its idle timeout, without `Connection: close`.
      response.on('finish', () => setImmediate(() => request.socket.destroy()));
    };
    const { ok } = await attempt(`http://127.0.0.1:${await listen(createServer(given))}`, { count: 20 });
    expect(ok).toBe(true);
  });
});

describe('the version', () => {
  const cases: { name: string; document: Sent; want: string | undefined }[] = [
    { name: 'is right if it is expected', document: { body: '{"info":{"version":"1.2.0"}}' }, want: undefined },
    { name: 'is named if it is another one', document: { body: '{"info":{"version":"1.1.0"}}' }, want: 'version: the version is 1.1.0; expected 1.2.0' },
    { name: 'must be in the document', document: { body: '{"info":{}}' }, want: 'schema: the document has no version at /info/version' },
    { name: 'requires a document', document: { status: 404 }, want: 'status: responded 404' },
    {
      name: 'requires a document without a coding',
      document: { body: '{"info":{"version":"1.2.0"}}', headers: { 'Content-Encoding': 'br' } },
      want: 'header: content-encoding is br; the request accepts identity only',
    },
    { name: 'requires a document that is JSON', document: { body: 'openapi: 3.0.3' }, want: 'body: the body is not JSON: "openapi: 3.0.3"' },
  ];
  test.each(cases)('$name', async ({ document, want }) => {
    const given: RequestListener = (request, response) => responds(request.url === '/v1/openapi.json' ? document : {})(request, response);
    const base = `http://127.0.0.1:${await listen(createServer(given))}/v1`;
    const { fault } = await attempt(base, { version: '1.2.0' });
    expect(fault && `${fault.kind}: ${fault.message.replace(`GET ${base}/openapi.json: `, '')}`).toBe(want);
  });
});

describe('a wait ends at once', () => {
  const cases: { name: string; given: Sent; attempts: number }[] = [
    { name: 'with a redirection', given: { status: 302, headers: { Location: '/login' } }, attempts: 1 },
    { name: 'with a service that has nothing at this path', given: { status: 404, body: { type: '/problems#not-found' } }, attempts: 1 },
    { name: 'but not with the 404 of a load balancer', given: { status: 404, type: 'text/plain', body: 'no backend' }, attempts: 3 },
  ];
  test.each(cases)('$name', async ({ given, attempts }) => {
    let requests = 0;
    const server = createServer((request, response) => {
      // The service is ready after a while.
      responds(++requests < 3 ? given : {})(request, response);
    });
    const outcome = await attempt(`http://127.0.0.1:${await listen(server)}`, { waitMs: 5000 });
    expect({ attempts: outcome.attempts, ok: outcome.ok }).toEqual({ attempts, ok: attempts === 3 });
  });
});
