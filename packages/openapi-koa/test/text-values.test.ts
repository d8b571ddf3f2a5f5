import { type Api, startApi } from '../../../test/support/api.ts';
import { compileFolder } from '../../../test/support/documents.ts';
import { typeCheck } from '../../../tools/lib/type-check.ts';

/** A whole text is read as the text of a parameter is (OpenAPI 3.1.1 appendix B). */
const SCHEMAS = {
  boolean: { type: 'boolean' },
  integer: { type: 'integer', maximum: 9 },
  number: { type: 'number' },
  nothing: { type: 'null' },
  level: { enum: [1, 2] },
  maybe: { type: ['integer', 'null'] },
  either: {
    oneOf: [
      { type: 'integer', maximum: 9 },
      { type: 'string', minLength: 2 },
    ],
  },
  string: { type: 'string' },
  any: {},
} as const;
type Name = keyof typeof SCHEMAS;

const echo = (name: Name) => ({
  operationId: name,
  requestBody: { required: true, content: { 'text/plain': { schema: SCHEMAS[name] } } },
  responses: { 200: { description: 'd', content: { 'application/json': {} } } },
});
const say = (name: Name) => ({
  operationId: `say-${name}`,
  responses: { 200: { description: 'd', content: { 'text/plain': { schema: SCHEMAS[name] } } } },
});
const ask = (name: Name) => ({
  operationId: `ask-${name}`,
  parameters: [{ name: 'q', in: 'query', content: { 'text/plain': { schema: SCHEMAS[name] } } }],
  responses: { 200: { description: 'd', content: { 'application/json': {} } } },
});
const names = Object.keys(SCHEMAS) as Name[];
const paths = Object.fromEntries(names.map((name) => [`/${name}`, { post: echo(name), get: say(name), put: ask(name) }]));
const compiled = compileFolder('text-values.json', JSON.stringify({ openapi: '3.1.1', info: { title: 'T', version: '1' }, paths }));

let api: Api;
let said: unknown;
beforeAll(async () => {
  const handlers = Object.fromEntries(
    names.flatMap((name) => [
      [name, ({ body }: { body: unknown }) => ({ status: 200, body: { value: body } })],
      [`say-${name}`, () => ({ status: 200, body: said })],
      [`ask-${name}`, ({ query }: { query: { q: unknown } }) => ({ status: 200, body: { value: query.q } })],
    ]),
  );
  api = await startApi({ operations: compiled.operations, handlers });
});
afterAll(() => api.close());

const rows: { to: Name; text: string; want: unknown }[] = [
  { to: 'boolean', text: 'true', want: true },
  { to: 'boolean', text: 'false', want: false },
  { to: 'boolean', text: 'TRUE', want: ['type'] },
  { to: 'boolean', text: '1', want: ['type'] },
  { to: 'boolean', text: ' true', want: ['type'] },
  { to: 'integer', text: '7', want: 7 },
  { to: 'integer', text: '10', want: ['maximum'] },
  { to: 'integer', text: '9007199254740993', want: ['type'] },
  { to: 'number', text: '-1.5e2', want: -150 },
  { to: 'number', text: 'x', want: ['type'] },
  { to: 'nothing', text: 'null', want: null },
  { to: 'level', text: '2', want: 2 },
  { to: 'level', text: '3', want: ['enum'] },
  { to: 'maybe', text: 'null', want: null },
  { to: 'either', text: '9', want: 9 },
  { to: 'either', text: '10', want: '10' },
  { to: 'either', text: 'x', want: ['minLength', 'type', 'oneOf'] },
  { to: 'string', text: '7', want: '7' },
  { to: 'any', text: '7', want: '7' },
];

test.each(rows.flatMap((row) => (['a body', 'a parameter'] as const).map((what) => ({ ...row, what }))))(
  '$what, $to: $text',
  async ({ to, text, want, what }) => {
    const url = `http://127.0.0.1:${api.port}/${to}`;
    const response =
      what === 'a body'
        ? await fetch(url, { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: text })
        : await fetch(`${url}?q=${encodeURIComponent(text)}`, { method: 'PUT' });
    const { value, violations } = (await response.json()) as { value?: unknown; violations?: { keyword: string }[] };
    expect(violations?.map(({ keyword }) => keyword) ?? value).toEqual(want);
  },
);

const responses: { of: Name; given: unknown; want: string | undefined }[] = [
  { of: 'boolean', given: true, want: 'true' },
  { of: 'boolean', given: 'true', want: undefined },
  { of: 'integer', given: 7, want: '7' },
  { of: 'integer', given: 10, want: undefined },
  { of: 'number', given: Number.NaN, want: undefined },
  { of: 'nothing', given: null, want: 'null' },
  { of: 'either', given: '10', want: '10' },
  { of: 'string', given: 7, want: undefined },
  { of: 'string', given: '7', want: '7' },
  { of: 'integer', given: { a: 1 }, want: undefined },
];
test.each(responses)('a response of $of: $given', async ({ of, given, want }) => {
  said = given;
  const response = await fetch(`http://127.0.0.1:${api.port}/${of}`);
  expect(response.status === 200 ? await response.text() : undefined).toBe(want);
});

test('bodies, parameters and responses are typed by what a text stands for', async () => {
  const program = `
export const read = ({ body }: { body: Operations['boolean']['body']['text/plain'] }): boolean => body;
export const flag: Operations['say-boolean']['responses']['200']['content']['text/plain'] = true;
export const either: Operations['either']['body']['text/plain'][] = [1, 'text'];
// @ts-expect-error a text of an integer is a number
export const text: Operations['integer']['body']['text/plain'] = 'x';
`;
  expect(await typeCheck(compiled.folder, program)).toBe('');
});
