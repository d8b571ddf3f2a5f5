import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { caseOf } from './cases.ts';

const document = parse(readFileSync(join(__dirname, 'document.yaml'), 'utf8'));
const numbers = Array.from({ length: 300 }, (_, index) => index);
const cases = numbers.map((index) => caseOf(document, 7, index));
const sent = (index: number, seed = 7) => Buffer.concat(caseOf(document, seed, index).packets).toString('latin1');

test('the same seed and number make the same connection, and others another one', () => {
  for (const index of [0, 17, 299]) expect(sent(index)).toBe(Buffer.concat(cases[index]?.packets ?? []).toString('latin1'));
  expect(new Set([sent(0), sent(1), sent(0, 8), sent(1, 8)]).size).toBe(4);
});

test('connections have messages that are well-formed and damaged, and clients of every kind', () => {
  expect(new Set(cases.map(({ ending }) => ending))).toEqual(new Set(['reads', 'half-closes', 'reads late', 'aborts', 'waits']));
  expect(new Set(cases.map(({ isWellFormed }) => isWellFormed))).toEqual(new Set([true, false]));
});

test('every operation of the document is called', () => {
  const operations = Object.entries(document.paths as Record<string, object>).flatMap(([path, item]) => Object.keys(item).map((method) => ({ method, path })));
  const text = cases.map(({ packets }) => Buffer.concat(packets).toString('latin1')).join('');
  const missing = operations.filter(({ method, path }) => !text.includes(`${method.toUpperCase()} ${path.replace(/\{.*/, '')}`));
  expect(missing).toEqual([]);
});
