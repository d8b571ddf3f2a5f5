import type { HeaderSpec } from '../src/operation-spec.ts';
import { ResponseHeaders } from '../src/response/response-headers.ts';

const RGB = { R: 100, G: 200, B: undefined, A: null };

const cases: { name: string; header?: string; table?: Partial<HeaderSpec>; given: unknown; want: string[] | string }[] = [
  { name: 'a text', given: 'blue', want: ['blue'] },
  { name: 'an empty text', given: '', want: [''] },
  { name: 'a number', given: 5.5, want: ['5.5'] },
  { name: 'a boolean', given: false, want: ['false'] },
  { name: 'undefined is no field', given: undefined, want: [] },
  { name: 'null is no field', given: null, want: [] },
  { name: 'a list', given: ['blue', 'black'], want: ['blue, black'] },
  { name: 'an exploded list is written alike', table: { explode: true }, given: ['blue', 'black'], want: ['blue, black'] },
  { name: 'a list leaves out what is not there', given: [1, null, undefined, 2], want: ['1, 2'] },
  { name: 'an empty list', given: [], want: [''] },
  { name: 'an object', given: RGB, want: ['R,100,G,200'] },
  { name: 'an exploded object', table: { explode: true }, given: RGB, want: ['R=100,G=200'] },
  { name: 'an object without a prototype', table: { explode: true }, given: Object.assign(Object.create(null), { R: 100 }), want: ['R=100'] },
  { name: 'JSON', table: { json: true }, given: { a: [1, 'b'] }, want: ['{"a":[1,"b"]}'] },
  { name: 'a text as JSON', table: { json: true }, given: 'a', want: ['"a"'] },
  { name: 'JSON escapes what a field cannot hold', table: { json: true }, given: 'é€\n😀\x7f', want: ['"\\u00e9\\u20ac\\n\\ud83d\\ude00\\u007f"'] },
  {
    name: 'cookies are never joined',
    header: 'Set-Cookie',
    given: ['a=1', 'b=2; Expires=Wed, 25 Nov 2026 00:00:00 GMT'],
    want: ['a=1', 'b=2; Expires=Wed, 25 Nov 2026 00:00:00 GMT'],
  },
  { name: 'cookies in another case of the name', header: 'set-cookie', given: ['a=1', 'b=2'], want: ['a=1', 'b=2'] },
  { name: 'one cookie', header: 'Set-Cookie', given: 'a=1', want: ['a=1'] },
  { name: 'no cookie', header: 'Set-Cookie', given: [], want: [] },
  { name: 'a Date', given: new Date(0), want: 'must not be a Date: format it as a string' },
  { name: 'a Date in a list', given: [new Date(0)], want: 'must not be a Date: format it as a string' },
  { name: 'a list in a list', given: [[1]], want: 'must not be nested or an instance of a class: style simple cannot serialize it' },
  { name: 'a list in an object', given: { a: [1] }, want: 'must not be nested or an instance of a class: style simple cannot serialize it' },
  { name: 'a Map', given: new Map(), want: 'must not be nested or an instance of a class: style simple cannot serialize it' },
  { name: 'bytes', given: Buffer.from('a'), want: 'must not be nested or an instance of a class: style simple cannot serialize it' },
  { name: 'a function', given: () => 1, want: 'must not be a function' },
  { name: 'a bigint', given: 1n, want: 'must not be a bigint' },
  { name: 'a function as JSON', table: { json: true }, given: () => 1, want: 'cannot be written as JSON' },
  { name: 'a line break', given: 'a\r\nX: y', want: 'has characters that are not allowed in a header' },
  { name: 'a line feed in a list', given: ['a', '\n'], want: 'has characters that are not allowed in a header' },
  { name: 'a line feed in a name of an object', given: { 'a\n': 1 }, want: 'has characters that are not allowed in a header' },
  { name: 'a line feed in the second cookie', header: 'Set-Cookie', given: ['a=1', 'b\n'], want: 'has characters that are not allowed in a header' },
  { name: 'a NUL', given: '\0', want: 'has characters that are not allowed in a header' },
  { name: 'Latin-1', given: 'é', want: 'has characters that are not allowed in a header' },
  { name: 'what is not ASCII', given: '€', want: 'has characters that are not allowed in a header' },
];

test.each(cases)('$name', ({ header = 'Color', table, given, want }) => {
  const fields = new ResponseHeaders(200, [{ name: header, required: false, explode: false, ...table }], () => true);
  const act = () => fields.write({ [header]: given }, undefined).raw;
  if (typeof want === 'string') expect(act).toThrow(expect.objectContaining({ reason: want, pointer: `header ${header}` }));
  else expect(act()).toEqual(want.flatMap((text) => [header, text]));
});

test('a name has the characters of one', () => {
  const fields = new ResponseHeaders(200, [], () => true);
  expect(() => fields.write({ 'a b': 1 }, undefined)).toThrow(
    expect.objectContaining({ reason: 'has characters that are not allowed in the name of a header' }),
  );
});

test('a field is given once, whatever the case of its name', () => {
  const fields = new ResponseHeaders(200, [], () => true);
  expect(() => fields.write({ A: 1, a: 2 }, undefined)).toThrow(expect.objectContaining({ reason: 'must not be set twice', pointer: 'header a' }));
});

test('a field called __proto__ is validated like any other', () => {
  const fields = new ResponseHeaders(200, [], undefined);
  const given = Object.fromEntries([['__proto__', { x: 1 }]]);
  expect(() => fields.write(given, undefined)).toThrow(expect.objectContaining({ reason: 'is not declared', pointer: 'header __proto__' }));
});
