import { createRequire } from 'node:module';
import { join } from 'node:path';
import { repeated } from '../src/emit/validators/repeated-schemas.ts';
import type { Json } from '../src/json.ts';

interface Look {
  (data: unknown, context?: object, parentData?: object, parentDataProperty?: string): boolean;
  errors?: readonly object[] | null;
  evaluated?: { props?: unknown; items?: unknown };
}
interface Notes {
  count(context: object): number;
  group(context: object, count: number): object;
  repeat(context: object, group: object): void;
}
type Memoize = (look: Look, changes?: Notes, from?: number) => Look;
const memoize = createRequire(join(__dirname, 'memoize'))('../../openapi-koa/src/validation/memoize.cjs') as Memoize;

interface Context {
  errors?: object[];
  most?: number;
}
/** The context of a call inside of a validation. */
const inside: Context = {};
/** What a generated validator does with an error. */
const refuse = (context: Context, ...keywords: string[]) => {
  context.errors ??= [];
  for (const keyword of keywords) if (context.errors.length < (context.most ?? 101)) context.errors.push({ keyword });
  return false;
};

const looks: { name: string; data: unknown; context?: object; fails?: boolean; changes?: boolean; want: number }[] = [
  { name: 'an object inside', data: {}, context: inside, want: 1 },
  { name: 'a list inside that is refused', data: [], context: inside, fails: true, want: 1 },
  { name: 'an object with changes', data: {}, context: inside, changes: true, want: 1 },
  { name: 'an object that is refused, changes or not', data: {}, context: inside, fails: true, changes: true, want: 1 },
  { name: 'the whole value', data: {}, want: 2 },
  { name: 'a text', data: 'a', context: inside, want: 2 },
];
test.each(looks)('$name is looked at $want times of two', ({ data, context, fails = false, changes = false, want }) => {
  let calls = 0;
  let notes = 0;
  const look = memoize(
    (_, given) => {
      calls++;
      if (changes) notes++;
      return !fails || refuse(given as Context, 'first', 'second');
    },
    { count: () => notes, group: () => ({}), repeat: () => {} },
  );
  expect([look(data, context), look(data, context), calls]).toEqual([!fails, !fails, want]);
});

test('what was refused before is refused again with its first error, and what was valid evaluates the same names again', () => {
  const context: Context = {};
  const look: Look = memoize((data, given) => {
    look.evaluated = { props: { a: true } };
    return 'a' in (data as object) || refuse(given as Context, 'first', 'second');
  });
  const [bad, good] = [{}, { a: 1 }];
  look(bad, context);
  look(good, context);
  (look.evaluated?.props as Record<string, unknown>)['b'] = true;
  expect([look(bad, context), look.errors]).toEqual([false, context.errors]);
  expect(context.errors).toEqual([{ keyword: 'first' }, { keyword: 'second' }, { keyword: 'first' }]);
  expect([look(good, context), look.errors, look.evaluated?.props]).toEqual([true, null, { a: true }]);
});

test('an error that found no room in the list is looked for again once there is some, and not before', () => {
  const context: Context = { errors: [{}], most: 1 };
  let calls = 0;
  const look: Look = memoize((_, given) => {
    calls++;
    return refuse(given as Context, 'first');
  });
  const bad = {};
  expect([look(bad, context), look(bad, context), calls]).toEqual([false, false, 1]);
  context.errors = [];
  expect([look(bad, context), calls, context.errors]).toEqual([false, 2, [{ keyword: 'first' }]]);
});

test('verdicts are kept from a number of calls on, in each validation', () => {
  let calls = 0;
  const look = memoize(
    () => {
      calls++;
      return true;
    },
    undefined,
    3,
  );
  const data = {};
  for (const context of [{}, {}]) for (let time = 0; time < 10; time++) look(data, context);
  expect(calls).toBe(8);
});

test('what an object changes is made one note, and noted again', () => {
  const notes: unknown[] = ['before'];
  const changes: Notes = {
    count: () => notes.length,
    group: (_, count) => {
      const group = { of: notes.splice(count) };
      notes.push(group);
      return group;
    },
    repeat: (_, group) => void notes.push(group),
  };
  const look = memoize(() => {
    notes.push('a', 'b');
    return true;
  }, changes);
  const data = {};
  look(data, inside);
  look(data, inside);
  expect(notes).toEqual(['before', { of: ['a', 'b'] }, { of: ['a', 'b'] }]);
  expect(notes[1]).toBe(notes[2]);
});

test('an object is looked at again in another validation', () => {
  let calls = 0;
  const look = memoize(() => {
    calls++;
    return true;
  });
  const data = {};
  for (const context of [{}, {}]) for (let time = 0; time < 2; time++) look(data, context);
  expect(calls).toBe(2);
});

const definition = (id: string, schema: Json) => ({ id, schema, file: id, form: 'unconstrained' as const });
const definitionsOf = (given: Record<string, Json>) => Object.entries(given).map(([id, schema]) => definition(id, schema));
const to = (id: string) => ({ properties: { n: { $ref: id } } });
const schemas: { name: string; given: Record<string, Json>; want: string[] }[] = [
  { name: 'one that has alternatives and comes back', given: { a: { anyOf: [to('a')] } }, want: ['a'] },
  { name: 'a list of itself', given: { a: { items: { $ref: 'a' } } }, want: [] },
  { name: 'alternatives that do not come back', given: { a: { anyOf: [to('b')] }, b: {} }, want: [] },
  { name: 'all on a way with alternatives', given: { a: { oneOf: [to('b')] }, b: to('c'), c: to('a'), d: to('a') }, want: ['a', 'b', 'c'] },
  { name: 'a name and a pattern for the same member', given: { a: { ...to('a'), patternProperties: { n: { $ref: 'a' } } } }, want: ['a'] },
  { name: 'an item that has to be as others are', given: { a: { items: { $ref: 'a' }, contains: { $ref: 'a' } } }, want: ['a'] },
  { name: 'a circle that leads to alternatives only', given: { a: { ...to('a'), items: { $ref: 'b' } }, b: { anyOf: [true] } }, want: [] },
  { name: 'what stands beside a reference', given: { a: { $ref: 'b', ...to('a') }, b: to('a') }, want: ['a', 'b'] },
];
test.each(schemas)('repeated: $name', ({ given, want }) => {
  expect([...repeated(definitionsOf(given)).recursive]).toEqual(want);
});

const layers: { name: string; given: Record<string, Json>; want: string[] }[] = [
  { name: 'one that two alternatives lead to', given: { a: { anyOf: [to('b'), to('b')] }, b: {} }, want: ['b'] },
  { name: 'one that two alternatives lead to by others', given: { a: { anyOf: [to('b'), to('c')] }, b: to('d'), c: to('d'), d: {} }, want: ['d'] },
  { name: 'all behind one that two alternatives lead to', given: { a: { oneOf: [to('b'), to('b')] }, b: to('c'), c: {} }, want: ['b', 'c'] },
  { name: 'one that an alternative and the schema itself lead to', given: { a: { ...to('b'), if: to('b') }, b: {} }, want: ['b'] },
  { name: 'one that two members have', given: { a: { properties: { n: { $ref: 'b' }, m: { $ref: 'b' } } }, b: {} }, want: [] },
  { name: 'alternatives that lead to others', given: { a: { anyOf: [to('b'), to('c')] }, b: {}, c: {} }, want: [] },
  { name: 'one that comes back to itself, too', given: { a: { anyOf: [to('a'), to('a')] } }, want: [] },
];
test.each(layers)('layered: $name', ({ given, want }) => {
  expect([...repeated(definitionsOf(given)).layered].sort()).toEqual(want);
});

/** What `repeated` finds by looking at each way. */
function repeatedByDefinition(references: ReadonlyMap<string, readonly string[]>, several: ReadonlySet<string>) {
  const reachedFrom = (start: readonly string[]) => {
    const seen = new Set(start);
    // A set is iterated over what is added meanwhile, too.
    for (const id of seen) for (const next of references.get(id) ?? []) seen.add(next);
    return seen;
  };
  const reached = new Map([...references].map(([id, next]) => [id, reachedFrom(next)]));
  const recursive = [...references.keys()].filter((id) => [...(reached.get(id) ?? [])].some((other) => several.has(other) && reached.get(other)?.has(id)));
  const layered = new Set<string>();
  for (const id of several) {
    const once = new Set<string>();
    for (const next of references.get(id) ?? [])
      for (const other of reachedFrom([next])) {
        if (once.has(other) && !recursive.includes(other)) layered.add(other);
        once.add(other);
      }
  }
  return { recursive: recursive.sort(), layered: [...layered].sort() };
}

test('what may be met repeatedly is found in graphs of any form', () => {
  let seed = 1;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return (seed >> 8) % below;
  };
  let found = 0;
  for (let round = 0; round < 3000; round++) {
    const count = 2 + random(8);
    const ids = Array.from({ length: count }, (_, index) => `d${index}`);
    const references = new Map(ids.map((id) => [id, Array.from({ length: random(4) }, () => `d${random(count)}`)]));
    const several = new Set(ids.filter(() => random(2) === 0));
    const definitions = [...references].map(([id, next]) => {
      const parts = next.map(($ref) => ({ $ref }));
      const schema: Json = several.has(id) ? { allOf: parts } : { properties: Object.fromEntries(parts.map((part, index) => [`p${index}`, part])) };
      return { id, file: id, form: 'open' as const, schema };
    });
    const { recursive, layered } = repeated(definitions);
    expect({ recursive: [...recursive].sort(), layered: [...layered].sort() }).toEqual(repeatedByDefinition(references, several));
    found += recursive.size + layered.size;
  }
  expect(found).toBeGreaterThan(3000);
});
