import { createRequire } from 'node:module';
import { join } from 'node:path';

interface Edits {
  set(object: object, name: string, value: unknown): void;
  remove(object: object, name: string): void;
  count(): number;
  suspend(count: number): void;
  forget(count: number): void;
  group(count: number): object;
  repeat(group: object): void;
  apply(): void;
}
const edits = createRequire(join(__dirname, 'edits'))('../../openapi-koa/src/validation/edits.cjs') as Edits;
beforeEach(() => edits.forget(0));

/** An object that counts how often something is taken out of it. */
function counting(): { object: Record<string, unknown>; taken: () => number } {
  let taken = 0;
  const object = new Proxy<Record<string, unknown>>(
    {},
    {
      deleteProperty(target, name) {
        taken++;
        return Reflect.deleteProperty(target, name);
      },
    },
  );
  return { object, taken: () => taken };
}

test('what was set is taken back once, however many alternatives are around it, and set in the end', () => {
  const { object, taken } = counting();
  const before = edits.count();
  edits.set(object, 'a', 1);
  for (let level = 0; level < 100; level++) edits.suspend(before);
  expect({ ...object }).toEqual({});
  expect(taken()).toBe(1);
  edits.apply();
  expect({ ...object }).toEqual({ a: 1 });
});

test('alternatives beside each other and around each other are taken back each once', () => {
  const objects = [counting(), counting(), counting(), counting()];
  const set = (index: number) => edits.set((objects[index] as (typeof objects)[0]).object, 'a', index);
  const outer = edits.count();
  set(0);
  const first = edits.count();
  set(1);
  edits.suspend(first);
  const second = edits.count();
  set(2);
  edits.suspend(second);
  set(3);
  edits.suspend(outer);
  edits.suspend(outer);
  expect(objects.map(({ object, taken }) => [{ ...object }, taken()])).toEqual(new Array(4).fill([{}, 1]));
  edits.apply();
  expect(objects.map(({ object }) => object['a'])).toEqual([0, 1, 2, 3]);
});

test('what an alternative that does not hold has noted is forgotten, with all inside of it', () => {
  const kept = { b: 1 };
  const lost: Record<string, unknown> = {};
  edits.remove(kept, 'b');
  const outer = edits.count();
  edits.set(lost, 'a', 1);
  const inner = edits.count();
  edits.set(lost, 'c', 1);
  edits.suspend(inner);
  edits.forget(outer);
  expect(edits.count()).toBe(outer);
  edits.set(lost, 'd', 1);
  edits.suspend(outer);
  edits.apply();
  expect({ kept, lost }).toEqual({ kept: {}, lost: { d: 1 } });
  expect(edits.count()).toBe(0);
});

test('a group is taken back once and done once, however often it is noted', () => {
  const { object, taken } = counting();
  const outer = edits.count();
  edits.set(object, 'a', 1);
  edits.remove(object, 'b');
  object['b'] = 2;
  const group = edits.group(outer);
  edits.suspend(outer);
  expect({ ...object }).toEqual({ b: 2 });
  for (let level = 0; level < 100; level++) {
    const before = edits.count();
    edits.repeat(group);
    edits.suspend(before);
  }
  expect(taken()).toBe(1);
  edits.apply();
  expect([{ ...object }, taken()]).toEqual([{ a: 1 }, 2]);
});

test('a group of which another alternative thinks the same holds when the first is forgotten', () => {
  const object: Record<string, unknown> = {};
  const outer = edits.count();
  edits.set(object, 'a', 1);
  const group = edits.group(outer);
  edits.forget(outer);
  expect(object).toEqual({});
  edits.repeat(group);
  edits.apply();
  expect(object).toEqual({ a: 1 });
});

test('what was taken back inside of a group stays so, and is set in the end', () => {
  const object: Record<string, unknown> = {};
  const outer = edits.count();
  const inner = edits.count();
  edits.set(object, 'a', 1);
  edits.suspend(inner);
  edits.set(object, 'b', 2);
  edits.group(outer);
  expect(object).toEqual({ b: 2 });
  edits.suspend(outer);
  edits.suspend(outer);
  expect(object).toEqual({});
  edits.apply();
  expect(object).toEqual({ a: 1, b: 2 });
});
