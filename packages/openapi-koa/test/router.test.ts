import { numbers } from '../../../test/support/numbers.ts';
import { routeByOurs, routeByStock } from '../../../test/support/routers.ts';
import { parseTarget } from '../src/routing/request-target.ts';
import { Router } from '../src/routing/router.ts';
import type { Outcome, RoutingRow } from './routing/row.ts';
import { routingRows } from './routing-table.ts';

/** Compared as pairs, since a parameter may be called `__proto__`. */
function comparable({ want, params = {} }: Outcome): unknown {
  return { want, params: Object.entries(params) };
}

test.each(routingRows)('$name: $request', (row) => {
  expect(comparable(routeByOurs(row))).toEqual(comparable(row));
});

test.each(routingRows)('the same where routes are created at the first request: $name', (row) => {
  expect(comparable(routeByOurs(row, true))).toEqual(comparable(row));
});

test('a path gets its route at its first request, and later ones have the same', () => {
  const paths = ['/pets', '/pets/{petId}', '/pets/{petId}/toys', '/owners'];
  const router = new Router(
    paths.map((path) => ({ method: 'GET' as const, path })),
    true,
  );
  const asked = ['/owners', '/pets/1/toys', '/pets', '/pets/2', '/pet', '/owners/'];
  const first = asked.map((path) => router.match(path)?.route);
  expect(first.map((route) => route?.path)).toEqual(['/owners', '/pets/{petId}/toys', '/pets', '/pets/{petId}', undefined, undefined]);
  expect(asked.every((path, index) => router.match(path)?.route === first[index])).toBe(true);
});

test('each request for a path that cannot be routed fails, not only the first', () => {
  const router = new Router(
    ['/a/{x}', '/a/{y}', '/b'].map((path) => ({ method: 'GET' as const, path })),
    true,
  );
  for (let request = 0; request < 2; request++) expect(() => router.match('/a/1')).toThrow('The path /a/{y} matches the same requests as /a/{x}.');
  expect(router.match('/b')?.route.path).toBe('/b');
});

test.each(routingRows)('openapi-backend, unless a difference is written down: $name', (row) => {
  expect(comparable(routeByStock(row))).toEqual(comparable(row.stock ?? row));
});

test.each(routingRows.filter((row) => row.stock !== undefined))('the difference is one, and has a reason: $name', (row) => {
  expect(comparable(row.stock as Outcome)).not.toEqual(comparable(row));
  expect(row.stock?.why).toMatch(/\w+ \w+ \w+/);
});

test('a row has a name of its own', () => {
  expect(new Set(routingRows.map(({ name }) => name)).size).toBe(routingRows.length);
});

const JUNK = ['/', '//', '.', '..', '/..', '%2F', '%2e', '%', '%ff', '%C3%A9', '\xff', ':', '...', 'newest', '/status', '__proto__', '?', ''];
const MUTANTS_PER_SEED = 40;

/** The targets of a row, damaged: always the same ones. */
function mutants({ request }: RoutingRow, below: (n: number) => number): string[] {
  return Array.from({ length: MUTANTS_PER_SEED }, () => {
    let text = request;
    for (let edits = 1 + below(3); edits > 0; edits--) {
      const at = request.indexOf(' ') + 2 + below(text.length);
      text = text.slice(0, at) + JUNK[below(JUNK.length)] + text.slice(at + below(4));
    }
    return text;
  });
}

test('a damaged target is matched only by the path that gives it back with its values', () => {
  const below = numbers(2026);
  let matched = 0;
  for (const row of routingRows) {
    for (const request of mutants(row, below)) {
      const { want, params = {} } = routeByOurs({ ...row, request });
      if (!want.includes(' ')) {
        expect(want).toMatch(/^(?:204|400|404|405)$/);
        continue;
      }
      matched++;
      const template = want.slice(want.indexOf(' ') + 1);
      const path = template.replace(/\{([^{}]+)\}/g, (_, name: string) => params[name] as string);
      const { path: asked } = parseTarget(request.slice(request.indexOf(' ') + 1), request.slice(0, request.indexOf(' ')));
      expect(decodeURIComponent(`${row.prefix ?? ''}${path}`)).toBe(decodeURIComponent(asked));
      for (const value of Object.values(params)) {
        expect(value).toMatch(row.multiSegment === undefined ? /^[^/]+$/ : /^[^/]+(?:\/[^/]+)*$/);
      }
      expect(path.split('/').map(decodeURIComponent)).not.toContainEqual(expect.stringMatching(/^\.\.?$/));
    }
  }
  expect(matched).toBeGreaterThan(500);
});

test('Allow has HEAD with GET, and OPTIONS always', () => {
  const router = new Router(
    [
      ['GET', '/pets'],
      ['POST', '/pets'],
      ['GET', '/pets/{petId}'],
      ['DELETE', '/pets/{petId}'],
    ].map(([method, path]) => ({ method: method as 'GET', path: path as string })),
  );
  expect(router.match('/pets')?.route.allow).toBe('GET, HEAD, POST, OPTIONS');
  expect(router.match('/pets/7')?.route.allow).toBe('GET, HEAD, DELETE, OPTIONS');
  expect(router.allow).toBe('GET, HEAD, POST, DELETE, OPTIONS');
});

test('a parameter is multi-segment in every operation of a path if it is in one', () => {
  const router = new Router([
    { method: 'GET', path: '/contents/{path}', multiSegment: ['path'] },
    { method: 'PUT', path: '/contents/{path}' },
  ]);
  expect(router.match('/contents/a/b')?.route.allow).toBe('GET, HEAD, PUT, OPTIONS');
});

test('paths of several methods may differ in the names of their parameters', () => {
  const router = new Router([
    { method: 'GET', path: '/a/{x}/b/{y}' },
    { method: 'DELETE', path: '/a/{id}/b/{y}' },
  ]);
  const match = router.match('/a/1/b/2');
  expect({ allow: match?.route.allow, params: { ...match?.params } }).toEqual({ allow: 'GET, HEAD, DELETE, OPTIONS', params: { x: '1', id: '1', y: '2' } });
  const clash = [
    { method: 'GET' as const, path: '/a/{x}/b/{y}' },
    { method: 'DELETE' as const, path: '/a/{y}/b/{x}' },
  ];
  expect(() => new Router(clash)).toThrow('The path /a/{y}/b/{x} matches the same requests as /a/{x}/b/{y}.');
});

test('a single segment finds a multi-segment parameter of another method', () => {
  const router = new Router<{ method: 'GET' | 'DELETE'; path: string; multiSegment?: string[] }>([
    { method: 'DELETE', path: '/a/{id}' },
    { method: 'GET', path: '/a/{digest}', multiSegment: ['digest'] },
  ]);
  const find = (path: string) => ({ allow: router.match(path)?.route.allow, params: { ...router.match(path)?.params } });
  expect(find('/a/1')).toEqual({ allow: 'GET, HEAD, DELETE, OPTIONS', params: { id: '1', digest: '1' } });
  expect(find('/a/1/2')).toEqual({ allow: 'GET, HEAD, OPTIONS', params: { digest: '1/2' } });
});

test('params have no prototype', () => {
  const router = new Router([{ method: 'GET', path: '/{x}' }]);
  const params = router.match('/1')?.params ?? {};
  expect('constructor' in params || '__proto__' in params).toBe(false);
});

test('many segments, with many multi-segment parameters, cost no more than each parameter looking at each segment', () => {
  const path = `/${Array.from({ length: 12 }, (_, index) => `{p${index}}/x`).join('/')}/end`;
  const router = new Router([{ method: 'GET', path, multiSegment: Array.from({ length: 12 }, (_, index) => `p${index}`) }]);
  expect(router.match('/x'.repeat(4000))).toBeUndefined();
});

const refused: { name: string; paths: string[]; multiSegment?: string[]; want: string }[] = [
  { name: 'two paths that differ in names only', paths: ['/a/{x}', '/a/{y}'], want: 'The path /a/{y} matches the same requests as /a/{x}.' },
  { name: 'two spellings of a path', paths: ['/caf%C3%A9', '/café'], want: 'The path /café matches the same requests as /caf%C3%A9.' },
  { name: 'one name for two parameters', paths: ['/a/{x}/b/{x}'], want: 'The path /a/{x}/b/{x} has two parameters of the same name.' },
  { name: 'a bad escape', paths: ['/100%'], want: 'The path /100% contains invalid percent-encoding.' },
  {
    name: 'a multi-segment parameter beside text',
    paths: ['/a/v{x}'],
    multiSegment: ['x'],
    want: 'The path /a/v{x} has a multi-segment parameter that is not a whole segment.',
  },
];

test.each(refused)('$name cannot be routed', ({ paths, multiSegment = [], want }) => {
  expect(() => new Router(paths.map((path) => ({ method: 'GET', path, multiSegment })))).toThrow(want);
});
