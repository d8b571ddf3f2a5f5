import { createRequire } from 'node:module';
import { join } from 'node:path';

type Context = object;
interface RequestDefaults {
  set(context: Context, object: object, name: string, value: unknown): void;
  leaveOut(context: Context, object: object, name: string): void;
  remove(context: Context, object: object, name: string): void;
  count(context: Context): number;
  forget(context: Context, count: number): void;
  group(context: Context, count: number): object;
  repeat(context: Context, group: object): void;
  apply(context: Context): void;
}
const changes = createRequire(join(__dirname, 'request-defaults'))('../../openapi-koa/src/validation/request-defaults.cjs') as RequestDefaults;

test('nothing is changed before the whole request is valid', () => {
  const context = {};
  const object = { b: 1 };
  changes.set(context, object, 'a', 1);
  changes.remove(context, object, 'b');
  expect(object).toEqual({ b: 1 });
  changes.apply(context);
  expect(object).toEqual({ a: 1 });
});

test('of several defaults the last one is set, and none where a schema around them leaves the property out', () => {
  const context = {};
  const [last, none, again]: Record<string, unknown>[] = [{}, {}, {}];
  for (const object of [last, none, again]) for (const value of [1, 2]) changes.set(context, object as object, 'a', value);
  for (const object of [none, again]) changes.leaveOut(context, object as object, 'a');
  changes.set(context, again as object, 'a', 3);
  changes.apply(context);
  expect([last, none, again]).toEqual([{ a: 2 }, {}, { a: 3 }]);
});

test('a property that is read-only is removed, whatever its default is', () => {
  const context = {};
  const object = {};
  changes.remove(context, object, 'a');
  changes.set(context, object, 'a', 1);
  changes.apply(context);
  expect(object).toEqual({});
});

test('what a branch that does not match has recorded is forgotten, with all inside of it', () => {
  const context = {};
  const kept = { b: 1 };
  const lost: Record<string, unknown> = {};
  changes.remove(context, kept, 'b');
  const outer = changes.count(context);
  changes.set(context, lost, 'a', 1);
  changes.group(context, changes.count(context) - 3);
  changes.set(context, lost, 'c', 1);
  changes.forget(context, outer);
  expect(changes.count(context)).toBe(outer);
  changes.set(context, lost, 'd', 1);
  changes.apply(context);
  expect({ kept, lost }).toEqual({ kept: {}, lost: { d: 1 } });
  expect(changes.count(context)).toBe(0);
});

test('a group is applied once, however often it is recorded', () => {
  const context = {};
  let sets = 0;
  const object = new Proxy<Record<string, unknown>>({}, { set: (target, name, value) => ++sets > 0 && Reflect.set(target, name, value) });
  changes.set(context, object, 'a', 1);
  changes.remove(context, object, 'b');
  object['b'] = 2;
  const group = changes.group(context, 0);
  for (let time = 0; time < 100; time++) changes.repeat(context, group);
  expect(changes.count(context)).toBe(303);
  changes.apply(context);
  expect([{ ...object }, sets]).toEqual([{ a: 1 }, 2]);
});

test('a group holds where another branch records it after the first was forgotten', () => {
  const context = {};
  const object: Record<string, unknown> = {};
  changes.set(context, object, 'a', 1);
  const group = changes.group(context, 0);
  changes.forget(context, 0);
  changes.repeat(context, group);
  changes.apply(context);
  expect(object).toEqual({ a: 1 });
});

test('two validations know nothing of each other', () => {
  const [first, second] = [{}, {}];
  const object = {};
  changes.set(first, object, 'a', 1);
  changes.apply(second);
  expect([object, changes.count(second)]).toEqual([{}, 0]);
});
