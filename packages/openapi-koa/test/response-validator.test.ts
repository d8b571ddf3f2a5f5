import { Readable } from 'node:stream';
import type { HandlerResponse } from '../src/handler.ts';
import type { HeaderSpec, ResponseValidators } from '../src/operation-spec.ts';
import { InvalidResponseError } from '../src/response/invalid-response.ts';
import { OperationResponses, responseKey } from '../src/response/operation-responses.ts';
import { ResponseValidator } from '../src/response/response-validator.ts';
import type { SerializedResponse } from '../src/response/serialized-response.ts';

/** A response with its headers as names and values in turn. */
const plain = ({ headers, ...rest }: SerializedResponse) => ({ ...rest, headers: headers.raw });

const table = {
  headers: [
    { name: 'A', required: false, explode: false },
    { name: 'B', required: true, explode: false },
  ],
  content: ['application/json', 'text/csv'],
};

/** Counts how often it is asked, and wants B. */
function plan() {
  const asked: unknown[] = [];
  const headers = (value: unknown) => {
    asked.push(value);
    return Object.hasOwn(value as object, 'b');
  };
  return { asked, plan: new ResponseValidator(200, table, { headers }) };
}

test('the same fields are validated once', () => {
  const { asked, plan: same } = plan();
  const response = () => ({ status: 200, headers: { A: 1, B: 'x' }, body: {} });
  expect(same.serialize(response())).toEqual(same.serialize(response()));
  expect(asked).toHaveLength(1);
});

const others: { name: string; headers: Record<string, unknown>; type?: string; want: string[] | 'violation' }[] = [
  { name: 'another value', headers: { A: 2, B: 'x' }, want: ['A', '2', 'B', 'x', 'Content-Type', 'application/json'] },
  { name: 'a field less', headers: { B: 'x' }, want: ['B', 'x', 'Content-Type', 'application/json'] },
  { name: 'the last field less', headers: { A: 1 }, want: 'violation' },
  { name: 'a field more', headers: { A: 1, B: 'x', C: 1 }, want: ['A', '1', 'B', 'x', 'C', '1', 'Content-Type', 'application/json'] },
  { name: 'a value of another type', headers: { A: '1', B: 'x' }, want: ['A', '1', 'B', 'x', 'Content-Type', 'application/json'] },
  { name: 'a list', headers: { A: [1, 2], B: 'x' }, want: ['A', '1, 2', 'B', 'x', 'Content-Type', 'application/json'] },
  { name: 'an absent value', headers: { A: undefined, B: 'x' }, want: ['B', 'x', 'Content-Type', 'application/json'] },
];

test.each(others)('$name is validated anew', ({ headers, want }) => {
  const { asked, plan: other } = plan();
  other.serialize({ status: 200, headers: { A: 1, B: 'x' }, body: {} });
  const act = () => other.serialize({ status: 200, headers, body: {} });
  if (want === 'violation') expect(act).toThrow(InvalidResponseError);
  else expect(act().headers.raw).toEqual(want);
  expect(asked).toHaveLength(2);
});

test('another media type has its own Content-Type', () => {
  const { plan: typed } = plan();
  const headers = { B: 'x' };
  expect(typed.serialize({ status: 200, headers, body: {} }).headers.raw).toContain('application/json');
  expect(typed.serialize({ status: 200, headers, type: 'text/csv', body: 'a' }).headers.raw).toContain('text/csv; charset=utf-8');
  expect(typed.serialize({ status: 200, headers, type: 'text/csv; charset=utf-16', body: Buffer.from('a', 'utf16le') }).headers.raw).toContain(
    'text/csv; charset=utf-16',
  );
  expect(() => typed.serialize({ status: 200, headers, type: 'text/html', body: 'a' })).toThrow(
    expect.objectContaining({ reason: 'has the media type text/html; declared: application/json, text/csv' }),
  );
});

const keys: { declared: string[]; status: number; want: string | undefined }[] = [
  { declared: ['200', 'default'], status: 200, want: '200' },
  { declared: ['200', '4XX', 'default'], status: 404, want: '4XX' },
  { declared: ['200', '4XX', '404'], status: 404, want: '404' },
  { declared: ['200', 'default'], status: 503, want: 'default' },
  { declared: ['200', 'default'], status: 201, want: undefined },
  { declared: ['200', 'default'], status: 302, want: undefined },
  { declared: ['2XX', 'default'], status: 204, want: '2XX' },
  { declared: ['default'], status: 201, want: 'default' },
  { declared: ['200'], status: 404, want: undefined },
  { declared: ['2xx', '4xx'], status: 201, want: '2xx' },
  { declared: ['4xx', 'default'], status: 404, want: '4xx' },
  { declared: ['4xx', '404'], status: 404, want: '404' },
  { declared: ['2xx', 'default'], status: 302, want: undefined },
  { declared: ['default'], status: 99, want: undefined },
  { declared: ['default', '101', '1XX'], status: 101, want: undefined },
  { declared: ['default'], status: 200.5, want: undefined },
  { declared: ['default'], status: 600, want: undefined },
];

test.each(keys)('of $declared, $want declares $status', ({ declared, status, want }) => {
  expect(responseKey(Object.fromEntries(declared.map((key) => [key, { headers: [], content: [] }])), status)).toBe(want);
});

/** Takes what a schema `{ type: string, maxLength: 3 }` would. */
const short = (value: unknown) => typeof value === 'string' && value.length <= 3;
const stream = Readable.from(['a']);
const bytes = Buffer.from('abcdef');

const bodies: { name: string; type: string; schema?: true; body: unknown; want: unknown }[] = [
  { name: 'a string of text that its schema allows', type: 'text/plain', schema: true, body: 'abc', want: 'abc' },
  { name: 'a string of text that its schema forbids', type: 'text/plain', schema: true, body: 'abcd', want: 'is not valid' },
  { name: 'bytes of text are not looked into', type: 'text/plain', schema: true, body: bytes, want: bytes },
  { name: 'a stream of text is not looked into', type: 'text/plain', schema: true, body: stream, want: stream },
  { name: 'text without a schema', type: 'text/plain', body: 'abcd', want: 'abcd' },
  { name: 'a number as text', type: 'text/plain', body: 7, want: 'has a body of text/plain; charset=utf-8 that must be a string, bytes or a stream' },
  { name: 'no text', type: 'text/plain', body: undefined, want: 'has a body of text/plain; charset=utf-8 that must be a string, bytes or a stream' },
  { name: 'an empty text', type: 'text/plain', schema: true, body: '', want: '' },
  { name: 'bytes of an image', type: 'image/png', body: bytes, want: bytes },
  { name: 'an array of bytes', type: 'image/png', body: new Uint8Array([97, 98]).subarray(1), want: Buffer.from('b') },
  { name: 'JSON that its schema allows', type: 'application/json', schema: true, body: 'abc', want: '"abc"' },
  { name: 'JSON that its schema forbids', type: 'application/json', schema: true, body: { a: 1 }, want: 'is not valid' },
  { name: 'JSON without a schema', type: 'application/json', body: { a: [1] }, want: '{"a":[1]}' },
  { name: 'a string is a value of JSON, never its text', type: 'application/json', body: '{}', want: '"{}"' },
  { name: 'bytes of JSON without a schema', type: 'application/json', body: bytes, want: bytes },
  { name: 'a stream of JSON without a schema', type: 'application/problem+json', body: stream, want: stream },
  {
    name: 'bytes of JSON with a schema',
    type: 'application/json',
    schema: true,
    body: bytes,
    want: 'must be a value: bytes or a stream of application/json cannot be validated',
  },
  {
    name: 'a stream of JSON with a schema',
    type: 'application/json',
    schema: true,
    body: stream,
    want: 'must be a value: bytes or a stream of application/json cannot be',
  },
  { name: 'no JSON', type: 'application/json', body: undefined, want: 'must have a body: the document declares one' },
  { name: 'what JSON has no text for', type: 'application/json', body: { a: 1n }, want: 'cannot be written as JSON: Do not know how to serialize a BigInt' },
];

test.each(bodies)('$name', ({ type, schema, body, want }) => {
  const { serialize } = planOf({ content: [type], validators: schema ? { content: { [type]: short } } : {} });
  const violates = typeof want === 'string' && / /.test(want);
  if (violates) expect(() => serialize({ body })).toThrow(expect.objectContaining({ reason: expect.stringContaining(want) }));
  else expect(serialize({ body }).body).toEqual(want);
});

const types: { declared: string[]; type?: string; want: string | undefined }[] = [
  { declared: ['application/json'], want: 'application/json' },
  { declared: ['application/json'], type: 'application/json; charset=utf-8', want: 'application/json; charset=utf-8' },
  { declared: ['application/json'], type: 'Application/JSON', want: 'Application/JSON' },
  { declared: ['application/json; charset=utf-8'], type: 'application/json', want: 'application/json' },
  { declared: ['application/json; charset=utf-8'], want: 'application/json; charset=utf-8' },
  { declared: ['application/json; version=2'], type: 'application/json; version=2', want: 'application/json; version=2' },
  { declared: ['application/json; version=2'], type: 'application/json;Version="2"', want: 'application/json;Version="2"' },
  { declared: ['application/json; version=2'], type: 'application/json; version=1', want: undefined },
  { declared: ['application/json; version=2'], type: 'application/json', want: undefined },
  { declared: ['application/json; version=a'], type: 'application/json; version=A', want: undefined },
  { declared: ['text/plain; charset=utf-8'], type: 'text/plain;charset="UTF-8"', want: 'text/plain;charset="UTF-8"' },
  {
    declared: ['text/plain; charset=utf-8; format=flowed'],
    type: 'text/plain; format=flowed; charset=UTF-8',
    want: 'text/plain; format=flowed; charset=UTF-8',
  },
  { declared: ['text/plain; charset=utf-8'], type: 'text/plain', want: 'text/plain; charset=utf-8' },
  { declared: ['text/plain; charset=utf-8'], type: 'text/plain; charset=iso-8859-1', want: undefined },
  { declared: ['text/plain'], type: 'text/plain; charset=iso-8859-1', want: 'text/plain; charset=iso-8859-1' },
  { declared: ['image/*'], type: 'image/png', want: 'image/png' },
  { declared: ['image/*'], type: 'text/plain', want: undefined },
  { declared: ['image/*'], type: 'image/*', want: undefined },
  { declared: ['image/*'], want: undefined },
  { declared: ['*/*'], type: 'x/y; z=1', want: 'x/y; z=1' },
  { declared: ['*/*'], want: undefined },
  { declared: ['text/csv', 'text/html'], want: undefined },
  { declared: ['application/vnd.pets+json', 'application/json'], want: 'application/json' },
  { declared: ['text/csv', 'application/vnd.pets+json'], want: 'application/vnd.pets+json' },
  { declared: ['text/plain'], type: 'text/plain\r\nX: y', want: undefined },
  { declared: ['text/plain'], type: 'text/plain; a=1; a=2', want: undefined },
];

test.each(types)('of $declared, a response in $type is sent in $want', ({ declared, type, want }) => {
  const { serialize } = planOf({ content: declared });
  const act = () => serialize({ ...(type === undefined ? undefined : { type }), body: Buffer.from('1') });
  if (want === undefined) expect(act).toThrow(expect.objectContaining({ reason: expect.stringMatching(/^has the media type/) }));
  else expect(act().headers.raw).toEqual(['Content-Type', want]);
});

test('the schema is that of the type with the most parameters', () => {
  const asked: string[] = [];
  const validator = (key: string) => () => asked.push(key) > 0;
  const content = ['*/*', 'application/*', 'application/json', 'application/json; version=2'];
  const { serialize } = planOf({ content, validators: { content: Object.fromEntries(content.map((key) => [key, validator(key)])) } });
  for (const type of ['application/json; version=2', 'application/json; version=1', 'application/vnd.a+json', 'x/y+json', 'application/json; version=2'])
    serialize({ type, body: {} });
  expect(asked).toEqual(['application/json; version=2', 'application/json', 'application/*', '*/*', 'application/json; version=2']);
});

test('a string is sent in UTF-8, and in no other charset', () => {
  const { serialize } = planOf({ content: ['text/plain', 'application/json'] });
  for (const type of ['text/plain; charset=utf-16', 'application/json; charset=utf-16'])
    expect(() => serialize({ type, body: 'a' })).toThrow(
      expect.objectContaining({ reason: `has a body of ${type} that must be bytes: anything else is sent in UTF-8` }),
    );
});

test.each([204, 205, 304])('%i has no body, whatever the document declares', (status) => {
  const declaring = planOf({ status, content: ['application/json'] });
  const body = Readable.from(['a']);
  expect(plain(declaring.serialize({ body }))).toEqual({ status, headers: [], body: undefined });
  expect(body.destroyed).toBe(true);
  expect(plain(declaring.serialize({}))).toEqual({ status, headers: [], body: undefined });
  expect(() => planOf({ status, content: [] }).serialize({ body: {} })).toThrow(
    expect.objectContaining({ reason: 'must not have a body: the document declares none' }),
  );
});

test('an interim status ends no exchange', () => {
  const plans = new OperationResponses({ parameters: [], responses: { '101': { headers: [], content: [] } }, validators: { responses: {} } });
  expect(() => plans.for(101)).toThrow(expect.objectContaining({ reason: 'must not have an interim status' }));
});

test('a length that a handler gives is left out where it can be counted', () => {
  const { serialize } = planOf({
    content: ['text/plain'],
    headers: [
      { name: 'Content-Length', required: false, explode: false },
      { name: 'A', required: false, explode: false },
    ],
    validators: { headers: () => true },
  });
  const response = { headers: { 'content-length': 7, A: 1 } };
  const type = ['Content-Type', 'text/plain; charset=utf-8'];
  expect(serialize({ ...response, body: 'a' }).headers.raw).toEqual(['A', '1', ...type]);
  expect(plain(serialize({ ...response, body: stream }))).toMatchObject({ headers: ['A', '1', ...type], contentLength: 7 });
});

/** A plan whose responses have its status. */
function planOf(given: { status?: number; content: string[]; headers?: HeaderSpec[]; validators?: ResponseValidators }) {
  const { status = 200, content, headers = [], validators = {} } = given;
  const of = new ResponseValidator(status, { headers, content }, validators);
  return { serialize: (response: Omit<HandlerResponse, 'status'>) => of.serialize({ status, ...response }) };
}

const lengths: { name: string; headers?: Record<string, unknown>; body: string | Readable; want: string[] | string; length?: number }[] = [
  { name: 'is counted for a text', body: 'a', want: ['Content-Type', 'text/plain; charset=utf-8'] },
  { name: 'is counted for a text whatever the handler says', headers: { 'Content-Length': 9 }, body: 'a', want: ['Content-Type', 'text/plain; charset=utf-8'] },
  {
    name: 'is the handler’s for a stream',
    headers: { 'Content-Length': 1 },
    body: Readable.from(['a']),
    want: ['Content-Type', 'text/plain; charset=utf-8'],
    length: 1,
  },
  {
    name: 'of a stream has nothing but digits',
    headers: { 'Content-Length': '0x10' },
    body: Readable.from(['a']),
    want: 'must be a number of bytes in decimal digits',
  },
  { name: 'is missed for a stream without', body: Readable.from(['a']), want: 'is required: a stream has no length unless the handler sets it' },
];

test.each(lengths)('a required Content-Length $name', ({ headers, body, want, length }) => {
  const validators = { headers: () => true };
  const plan = new ResponseValidator(200, { headers: [{ name: 'Content-Length', required: true, explode: false }], content: ['*/*'] }, validators);
  const act = () => plan.serialize({ status: 200, type: 'text/plain', body, ...(headers && { headers }) });
  if (typeof want === 'string') expect(act).toThrow(expect.objectContaining({ reason: expect.stringContaining(want) }));
  else {
    const { headers: sent, contentLength } = act();
    expect({ sent: sent.raw, contentLength }).toEqual({ sent: want, contentLength: length });
  }
});

class Money {
  readonly #cents: number;
  constructor(cents: number) {
    this.#cents = cents;
  }
  get amount(): number {
    return this.#cents / 100;
  }
}
class Secretive {
  readonly a = 'x';
  toJSON(): object {
    return { a: 'x', secret: 'y' };
  }
}
const sent = [
  { name: 'a plain value', body: { a: ['x', 1, true, null, { b: {} }] }, checked: { a: ['x', 1, true, null, { b: {} }] } },
  { name: 'a value without a prototype', body: Object.assign(Object.create(null), { a: 'x' }), checked: { a: 'x' } },
  { name: 'a class that writes itself', body: new Secretive(), checked: { a: 'x', secret: 'y' } },
  { name: 'a member that a class makes up, which is not written', body: { price: new Money(150) }, checked: { price: {} } },
  { name: 'a date', body: { at: new Date(0) }, checked: { at: '1970-01-01T00:00:00.000Z' } },
  { name: 'a map, which is written empty', body: { a: new Map([['b', 1]]) }, checked: { a: {} } },
  { name: 'an undefined member, which is not written', body: { a: 'x', b: undefined }, checked: { a: 'x' } },
  { name: 'a function, which is not written', body: { a: 'x', b: () => 1 }, checked: { a: 'x' } },
  { name: 'an undefined item, which is written as null', body: ['x', undefined], checked: ['x', null] },
  { name: 'a hole, which is written as null', body: new Array(1), checked: [null] },
  { name: 'no number, which is written as null', body: { a: Number.NaN, b: Number.POSITIVE_INFINITY }, checked: { a: null, b: null } },
  { name: 'a list of a class', body: { a: class extends Array {}.of(1) }, checked: { a: [1] } },
];
test.each(sent)('of $name is checked what is sent', ({ body, checked }) => {
  const asked: unknown[] = [];
  const { serialize } = planOf({ content: ['application/json'], validators: { content: { 'application/json': (value: unknown) => asked.push(value) > 0 } } });
  expect(JSON.parse(String(serialize({ body }).body))).toEqual(checked);
  expect(asked).toEqual([checked]);
  expect(JSON.stringify(asked[0])).toBe(JSON.stringify(checked));
});

test('a plain value is checked as it stands, without a copy', () => {
  const asked: unknown[] = [];
  const { serialize } = planOf({ content: ['application/json'], validators: { content: { 'application/json': (value: unknown) => asked.push(value) > 0 } } });
  const body = { a: ['x'] };
  serialize({ body });
  expect(asked[0]).toBe(body);
});
