import { createRequire } from 'node:module';
import { join } from 'node:path';
import { growthOf } from '../../../../test/support/growth.ts';
import { linearPattern } from '../../src/patterns/linear.ts';

const linearRegExp = createRequire(join(__dirname, 'linear'))('../../../openapi-koa/src/validation/linear-regexp.cjs') as (
  source: string,
  unicode: boolean,
) => { test(text: string): boolean };

const same: { pattern: string; unicode?: boolean; text: string }[] = [
  { pattern: '^a$', text: 'a\n' },
  { pattern: '^.$', text: '😀' },
  { pattern: '^.$', unicode: false, text: '😀' },
  { pattern: '^..$', unicode: false, text: '😀' },
  { pattern: '^[^a]{2}\\_$', unicode: false, text: '😀_' },
  { pattern: '^\\ude00$', text: '\ude00' },
  { pattern: '\\ude00', text: '😀' },
  { pattern: '\\ude00', unicode: false, text: '😀' },
  { pattern: '^\\s$', text: '\u3000' },
  { pattern: '^\\w$', text: 'é' },
  { pattern: '^(?:)$', text: '' },
  { pattern: '^[]$', text: '' },
];
test.each(same)('$pattern is the same for $text', ({ pattern, unicode = true, text }) => {
  const linear = linearRegExp(linearPattern(pattern, unicode) as string, unicode);
  expect(linear.test(text)).toBe(new RegExp(pattern, unicode ? 'u' : '').test(text));
});

test.each(['(?=a)b', '(?!a)b', '(?<=a)b', '(?<!a)b', '(a)\\1', '(?<n>a)\\k<n>', 'a{1001}', '(?:a{100}){100}', '(?i:a)'])('%s is not taken', (pattern) => {
  expect(linearPattern(pattern, true)).toBeUndefined();
});

const slow: { pattern: string; text: (n: number) => string; n: number }[] = [
  { pattern: '^([a-z]+)*$', text: (n) => `${'a'.repeat(n)}!`, n: 100_000 },
  { pattern: '^(\\w+\\s?)*$', text: (n) => `${'a '.repeat(n)}!`, n: 50_000 },
  { pattern: '\\s+$', text: (n) => `${' '.repeat(n)}!`, n: 100_000 },
  { pattern: '^(?:a|b)*a(?:a|b){200}$', text: (n) => Array.from({ length: n }, (_, index) => ((index * index) % 7 > 3 ? 'a' : 'b')).join(''), n: 5000 },
];
test.each(slow)('$pattern takes time that grows with the text', async ({ pattern, text, n }) => {
  const linear = linearRegExp(linearPattern(pattern, true) as string, true);
  expect(await growthOf(text, (given) => linear.test(given), n)).toBeLessThan(8);
});
