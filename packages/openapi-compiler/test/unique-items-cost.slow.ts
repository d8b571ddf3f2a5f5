import { createRequire } from 'node:module';
import { join } from 'node:path';
import { growthOf } from '../../../test/support/growth.ts';

const repeated = createRequire(join(__dirname, 'unique'))('../../openapi-koa/src/validation/unique-items.cjs') as (
  items: readonly unknown[],
) => [number, number] | undefined;

const LONG = 'a'.repeat(1000);

/** A list in lists: each has `width` items that begin like the next list and end before it does. */
const nested = (levels: number, around: (inner: unknown, level: number) => unknown[]) => {
  let value: unknown = [-1];
  for (let level = 0; level < levels; level++) value = around(value, level);
  return value;
};
const shapes: { name: string; value: (n: number) => unknown; n: number }[] = [
  { name: 'flat objects', value: (n) => Array.from({ length: n }, (_, i) => ({ i })), n: 40_000 },
  { name: 'flat objects that begin alike', value: (n) => Array.from({ length: n }, (_, i) => ({ a: LONG, i })), n: 4000 },
  { name: 'one list in another', value: (n) => nested(1000, (inner) => [inner, ...Array.from({ length: n }, (_, i) => [i])]), n: 20 },
  { name: 'lists in lists, each beside one that begins like it', value: (n) => nested(n, (inner) => [inner, nested(20, (each) => [each, 1])]), n: 600 },
  {
    name: 'a large list deep inside',
    value: (n) => nested(1000, (inner, level) => [level === 0 ? Array.from({ length: n }, (_, i) => [i]) : inner, 0]),
    n: 40_000,
  },
  { name: 'a long text deep inside', value: (n) => nested(1000, (inner, level) => [level === 0 ? 'a'.repeat(n) : inner, 0]), n: 400_000 },
];
test.each(shapes)('the time grows with what is compared: $name', async ({ value, n }) => {
  const every = (list: unknown): void => {
    if (!Array.isArray(list)) return;
    if (repeated(list) !== undefined) throw new Error('all items differ');
    for (const item of list) every(item);
  };
  expect(await growthOf(value, every, n)).toBeLessThan(8);
});
