import type { Json } from '../../../packages/openapi-compiler/src/json.ts';
import type { ParameterSpec } from '../../../packages/openapi-koa/src/operation-spec.ts';
import { isSendable } from '../../../tools/documents/sendable.ts';

const base: ParameterSpec = { name: 'p', in: 'query', required: true, style: 'form', explode: true, value: { types: ['string', 'array'] } };
const rows: readonly { name: string; given?: Partial<ParameterSpec>; path?: string; value: Json; want: boolean }[] = [
  { name: 'a text', value: 'a, b', want: true },
  { name: 'a number', value: 7, want: true },
  { name: 'an object where a string could be meant', value: { a: 'b' }, want: false },
  { name: 'an empty text', value: '', want: false },
  { name: 'null', value: null, want: false },
  { name: 'an empty list', value: [], want: false },
  { name: 'a list of lists', value: [['a']], want: false },
  { name: 'a list in pairs of its own', value: ['a,b'], want: true },
  { name: 'a list with the delimiter in an item', given: { explode: false }, value: ['a,b'], want: false },
  { name: 'a list with spaces between items', given: { explode: false, style: 'spaceDelimited' }, value: ['a b'], want: false },
  { name: 'an object with a list', given: { style: 'deepObject', value: { types: ['object'] } }, value: { a: ['b'] }, want: true },
  { name: 'an object with an object', given: { style: 'deepObject', value: { types: ['object'] } }, value: { a: { b: 'c' } }, want: false },
  { name: 'a header with a space at its end', given: { in: 'header', style: 'simple' }, value: 'a ', want: false },
  { name: 'a header beyond ASCII', given: { in: 'header', style: 'simple' }, value: 'ä', want: false },
  { name: 'a dot segment', given: { in: 'path', style: 'simple' }, path: '/a/{p}', value: '..', want: false },
  { name: 'a dot in a whole segment', given: { in: 'path', style: 'simple' }, path: '/a/{p}', value: 'b.c', want: true },
  { name: 'a dot in a part of a segment', given: { in: 'path', style: 'simple' }, path: '/a/{p}.{q}', value: 'b.c', want: false },
];
test.each(rows)('$name: $want', ({ given, path = '/', value, want }) => {
  expect(isSendable({ ...base, ...given }, path, value)).toBe(want);
});
