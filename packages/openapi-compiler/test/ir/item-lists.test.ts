import { itemList } from '../../src/ir/item-lists.ts';
import { ref, schemaOf } from '../support.ts';

const items = { type: 'string' };

const cases: { name: string; schema: unknown; want: object | undefined }[] = [
  { name: 'items', schema: { items }, want: {} },
  { name: 'items of a list', schema: { type: 'array', items, maxItems: 10, minItems: 1, description: 'd' }, want: { maxItems: 10 } },
  { name: 'a list or null', schema: { type: ['array', 'null'], items }, want: {} },
  { name: 'a reference to one', schema: ref('Other'), want: { maxItems: 5 } },
  { name: 'a reference to itself', schema: ref('A'), want: undefined },
  { name: 'no items', schema: { type: 'array' }, want: undefined },
  { name: 'at least two items', schema: { items, minItems: 2 }, want: undefined },
  { name: 'items that differ', schema: { items, uniqueItems: true }, want: undefined },
  { name: 'an item of a kind', schema: { items, contains: { const: 'a' } }, want: undefined },
  { name: 'a first item', schema: { items, prefixItems: [{ type: 'number' }] }, want: undefined },
  { name: 'unevaluated items', schema: { items, unevaluatedItems: false }, want: undefined },
  { name: 'one of several lists', schema: { items, enum: [['a']] }, want: undefined },
  { name: 'a composition', schema: { items, allOf: [{ maxItems: 2 }] }, want: undefined },
  { name: 'a negation', schema: { items, not: { maxItems: 2 } }, want: undefined },
];
test.each(cases)('whether each part of a list is validated alike: $name', ({ schema, want }) => {
  expect(itemList(schemaOf({ A: schema, Other: { type: 'array', items, maxItems: 5 } }))).toEqual(want);
});
