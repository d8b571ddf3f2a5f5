/**
 * What HTTP clients get, row by row. `\n` stands for CRLF in the head of a request; a Host field is added to HTTP/1.1 requests that
 * name none, unless `bare`.
 */
export interface HttpRow {
  readonly name: string;
  readonly api: 'petsage' | 'pets';
  readonly given: string;
  readonly bare?: boolean;
  readonly want: {
    readonly status: number;
    /** By lower-case name; null wants the field absent. */
    readonly headers?: Readonly<Record<string, string | RegExp | null>>;
    readonly problem?: string;
    readonly body?: string | RegExp;
    /** Of the violations, `in name pointer keyword`, empty parts left out. */
    readonly violations?: readonly string[];
    readonly closed?: boolean;
  };
}

const SMOKE = '/api/v1/smoke-test';
const OK = /^\{"status":"ok","message":"PetSage system is purring happily!","timestamp":"[^"]+Z"\}$/;
const NO_STORE = { 'cache-control': 'no-store' };
const JSON_TYPE = { 'content-type': 'application/json' };
const PROBLEM_TYPE = { 'content-type': 'application/problem+json' };

function post(body: string, type = 'application/json', extra = ''): string {
  return `POST /pets HTTP/1.1\nContent-Type: ${type}\n${extra}Content-Length: ${Buffer.byteLength(body)}\n\n${body}`;
}
const PET = '{"name":"Minka","species":"cat"}';

export const smokeTestRows: readonly HttpRow[] = [
  {
    name: 'GET gets a response',
    given: `GET ${SMOKE} HTTP/1.1\n\n`,
    want: { status: 200, headers: { ...NO_STORE, ...JSON_TYPE, 'x-content-type-options': 'nosniff' }, body: OK },
  },
  {
    name: 'HEAD has the fields of GET and no body',
    given: `HEAD ${SMOKE} HTTP/1.1\n\n`,
    want: { status: 200, headers: { ...NO_STORE, ...JSON_TYPE, 'content-length': '101' }, body: '' },
  },
  {
    name: 'OPTIONS says what the path takes',
    given: `OPTIONS ${SMOKE} HTTP/1.1\n\n`,
    want: { status: 204, headers: { allow: 'GET, HEAD, OPTIONS', 'content-length': null, ...NO_STORE } },
  },
  {
    name: 'OPTIONS of a health check that speaks HTTP/1.0 without Host',
    given: `OPTIONS ${SMOKE} HTTP/1.0\n\n`,
    want: { status: 204, headers: { allow: 'GET, HEAD, OPTIONS' }, closed: true },
  },
  { name: 'GET in HTTP/1.0 without Host', given: `GET ${SMOKE} HTTP/1.0\n\n`, want: { status: 200, body: OK, closed: true } },
  { name: 'GET in HTTP/1.0 with keep-alive', given: `GET ${SMOKE} HTTP/1.0\nConnection: keep-alive\n\n`, want: { status: 200, body: OK, closed: false } },
  { name: 'OPTIONS * is about the server', given: 'OPTIONS * HTTP/1.1\n\n', want: { status: 204, headers: { allow: /^GET, HEAD,(?: \w+,)* OPTIONS$/ } } },
  {
    name: 'a preflight gets the CORS fields',
    given: `OPTIONS ${SMOKE} HTTP/1.1\nOrigin: https://a.example\nAccess-Control-Request-Method: GET\n\n`,
    want: {
      status: 204,
      headers: {
        allow: 'GET, HEAD, OPTIONS',
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET, HEAD, OPTIONS',
        'access-control-allow-headers': /^\*, Authorization/,
        'access-control-max-age': '7200',
      },
    },
  },
  { name: 'an unknown path is 404', given: 'GET /api/v1/smoke HTTP/1.1\n\n', want: { status: 404, problem: 'not-found', headers: PROBLEM_TYPE } },
  { name: 'an unknown path is 404 whatever the method', given: 'DELETE /nothing HTTP/1.1\n\n', want: { status: 404, problem: 'not-found' } },
  { name: 'an unknown path is 404 to OPTIONS too', given: 'OPTIONS /nothing HTTP/1.1\n\n', want: { status: 404, problem: 'not-found' } },
  { name: 'a trailing slash is another path', given: `GET ${SMOKE}/ HTTP/1.1\n\n`, want: { status: 404, problem: 'not-found' } },
  { name: 'a double slash is another path', given: 'GET /api//v1/smoke-test HTTP/1.1\n\n', want: { status: 404, problem: 'not-found' } },
  { name: 'a leading double slash is another path', given: 'GET //api/v1/smoke-test HTTP/1.1\n\n', want: { status: 404, problem: 'not-found' } },
  { name: 'another case is another path', given: 'GET /api/v1/Smoke-Test HTTP/1.1\n\n', want: { status: 404, problem: 'not-found' } },
  { name: 'dot segments are not resolved', given: 'GET /api/v1/../v1/smoke-test HTTP/1.1\n\n', want: { status: 404, problem: 'not-found' } },
  { name: 'encoded dot segments are not resolved', given: 'GET /api/v1/%2e/smoke-test HTTP/1.1\n\n', want: { status: 404, problem: 'not-found' } },
  { name: 'an encoded letter is the letter', given: 'GET /api/v1/%73moke-test HTTP/1.1\n\n', want: { status: 200, body: OK } },
  { name: 'an encoded slash separates nothing', given: 'GET /api%2Fv1/smoke-test HTTP/1.1\n\n', want: { status: 404, problem: 'not-found' } },
  { name: 'a bad escape is 400, before 404', given: 'GET /nothing/%zz HTTP/1.1\n\n', want: { status: 400, problem: 'malformed-target' } },
  { name: 'octets that are not UTF-8 are 400', given: 'GET /nothing/%ff HTTP/1.1\n\n', want: { status: 400, problem: 'malformed-target' } },
  { name: 'the absolute form of a target', given: `GET http://localhost:3000${SMOKE} HTTP/1.1\n\n`, want: { status: 200, body: OK } },
  {
    name: 'another method is 405 with Allow',
    given: `DELETE ${SMOKE} HTTP/1.1\n\n`,
    want: { status: 405, problem: 'method-not-allowed', headers: { allow: 'GET, HEAD, OPTIONS', ...NO_STORE } },
  },
  {
    name: 'TRACE is 405',
    given: `TRACE ${SMOKE} HTTP/1.1\n\n`,
    want: { status: 405, problem: 'method-not-allowed', headers: { allow: 'GET, HEAD, OPTIONS' } },
  },
  { name: 'a 405 to a POST with a body keeps the connection', given: `POST ${SMOKE} HTTP/1.1\nContent-Length: 2\n\n{}`, want: { status: 405, closed: false } },
  { name: 'CONNECT is 405', given: 'CONNECT a.example:443 HTTP/1.1\n\n', want: { status: 405, problem: 'method-not-allowed', closed: true } },
  {
    name: 'an Accept of something else is 406',
    given: `GET ${SMOKE} HTTP/1.1\nAccept: text/html\n\n`,
    want: { status: 406, problem: 'not-acceptable', headers: { ...NO_STORE, ...PROBLEM_TYPE } },
  },
  { name: 'an Accept that gives JSON q=0 is 406', given: `GET ${SMOKE} HTTP/1.1\nAccept: application/json;q=0, */*\n\n`, want: { status: 406 } },
  { name: 'an Accept of everything', given: `GET ${SMOKE} HTTP/1.1\nAccept: */*\n\n`, want: { status: 200 } },
  { name: 'an Accept with a range', given: `GET ${SMOKE} HTTP/1.1\nAccept: text/html, application/*;q=0.1\n\n`, want: { status: 200 } },
  {
    name: 'a browser’s Accept',
    given: `GET ${SMOKE} HTTP/1.1\nAccept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\n\n`,
    want: { status: 200 },
  },
  { name: 'an Accept of JSON with a charset', given: `GET ${SMOKE} HTTP/1.1\nAccept: application/json; charset=utf-8\n\n`, want: { status: 200 } },
  { name: 'an Accept in other case', given: `GET ${SMOKE} HTTP/1.1\nAccept: Application/JSON\n\n`, want: { status: 200 } },
  { name: 'an empty Accept is no preference', given: `GET ${SMOKE} HTTP/1.1\nAccept:\n\n`, want: { status: 200 } },
  { name: 'a problem is sent whatever Accept says', given: 'GET /nothing HTTP/1.1\nAccept: text/html\n\n', want: { status: 404, headers: PROBLEM_TYPE } },
  { name: 'query parameters that nobody declared are ignored', given: `GET ${SMOKE}?_=1&cache=%zz HTTP/1.1\n\n`, want: { status: 200, body: OK } },
  {
    name: 'a body that nobody declared is read past',
    given: `GET ${SMOKE} HTTP/1.1\nContent-Type: text/odd\nContent-Length: 5\n\nhello`,
    want: { status: 200, body: OK, closed: false },
  },
  {
    name: 'a chunked body that nobody declared is read past',
    given: `GET ${SMOKE} HTTP/1.1\nTransfer-Encoding: chunked\n\n5\nhello\n0\n\n`,
    want: { status: 200, body: OK, closed: false },
  },
  {
    name: 'a body that nobody declared is refused over the limit',
    given: `GET ${SMOKE} HTTP/1.1\nContent-Length: 5000000\n\n`,
    want: { status: 413, problem: 'content-too-large', headers: { connection: 'close' } },
  },
  { name: 'a Content-Type without a body is not 415', given: `GET ${SMOKE} HTTP/1.1\nContent-Type: text/odd\n\n`, want: { status: 200 } },
  {
    name: 'a sane request id is kept',
    given: `GET ${SMOKE} HTTP/1.1\nX-Request-Id: 01ARZ3NDEKTSV4RRFFQ69G5FAV\n\n`,
    want: { status: 200, headers: { 'x-request-id': '01ARZ3NDEKTSV4RRFFQ69G5FAV' } },
  },
  {
    name: 'any other request id is replaced',
    given: `GET ${SMOKE} HTTP/1.1\nX-Request-Id: a b"c\n\n`,
    want: { status: 200, headers: { 'x-request-id': /^[0-9a-f-]{36}$/ } },
  },
  {
    name: 'no Host in HTTP/1.1 is malformed',
    given: `GET ${SMOKE} HTTP/1.1\n\n`,
    bare: true,
    want: { status: 400, problem: 'malformed-request', closed: true },
  },
  {
    name: 'two Host fields are malformed',
    given: `GET ${SMOKE} HTTP/1.1\nHost: a\nHost: a\n\n`,
    bare: true,
    want: { status: 400, problem: 'malformed-request', closed: true },
  },
  {
    name: 'an invalid Host is malformed',
    given: `GET ${SMOKE} HTTP/1.1\nHost: a b\n\n`,
    bare: true,
    want: { status: 400, problem: 'malformed-request', closed: true },
  },
  { name: 'an IPv6 Host is fine', given: `GET ${SMOKE} HTTP/1.1\nHost: [::1]:3000\n\n`, bare: true, want: { status: 200 } },
  { name: 'a bad request line is malformed', given: 'NONSENSE\n\n', bare: true, want: { status: 400, problem: 'malformed-request', closed: true } },
  {
    name: 'another version of HTTP is malformed',
    given: `GET ${SMOKE} HTTP/2.0\nHost: a\n\n`,
    want: { status: 400, problem: 'malformed-request', closed: true },
  },
  {
    name: 'an unknown transfer coding is malformed',
    given: `GET ${SMOKE} HTTP/1.1\nTransfer-Encoding: gzip, chunked\n\n0\n\n`,
    want: { status: 400, problem: 'malformed-request', closed: true },
  },
  {
    name: 'a transfer coding without chunked at its end is malformed',
    given: `GET ${SMOKE} HTTP/1.1\nTransfer-Encoding: gzip\n\n`,
    want: { status: 400, problem: 'malformed-request', closed: true },
  },
  {
    name: 'a refusal before a body that is malformed itself still arrives',
    given: `POST ${SMOKE} HTTP/1.1\nHost: b\nHost: c\nTransfer-Encoding: chunked\n\nzz\n`,
    want: { status: 400, problem: 'malformed-request', closed: true },
  },
  {
    name: 'another expectation in a malformed message is malformed',
    given: `POST ${SMOKE} HTTP/1.1\nHost: b\nHost: c\nExpect: tea\n\n`,
    want: { status: 400, problem: 'malformed-request', closed: true },
  },
  {
    name: 'an absolute target without a host is malformed',
    given: `GET http:///api HTTP/1.1\n\n`,
    want: { status: 400, problem: 'malformed-target' },
  },
  {
    name: 'a fragment in a target is malformed',
    given: `GET ${SMOKE}#x HTTP/1.1\n\n`,
    want: { status: 400, problem: 'malformed-target', body: /must not contain a #/ },
  },
  { name: 'a fragment in the target of a page is malformed', given: 'GET /docs#x HTTP/1.1\n\n', want: { status: 400, problem: 'malformed-target' } },
  { name: 'a fragment is malformed before the path is unknown', given: 'GET /nothing?a#x HTTP/1.1\n\n', want: { status: 400, problem: 'malformed-target' } },
  { name: 'a user in a target is malformed', given: `GET http://me:secret@localhost${SMOKE} HTTP/1.1\n\n`, want: { status: 400, body: /^(?!.*secret)/ } },
  {
    name: 'an unknown method is 501, and those known are named',
    given: `FROB ${SMOKE} HTTP/1.1\n\n`,
    want: { status: 501, problem: 'not-implemented', closed: true, body: /Supported: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS \(case-sensitive\)/ },
  },
  { name: 'methods are case-sensitive', given: `get ${SMOKE} HTTP/1.1\n\n`, want: { status: 501, problem: 'not-implemented', body: /\(case-sensitive\)/ } },
  { name: 'an unknown method is 501 whatever the path', given: 'FROB /nothing HTTP/1.1\n\n', want: { status: 501, problem: 'not-implemented' } },
  { name: 'an unknown method of a page is 501', given: 'FROB /docs HTTP/1.0\n\n', want: { status: 501, problem: 'not-implemented' } },
  { name: 'a very long method is 501', given: `${'F'.repeat(20_000)} ${SMOKE} HTTP/1.1\n\n`, want: { status: 501, problem: 'not-implemented', closed: true } },
  { name: 'an unknown method without a target is malformed', given: 'FROB HTTP/1.1\n\n', want: { status: 400, problem: 'malformed-request' } },
  {
    name: 'a method that another protocol has is 405',
    given: `PROPFIND ${SMOKE} HTTP/1.1\n\n`,
    want: { status: 405, headers: { allow: 'GET, HEAD, OPTIONS' } },
  },
  { name: 'the asterisk form is for OPTIONS alone', given: 'GET * HTTP/1.1\n\n', want: { status: 400, problem: 'malformed-target' } },
  {
    name: 'a Host with a percent sign that begins no escape is malformed',
    given: `GET ${SMOKE} HTTP/1.1\nHost: %zz\n\n`,
    bare: true,
    want: { status: 400, problem: 'malformed-request', closed: true },
  },
  {
    name: 'a body over the limit is refused by a page, too',
    given: 'GET /problems HTTP/1.1\nContent-Length: 5000000\n\n',
    want: { status: 413, problem: 'content-too-large', closed: true },
  },
  {
    name: 'a space in a field name is malformed',
    given: `GET ${SMOKE} HTTP/1.1\nA b: c\n\n`,
    want: { status: 400, problem: 'malformed-request', closed: true },
  },
  {
    name: 'a length beside a transfer coding is malformed',
    given: `POST ${SMOKE} HTTP/1.1\nContent-Length: 5\nTransfer-Encoding: chunked\n\n0\n\n`,
    want: { status: 400, problem: 'malformed-request', closed: true },
  },
  {
    name: 'two lengths are malformed',
    given: `POST ${SMOKE} HTTP/1.1\nContent-Length: 5\nContent-Length: 6\n\nhello`,
    want: { status: 400, problem: 'malformed-request', closed: true },
  },
  {
    name: 'a length that is no number is malformed',
    given: `POST ${SMOKE} HTTP/1.1\nContent-Length: x\n\n`,
    want: { status: 400, problem: 'malformed-request', closed: true },
  },
  {
    name: 'a header section over the limit is 431',
    given: `GET ${SMOKE} HTTP/1.1\nX-Long: ${'a'.repeat(20_000)}\n\n`,
    want: { status: 431, problem: 'header-fields-too-large', closed: true },
  },
  { name: 'the name of a header over the limit is 431', given: `GET ${SMOKE} HTTP/1.1\n${'a'.repeat(20_000)}: b\n\n`, want: { status: 431, closed: true } },
  {
    name: 'many headers over the limit are 431',
    given: `GET ${SMOKE} HTTP/1.1\n${'Ab: 1\n'.repeat(5000)}\n`,
    want: { status: 431, problem: 'header-fields-too-large', closed: true },
  },
  {
    name: 'a target within the limit with headers beyond it is 431',
    given: `GET ${SMOKE}?${'a'.repeat(15_000)} HTTP/1.1\nX-Long: ${'a'.repeat(2000)}\n\n`,
    want: { status: 431, problem: 'header-fields-too-large', closed: true },
  },
  {
    name: 'a path over the limit is 414',
    given: `GET /${'a'.repeat(20_000)} HTTP/1.1\n\n`,
    want: { status: 414, problem: 'uri-too-long', headers: { connection: 'close' }, closed: true },
  },
  {
    name: 'a query over the limit is 414',
    given: `GET ${SMOKE}?a=${'a'.repeat(17_000)} HTTP/1.1\n\n`,
    want: { status: 414, problem: 'uri-too-long', closed: true },
  },
  {
    name: 'a target over the limit in absolute form is 414',
    given: `POST http://localhost${SMOKE}?a=${'a'.repeat(17_000)} HTTP/1.1\nContent-Length: 2\n\n{}`,
    want: { status: 414, problem: 'uri-too-long', closed: true },
  },
  {
    name: 'another expectation beside the known one is 417',
    given: `GET ${SMOKE} HTTP/1.1\nExpect: 100-continue\nExpect: x\n\n`,
    want: { status: 417, problem: 'expectation-failed' },
  },
  { name: 'another expectation in the list is 417', given: `GET ${SMOKE} HTTP/1.1\nExpect: x, 100-continue\n\n`, want: { status: 417 } },
  { name: 'an expectation with the known one in its name is 417', given: `GET ${SMOKE} HTTP/1.1\nExpect: x-100-continue\n\n`, want: { status: 417 } },
  { name: 'the known expectation with a parameter is 417', given: `GET ${SMOKE} HTTP/1.1\nExpect: 100-continue;q=1\n\n`, want: { status: 417 } },
  {
    name: 'the known expectation twice is that one',
    given: `GET ${SMOKE} HTTP/1.1\nExpect: 100-continue\nExpect: 100-Continue\n\n`,
    want: { status: 200, body: OK },
  },
  { name: 'an empty list of expectations is none', given: `GET ${SMOKE} HTTP/1.1\nExpect: ,\n\n`, want: { status: 200, body: OK } },
  { name: 'HTTP/1.0 has no expectations', given: `GET ${SMOKE} HTTP/1.0\nExpect: tea\n\n`, want: { status: 200, body: OK } },
  { name: 'another expectation is 417', given: `GET ${SMOKE} HTTP/1.1\nExpect: tea\n\n`, want: { status: 417, problem: 'expectation-failed' } },
  {
    name: 'an upgrade that is not on offer is ignored, and the last request of its connection',
    given: `GET ${SMOKE} HTTP/1.1\nConnection: Upgrade, HTTP2-Settings\nUpgrade: h2c\n\n`,
    want: { status: 200, body: OK, headers: { connection: 'close' }, closed: true },
  },
  { name: 'an Upgrade that Connection does not name is no offer', given: `GET ${SMOKE} HTTP/1.1\nUpgrade: h2c\n\n`, want: { status: 200, closed: false } },
  {
    name: 'a page responds to HEAD',
    given: 'HEAD /openapi.json HTTP/1.1\n\n',
    want: { status: 200, headers: { etag: /^"/, 'content-length': /^\d+$/ }, body: '' },
  },
  { name: 'a page says what it takes', given: 'OPTIONS /docs HTTP/1.1\n\n', want: { status: 204, headers: { allow: 'GET, HEAD, OPTIONS' } } },
  {
    name: 'a page refuses other methods',
    given: 'POST /openapi.json HTTP/1.1\nContent-Length: 0\n\n',
    want: { status: 405, problem: 'method-not-allowed', headers: { allow: 'GET, HEAD, OPTIONS' } },
  },
].map((row) => ({ api: 'petsage', ...row }) as const);

export const petsRows: readonly HttpRow[] = [
  {
    name: 'defaults are set and every parameter is typed',
    given: 'GET /pets?sort=born&tags=a&tags=b%2Cc&ids=1,2&lat=1.5&neutered=true HTTP/1.1\nX-Trace: abc\nX-Levels: 1, 2\nCookie: a=b; visits=3\n\n',
    want: {
      status: 200,
      headers: {
        'x-echo': null,
        'x-total-count': '0',
        'x-next':
          '{"query":{"sort":"born","tags":["a","b,c"],"ids":[1,2],"near":{"lat":1.5},"neutered":true,"limit":20},"headers":{"X-Trace":"abc","X-Levels":[1,2]},"cookies":{"visits":3}}',
      },
    },
  },
  {
    name: 'every violation is named at once',
    given: 'GET /pets?limit=0&sort=age&tags=a&tags=&neutered=yes&ids=1,x HTTP/1.1\nX-Trace: a\nCookie: visits=many\n\n',
    want: {
      status: 400,
      problem: 'invalid-request',
      violations: [
        'query limit minimum',
        'query sort enum',
        'query tags /1 minLength',
        'query ids /1 type',
        'query neutered type',
        'header X-Trace minLength',
        'cookie visits type',
      ],
    },
  },
  { name: 'a plus in a query is a space', given: 'GET /pets?tags=a+b HTTP/1.1\n\n', want: { status: 200, headers: { 'x-next': /"tags":\["a b"\]/ } } },
  { name: 'a repeated scalar is refused', given: 'GET /pets?limit=1&limit=2 HTTP/1.1\n\n', want: { status: 400, violations: ['query limit repeated'] } },
  {
    name: 'a bad escape in a declared parameter is refused',
    given: 'GET /pets?sort=%zz HTTP/1.1\n\n',
    want: { status: 400, violations: ['query sort parse'] },
  },
  { name: 'a number that JSON does not know is refused', given: 'GET /pets?limit=0x10 HTTP/1.1\n\n', want: { status: 400, violations: ['query limit type'] } },
  { name: 'a path parameter is typed', given: 'GET /pets/7 HTTP/1.1\n\n', want: { status: 200, body: /"id":7/ } },
  { name: 'a path parameter of the wrong type is refused', given: 'GET /pets/seven HTTP/1.1\n\n', want: { status: 400, violations: ['path petId type'] } },
  {
    name: 'an int64 that a double cannot hold is refused, not rounded',
    given: 'GET /pets/9007199254740993 HTTP/1.1\n\n',
    want: { status: 400, violations: ['path petId type'], body: /must be from -9007199254740991 to 9007199254740991/ },
  },
  { name: 'a concrete path comes before a templated one', given: 'GET /pets/newest HTTP/1.1\n\n', want: { status: 200, body: /"name":"Newest"/ } },
  {
    name: 'a concrete path takes its own methods only',
    given: 'DELETE /pets/newest HTTP/1.1\n\n',
    want: { status: 405, headers: { allow: 'GET, HEAD, OPTIONS' } },
  },
  { name: 'a parameter is never empty', given: 'GET /pets/ HTTP/1.1\n\n', want: { status: 404 } },
  { name: 'a dot segment is no parameter', given: 'GET /pets/%2e%2e HTTP/1.1\n\n', want: { status: 404 } },
  {
    name: 'an encoded slash inside a parameter is data',
    given: 'GET /owners/a%2Fb/notes/c%20d HTTP/1.1\n\n',
    want: { status: 200, body: 'a/b: c d', headers: { 'content-type': 'text/plain; charset=utf-8' } },
  },
  {
    name: 'several methods in Allow',
    given: 'PUT /pets/7 HTTP/1.1\nContent-Length: 0\n\n',
    want: { status: 405, headers: { allow: 'GET, HEAD, PATCH, DELETE, OPTIONS' } },
  },
  {
    name: 'a preflight names the declared fields',
    given: 'OPTIONS /pets HTTP/1.1\nOrigin: https://a.example\nAccess-Control-Request-Method: POST\n\n',
    want: {
      status: 204,
      headers: {
        'access-control-allow-methods': 'GET, HEAD, POST, OPTIONS',
        'access-control-allow-headers': '*, Authorization, Content-Type, X-Request-Id, X-Trace, X-Levels',
      },
    },
  },
  {
    name: 'the preferred media type reaches the handler',
    given: 'GET /pets HTTP/1.1\nAccept: text/csv, application/json;q=0.5\n\n',
    want: { status: 200, headers: { 'content-type': 'text/csv; charset=utf-8' }, body: 'id,name\r\n' },
  },
  {
    name: 'a body is created',
    given: post(PET),
    want: { status: 201, headers: { location: '/pets/1' }, body: '{"id":1,"name":"Minka","species":"cat","tags":[]}' },
  },
  { name: 'a body with a charset', given: post(PET, 'Application/JSON; charset="UTF-8"'), want: { status: 201 } },
  { name: 'a body in another declared media type', given: post(PET, 'application/vnd.petsage+json'), want: { status: 201 } },
  {
    name: 'a chunked body',
    given: `POST /pets HTTP/1.1\nContent-Type: application/json\nTransfer-Encoding: chunked\n\n${PET.length.toString(16)}\n${PET}\n0\n\n`,
    want: { status: 201 },
  },
  {
    name: 'an undeclared media type is 415 with Accept-Post',
    given: post(PET, 'text/plain'),
    want: { status: 415, problem: 'unsupported-media-type', headers: { 'accept-post': 'application/json, application/vnd.petsage+json' } },
  },
  { name: 'a body without a media type is 415', given: `POST /pets HTTP/1.1\nContent-Length: 2\n\n{}`, want: { status: 415 } },
  { name: 'another charset is 415', given: post(PET, 'application/json; charset=latin1'), want: { status: 415 } },
  {
    name: 'a PATCH is told by Accept-Patch',
    given: 'PATCH /pets/7 HTTP/1.1\nContent-Type: application/json\nContent-Length: 2\n\n{}',
    want: { status: 415, headers: { 'accept-patch': 'application/merge-patch+json' } },
  },
  {
    name: 'an unknown content coding is 415 with Accept-Encoding',
    given: post(PET, 'application/json', 'Content-Encoding: zstd\n'),
    want: { status: 415, problem: 'unsupported-content-encoding', headers: { 'accept-encoding': 'identity, gzip, deflate, br' } },
  },
  {
    name: 'a body that does not match its coding is 400',
    given: post(PET, 'application/json', 'Content-Encoding: gzip\n'),
    want: { status: 400, violations: ['body  parse'] },
  },
  { name: '406 comes before 415', given: post(PET, 'text/plain', 'Accept: text/html\n'), want: { status: 406 } },
  { name: 'a body that is not JSON is 400', given: post('{"name":'), want: { status: 400, violations: ['body  parse'] } },
  { name: 'a body with __proto__ is 400', given: post('{"__proto__":{},"name":"x","species":"cat"}'), want: { status: 400, violations: ['body  parse'] } },
  {
    name: 'every violation of a body is named',
    given: post('{"name":"","species":"cow","weightKg":0,"born":"yesterday","friends":[{}]}'),
    want: {
      status: 400,
      problem: 'invalid-request',
      violations: [
        'body /name minLength',
        'body /species enum',
        'body /born format',
        'body /weightKg exclusiveMinimum',
        'body /friends/0 required',
        'body /friends/0 required',
      ],
    },
  },
  { name: 'what was sent is never said back', given: post('{"name":"x","species":"SECRET"}'), want: { status: 400, body: /^(?!.*SECRET)/ } },
  {
    name: 'a required body that is missing is 400',
    given: 'POST /pets HTTP/1.1\nContent-Length: 0\n\n',
    want: { status: 400, violations: ['body  required'] },
  },
  { name: 'an optional body may be missing', given: 'PATCH /pets/7 HTTP/1.1\nContent-Length: 0\n\n', want: { status: 200 } },
  {
    name: 'a member that a closed schema does not name',
    given: 'PATCH /pets/7 HTTP/1.1\nContent-Type: application/merge-patch+json\nContent-Length: 9\n\n{"a/b":1}',
    want: { status: 400, violations: ['body /a~1b additionalProperties'] },
  },
  {
    name: 'a body over the limit is 413',
    given: post(JSON.stringify({ name: 'a'.repeat(3000), species: 'cat' })),
    want: { status: 413, problem: 'content-too-large', headers: { connection: 'close' }, closed: true },
  },
  {
    name: 'a chunked body over the limit is 413',
    given: `POST /pets HTTP/1.1\nContent-Type: application/json\nTransfer-Encoding: chunked\n\nbb8\n${'1'.repeat(3000)}\n0\n\n`,
    want: { status: 413, headers: { connection: 'close' }, closed: true },
  },
  {
    name: 'a deeply nested body is no failure of the service',
    given: post(`${'['.repeat(900)}${']'.repeat(900)}`),
    want: { status: 400, violations: ['body  type'] },
  },
  { name: 'a declared problem that a handler throws', given: post('{"name":"Taken","species":"cat"}'), want: { status: 409, problem: 'taken' } },
  {
    name: 'a 204 has neither body nor length',
    given: 'DELETE /pets/7 HTTP/1.1\n\n',
    want: { status: 204, headers: { 'content-length': null, 'content-type': null }, body: '' },
  },
  { name: 'a status that the handler chooses among the declared', given: 'GET /pets/404 HTTP/1.1\n\n', want: { status: 404, headers: PROBLEM_TYPE } },
  {
    name: 'bytes from a buffer',
    given: 'GET /photos/buffer HTTP/1.1\n\n',
    want: { status: 200, headers: { 'content-type': 'image/png', 'content-length': '4' }, body: 'PNG!' },
  },
  {
    name: 'bytes from a stream',
    given: 'GET /photos/stream HTTP/1.0\n\n',
    want: { status: 200, headers: { 'content-type': 'image/png' }, body: 'PNG!', closed: true },
  },
  {
    name: 'a declared HEAD wins',
    given: 'HEAD /photos/buffer HTTP/1.1\n\n',
    want: { status: 200, headers: { 'x-width': '4', 'content-type': null }, body: '' },
  },
  {
    name: 'a handler that throws is a 500 with nothing internal in it',
    given: 'GET /pets/500 HTTP/1.1\n\n',
    want: { status: 500, problem: 'internal-error', body: /^(?!.*(?:boom|Error:|\.ts)).*$/ },
  },
  { name: 'a wrong body never leaves', given: 'GET /pets/501 HTTP/1.1\n\n', want: { status: 500, problem: 'internal-error' } },
  {
    name: 'an undeclared property never leaves',
    given: 'GET /pets/502 HTTP/1.1\n\n',
    want: { status: 500, problem: 'internal-error', body: /^(?!.*hunter2)/ },
  },
  { name: 'an undeclared status never leaves', given: 'GET /pets/503 HTTP/1.1\n\n', want: { status: 500, problem: 'internal-error' } },
  { name: 'an undeclared media type never leaves', given: 'GET /pets/504 HTTP/1.1\n\n', want: { status: 500, problem: 'internal-error' } },
  { name: 'a header field with a line break never leaves', given: 'GET /pets/506 HTTP/1.1\n\n', want: { status: 500, headers: { 'x-secret': null } } },
  { name: 'an undeclared header field never leaves', given: 'GET /pets/505 HTTP/1.1\n\n', want: { status: 500, headers: { 'x-secret': null } } },
].map((row) => ({ api: 'pets', ...row }) as const);

/** Bytes of a row: CRLF in the head, a Host field where none is named. */
export function bytes({ given, bare }: HttpRow): string {
  const [head = '', ...body] = given.split('\n\n');
  const [line = '', ...fields] = head.split('\n');
  if (!bare && line.endsWith('HTTP/1.1') && !fields.some((field) => /^host:/i.test(field))) fields.unshift('Host: localhost');
  const chunked = fields.some((field) => /^transfer-encoding:/i.test(field));
  const text = body.join('\n\n');
  return `${[line, ...fields].join('\r\n')}\r\n\r\n${chunked ? text.replaceAll('\n', '\r\n') : text}`;
}
