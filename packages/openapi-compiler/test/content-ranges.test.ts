import { compileFolder, document } from '../../../test/support/documents.ts';
import { typeCheck } from '../../../tools/lib/type-check.ts';
import { InvalidResponseError } from '../../openapi-koa/src/response/invalid-response.ts';
import { ResponseValidator } from '../../openapi-koa/src/response/response-validator.ts';

/** Schemas of media types that may be JSON, and of those that nobody parses. */
const PET = { type: 'object', required: ['a'], properties: { a: { type: 'string' } } };
const BYTES = { type: 'string', format: 'binary' };
const EVENTS = 'text/event-stream';

function compiled(schemas: Readonly<Record<string, unknown>>, components: object = {}) {
  const content = Object.fromEntries(Object.entries(schemas).map(([type, schema]) => [type, schema === undefined ? {} : { schema }]));
  const operation = { operationId: 'op', requestBody: { content }, responses: { 200: { description: 'd', content } } };
  const text = document({ post: operation }, { schemas: components }, '3.1.0');
  const { operations, diagnostics, folder } = compileFolder('d.json', text);
  const details = operations.list[0]?.load();
  return { details, folder, diagnostics, text };
}

const serialized: { name: string; declared: Readonly<Record<string, unknown>>; type: string; body: unknown; want: string | Buffer }[] = [
  { name: 'JSON under the range of everything', declared: { '*/*': PET }, type: 'application/json', body: { a: 'x' }, want: '{"a":"x"}' },
  { name: 'JSON against the schema of its range', declared: { '*/*': PET }, type: 'application/json', body: { b: 1 }, want: "must have required property 'a'" },
  { name: 'more than the schema of the range names', declared: { '*/*': PET }, type: 'application/json', body: { a: 'x', b: 1 }, want: 'must NOT have' },
  { name: 'JSON under the range of its kind', declared: { 'application/*': PET }, type: 'application/problem+json', body: {}, want: 'must have required' },
  {
    name: 'the closest range says what JSON is',
    declared: { '*/*': PET, 'application/*': { type: 'array' } },
    type: 'application/json',
    body: [],
    want: '[]',
  },
  { name: 'a text in JSON against the schema of its range', declared: { '*/*': PET }, type: 'application/json', body: 'a', want: 'must be object' },
  { name: 'a text is not looked into, where the schema takes none', declared: { '*/*': PET }, type: 'application/xml', body: '<a/>', want: '<a/>' },
  {
    name: 'a text is, where it does',
    declared: { '*/*': { type: 'string', maxLength: 1 } },
    type: 'text/plain',
    body: 'ab',
    want: 'must NOT have more than 1',
  },
  { name: 'JSON in a text’s name', declared: { 'text/json': PET }, type: 'text/json', body: {}, want: 'must have required' },
  { name: 'which under the range of texts is a text', declared: { 'text/*': { type: 'string' } }, type: 'text/json', body: '{}', want: '{}' },
  { name: 'JSON under the range of its suffix', declared: { 'application/*+json': PET }, type: 'application/a+json', body: {}, want: 'must have required' },
  { name: 'a text of events that a schema describes one by one', declared: { [EVENTS]: PET }, type: EVENTS, body: 'data: 1\n\n', want: 'data: 1\n\n' },
  { name: 'a text of events that a schema is about', declared: { [EVENTS]: { pattern: '^data' } }, type: EVENTS, body: 'id: 1', want: 'must match' },
  { name: 'bytes are not looked into', declared: { '*/*': PET }, type: 'image/png', body: Buffer.from('x'), want: Buffer.from('x') },
  { name: 'a range of bytes takes bytes of JSON', declared: { '*/*': BYTES }, type: 'application/json', body: Buffer.from('{}'), want: Buffer.from('{}') },
];

test.each(serialized)('$name', ({ declared, type, body, want }) => {
  const { details } = compiled(declared);
  const table = details?.responses['200'];
  const plan = new ResponseValidator(200, table as NonNullable<typeof table>, details?.validators.responses['200'] ?? {});
  const act = () => plan.serialize({ status: 200, type, body }).body;
  if (typeof want === 'string' && want.startsWith('must')) {
    expect(act).toThrow(InvalidResponseError);
    expect(act).toThrow(expect.objectContaining({ reason: expect.stringContaining(want) }));
  } else expect(act()).toEqual(want);
});

/** The media types whose schemas are reported, of responses and of requests. */
const listed: { name: string; declared: Readonly<Record<string, unknown>>; response: string[]; request: string[] }[] = [
  { name: 'JSON', declared: { 'application/json': PET, 'application/problem+json': PET }, response: [], request: [] },
  { name: 'XML', declared: { 'application/xml': PET }, response: ['application/xml'], request: ['application/xml'] },
  {
    name: 'lines of JSON',
    declared: { 'application/x-ndjson': PET },
    response: ['application/x-ndjson'],
    request: ['application/x-ndjson'],
  },
  { name: 'a form, which requests have', declared: { 'multipart/form-data': PET }, response: ['multipart/form-data'], request: [] },
  {
    name: 'a form with fields in the path, which requests have',
    declared: { 'application/x-www-form-urlencoded': PET },
    response: ['application/x-www-form-urlencoded'],
    request: [],
  },
  { name: 'JSON by other names', declared: { 'text/json': PET, 'application/*+json': PET }, response: [], request: [] },
  { name: 'events one by one', declared: { [EVENTS]: PET }, response: [EVENTS], request: [EVENTS] },
  { name: 'text', declared: { 'text/plain': { maxLength: 1 }, 'text/*': { maxLength: 1 } }, response: [], request: [] },
  { name: 'a range', declared: { '*/*': PET }, response: ['*/*'], request: ['*/*'] },
  {
    name: 'a range of texts',
    declared: { 'application/*': { maxLength: 1 } },
    response: [],
    request: ['application/*'],
  },
  { name: 'a range without JSON', declared: { 'image/*': { maxLength: 1 } }, response: ['image/*'], request: ['image/*'] },
  {
    name: 'bytes and texts of which no more is said',
    declared: {
      'image/png': BYTES,
      'application/pdf': { type: 'string', description: 'A page', 'x-own': 1 },
      'application/zip': {},
      'application/gzip': undefined,
    },
    response: [],
    request: [],
  },
  {
    name: 'bytes of which more is said',
    declared: { 'image/png': { ...BYTES, maxLength: 9 } },
    response: ['image/png'],
    request: ['image/png'],
  },
  {
    name: 'a schema behind references',
    declared: { 'application/pdf': { $ref: '#/components/schemas/Text' }, 'application/xml': { $ref: '#/components/schemas/Pet' } },
    response: ['application/xml'],
    request: ['application/xml'],
  },
];

test.each(listed)('a schema that is not enforced is reported: $name', ({ declared, response, request }) => {
  const { diagnostics, text } = compiled(declared, { Text: { type: 'string' }, Pet: PET });
  const responses = text.indexOf('"responses"');
  const reported = (isResponse: boolean) =>
    diagnostics
      .filter(({ code, column }) => code === 'unparsed-content' && column > responses === isResponse)
      .map(({ message }) => Object.keys(declared).find((type) => message.includes(` ${type} `)));
  expect({ response: reported(true), request: reported(false), all: diagnostics.length }).toEqual({ response, request, all: response.length + request.length });
});

const PROGRAM = `
type Content = Operations['op']['responses']['200']['content'];
export const object: Content['*/*'] = { a: 'x' };
export const text: Content['*/*'] = '<a/>';
export const bytes: Content['*/*'] = new Uint8Array();
// @ts-expect-error an object of another schema
export const other: Content['*/*'] = { b: 1 };
// @ts-expect-error a range of bytes takes no object
export const noBytes: Content['application/*'] = { a: 'x' };
export const handlers: Handlers<Operations> = { op: () => ({ status: 200, type: 'application/json', body: { a: 'x' } }) };
`;

test('a handler may respond with an object under a range', async () => {
  expect(await typeCheck(compiled({ '*/*': PET, 'application/*': BYTES }).folder, PROGRAM)).toBe('');
}, 30_000);

const SUFFIXED = `
export const json: Handlers<Operations> = { op: () => ({ status: 200, type: 'application/ld+json', body: { a: 'x' } }) };
export const events: Handlers<Operations> = { op: () => ({ status: 200, type: 'text/event-stream', body: 'data: 1\\n\\n' }) };
export const body: NonNullable<Operations['op']['body']>['application/*+json'] = { a: 'x' };
export const text: NonNullable<Operations['op']['body']>['text/event-stream'] = 'data: 1';
// @ts-expect-error a type without the suffix
export const xml: Handlers<Operations> = { op: () => ({ status: 200, type: 'application/ld+xml', body: { a: 'x' } }) };
// @ts-expect-error a range has no type that need not be said
export const untyped: Handlers<Operations> = { op: () => ({ status: 200, body: { a: 'x' } }) };
`;

test('a handler names the type under the range of a suffix, and writes events as a text', async () => {
  expect(await typeCheck(compiled({ 'application/*+json': PET, [EVENTS]: PET }).folder, SUFFIXED)).toBe('');
}, 30_000);
