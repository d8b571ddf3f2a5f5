import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createNetServer, type Server as NetServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { freePort } from '../../../tools/port.ts';
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

interface Reply {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: Record<string, string>;
  /** An object is completed by what is right. */
  readonly body?: object | string;
}

function replies({ status = 200, type = 'application/json', headers = { 'Cache-Control': 'no-store' }, body = {} }: Reply): RequestListener {
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
  { name: 'another status', given: replies({ status: 500, body: 'oops' }), want: { kind: 'status', message: 'answered 500' } },
  {
    name: 'a problem, which it repeats without what would steer a terminal',
    given: replies({ status: 503, type: 'application/problem+json', body: { title: 'The instance is \u001b[31mshutting\ndown', detail: 'Wait.' } }),
    want: { kind: 'status', message: 'answered 503: The instance is shutting down; Wait.' },
  },
  {
    name: 'a redirection, which it does not follow',
    given: replies({ status: 308, headers: { Location: 'https://elsewhere.example/' } }),
    want: { kind: 'status', message: 'answered 308, which leads to https://elsewhere.example/' },
  },
  {
    name: 'another media type',
    given: replies({ type: 'text/html; charset=utf-8' }),
    want: { kind: 'media-type', message: 'the body is text/html, and the document declares application/json' },
  },
  {
    name: 'no media type',
    given: replies({ type: '' }),
    want: { kind: 'media-type', message: 'the body is of no media type, and the document declares application/json' },
  },
  {
    name: 'a missing header field',
    given: replies({ headers: {} }),
    want: { kind: 'header', message: "the header fields break the contract: must have required property 'cache-control'", pointer: '' },
  },
  {
    name: 'a wrong header field',
    given: replies({ headers: { 'Cache-Control': 'public' } }),
    want: {
      kind: 'header',
      message: 'the header fields break the contract at /cache-control: must be equal to one of the allowed values, "no-store"',
      pointer: '/cache-control',
    },
  },
  { name: 'a body that is no JSON', given: replies({ body: '<p>hello' }), want: { kind: 'body', message: 'the body is not JSON: "<p>hello"' } },
  {
    name: 'plain JSON that is called gzip',
    given: replies({ headers: { 'Cache-Control': 'no-store', 'Content-Encoding': 'gzip' } }),
    want: { kind: 'header', message: 'content-encoding is gzip, and the request allows identity only', pointer: '/content-encoding' },
  },
  {
    name: 'a coding that nobody asked for',
    given: (_request, response) => {
      const body = gzipSync(JSON.stringify({ ...RIGHT, timestamp: new Date().toISOString() }));
      response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', 'Content-Encoding': ['identity', 'GZIP'] }).end(body);
    },
    want: { kind: 'header', message: 'content-encoding is identity, GZIP, and the request allows identity only', pointer: '/content-encoding' },
  },
  {
    name: 'a transfer coding that nobody asked for',
    given: replies({ headers: { 'Cache-Control': 'no-store', 'Transfer-Encoding': 'gzip, chunked' } }),
    want: { kind: 'header', message: 'transfer-encoding is gzip, chunked, and the request allows chunked only', pointer: '/transfer-encoding' },
  },
  {
    name: 'another status in a coding, which is said first',
    given: replies({ status: 503, headers: { 'Content-Encoding': 'gzip' } }),
    want: { kind: 'status', message: 'answered 503' },
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
    given: replies({ body: '\uFEFF{}' }),
    want: { kind: 'body', message: 'the body is not JSON: "{}"' },
  },
  {
    name: 'a body of another type',
    given: replies({ body: '[]' }),
    want: { kind: 'schema', message: 'the body breaks the contract: must be object', pointer: '' },
  },
  {
    name: 'a missing member',
    given: replies({ body: { message: undefined } }),
    want: { kind: 'schema', message: "the body breaks the contract: must have required property 'message'", pointer: '' },
  },
  {
    name: 'a wrong member',
    given: replies({ body: { status: 'fine' } }),
    want: { kind: 'schema', message: 'the body breaks the contract at /status: must be equal to one of the allowed values, "ok"', pointer: '/status' },
  },
  {
    name: 'a wrong member after one that a later release may have',
    given: replies({ body: { since: '2.0.0', message: '' } }),
    want: { kind: 'schema', message: 'the body breaks the contract at /message: must NOT have fewer than 1 characters', pointer: '/message' },
  },
  {
    name: 'a time in another form',
    given: replies({ body: { timestamp: '2026-01-15 09:30:00' } }),
    want: { kind: 'schema', message: /^the body breaks the contract at \/timestamp: must match /, pointer: '/timestamp' },
  },
  {
    name: 'a clock that is behind',
    given: replies({ body: { timestamp: '2001-01-01T00:00:00Z' } }),
    want: {
      kind: 'clock',
      message: /^the timestamp 2001-01-01T00:00:00Z is \d+(?:\.\d)? s behind this machine's clock, and 60 s are allowed$/,
      pointer: '/timestamp',
    },
  },
  {
    name: 'a clock that is ahead',
    given: replies({ body: { timestamp: '2999-01-01T00:00:00.123456Z' } }),
    want: {
      kind: 'clock',
      message: /^the timestamp 2999-01-01T00:00:00\.123456Z is \d+(?:\.\d)? s ahead of this machine's clock, and 60 s are allowed$/,
      pointer: '/timestamp',
    },
  },
  {
    name: 'a connection that closes',
    given: (_request, response) => void response.destroy(),
    want: { kind: 'closed', message: 'the connection was closed before the answer was complete (ECONNRESET)' },
  },
  {
    name: 'half an answer',
    given: (_request, response) => void response.writeHead(200, { 'Content-Length': 100 }).write('half', () => response.destroy()),
    want: { kind: 'closed', message: 'the connection was closed before the answer was complete (ECONNRESET)' },
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
  { name: 'a silent service', given: () => undefined, want: 'too slow: no answer within 300 ms' },
  {
    name: 'an answer that does not end',
    given: (_request, response) => void response.writeHead(200).write('{'),
    want: 'too slow: no complete answer within 300 ms',
  },
];
test.each(slow)('$name is too slow', async ({ given, want }) => {
  const { fault } = await attempt(`http://127.0.0.1:${await listen(createServer(given))}`, { timeoutMs: 300 });
  expect([fault?.kind, fault?.message]).toEqual(['slow', expect.stringContaining(want)]);
});

test('an answer without end is not kept', async () => {
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

test('what is not HTTP is called so', async () => {
  const server = createNetServer((socket) => {
    socket.on('error', () => undefined);
    socket.end('SSH-2.0-OpenSSH_9.2\r\n');
  });
  const { fault } = await attempt(`http://127.0.0.1:${await listen(server)}`);
  expect([fault?.kind, fault?.message]).toEqual(['http', expect.stringMatching(/: the answer is not HTTP: .+ \(HPE_INVALID_CONSTANT\)$/)]);
});

test('a port that nobody listens on is named', async () => {
  const port = await freePort();
  const { fault } = await attempt(`http://127.0.0.1:${port}`);
  expect([fault?.kind, fault?.message]).toEqual(['refused', expect.stringContaining(`: refused: nothing listens on 127.0.0.1:${port} (ECONNREFUSED)`)]);
});

test('a name without address is named', async () => {
  // RFC 6761 section 6.4: this name never has one.
  const { fault } = await attempt('http://petsage.invalid');
  expect([fault?.kind, fault?.message.replace(CODE, '')]).toEqual([
    'dns',
    'GET http://petsage.invalid/api/v1/smoke-test: DNS: the name petsage.invalid has no address',
  ]);
});

describe('TLS', () => {
  const cases = [
    { name: 'a certificate that nobody vouches for', tls: () => selfSigned('localhost'), want: 'TLS: self-signed certificate (DEPTH_ZERO_SELF_SIGNED_CERT)' },
    { name: 'no TLS at all', tls: undefined, want: 'TLS: wrong version number (EPROTO)' },
  ];
  test.each(cases)('$name is a fault of its own', async ({ tls, want }) => {
    const server = tls === undefined ? createServer(replies({})) : createTlsServer(tls(), replies({}));
    const { fault } = await attempt(`https://localhost:${await listen(server)}`);
    expect([fault?.kind, fault?.message]).toEqual(['tls', expect.stringContaining(`: ${want}`)]);
  });
});

describe('a service is ready', () => {
  const cases: { name: string; given: RequestListener }[] = [
    { name: 'when it answers by the contract', given: replies({}) },
    { name: 'when it says that its body has no coding', given: replies({ headers: { 'Cache-Control': 'no-store', 'Content-Encoding': 'Identity' } }) },
    {
      name: 'when it is asked for no coding',
      given: (request, response) => replies({ status: request.headers['accept-encoding'] === 'identity' ? 200 : 406 })(request, response),
    },
    { name: 'when its media type has parameters', given: replies({ type: 'Application/JSON; charset=utf-8' }) },
    {
      name: 'when a later release says more than the document',
      given: replies({ body: { since: '2.0.0', 'a/b': { c: 1 } }, headers: { 'Cache-Control': 'no-store', 'X-More': 'yes' } }),
    },
  ];
  test.each(cases)('$name', async ({ given }) => {
    expect(await attempt(`http://127.0.0.1:${await listen(createServer(given))}`)).toEqual({ ok: true, attempts: 1, elapsedMs: expect.any(Number) });
  });

  test('once it has become so, and not before', async () => {
    let calls = 0;
    const given: RequestListener = (request, response) => replies(++calls < 3 ? { status: 503 } : {})(request, response);
    const url = `http://127.0.0.1:${await listen(createServer(given))}`;
    const heard: string[] = [];
    const outcome = await smoke({ url, waitMs: 60_000, intervalMs: 10, timeoutMs: 2000, maxSkewMs: 60_000, version: undefined, count: 0 }, ({ kind }) =>
      heard.push(kind),
    );
    expect({ ...outcome, heard }).toEqual({ ok: true, attempts: 3, elapsedMs: expect.any(Number), heard: ['status', 'status'] });
  });
});

describe('calls that are measured', () => {
  test('go over one connection', async () => {
    const server = createServer(replies({}));
    let connections = 0;
    server.on('connection', () => connections++);
    const { ok, latencies } = await attempt(`http://127.0.0.1:${await listen(server)}`, { count: 20 });
    expect({ ok, count: latencies?.count, connections }).toEqual({ ok: true, count: 20, connections: 1 });
  });

  test('end with the first that fails', async () => {
    let calls = 0;
    const given: RequestListener = (request, response) => replies(++calls === 4 ? { status: 500 } : {})(request, response);
    const { ok, attempts, fault } = await attempt(`http://127.0.0.1:${await listen(createServer(given))}`, { count: 20 });
    expect({ ok, attempts, message: fault?.message }).toEqual({
      ok: false,
      attempts: 1,
      message: expect.stringMatching(/^call 3 of 20: GET .+: answered 500/),
    });
  });

  test('survive that the service closes the connection in between', async () => {
    const given: RequestListener = (request, response) => {
      replies({})(request, response);
      // As a proxy does that has waited long enough, without saying so.
      response.on('finish', () => setImmediate(() => request.socket.destroy()));
    };
    const { ok } = await attempt(`http://127.0.0.1:${await listen(createServer(given))}`, { count: 20 });
    expect(ok).toBe(true);
  });
});

describe('the version', () => {
  const cases: { name: string; document: Reply; want: string | undefined }[] = [
    { name: 'that is expected is right', document: { body: '{"info":{"version":"1.2.0"}}' }, want: undefined },
    { name: 'that is another is named', document: { body: '{"info":{"version":"1.1.0"}}' }, want: 'version: the version is 1.1.0, and 1.2.0 is expected' },
    { name: 'has to be there', document: { body: '{"info":{}}' }, want: 'schema: the document has no version at /info/version' },
    { name: 'needs a document', document: { status: 404 }, want: 'status: answered 404' },
    {
      name: 'needs a document without a coding',
      document: { body: '{"info":{"version":"1.2.0"}}', headers: { 'Content-Encoding': 'br' } },
      want: 'header: content-encoding is br, and the request allows identity only',
    },
    { name: 'needs a document that is JSON', document: { body: 'openapi: 3.0.3' }, want: 'body: the body is not JSON: "openapi: 3.0.3"' },
  ];
  test.each(cases)('$name', async ({ document, want }) => {
    const given: RequestListener = (request, response) => replies(request.url === '/v1/openapi.json' ? document : {})(request, response);
    const base = `http://127.0.0.1:${await listen(createServer(given))}/v1`;
    const { fault } = await attempt(base, { version: '1.2.0' });
    expect(fault && `${fault.kind}: ${fault.message.replace(`GET ${base}/openapi.json: `, '')}`).toBe(want);
  });
});
