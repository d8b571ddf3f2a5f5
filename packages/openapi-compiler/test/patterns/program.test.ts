import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Program, programOf } from '../../src/patterns/program.ts';

const boundedRegExp = createRequire(join(__dirname, 'program'))('../../../openapi-koa/src/validation/bounded-regexp.cjs') as (program: Program) => {
  test(text: string): boolean;
};
const engine = (pattern: string, unicode = true) => boundedRegExp(programOf(pattern, unicode) as Program);

const same: { pattern: string; text: string; want: boolean }[] = [
  { pattern: '^(?=.)(?:(?!😁).)$', text: '😀', want: true },
  { pattern: '^(?!😀)', text: '😀', want: false },
  { pattern: '(?!😀|$)', text: '😀', want: false },
  { pattern: '^(😀+)\\1$', text: '😀😀', want: true },
  { pattern: '(?<=^😀)a', text: '😀a', want: true },
  { pattern: '^(?i:(a)\\1)$', text: 'aA', want: true },
  { pattern: '^(?i:(a)(?-i:\\1))$', text: 'aA', want: false },
  { pattern: '^(?=(?i:b))[^a]$', text: 'B', want: true },
  { pattern: '(?m:^(?=b)b$)', text: 'a\nb\nc', want: true },
  { pattern: '(?<n>a)|(?<n>b)\\k<n>', text: 'bb', want: true },
];
test.each(same)('$pattern on $text is $want', ({ pattern, text, want }) => {
  expect(engine(pattern).test(text)).toBe(want);
});

const turn = () => new Promise((resolve) => setImmediate(resolve));
const attacks = [
  { pattern: '^(?=a)([a-z]+)*$', text: `${'a'.repeat(1000)}!`, want: false },
  { pattern: '^(?:(?=[^]*x)[a-z])*$', text: `${'a'.repeat(1023)}x`, want: true },
  { pattern: '(?<=(?:a+)+)b', text: `${'a'.repeat(1023)}c`, want: false },
  { pattern: '^(?=(?:a|aa)*b)', text: 'a'.repeat(1024), want: false },
];
test.each(attacks)('$pattern on an attack is $want', async ({ pattern, text, want }) => {
  await turn();
  expect(engine(pattern).test(text)).toBe(want);
});

test.each(['^(\\w+\\s?)*\\1$', '^(a|aa)+\\1$'])('%s on an attack takes too many steps', async (pattern) => {
  await turn();
  const attack = `${'a'.repeat(1000)}!`;
  expect(() => engine(pattern).test(attack)).toThrow(expect.objectContaining({ code: 'ERR_PATTERN_COST' }));
  // The steps are those of all texts until something else runs.
  expect(() => engine(pattern).test('b')).toThrow('takes too long to be checked against a pattern');
  await turn();
  expect(engine(pattern).test('aa')).toBe(true);
});

test('a text of more than 1,024 characters does not match', async () => {
  await turn();
  expect(engine('^(?=a)a*$').test('a'.repeat(1024))).toBe(true);
  expect(engine('^(?=a)a*$').test('a'.repeat(1025))).toBe(false);
  expect(engine('^(?=😀)😀*$').test('😀'.repeat(1024))).toBe(true);
});

const large = [
  { pattern: '(?=a)(?:b{1000}){1000}', want: 'undefined' },
  { pattern: '(?=a)b{100000}', want: 'object' },
  { pattern: '(?=a)(?:b{0,5000}|c)*', want: 'object' },
];
test.each(large)('$pattern: the program is $want', ({ pattern, want }) => {
  expect(typeof programOf(pattern, true)).toBe(want);
});
