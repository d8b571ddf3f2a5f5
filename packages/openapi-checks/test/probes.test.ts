import { type Document, probes } from '../src/probes.ts';

const ok = { responses: { 200: {} } };

describe('of a document, conformance asks', () => {
  const own = (document: Document) =>
    probes(document)
      .filter(({ path }) => path !== '/api/v1/no-such-path')
      .map(({ method, headers, path, what }) => `${method} ${path}${headers?.['Accept'] === undefined ? '' : ` ${headers['Accept']}`} ${what}`);
  const refusals = ['OPTIONS /a and 204 is wanted', 'PROPFIND /a and 405 is wanted'];
  const open = (declared: string, type = 'application/json') => [
    ...refusals,
    `GET /a and the document declares ${declared}`,
    `GET /a ${type} and the document declares ${declared}`,
    `GET /a?probe=1 and the document declares ${declared}`,
    `HEAD /a and the document declares ${declared}`,
    'GET /a image/x-none and 406 is wanted',
  ];
  const locked = [...refusals, 'GET /a and 401 is wanted'];
  const cases: { name: string; given: Document; want: string[] }[] = [
    { name: 'an open operation for success', given: { paths: { '/a': { get: ok } } }, want: open('200') },
    {
      name: 'for the media type of its success',
      given: { paths: { '/a': { get: { responses: { 200: { content: { 'text/csv': {} } }, 404: { content: { 'application/problem+json': {} } } } } } } },
      want: open('200, 404', 'text/csv'),
    },
    { name: 'nothing of a path with a template', given: { paths: { '/a/{b}': { get: ok } } }, want: [] },
    { name: 'nothing of an operation without GET', given: { paths: { '/a': {} } }, want: [] },
    { name: 'nothing where a parameter is required', given: { paths: { '/a': { get: { ...ok, parameters: [{ required: true }] } } } }, want: [] },
    { name: 'nothing where the path requires a parameter', given: { paths: { '/a': { get: ok, parameters: [{ required: true }] } } }, want: [] },
    { name: 'nothing where a parameter may be required', given: { paths: { '/a': { get: ok, parameters: [{ $ref: '#/x' }] } } }, want: [] },
    { name: 'for success past optional parameters', given: { paths: { '/a': { get: { ...ok, parameters: [{}] } } } }, want: open('200') },
    { name: 'for 401 where credentials are wanted', given: { paths: { '/a': { get: { ...ok, security: [{ key: [] }] } } } }, want: locked },
    { name: 'for 401 where they are wanted everywhere', given: { security: [{ key: [] }], paths: { '/a': { get: ok } } }, want: locked },
    {
      name: 'for success where an operation is public',
      given: { security: [{ key: [] }], paths: { '/a': { get: { ...ok, security: [] } } } },
      want: open('200'),
    },
    { name: 'for success where credentials are optional', given: { paths: { '/a': { get: { ...ok, security: [{ key: [] }, {}] } } } }, want: open('200') },
    { name: 'no OPTIONS where one is declared', given: { paths: { '/a': { get: ok, options: ok } } }, want: open('200').slice(1) },
  ];
  test.each(cases)('$name', ({ given, want }) => expect(own(given)).toEqual(want));
});

describe('a status is a success', () => {
  const cases = [
    { name: 'where it is declared', given: { 200: {} }, status: 200, want: true },
    { name: 'in a declared range', given: { '2XX': {} }, status: 204, want: true },
    { name: 'by default where no success is declared', given: { default: {} }, status: 200, want: true },
    { name: 'never by default where a success is declared', given: { 200: {}, default: {} }, status: 202, want: false },
    { name: 'never when it is declared as a failure', given: { 200: {}, 503: {} }, status: 503, want: false },
  ];
  test.each(cases)('$name: $status', ({ given, status, want }) => {
    const get = probes({ paths: { '/a': { get: { responses: given } } } }).find(({ method, path }) => method === 'GET' && path === '/a');
    expect(get?.want(status)).toBe(want);
  });
});
