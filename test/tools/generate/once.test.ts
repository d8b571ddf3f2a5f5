import { createRequire } from 'node:module';
import { join } from 'node:path';
import { repeated } from '../../../tools/generate/repeats.ts';
import type { Json } from '../../../tools/generate/source-document.ts';

interface Look {
  (data: unknown, context?: object): boolean;
  errors?: readonly object[] | null;
  evaluated?: { props?: unknown; items?: unknown };
}
const once = createRequire(join(__dirname, 'once'))('../../../tools/generate/once.cjs') as (look: Look, edits: { count(): number }) => Look;

const inside = { rootData: {} };
const whole = {};

const looks: { name: string; data: unknown; context?: object; fails?: boolean; edits?: boolean; want: number }[] = [
  { name: 'an object inside', data: {}, context: inside, want: 1 },
  { name: 'a list inside that is refused', data: [], context: inside, fails: true, want: 1 },
  { name: 'an object with edits', data: {}, context: inside, edits: true, want: 2 },
  { name: 'an object that is refused, edits or not', data: {}, context: inside, fails: true, edits: true, want: 1 },
  { name: 'the whole value', data: whole, context: { rootData: whole }, want: 2 },
  { name: 'the whole value, without a word on it', data: {}, want: 2 },
  { name: 'a text', data: 'a', context: inside, want: 2 },
];
test.each(looks)('$name is looked at $want times of two', ({ data, context, fails = false, edits = false, want }) => {
  let calls = 0;
  let notes = 0;
  const look = once(
    () => {
      calls++;
      if (edits) notes++;
      look.errors = fails ? [{}, {}] : null;
      return !fails;
    },
    { count: () => notes },
  );
  expect([look(data, context), look(data, context), calls]).toEqual([!fails, !fails, want]);
});

test('what was told before is told again by its first error, and by names of its own', () => {
  const look = once(
    (data) => {
      const { a } = data as { a?: number };
      look.errors = a === undefined ? [{ keyword: 'first' }, { keyword: 'second' }] : null;
      look.evaluated = { props: { a: true } };
      return a !== undefined;
    },
    { count: () => 0 },
  );
  const [bad, good] = [{}, { a: 1 }];
  look(bad, inside);
  look(good, inside);
  (look.evaluated?.props as Record<string, unknown>)['b'] = true;
  expect([look(bad, inside), look.errors]).toEqual([false, [{ keyword: 'first' }]]);
  expect([look(good, inside), look.errors, look.evaluated?.props]).toEqual([true, null, { a: true }]);
});

const definition = (id: string, schema: Json) => ({ id, schema, file: id, pointer: id, form: 'loose' as const });
const to = (id: string) => ({ properties: { n: { $ref: id } } });
const schemas: { name: string; given: Record<string, Json>; want: string[] }[] = [
  { name: 'one that has alternatives and comes back', given: { a: { anyOf: [to('a')] } }, want: ['a'] },
  { name: 'a list of itself', given: { a: { items: { $ref: 'a' } } }, want: [] },
  { name: 'alternatives that do not come back', given: { a: { anyOf: [to('b')] }, b: {} }, want: [] },
  { name: 'all on a way with alternatives', given: { a: { oneOf: [to('b')] }, b: to('c'), c: to('a'), d: to('a') }, want: ['a', 'b', 'c'] },
  { name: 'a circle that leads to alternatives only', given: { a: { ...to('a'), items: { $ref: 'b' } }, b: { anyOf: [true] } }, want: [] },
];
test.each(schemas)('repeated: $name', ({ given, want }) => {
  expect([...repeated(Object.entries(given).map(([id, schema]) => definition(id, schema)))]).toEqual(want);
});
