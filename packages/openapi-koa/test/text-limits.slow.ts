import { type Api, startApi } from '../../../test/support/api.ts';
import { compileFolder, document } from '../../../test/support/documents.ts';
import { growthOf } from '../../../test/support/growth.ts';

/** What patterns and formats of a document cost, on texts that clients choose. */
const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

const LOOKS = '^(?=a)([a-z]+)*$';
const REFERS = '^(\\w+\\s?)*\\1$';
const schemas = { Short: { type: 'string', maxLength: 5 }, Looks: { pattern: LOOKS } };
const SHORT = { type: 'string', maxLength: 5, pattern: '^b', format: 'email' };
const bodies: Readonly<Record<string, { schema: object; type?: string }>> = {
  beside: { schema: SHORT },
  allOf: { schema: { maxLength: 5, allOf: [{ pattern: '^b' }, { format: 'email' }] } },
  inAllOf: { schema: { pattern: '^b', allOf: [{ allOf: [{ maxLength: 5 }] }] } },
  anyOf: { schema: { maxLength: 5, anyOf: [{ pattern: '^b' }, { format: 'email' }] } },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
  then: { schema: { maxLength: 5, if: { minLength: 1 }, then: { pattern: '^b' }, else: { pattern: '^c' } } },
  reference: { schema: { ...ref('Short'), pattern: '^b' } },
  names: { schema: { propertyNames: { maxLength: 5, pattern: '^b' } } },
  oneOf: { schema: { maxLength: 5, oneOf: [{ pattern: '^b' }, { pattern: '^a' }] } },
  loop: { schema: { type: 'string', pattern: '^(\\w+\\s?)*$' } },
  loopOfNames: { schema: { patternProperties: { '^(a+)+$': { type: 'integer' } }, additionalProperties: false } },
  loopForNames: { schema: { propertyNames: { pattern: '^([a-z]+)*$' } } },
  many: { schema: { type: 'array', items: { pattern: '\\s+$' } } },
  looks: { schema: { type: 'array', items: { pattern: LOOKS } } },
  looksByReference: { schema: ref('Looks') },
  looksAndShort: { schema: { pattern: LOOKS, maxLength: 5 } },
  not: { schema: { not: { pattern: LOOKS } } },
  notByReference: { schema: { not: ref('Looks') } },
  looksOfNames: { schema: { patternProperties: { [LOOKS]: { type: 'integer' } } } },
  refers: { schema: { type: 'array', items: { pattern: REFERS } } },
  form: { schema: { type: 'object', patternProperties: { '^(a+)+$': { type: 'integer' }, '^(?=b)([a-z]+)*$': { type: 'boolean' } } }, type: FORM },
};
const parameters = [
  { name: 'q', in: 'query', schema: SHORT },
  { name: 'loop', in: 'query', schema: { type: 'string', pattern: '^([a-z]+)*$' } },
  { name: 'refers', in: 'query', schema: { type: 'string', pattern: REFERS } },
  { name: 'list', in: 'query', schema: { type: 'array', items: { type: 'string', pattern: LOOKS } } },
  { name: 'X-Short', in: 'header', schema: SHORT },
  { name: 'c', in: 'cookie', schema: SHORT },
];

let response: unknown;
let header: string;
let api: Api;
beforeAll(async () => {
  const base = JSON.parse(document({}, { schemas }, '3.1.0'));
  const responses = { 204: { description: 'd' } };
  base.paths = Object.fromEntries(
    Object.entries(bodies).flatMap(([name, { schema, type = JSON_TYPE }]) => [
      [`/${name}`, { post: { operationId: name, requestBody: { content: { [type]: { schema } } }, responses } }],
      [`/response/${name}`, { get: { operationId: `response-${name}`, responses: { 200: { description: 'd', content: { [JSON_TYPE]: { schema } } } } } }],
    ]),
  );
  base.paths['/parameters/{p}'] = {
    get: { operationId: 'parameters', parameters: [...parameters, { name: 'p', in: 'path', required: true, schema: SHORT }], responses },
  };
  base.paths['/header'] = {
    get: {
      operationId: 'header',
      responses: { 204: { description: 'd', headers: { 'X-Short': { schema: SHORT }, 'X-Looks': { schema: { pattern: LOOKS } } } } },
    },
  };
  const handlers = Object.fromEntries(
    Object.keys(bodies).flatMap((name) => [
      [name, () => ({ status: 204 })],
      [`response-${name}`, () => ({ status: 200, body: response })],
    ]),
  );
  const { operations } = compileFolder('text-limits.json', JSON.stringify(base), { strict: false });
  api = await startApi({
    operations,
    handlers: { ...handlers, parameters: () => ({ status: 204 }), header: () => ({ status: 204, headers: JSON.parse(header) }) },
    bodyLimitBytes: 4 * 1024 * 1024,
  });
}, 60_000);
afterAll(() => api?.close());

interface Problem {
  readonly detail?: string;
  readonly violations?: readonly {
    readonly in: string;
    readonly name?: string;
    readonly pointer?: string;
    readonly keyword: string;
    readonly message: string;
  }[];
}
async function send(path: string, init: RequestInit = {}): Promise<{ status: number; problem: Problem }> {
  const given = await fetch(`http://127.0.0.1:${api.port}${path}`, init);
  const text = await given.text();
  return { status: given.status, problem: text === '' ? {} : JSON.parse(text) };
}
const post = (to: string, value: unknown) => send(`/${to}`, { method: 'POST', headers: { 'Content-Type': JSON_TYPE }, body: JSON.stringify(value) });
const keywords = ({ violations = [] }: Problem) => violations.map(({ keyword }) => keyword);

const ASTRAL = '😀'.repeat(5);
const checked: { to: string; value: unknown; want: string[] }[] = [
  ...['beside', 'allOf', 'inAllOf', 'anyOf', 'then', 'reference'].map((to) => ({ to, value: 'aaaaaa', want: ['maxLength'] })),
  { to: 'names', value: { aaaaaa: 1 }, want: ['maxLength', 'propertyNames'] },
  // How many alternatives hold decides, so that each is looked at.
  { to: 'oneOf', value: 'cccccc', want: ['pattern', 'pattern', 'oneOf', 'maxLength'] },
  { to: 'beside', value: 'aaaaa', want: ['pattern', 'format'] },
  { to: 'anyOf', value: 'aaaaa', want: ['pattern', 'format', 'anyOf'] },
  { to: 'beside', value: ASTRAL, want: ['pattern', 'format'] },
  { to: 'beside', value: `${ASTRAL}a`, want: ['maxLength'] },
];
test.each(checked)('of $value in $to, $want is violated', async ({ to, value, want }) => {
  const { status, problem } = await post(to, value);
  expect({ status, keywords: keywords(problem) }).toEqual({ status: 400, keywords: want });
});

const LONG = 'aaaaaa';
const ofParameters = [
  { name: 'a query parameter', path: `/parameters/b@b.b?q=${LONG}`, want: { in: 'query', name: 'q', keyword: 'maxLength' } },
  { name: 'a path parameter', path: `/parameters/${LONG}`, want: { in: 'path', name: 'p', keyword: 'maxLength' } },
  { name: 'a header', path: '/parameters/b@b.b', headers: { 'X-Short': LONG }, want: { in: 'header', name: 'X-Short', keyword: 'maxLength' } },
  { name: 'a cookie', path: '/parameters/b@b.b', headers: { Cookie: `c=${LONG}` }, want: { in: 'cookie', name: 'c', keyword: 'maxLength' } },
];
test.each(ofParameters)('$name that is too long is refused for that alone', async ({ path, headers = {}, want }) => {
  expect((await send(path, { headers: headers as Record<string, string> })).problem.violations).toEqual([expect.objectContaining(want)]);
});

const ofResponses: { to: string; body?: unknown; headers?: object; want: string }[] = [
  { to: '/response/beside', body: LONG, want: 'must NOT have more than 5 characters' },
  { to: '/response/allOf', body: LONG, want: 'must NOT have more than 5 characters' },
  { to: '/response/reference', body: LONG, want: 'must NOT have more than 5 characters' },
  { to: '/header', headers: { 'X-Short': LONG }, want: 'must NOT have more than 5 characters' },
  {
    to: '/header',
    headers: { 'X-Looks': 'a'.repeat(1025) },
    want: `is too long to be checked against pattern "${LOOKS}": at most 1024 characters are allowed`,
  },
  { to: '/response/looks', body: ['a'.repeat(1025)], want: `is too long to be checked against pattern "${LOOKS}": at most 1024 characters are allowed` },
];
test.each(ofResponses)('a response of $to is refused: $want', async ({ to, body, headers = {}, want }) => {
  response = body;
  header = JSON.stringify(headers);
  api.failures.length = 0;
  expect((await send(to)).status).toBe(500);
  expect((api.failures[0] as { error: { reason: string } }).error.reason).toBe(want);
});

const growing: { name: string; input: (n: number) => { path: string; value?: unknown }; n: number; want: number }[] = [
  { name: 'a loop in a loop', input: (n) => ({ path: '/loop', value: `${'a'.repeat(n)}!` }), n: 200_000, want: 400 },
  {
    name: 'a loop in a loop, of many texts',
    input: (n) => ({ path: '/many', value: new Array(n / 1000).fill(`${' '.repeat(1000)}!`) }),
    n: 200_000,
    want: 400,
  },
  { name: 'a loop in a loop, of names', input: (n) => ({ path: '/loopOfNames', value: { [`${'a'.repeat(n)}!`]: 1 } }), n: 200_000, want: 400 },
  { name: 'a loop in a loop, for all names', input: (n) => ({ path: '/loopForNames', value: { [`${'a'.repeat(n)}!`]: 1 } }), n: 200_000, want: 400 },
  { name: 'a loop in a loop, of a query parameter', input: (n) => ({ path: `/parameters/b@b.b?loop=${'a'.repeat(n)}!` }), n: 2000, want: 400 },
  { name: 'look-around', input: (n) => ({ path: '/looks', value: new Array(n).fill(`${'a'.repeat(60)}!`) }), n: 200, want: 400 },
  { name: 'look-around, with what is too long', input: (n) => ({ path: '/looks', value: [`${'a'.repeat(n)}!`] }), n: 200_000, want: 400 },
];
test.each(growing)('the time for a pattern grows with its text: $name', async ({ input, n, want }) => {
  const run = ({ path, value }: ReturnType<typeof input>) => (value === undefined ? send(path) : post(path.slice(1), value));
  expect((await run(input(n))).status).toBe(want);
  expect(await growthOf(input, run, n)).toBeLessThan(8);
});

test('names of a form are read by patterns on the same engines', async () => {
  const form = (body: string) => send('/form', { method: 'POST', headers: { 'Content-Type': FORM }, body });
  expect((await form('aa=1&ba=true')).status).toBe(204);
  expect(keywords((await form('aa=x')).problem)).toEqual(['type']);
  expect((await form(`${'a'.repeat(100)}!=1`)).status).toBe(204);
  const long = await form(`b${'a'.repeat(1025)}=true`);
  expect(keywords(long.problem)).toEqual(['pattern', 'propertyNames']);
});

const limited: { to: string; value: (length: number) => unknown; pointer: string; keywords?: string[]; within: number }[] = [
  { to: 'looks', value: (length) => ['a'.repeat(length)], pointer: '/0', within: 204 },
  { to: 'looks', value: (length) => ['b'.repeat(length)], pointer: '/0', within: 400 },
  { to: 'looks', value: (length) => [`a${'😀'.repeat(length - 1)}`], pointer: '/0', within: 400 },
  { to: 'looksByReference', value: (length) => 'a'.repeat(length), pointer: '', within: 204 },
  { to: 'not', value: (length) => 'a'.repeat(length), pointer: '', keywords: ['not', 'pattern'], within: 400 },
  { to: 'not', value: (length) => 'b'.repeat(length), pointer: '', keywords: ['not', 'pattern'], within: 204 },
  { to: 'notByReference', value: (length) => 'b'.repeat(length), pointer: '', keywords: ['not', 'pattern'], within: 204 },
  { to: 'looksOfNames', value: (length) => ({ ['a'.repeat(length)]: 1 }), pointer: '', keywords: ['pattern', 'propertyNames'], within: 204 },
  { to: 'looksOfNames', value: (length) => ({ ['b'.repeat(length)]: 'x' }), pointer: '', keywords: ['pattern', 'propertyNames'], within: 204 },
];
test.each(limited)('a pattern with look-around runs on at most 1,024 characters: $to', async ({ to, value, pointer, keywords: want = ['pattern'], within }) => {
  expect((await post(to, value(1024))).status).toBe(within);
  const { status, problem } = await post(to, value(1025));
  expect({ status, keywords: keywords(problem) }).toEqual({ status: 400, keywords: want });
  expect(problem.violations).toContainEqual({
    in: 'body',
    pointer,
    keyword: 'pattern',
    message: `is too long to be checked against pattern "${LOOKS}": at most 1024 characters are allowed`,
  });
});

test('what a schema bounds by itself is refused for that, too', async () => {
  expect(keywords((await post('looksAndShort', 'a'.repeat(2000))).problem)).toEqual(['maxLength', 'pattern']);
  expect(keywords((await post('looksAndShort', 'b'.repeat(20))).problem)).toEqual(['maxLength']);
});

test('a value that a pattern takes too many steps for is refused, and the next one is not', async () => {
  const attack = `${'a'.repeat(1000)}!`;
  const { status, problem } = await post('refers', new Array(100).fill(attack));
  expect(status).toBe(400);
  expect(problem.violations).toEqual([{ in: 'body', pointer: '', keyword: 'pattern', message: 'takes too long to be checked against a pattern' }]);
  expect((await post('refers', ['aa'])).status).toBe(204);
  const inQuery = await send(`/parameters/b@b.b?q=b&refers=${attack}`);
  expect(inQuery.problem.violations).toContainEqual({
    in: 'query',
    name: 'refers',
    keyword: 'pattern',
    message: 'takes too long to be checked against a pattern',
  });
  response = [attack];
  expect((await send('/response/refers')).status).toBe(500);
});
