import { createRequire } from 'node:module';
import { join } from 'node:path';
import { compile, document } from '../../../test/support/documents.ts';

const repeated = createRequire(join(__dirname, 'unique'))('../../openapi-koa/src/validation/unique-items.cjs') as (
  items: readonly unknown[],
) => [number, number] | undefined;

const LONG = 'a'.repeat(1000);
const NUMBERS = Array.from({ length: 1000 }, (_, index) => index);
const MEMBERS = Object.fromEntries(NUMBERS.map((index) => [`m${index}`, index]));

const cases: { name: string; items: readonly unknown[]; want: [number, number] | undefined }[] = [
  { name: 'nothing', items: [], want: undefined },
  { name: 'all types that look alike', items: [1, '1', true, 'true', null, 'null', [1], '[1]', {}, [], '{}'], want: undefined },
  { name: 'the same text', items: ['a', 'b', 'a'], want: [0, 2] },
  { name: 'zero and minus zero, which are one number', items: [0, -0], want: [0, 1] },
  {
    name: 'objects with their members in another order',
    items: [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    want: [0, 1],
  },
  { name: 'objects that differ deep inside', items: [{ a: [{ b: 1 }] }, { a: [{ b: 2 }] }], want: undefined },
  {
    name: 'lists in another order',
    items: [
      [1, 2],
      [2, 1],
    ],
    want: undefined,
  },
  { name: 'a list that holds a comma', items: [['a,b'], ['a', 'b']], want: undefined },
  { name: 'a text that is written like two', items: [['a","b'], ['a', 'b']], want: undefined },
  { name: 'a name that is written like a member', items: [{ 'a":1,"b': 1 }, { a: 1, b: 1 }], want: undefined },
  { name: 'members that every object has', items: [{ toString: 1 }, { valueOf: 1 }, JSON.parse('{"__proto__":1}'), {}], want: undefined },
  { name: 'the first of several, whatever their types', items: [{ a: 1 }, 'b', { a: 1 }, 'b'], want: [0, 2] },
  { name: 'the first of several, however long they are', items: [[LONG], 'b', [LONG], 'b'], want: [0, 2] },
  { name: 'the first of several, of which a shorter one comes later', items: [[LONG], { a: 1 }, [LONG], { a: 1 }], want: [0, 2] },
  {
    name: 'long lists that differ at their end',
    items: [
      [...NUMBERS, 1],
      [...NUMBERS, 2],
      [...NUMBERS, 1],
    ],
    want: [0, 2],
  },
  { name: 'a list that begins as another one', items: [NUMBERS, [...NUMBERS, 1]], want: undefined },
  { name: 'long texts of one length inside of lists', items: [[LONG], [`${LONG.slice(1)}b`]], want: undefined },
  { name: 'a text of the sign for what is left out', items: [['…'], [LONG]], want: undefined },
  { name: 'objects with many members, in another order', items: [MEMBERS, Object.fromEntries(Object.entries(MEMBERS).reverse())], want: [0, 1] },
  { name: 'objects with many members, of which one differs', items: [MEMBERS, { ...MEMBERS, m999: 0 }], want: undefined },
  {
    name: 'lists of the same members in other places',
    items: [
      [MEMBERS, NUMBERS],
      [NUMBERS, MEMBERS],
    ],
    want: undefined,
  },
];
test.each(cases)('$name', ({ items, want }) => {
  expect(repeated(items)).toEqual(want);
});

test('the message has the places of both items', () => {
  const schema = { type: 'array', uniqueItems: true, items: {} };
  const content = { 'application/json': { schema } };
  const text = document({ post: { operationId: 'op', requestBody: { content }, responses: { 204: { description: 'd' } } } });
  const validate = compile('d.json', text).list[0]?.load().validators.bodies?.['application/json'];
  expect([validate?.(['a', 'b']), validate?.(['a', 'b', 'a'])]).toEqual([true, false]);
  expect(validate?.errors).toMatchObject([
    { keyword: 'uniqueItems', message: 'must NOT have duplicate items (items ## 2 and 0 are identical)', params: { i: 2, j: 0 } },
  ]);
});
