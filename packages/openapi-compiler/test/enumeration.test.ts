import { createRequire } from 'node:module';
import { join } from 'node:path';

const isAmong = createRequire(join(__dirname, 'enumeration'))('../../openapi-koa/src/validation/enumeration.cjs') as (
  values: readonly unknown[],
  value: unknown,
) => boolean;

const LARGE = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`m${index}`, index]));
const values = ['a', '1', 2, -0, true, null, 'null', [1, '2'], { a: 1, b: [{ c: null }] }, {}, [], LARGE, '…', ['…']];
const cases: { name: string; value: unknown; want: boolean }[] = [
  ...values.map((value) => ({ name: JSON.stringify(value).slice(0, 40), value: structuredClone(value), want: true })),
  { name: 'zero', value: 0, want: true },
  { name: 'members in another order', value: { b: [{ c: null }], a: 1 }, want: true },
  { name: 'a number in place of a text', value: 1, want: false },
  { name: 'a text in place of a number', value: '2', want: false },
  { name: 'false', value: false, want: false },
  { name: 'items of other types', value: ['1', 2], want: false },
  { name: 'a member more', value: { a: 1, b: [{ c: null }], d: 1 }, want: false },
  { name: 'a member of a member that differs', value: { a: 1, b: [{ c: 0 }] }, want: false },
  { name: 'a large object of which one member differs', value: { ...LARGE, m999: 0 }, want: false },
  { name: 'what is larger than all', value: Array.from({ length: 100_000 }, () => 1), want: false },
  { name: 'a name that every object has', value: { toString: 1 }, want: false },
];
test.each(cases)('$name: $want', ({ value, want }) => {
  expect(isAmong(values, value)).toBe(want);
});
