import { compileContract } from '../../../tools/generate/compile-contract.ts';
import { compile, document } from '../../support/documents.ts';
import { refusal } from '../../support/refusal.ts';

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
  const validate = compile('d.json', text).operations[0]?.load().validators.bodies?.['application/json'];
  expect([...valid, ...invalid].filter((value) => validate?.(value))).toEqual(valid);
  const line = `Unicode in the pattern ${pattern}, which is read without, as it is none with it`;
  expect(compileContract('d.json', text).notEnforced.map((each) => each.replace(/^d\.json:\d+:\d+: /, ''))).toEqual(listed ? [line] : []);
});

test('a pattern of properties is listed, too', () => {
  const lines = compileContract('d.json', documentOf({ patternProperties: { '^\\_': {}, '^a': {} } })).notEnforced;
  expect(lines).toEqual([expect.stringContaining('Unicode in the pattern ^\\_, which is read without')]);
});

const REGULAR = 'a regular expression of ECMA-262, and one with Unicode where it has \\p{…}, \\u{…} or a character beyond U+FFFF';
const refused = ['^[\\p{L}\\_]+$', '^\\P{L}\\_$', '^\\u{1F600}\\_$', '^[😀\\_]$', '^\\\\\\p{L}\\_$', '('].flatMap((pattern) =>
  ['3.0.3', '3.1.0'].map((openapi) => ({ pattern, openapi })),
);

test.each(refused)('$openapi: what would mean something else without Unicode is refused: $pattern', ({ pattern, openapi }) => {
  expect(refusal(documentOf({ pattern }, openapi)).replace(/^d\.yaml:1:\d+: /, '')).toBe(`pattern has to be ${REGULAR}`);
});
