import { HeaderList } from '../src/http/header-list.ts';

const list = () => new HeaderList(['Set-Cookie', 'a=1', 'ETag', '"v1"', 'set-cookie', 'b=2']);

test('names are compared whatever their case, and sent as they are', () => {
  expect([list().has('set-cookie'), list().get('etag'), list().get('vary')]).toEqual([true, '"v1"', undefined]);
  expect([...list()]).toEqual([
    ['Set-Cookie', 'a=1'],
    ['ETag', '"v1"'],
    ['set-cookie', 'b=2'],
  ]);
});

test.each<{ name: string; change: (headers: HeaderList) => void; want: string[] }>([
  { name: 'add', change: (headers) => headers.add('etag', '"v2"'), want: ['Set-Cookie', 'a=1', 'ETag', '"v1"', 'set-cookie', 'b=2', 'etag', '"v2"'] },
  { name: 'addMissing of a name that is there', change: (headers) => headers.addMissing('etag', '"v2"'), want: [...list().raw] },
  { name: 'addMissing of another', change: (headers) => headers.addMissing('Vary', '*'), want: [...list().raw, 'Vary', '*'] },
  { name: 'delete of a repeated name', change: (headers) => headers.delete('set-cookie'), want: ['ETag', '"v1"'] },
  { name: 'delete of a missing name', change: (headers) => headers.delete('vary'), want: [...list().raw] },
  { name: 'set', change: (headers) => headers.set('SET-COOKIE', 'c=3'), want: ['ETag', '"v1"', 'SET-COOKIE', 'c=3'] },
])('$name', ({ change, want }) => {
  const headers = list();
  const before = headers.copy();
  change(headers);
  expect(headers.raw).toEqual(want);
  expect(before.raw).toEqual(list().raw);
});

test('a shared list cannot be changed, its copy can', () => {
  const shared = list().share();
  for (const change of [() => shared.add('a', 'b'), () => shared.delete('etag'), () => shared.set('etag', '"v2"')]) expect(change).toThrow('copy it');
  const copy = shared.copy();
  copy.delete('etag');
  expect([copy.isShared, copy.has('etag'), shared.has('etag')]).toEqual([false, false, true]);
});
