import { compile } from '../../../test/support/documents.ts';
import { createServer, type ServerLogger } from '../src/index.ts';
import { invalidRequest } from '../src/problems/invalid-request.ts';
import type { Violation } from '../src/problems/problem.ts';

const PROBLEM_BYTES = 8192;
const violations = (more: (index: number) => Partial<Violation>): Violation[] =>
  Array.from({ length: 12 }, (_, index) => ({ in: 'body', pointer: `/${index}`, keyword: 'enum', message: 'must be one of these', ...more(index) }));

const cases: { name: string; all: Violation[]; listed: number; withAllowed: number }[] = [
  { name: 'small violations are listed as they are', all: violations(() => ({ allowed: ['a'] })), listed: 12, withAllowed: 12 },
  {
    name: 'pointers of which each character takes six bytes',
    all: violations((index) => ({ pointer: `/${index}${'\u0001'.repeat(150)}` })),
    listed: 4,
    withAllowed: 0,
  },
  {
    name: 'messages of which each character takes three bytes',
    all: violations((index) => ({ message: `${index}${'€'.repeat(250)}` })),
    listed: 5,
    withAllowed: 0,
  },
  {
    name: 'long lists of allowed values',
    all: violations((index) => ({ allowed: Array.from({ length: 100 }, (_, value) => `value ${index} ${value}`) })),
    listed: 12,
    withAllowed: 2,
  },
];
test.each(cases)('a problem stays within its limit in bytes: $name', ({ all, listed, withAllowed }) => {
  const problem = invalidRequest(all, 0, PROBLEM_BYTES);
  const { violations: sent = [] } = problem;
  expect([sent.length, sent.filter(({ allowed }) => allowed !== undefined).length]).toEqual([listed, withAllowed]);
  expect(Buffer.byteLength(problem.toText('http://127.0.0.1/problems', 'a', false).text)).toBeLessThanOrEqual(PROBLEM_BYTES);
});

const BASE = 'https://api.example/problems';
const UUID = '0b6c1d3e-8f5a-4c2b-9d7e-3a1f5b8c2d4e';
const ENUM: Violation = { in: 'body', pointer: '/a', keyword: 'enum', message: 'must be one of these', allowed: ['x', 'y'] };
const TYPE: Violation = { in: 'query', name: 'n', pointer: '', keyword: 'type', message: 'must be integer' };
const texts: { name: string; violations: readonly Violation[]; requestId?: string; base?: string }[] = [
  { name: 'one violation', violations: [ENUM] },
  { name: 'the same one elsewhere', violations: [{ ...ENUM, pointer: '/b' }] },
  { name: 'the same message with another list', violations: [{ ...ENUM, allowed: ['x', 'z'] }, ENUM] },
  { name: 'the same list with another message', violations: [{ ...ENUM, message: 'must be "x" or "y"' }] },
  { name: 'one allowed value', violations: [{ ...ENUM, keyword: 'const', allowed: ['x'] }] },
  { name: 'another allowed value', violations: [{ ...ENUM, keyword: 'const', allowed: ['y'] }] },
  { name: 'no list', violations: [{ in: 'body', pointer: '/a', keyword: 'enum', message: ENUM.message }] },
  { name: 'another keyword with the same message', violations: [{ ...TYPE, keyword: 'format' }, TYPE] },
  { name: 'another parameter', violations: [{ ...TYPE, name: 'm' }, TYPE] },
  { name: 'another place', violations: [{ ...TYPE, in: 'path' }, TYPE] },
  { name: 'no pointer', violations: [{ in: 'query', name: 'n', keyword: 'type', message: 'must be integer' }] },
  { name: 'no pointer, and a name beyond ASCII', violations: [{ in: 'query', name: 'é', keyword: 'type', message: 'must be integer' }] },
  { name: 'a pointer with characters that JSON escapes', violations: [{ ...ENUM, pointer: '/"\\\u0000\n/\u2028/é/\ud800' }] },
  { name: 'a name with characters that JSON escapes', violations: [{ ...TYPE, name: '"\\\u0007', message: 'é "\ud800"' }] },
  { name: 'a message beyond ASCII', violations: [{ ...TYPE, message: 'muß' }] },
  { name: 'a page of problem types beyond ASCII', violations: [ENUM], base: 'https://é.example' },
  { name: 'a request id beyond ASCII', violations: [ENUM], requestId: 'é' },
  { name: 'a message that is too long to be kept', violations: [{ ...TYPE, message: 'm'.repeat(5000) }] },
  { name: 'a request id of the client', violations: [ENUM], requestId: 'a.b' },
  { name: 'another page of problem types', violations: [ENUM], requestId: 'a.b', base: 'https://other.example/"problems"' },
];
test.each(texts)('the text of a problem is its JSON, once and again: $name', ({ violations, requestId = UUID, base = BASE }) => {
  const problem = invalidRequest(violations, 0, PROBLEM_BYTES);
  const isUuid = requestId === UUID;
  const want = JSON.stringify(problem.toJson(base, requestId, isUuid));
  for (let time = 0; time < 2; time++) {
    const { text, isAscii } = problem.toText(base, requestId, isUuid);
    expect(JSON.parse(text)).toEqual(JSON.parse(want));
    if (isAscii) expect(Buffer.byteLength(text)).toBe(text.length);
  }
});

test('the bytes of a problem need not be counted where its document and request are in ASCII', () => {
  expect(invalidRequest([ENUM, TYPE], 0, PROBLEM_BYTES).toText(BASE, UUID, true).isAscii).toBe(true);
});

test('the text of a problem is its JSON, however many names clients make up', () => {
  for (let index = 0; index < 1200; index++) {
    const problem = invalidRequest([{ ...TYPE, message: `must not be ${index}` }, ENUM], 0, PROBLEM_BYTES);
    expect(problem.toText(BASE, UUID, true).text).toBe(JSON.stringify(problem.toJson(BASE, UUID, true)));
  }
});

const log: ServerLogger = { child: () => log, debug() {}, info() {}, warn() {}, error() {} };
test.each(['b', 'é', '€', '😀', '"'])('a 400 for a property %p is sent whole', async (name) => {
  const schema = { type: 'object', properties: { a: {} }, additionalProperties: false };
  const post = { operationId: 'a', requestBody: { content: { 'application/json': { schema } } }, responses: { 204: { description: 'Done' } } };
  const document = { openapi: '3.1.0', info: { title: 'T', version: '1' }, paths: { '/a': { post } } };
  const server = await createServer({
    operations: compile('a.json', JSON.stringify(document)) as never,
    handlers: { a: () => ({ status: 204 }) } as never,
    log,
  });
  const response = await server.request('a' as never, { body: { [name]: 1 } } as never);
  const bytes = Buffer.from(await response.arrayBuffer());
  await server.close();
  expect(response.headers.get('content-length')).toBe(String(bytes.length));
  expect(JSON.parse(bytes.toString())).toMatchObject({ status: 400, violations: [{ pointer: `/${name}` }] });
});
