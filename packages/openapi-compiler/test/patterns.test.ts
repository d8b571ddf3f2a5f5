import { compile, document } from '../../../test/support/documents.ts';
import { growthOf } from '../../../test/support/growth.ts';
import { refusal, reported } from '../../../test/support/refusal.ts';
import { compileDocument } from '../src/compile.ts';

/** Patterns are of ECMA-262 with Unicode (JSON Schema 2020-12 core, section 6.4), and many are none. */
function documentOf(schema: object, openapi = '3.1.0'): string {
  const operation = { operationId: 'op', requestBody: { content: { 'application/json': { schema } } }, responses: { 204: { description: 'd' } } };
  return document({ post: operation }, {}, openapi);
}

const read: { name: string; pattern: string; valid: string[]; invalid: string[]; listed: boolean }[] = [
  { name: 'classes of characters', pattern: '^[\\p{L}_]+$', valid: ['José', '_'], invalid: ['pL{', '-'], listed: false },
  { name: 'a character beyond U+FFFF is one', pattern: '^[😀-😂]{1}$', valid: ['😁'], invalid: ['😁😁', 'a'], listed: false },
  { name: 'an escape that Unicode has', pattern: '^[\\w\\-]\\/$', valid: ['-/'], invalid: ['-'], listed: false },
  { name: 'an escape that needs none', pattern: '^[a-z\\_]+\\@$', valid: ['a_@'], invalid: ['A@'], listed: true },
  { name: 'a range that is none', pattern: '^[\\w-.]+$', valid: ['a-.'], invalid: ['a b'], listed: true },
  { name: 'a backslash before p', pattern: '^\\\\p{2}\\_$', valid: ['\\pp_'], invalid: ['p_'], listed: true },
];

test.each(read)('$name: $pattern', ({ pattern, valid, invalid, listed }) => {
  const text = documentOf({ pattern });
  const validate = compile('d.json', text).list[0]?.load().validators.bodies?.['application/json'];
  expect([...valid, ...invalid].filter((value) => validate?.(value))).toEqual(valid);
  expect(reported(text)).toEqual(listed ? ['1:153 pattern-without-unicode'] : []);
});

test('a pattern of properties is listed, too', () => {
  expect(reported(documentOf({ patternProperties: { '^\\_': {}, '^a': {} } }))).toEqual(['1:174 pattern-without-unicode']);
});

const refused = ['^[\\p{L}\\_]+$', '^\\P{L}\\_$', '^\\u{1F600}\\_$', '^[😀\\_]$', '^\\\\\\p{L}\\_$', '('].flatMap((pattern) =>
  ['3.0.3', '3.1.0'].map((openapi) => ({ pattern, openapi })),
);

test.each(refused)('$openapi: what would mean something else without Unicode is refused: $pattern', ({ pattern, openapi }) => {
  expect(refusal(documentOf({ pattern }, openapi))).toBe('1:153 invalid-keyword');
});

const LOOKS = '^(?=a)([a-z]+)*$';
const engines: { name: string; schema: object; engine: 'none' | 'linear' | 'bounded' }[] = [
  { name: 'that takes linear time anyway', schema: { pattern: '^[a-z]+$', propertyNames: { pattern: '^a' } }, engine: 'none' },
  { name: 'that can take exponential time', schema: { pattern: '^([a-z]+)*$' }, engine: 'linear' },
  { name: 'that can take polynomial time', schema: { pattern: '\\s+$' }, engine: 'linear' },
  { name: 'of names', schema: { patternProperties: { '^(a+)+$': {} } }, engine: 'linear' },
  { name: 'for all names', schema: { propertyNames: { pattern: '^(a+)+$' } }, engine: 'linear' },
  { name: 'with look-around', schema: { pattern: LOOKS }, engine: 'bounded' },
  { name: 'of names with look-around', schema: { patternProperties: { [LOOKS]: {} } }, engine: 'bounded' },
  { name: 'with back-references', schema: { pattern: '^(a+)\\1$' }, engine: 'bounded' },
];
test.each(engines)('a pattern $name has the engine for it, and others are not loaded', ({ schema, engine }) => {
  const code = [...compileDocument('d.json', documentOf(schema)).files.values()].join('');
  expect(code.includes('require("@petsage/openapi-koa/validation/linear-regexp")')).toBe(engine === 'linear');
  expect(code.includes('require("@petsage/openapi-koa/validation").boundedRegExp')).toBe(engine === 'bounded');
});

const costly = [
  {
    name: 'a pattern with look-around',
    schema: { pattern: LOOKS },
    want: '1:153 bounded-pattern',
  },
  {
    name: 'a pattern of names',
    schema: { patternProperties: { [LOOKS]: {} } },
    want: '1:174 bounded-pattern',
  },
  {
    name: 'a pattern with a back-reference',
    schema: { pattern: '^(a+)\\1$' },
    want: '1:153 bounded-pattern',
  },
];
test.each(costly)('$name that no linear engine takes is listed with its place', ({ schema, want }) => {
  expect(reported(documentOf(schema))).toEqual([want]);
});

test('a pattern that cannot be bounded is refused', () => {
  const pattern = '^(?i:a)(?:b{1000}){1000}$';
  expect(refusal(documentOf({ pattern }))).toBe('1:153 unbounded-pattern');
});

test('the cost of hundreds of patterns is found in time that grows with their number', async () => {
  // Of other words each time, as what is known of a pattern is kept.
  let word = 0;
  const patterns = (n: number) => () =>
    documentOf({
      properties: Object.fromEntries(Array.from({ length: n }, (_, index) => [`p${index}`, { pattern: `^w${word++}[a-z]{1,40}(?:[.-][a-z]+)*$` }])),
    });
  expect(await growthOf(patterns, (make) => compileDocument('d.json', make()), 100)).toBeLessThan(8);
});
