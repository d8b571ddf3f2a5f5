import { Router } from '../../src/contract/router.ts';

const router = new Router(
  [
    ['GET', '/pets'],
    ['POST', '/pets'],
    ['GET', '/pets/{petId}'],
    ['DELETE', '/pets/{petId}'],
    ['GET', '/pets/newest'],
    ['GET', '/pets/{petId}/photos/{photo}'],
    ['GET', '/pets/newest/name'],
    ['GET', '/{any}/photos'],
    ['GET', '/caf%C3%A9'],
    ['GET', '/'],
  ].map(([method, path]) => ({ method: method as 'GET', path: path as string })),
);

const cases: { given: string; want: string | undefined; params?: Record<string, string> }[] = [
  { given: '/pets', want: '/pets' },
  { given: '/', want: '/' },
  { given: '/pets/7', want: '/pets/{petId}', params: { petId: '7' } },
  { given: '/pets/newest', want: '/pets/newest' },
  { given: '/pets/%6eewest', want: '/pets/newest' },
  { given: '/pets/newest/photos/1', want: '/pets/{petId}/photos/{photo}', params: { petId: 'newest', photo: '1' } },
  { given: '/pets/a%2Fb/photos/c%20d', want: '/pets/{petId}/photos/{photo}', params: { petId: 'a%2Fb', photo: 'c%20d' } },
  { given: '/pets/photos', want: '/pets/{petId}', params: { petId: 'photos' } },
  { given: '/dogs/photos', want: '/{any}/photos', params: { any: 'dogs' } },
  { given: '/caf%C3%A9', want: '/caf%C3%A9' },
  { given: '/caf%c3%a9', want: '/caf%C3%A9' },
  { given: '/pets/', want: undefined },
  { given: '/pets//', want: undefined },
  { given: '//pets', want: undefined },
  { given: '/Pets', want: undefined },
  { given: '/pets/.', want: undefined },
  { given: '/pets/..', want: undefined },
  { given: '/pets/%2E%2e', want: undefined },
  { given: '/pets%2F7', want: undefined },
  { given: '/pets/7/', want: undefined },
  { given: '/pets/7/photos', want: undefined },
  { given: '/__proto__', want: undefined },
];

test.each(cases)('$given is routed to $want', ({ given, want, params = {} }) => {
  const match = router.match(given);
  expect(match?.route.path).toBe(want);
  if (match !== undefined) expect(match.params).toEqual(params);
});

test.each(['/%', '/pets/%zz', '/%ff', '/pets/%c3%28'])('%s cannot be decoded', (given) => {
  expect(() => router.match(given)).toThrow(expect.objectContaining({ status: 400 }));
});

test('Allow has HEAD with GET, and OPTIONS always', () => {
  expect(router.match('/pets')?.route.allow).toBe('GET, HEAD, POST, OPTIONS');
  expect(router.match('/pets/7')?.route.allow).toBe('GET, HEAD, DELETE, OPTIONS');
  expect(router.allow).toBe('GET, HEAD, POST, DELETE, OPTIONS');
});
