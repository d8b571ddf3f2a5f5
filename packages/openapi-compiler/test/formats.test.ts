import { compile, document } from '../../../test/support/documents.ts';

const FORMATS = require('../../openapi-koa/src/validation/formats.cjs') as Record<string, unknown>;

interface Case {
  readonly format: string;
  readonly valid: readonly unknown[];
  readonly invalid: readonly unknown[];
}

const LABEL_63 = 'a'.repeat(63);

const cases: readonly Case[] = [
  {
    format: 'date-time',
    valid: ['2026-01-15T09:30:00.000Z', '2024-02-29t00:00:00.1234z', '1998-12-31T23:59:60Z', '1998-12-31T15:59:60.5-08:00', '2026-01-15T09:30:00+02:00'],
    invalid: [
      '2026-02-29T09:30:00.000Z',
      '2026-01-15 09:30:00Z',
      '2026-01-15T09:30:00+02',
      '2026-01-15T24:00:00Z',
      '1998-12-31T22:59:60Z',
      '2026-01-15T09:30:00',
    ],
  },
  { format: 'date', valid: ['2024-02-29'], invalid: ['2023-02-29', '2023-2-1', '2023-13-01'] },
  { format: 'time', valid: ['08:30:06Z', '00:29:60+00:30', '23:29:60-00:30'], invalid: ['08:30:06', '24:00:00Z', '08:30:06+24:00', '08:30:60Z'] },
  { format: 'date-time-local', valid: ['2026-01-15T09:30:00'], invalid: ['2026-01-15T09:30:00Z', '2026-01-15'] },
  { format: 'time-local', valid: ['09:30:00.5'], invalid: ['09:30:00Z', '09:30', '24:00:00'] },
  { format: 'duration', valid: ['P1Y2M3DT4H5M6S', 'P2W', 'PT1M'], invalid: ['P', 'P1Y2D', 'PT1H2S', 'P1W1D', 'PT0.5S'] },
  {
    format: 'email',
    valid: ['joe@example.com', 'joe@localhost', '"joe @ bloggs"@example.com', 'joe@[127.0.0.1]', 'joe@[IPv6:::1]', `${'a'.repeat(64)}@example.com`],
    invalid: ['joe', '@example.com', 'joe@', 'a..b@example.com', 'joe@[127.0.0.300]', 'joe@[::1', 'jöe@example.com', `${'a'.repeat(65)}@example.com`],
  },
  {
    format: 'idn-email',
    valid: ['δοκιμή@실례.테스트', '"δοκιμή"@example.com', 'user@cafe\u0301.com'],
    invalid: ['2962', 'a＠example.com', `${'é'.repeat(33)}@example.com`],
  },
  {
    format: 'hostname',
    valid: ['www.example.com', '1host', `${LABEL_63}.com`, 'xn--bcher-kva.example', 'XN--BCHER-KVA.example'],
    invalid: ['', '.', 'a.', '-a', 'a_b', `a${LABEL_63}`, 'xn--X', 'bücher.example', 'xn--al-0ea', `${`${LABEL_63}.`.repeat(4)}com`],
  },
  {
    format: 'idn-hostname',
    valid: ['bücher.example', 'straße', '실례。테스트', 'l·l', 'א׳ב', '・ァ', '\u0915\u094d\u200d\u0937', '\u06f00', 'א.a', 'example'],
    invalid: [
      'Bücher',
      '☺.example',
      'a·l',
      'א.0a',
      'aא',
      'ab--ü',
      '-ü',
      '\u0660\u06f0',
      'a\u3031',
      '\u0300a',
      'ü..b',
      'xn---9uc',
      '\u0915\u094d\u200c\u0937x\u200cy',
      '\ufe00ü',
    ],
  },
  { format: 'ipv4', valid: ['127.0.0.1'], invalid: ['127.0.0.256', '127.0.0.01'] },
  { format: 'ipv6', valid: ['::1', '::ffff:192.168.0.1'], invalid: ['::1%eth0', '1::2::3'] },
  {
    format: 'uri',
    valid: ['http://a:b@example.com:80/p?q#f', 'urn:a:b', 'mailto:joe@example.com', 'ldap://[2001:db8::7]/c', 'http://[v1.fe]', 'file:///x'],
    invalid: ['/abc', 'http://a b', 'http://a/%zz', 'http://a:b/', '1a:b', 'http://ä', 'http://\u212a', 'http://a@b@c', 'http:/[::1]', 'http://a\n', 'a|b:c'],
  },
  { format: 'url', valid: ['https://example.com/a?b'], invalid: ['no such value', '/abc', 'http://a b'] },
  { format: 'uri-reference', valid: ['', '//', '/a?b#c', './a:b', '?q'], invalid: ['1:b', '/a"b', '//[::1', '\\a'] },
  { format: 'iri', valid: ['http://ƒøø.ßår/?∂=\u{f0000}#π'], invalid: ['âππ', 'http://a/\u{f0000}', 'http://2001:db8::1', 'http://a/\ufdd0'] },
  { format: 'iri-reference', valid: ['âππ', '#ƒ'], invalid: ['#ƒ\\m', 'a\ud800'] },
  { format: 'uri-template', valid: ['/{a}/{+b.c,d*}{?e:3}', '{%41}', "a'b", ''], invalid: ['{', '{}', '{a..b}', '{a:0}', 'a b', '{a,}'] },
  {
    format: 'uuid',
    valid: ['2EB8AA08-aa98-11ea-b4aa-73b441d16380'],
    invalid: ['urn:uuid:2eb8aa08-aa98-11ea-b4aa-73b441d16380', '2eb8aa08aa9811eab4aa73b441d16380'],
  },
  { format: 'json-pointer', valid: ['', '/a~1b'], invalid: ['a', '/~2'] },
  { format: 'relative-json-pointer', valid: ['1/a', '0#'], invalid: ['/a', '01'] },
  {
    format: 'regex',
    valid: ['^a+$', '(?<n>x)\\k<n>', '\\p{L}', '[^\\P{Script=Greek}]', '\\\\\\p{Lu}'],
    invalid: ['(', '\\a', '(?P<n>x)', '\\p{Nope}', '\\p{}', '\\p', '\\\\p{L}', '[\\p{L}-z]'],
  },
  { format: 'int8', valid: [-128, 127], invalid: [-129, 128, 0.5] },
  { format: 'int16', valid: [-32768, 32767], invalid: [-32769, 32768] },
  { format: 'int32', valid: [-(2 ** 31), 2 ** 31 - 1], invalid: [-(2 ** 31) - 1, 2 ** 31, 1.5] },
  { format: 'int64', valid: [-(2 ** 53) + 1, 2 ** 53 - 1], invalid: [2 ** 53, 0.5] },
  { format: 'uint8', valid: [0, 255], invalid: [-1, 256] },
  { format: 'uint16', valid: [0, 65535], invalid: [-1, 65536] },
  { format: 'uint32', valid: [0, 2 ** 32 - 1], invalid: [-1, 2 ** 32] },
  { format: 'uint64', valid: [0, 2 ** 53 - 1], invalid: [-1, 2 ** 53] },
  { format: 'double-int', valid: [-(2 ** 53) + 1], invalid: [2 ** 53, 1.5] },
  { format: 'float', valid: [1.5], invalid: [] },
  { format: 'double', valid: [1.5], invalid: [] },
  { format: 'byte', valid: ['aGk=', ''], invalid: ['aGk', 'a-_=', '?'] },
  { format: 'base64url', valid: ['aGk', 'aGk=', 'a-_b', ''], invalid: ['a', 'a+/b', 'aGk=='] },
  { format: 'binary', valid: ['\0'], invalid: [] },
  { format: 'password', valid: ['x'], invalid: [] },
  { format: 'commonmark', valid: ['# x'], invalid: [] },
  { format: 'char', valid: ['a', '\u{1f600}', '\n'], invalid: ['', 'ab'] },
  { format: 'http-date', valid: ['Sun, 06 Nov 1994 08:49:37 GMT'], invalid: ['Mon, 06 Nov 1994 08:49:37 GMT', 'Sun, 32 Nov 1994 08:49:37 GMT', '1994-11-06'] },
  {
    format: 'media-range',
    valid: ['*/*', 'text/*', 'text/html; q=0.5;a="b;c"', 'a/b ;; ; c=d ; ', 'a/b;'],
    invalid: ['text', '*/html', 'text/html; q=', 'a b/c', 'a/b ', 'a/b;c=d '],
  },
  { format: 'sf-integer', valid: [-999_999_999_999_999], invalid: [10 ** 15, 0.5] },
  { format: 'sf-string', valid: ['"a \\" b"'], invalid: ['a', '"a', '"ä"'] },
  { format: 'sf-token', valid: ['a/b:c', '*'], invalid: ['1a', 'a b', ''] },
  { format: 'sf-binary', valid: [':aGk=:'], invalid: ['aGk=', ':a:'] },
  { format: 'sf-boolean', valid: ['?1'], invalid: ['true', '?2'] },
];

test('every format is in the table', () => {
  expect(cases.map(({ format }) => format).sort()).toEqual(Object.keys(FORMATS).sort());
});

test.each(cases)('the format $format', ({ format, valid, invalid }) => {
  const operation = { operationId: 'op', requestBody: { content: { 'application/json': { schema: { format } } } }, responses: { 204: { description: 'd' } } };
  const { bodies } = compile('d.json', document({ post: operation }, {}, '3.1.0')).list[0]?.load().validators ?? {};
  const taken = (values: readonly unknown[]) => values.map((value) => [value, bodies?.['application/json']?.(value)]);
  expect(taken(valid)).toEqual(valid.map((value) => [value, true]));
  expect(taken(invalid)).toEqual(invalid.map((value) => [value, false]));
});
