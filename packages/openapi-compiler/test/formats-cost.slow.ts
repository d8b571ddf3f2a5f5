import { join } from 'node:path';
import { growthOf } from '../../../test/support/growth.ts';
import { runTool } from '../../../test/support/tool.ts';

const FORMATS = require('../../openapi-koa/src/validation/formats.cjs') as Record<string, unknown>;

/** Beginnings, parts that are repeated, and ends. */
const PARTS = [
  'a',
  'a.',
  'a@',
  '"',
  '\\a',
  ':',
  '1:',
  '/',
  '%41',
  '{a',
  'a,',
  '1',
  'a/b;',
  ' ;',
  '; ',
  '・',
  'xn--a.',
  '\u0301\u0316',
  'क्\u200d',
  '\\p{L}',
  '[^\\p{Lu}]',
  '(?<n>a)',
  '0',
];
const AROUND = [
  ['', '\n'],
  ['a@', ''],
  ['"', '"@a'],
  ['http://', '!'],
  ['a/b', '!'],
  ['a/b;c="', ''],
  ['{', '}'],
  ['P', 'Y1'],
  ['2026-01-15T09:30:00.', 'x'],
  [':', '=:'],
] as const;
const texts = (n: number) => PARTS.flatMap((part) => AROUND.map(([start, end]) => start + part.repeat(n) + end));

test.each(Object.keys(FORMATS))('the time for the format %s grows with the text', async (name) => {
  const format = FORMATS[name];
  const check =
    format instanceof RegExp ? (text: string) => format.test(text) : typeof format === 'function' ? (format as (text: string) => boolean) : undefined;
  if (check === undefined) return;
  expect(await growthOf(texts, (all) => all.forEach((text) => void check(text)), 2000)).toBeLessThan(8);
  for (const text of texts(50_000)) check(text);
});

test('no expression of the contract layer or of a format takes more than linear time', async () => {
  const { stdout, stderr } = await runTool([join(__dirname, '../../../test/support/expressions-child.ts')]);
  expect({ stdout, stderr }).toEqual({ stdout: expect.stringMatching(/^\d{2,} expressions\n$/), stderr: '' });
}, 120_000);
