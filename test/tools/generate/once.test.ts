import { createRequire } from 'node:module';
import { join } from 'node:path';
import { repeated } from '../../../tools/generate/repeats.ts';
import type { Json } from '../../../tools/generate/source-document.ts';

interface Look {
  (data: unknown, context?: object): boolean;
  errors?: readonly object[] | null;
  evaluated?: { props?: unknown; items?: unknown };
}
interface Notes {
  count(): number;
  group(count: number): object;
  repeat(group: object): void;
}
const once = createRequire(join(__dirname, 'once'))('../../../tools/generate/once.cjs') as (look: Look, edits?: Notes) => Look;

const inside = { rootData: {}, dynamicAnchors: {} };
const whole = {};

const looks: { name: string; data: unknown; context?: object; fails?: boolean; edits?: boolean; want: number }[] = [
  { name: 'an object inside', data: {}, context: inside, want: 1 },
  { name: 'a list inside that is refused', data: [], context: inside, fails: true, want: 1 },
  { name: 'an object with edits', data: {}, context: inside, edits: true, want: 1 },
  { name: 'an object that is refused, edits or not', data: {}, context: inside, fails: true, edits: true, want: 1 },
  { name: 'the whole value', data: whole, context: { ...inside, rootData: whole }, want: 2 },
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
    { count: () => notes, group: () => ({}), repeat: () => {} },
  );
  expect([look(data, context), look(data, context), calls]).toEqual([!fails, !fails, want]);
});

test('what was told before is told again by its first error, and by names of its own', () => {
  const look: Look = once((data) => {
    const { a } = data as { a?: number };
    look.errors = a === undefined ? [{ keyword: 'first' }, { keyword: 'second' }] : null;
    look.evaluated = { props: { a: true } };
    return a !== undefined;
  });
  const [bad, good] = [{}, { a: 1 }];
  look(bad, inside);
  look(good, inside);
  (look.evaluated?.props as Record<string, unknown>)['b'] = true;
  expect([look(bad, inside), look.errors]).toEqual([false, [{ keyword: 'first' }]]);
  expect([look(good, inside), look.errors, look.evaluated?.props]).toEqual([true, null, { a: true }]);
});

test('what an object changes is made one note, and noted again', () => {
  const notes: unknown[] = ['before'];
  const edits: Notes = {
    count: () => notes.length,
    group: (count) => {
      const group = { of: notes.splice(count) };
      notes.push(group);
      return group;
    },
    repeat: (group) => void notes.push(group),
  };
  const look = once(() => {
    notes.push('a', 'b');
    return true;
  }, edits);
  const data = {};
  look(data, inside);
  look(data, inside);
  expect(notes).toEqual(['before', { of: ['a', 'b'] }, { of: ['a', 'b'] }]);
  expect(notes[1]).toBe(notes[2]);
});

test('an object is looked at again in another validation', () => {
  let calls = 0;
  const look = once(() => {
    calls++;
    return true;
  });
  const data = {};
  for (const dynamicAnchors of [{}, {}]) for (let time = 0; time < 2; time++) look(data, { rootData: {}, dynamicAnchors });
  expect(calls).toBe(2);
});

const definition = (id: string, schema: Json) => ({ id, schema, file: id, pointer: id, form: 'loose' as const });
const to = (id: string) => ({ properties: { n: { $ref: id } } });
const schemas: { name: string; given: Record<string, Json>; want: string[] }[] = [
  { name: 'one that has alternatives and comes back', given: { a: { anyOf: [to('a')] } }, want: ['a'] },
  { name: 'a list of itself', given: { a: { items: { $ref: 'a' } } }, want: [] },
  { name: 'alternatives that do not come back', given: { a: { anyOf: [to('b')] }, b: {} }, want: [] },
  { name: 'all on a way with alternatives', given: { a: { oneOf: [to('b')] }, b: to('c'), c: to('a'), d: to('a') }, want: ['a', 'b', 'c'] },
  { name: 'a name and a pattern for the same member', given: { a: { ...to('a'), patternProperties: { n: { $ref: 'a' } } } }, want: ['a'] },
  { name: 'an item that has to be as others are', given: { a: { items: { $ref: 'a' }, contains: { $ref: 'a' } } }, want: ['a'] },
  { name: 'a circle that leads to alternatives only', given: { a: { ...to('a'), items: { $ref: 'b' } }, b: { anyOf: [true] } }, want: [] },
];
test.each(schemas)('repeated: $name', ({ given, want }) => {
  expect([...repeated(Object.entries(given).map(([id, schema]) => definition(id, schema)))]).toEqual(want);
});
