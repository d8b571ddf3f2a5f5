import { Readable } from 'node:stream';
import { type Api, startApi } from '../../../test/support/api.ts';
import { raw } from '../../../test/support/raw.ts';
import { parseHttpDate } from '../src/http/http-date.ts';
import { evaluatePreconditions, type Representation } from '../src/http/preconditions.ts';
import { Problem } from '../src/problems/problem.ts';
import { contractProblems } from '../src/problems/registry.ts';

const MODIFIED = 'Sun, 06 Nov 1994 08:49:37 GMT';
const BEFORE = 'Sun, 06 Nov 1994 08:49:36 GMT';
const LATER = 'Sun, 06 Nov 1994 08:49:38 GMT';

/** RFC 9110 section 13, for the state `current` of a resource. */
const cases: { name: string; method?: string; headers: Record<string, string>; current?: Representation | null; want: 304 | 412 | undefined }[] = [
  { name: 'no condition', headers: {}, want: undefined },
  { name: 'If-None-Match of the same ETag', headers: { 'if-none-match': '"v1"' }, want: 304 },
  { name: 'If-None-Match compares weakly', headers: { 'if-none-match': 'W/"v1"' }, want: 304 },
  { name: 'If-None-Match with a weak ETag of the resource', headers: { 'if-none-match': '"v1"' }, current: { etag: 'W/"v1"' }, want: 304 },
  { name: 'If-None-Match with a list', headers: { 'if-none-match': '"a,b", W/"v1"' }, want: 304 },
  { name: 'If-None-Match of others', headers: { 'if-none-match': '"v0", "v2"' }, want: undefined },
  { name: 'If-None-Match without quotes matches nothing', headers: { 'if-none-match': 'v1' }, want: undefined },
  { name: 'If-None-Match: * of an existing resource', headers: { 'if-none-match': '*' }, want: 304 },
  { name: 'If-None-Match: * of a missing resource', headers: { 'if-none-match': '*' }, current: null, want: undefined },
  { name: 'If-None-Match for PUT', method: 'PUT', headers: { 'if-none-match': '"v1"' }, want: 412 },
  { name: 'If-None-Match: * for PUT of an existing resource', method: 'PUT', headers: { 'if-none-match': '*' }, want: 412 },
  { name: 'If-None-Match: * for PUT of a missing resource', method: 'PUT', headers: { 'if-none-match': '*' }, current: null, want: undefined },
  { name: 'If-None-Match takes precedence over If-Modified-Since', headers: { 'if-none-match': '"v0"', 'if-modified-since': LATER }, want: undefined },
  { name: 'If-Match of the same ETag', method: 'PUT', headers: { 'if-match': '"v0", "v1"' }, want: undefined },
  { name: 'If-Match of others', method: 'PUT', headers: { 'if-match': '"v0"' }, want: 412 },
  { name: 'If-Match compares strongly', method: 'PUT', headers: { 'if-match': 'W/"v1"' }, current: { etag: 'W/"v1"' }, want: 412 },
  { name: 'If-Match: * of a missing resource', method: 'PUT', headers: { 'if-match': '*' }, current: null, want: 412 },
  { name: 'If-Match: * of an existing resource', method: 'DELETE', headers: { 'if-match': '*' }, current: {}, want: undefined },
  { name: 'If-Match of a resource without ETag', method: 'PUT', headers: { 'if-match': '"v1"' }, current: { lastModified: MODIFIED }, want: 412 },
  { name: 'If-Match before If-None-Match', headers: { 'if-match': '"v0"', 'if-none-match': '"v1"' }, want: 412 },
  {
    name: 'If-Match takes precedence over If-Unmodified-Since',
    method: 'PUT',
    headers: { 'if-match': '"v1"', 'if-unmodified-since': BEFORE },
    want: undefined,
  },
  { name: 'If-Modified-Since of the same second', headers: { 'if-modified-since': MODIFIED }, want: 304 },
  { name: 'If-Modified-Since of the second before', headers: { 'if-modified-since': BEFORE }, want: undefined },
  { name: 'If-Modified-Since for POST is ignored', method: 'POST', headers: { 'if-modified-since': LATER }, want: undefined },
  { name: 'If-Modified-Since that is no date is ignored', headers: { 'if-modified-since': 'yesterday' }, want: undefined },
  {
    name: 'If-Modified-Since of a Date with milliseconds',
    headers: { 'if-modified-since': MODIFIED },
    current: { lastModified: new Date('1994-11-06T08:49:37.900Z') },
    want: 304,
  },
  { name: 'If-Modified-Since of a resource without date', headers: { 'if-modified-since': LATER }, current: { etag: '"v1"' }, want: undefined },
  { name: 'If-Unmodified-Since of the second before', method: 'PUT', headers: { 'if-unmodified-since': BEFORE }, want: 412 },
  { name: 'If-Unmodified-Since of the same second', method: 'PUT', headers: { 'if-unmodified-since': MODIFIED }, want: undefined },
];

test.each(cases)('$name', ({ method = 'GET', headers, current, want }) => {
  const state = current === null ? undefined : (current ?? { etag: '"v1"', lastModified: MODIFIED });
  expect(evaluatePreconditions({ method, headers }, state)).toBe(want);
});

test.each([
  { text: 'Sun, 06 Nov 1994 08:49:37 GMT', want: '1994-11-06T08:49:37.000Z' },
  { text: 'Sunday, 06-Nov-94 08:49:37 GMT', want: '1994-11-06T08:49:37.000Z' },
  { text: 'Sun Nov  6 08:49:37 1994', want: '1994-11-06T08:49:37.000Z' },
  { text: 'Sun, 06 Nov 1994 08:49:37 +0000', want: undefined },
  { text: 'Wed, 30 Feb 1994 08:49:37 GMT', want: undefined },
  { text: 'Wed, 06 Nov 1994 25:49:37 GMT', want: undefined },
  { text: '1994-11-06T08:49:37Z', want: undefined },
  { text: '', want: undefined },
])('as a date of HTTP, $text is $want', ({ text, want }) => {
  const ms = parseHttpDate(text);
  expect(ms === undefined ? undefined : new Date(ms).toISOString()).toBe(want);
});

test('a year of two digits that is more than 50 years ahead is of the century before', () => {
  const year = new Date().getUTCFullYear();
  const two = (value: number) => String(value % 100).padStart(2, '0');
  const yearOf = (text: string) => new Date(parseHttpDate(`Sunday, 06-Nov-${text} 08:49:37 GMT`) ?? 0).getUTCFullYear();
  expect([yearOf(two(year + 50)), yearOf(two(year + 51))]).toEqual([year + 50, year - 49]);
});

describe('an operation that declares', () => {
  const response = (content: readonly string[], names: readonly string[] = [], required = false) => ({
    headers: names.map((name) => ({ name, required, explode: false })),
    content,
  });
  const operation = (operationId: string, method: 'GET' | 'PUT', responses: Record<string, ReturnType<typeof response>>) => ({
    operationId,
    method,
    path: `/${operationId}`,
    security: [],
    load: () => ({
      parameters: [],
      responses,
      validators: { responses: Object.fromEntries(Object.keys(responses).map((status) => [status, { headers: () => true }])) },
    }),
  });
  const ok = response(['text/plain'], ['ETag', 'Last-Modified', 'Cache-Control', 'X-Other']);
  const problem = response(['application/problem+json']);
  const operations = {
    securitySchemes: {},
    list: [
      operation('both', 'GET', { 200: ok, 304: response([]), 412: problem }),
      operation('range', 'GET', { 200: ok, '3XX': response([]) }),
      operation('stream', 'GET', { 200: ok, 304: response([]) }),
      operation('neither', 'GET', { 200: ok, default: problem }),
      operation('demanding', 'GET', { 200: ok, 304: response([], ['X-Missing'], true) }),
      operation('failing', 'GET', { 404: problem, 304: response([]) }),
      operation('update', 'PUT', { 204: response([], ['ETag']), 412: problem }),
    ],
  };
  let streams: Readable[] = [];
  const headers = { ETag: '"v1"', 'Last-Modified': MODIFIED, 'Cache-Control': 'max-age=60', 'X-Other': 'a' };
  const handler = () => ({ status: 200, headers, type: 'text/plain', body: 'purr' });
  const handlers = {
    both: handler,
    range: handler,
    stream: () => {
      const body = Readable.from(['purr']);
      streams.push(body);
      return { ...handler(), body };
    },
    neither: handler,
    demanding: () => {
      const body = Readable.from(['purr']);
      streams.push(body);
      return { ...handler(), body };
    },
    failing: () => {
      throw new Problem(404, { detail: 'gone', headers: { ETag: '"v1"' } });
    },
    update: (_request: unknown, context: { evaluatePreconditions(current: Representation): 304 | 412 | undefined }) => {
      if (context.evaluatePreconditions({ etag: '"v1"' }) !== undefined) throw new Problem(contractProblems['precondition-failed'], { detail: 'changed' });
      return { status: 204, headers: { ETag: '"v2"' } };
    },
  };

  let api: Api;
  beforeAll(async () => {
    api = await startApi({ operations, handlers });
  });
  afterAll(() => api.close());

  async function ask(method: string, path: string, condition: string): Promise<{ status: number; etag: string | undefined; body: string; headers: object }> {
    streams = [];
    const send = `${method} /${path} HTTP/1.1\r\nHost: a\r\n${condition}\r\nConnection: close\r\n\r\n`;
    const { responses } = await raw({ port: api.port, send: [send], methods: [method] });
    const { status, headers: sent, body } = responses[0] as { status: number; headers: Record<string, string>; body: string };
    return { status, etag: sent['etag'], body, headers: sent };
  }

  test.each([
    { declares: '304', path: 'both', condition: 'If-None-Match: "v1"', want: { status: 304, etag: '"v1"', body: '' } },
    { declares: '304, at HEAD', method: 'HEAD', path: 'both', condition: 'If-None-Match: "v1"', want: { status: 304, etag: '"v1"', body: '' } },
    { declares: '304, by date', path: 'both', condition: `If-Modified-Since: ${MODIFIED}`, want: { status: 304, etag: '"v1"', body: '' } },
    { declares: '304, for another ETag', path: 'both', condition: 'If-None-Match: "v0"', want: { status: 200, etag: '"v1"', body: 'purr' } },
    { declares: '3XX', path: 'range', condition: 'If-None-Match: "v1"', want: { status: 304, etag: '"v1"', body: '' } },
    { declares: '304, for a stream', path: 'stream', condition: 'If-None-Match: "v1"', want: { status: 304, etag: '"v1"', body: '' } },
    { declares: 'neither', path: 'neither', condition: 'If-None-Match: "v1"', want: { status: 200, etag: '"v1"', body: 'purr' } },
    {
      declares: '304 with a header that the 200 lacks, for a stream',
      path: 'demanding',
      condition: 'If-None-Match: "v1"',
      want: { status: 200, etag: '"v1"', body: expect.stringContaining('purr') },
    },
    { declares: '412', path: 'both', condition: 'If-Match: "v0"', want: { status: 412, body: expect.stringContaining('#precondition-failed') } },
    { declares: '412, at HEAD', method: 'HEAD', path: 'both', condition: 'If-Match: "v0"', want: { status: 412, body: '' } },
    { declares: '304 without a success', path: 'failing', condition: 'If-None-Match: "v1"', want: { status: 404 } },
    { declares: '412, for PUT', method: 'PUT', path: 'update', condition: 'If-Match: "v0"', want: { status: 412 } },
    { declares: '412, for PUT of the current state', method: 'PUT', path: 'update', condition: 'If-Match: "v1"', want: { status: 204, etag: '"v2"' } },
  ])('$declares responds to $condition with $want.status', async ({ method = 'GET', path, condition, want }) => {
    expect(await ask(method, path, condition)).toMatchObject(want);
    expect(streams.every((stream) => stream.destroyed)).toBe(true);
  });

  test('304 sends the headers that RFC 9110 lists, and no other of the 200', async () => {
    const { headers: sent } = await ask('GET', 'both', 'If-None-Match: "v1"');
    expect(sent).toMatchObject({ etag: '"v1"', 'cache-control': 'max-age=60' });
    for (const name of ['last-modified', 'x-other', 'content-type', 'content-length']) expect(sent).not.toHaveProperty(name);
  });
});
