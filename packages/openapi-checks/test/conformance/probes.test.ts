import { type Document, probes } from '../../src/conformance/probes.ts';

const ok = { responses: { 200: {} } };

describe('conformance sends', () => {
  const own = (document: Document) =>
    probes(document)
      .filter(({ path }) => path !== '/no-such-path')
      .map(({ method, headers, path, expected }) => `${method} ${path}${headers?.['Accept'] === undefined ? '' : ` ${headers['Accept']}`} ${expected}`);
  const refusals = ['OPTIONS /a expected 204', 'PROPFIND /a expected 405'];
  const open = (declared: string, type = 'application/json') => [
    ...refusals,
    `GET /a the document declares ${declared}`,
    `GET /a ${type} the document declares ${declared}`,
    `GET /a?probe=1 the document declares ${declared}`,
    `HEAD /a the document declares ${declared}`,
    'GET /a image/x-none expected 406',
  ];
  const locked = [...refusals, 'GET /a expected 401'];
  const cases: { name: string; given: Document; want: string[] }[] = [
    { name: 'requests to a public operation', given: { paths: { '/a': { get: ok } } }, want: open('200') },
    {
      name: 'the media type of its success',
      given: { paths: { '/a': { get: { responses: { 200: { content: { 'text/csv': {} } }, 404: { content: { 'application/problem+json': {} } } } } } } },
      want: open('200, 404', 'text/csv'),
    },
    { name: 'nothing to a templated path', given: { paths: { '/a/{b}': { get: ok } } }, want: [] },
    { name: 'nothing to a path without GET', given: { paths: { '/a': {} } }, want: [] },
    { name: 'nothing if a parameter is required', given: { paths: { '/a': { get: { ...ok, parameters: [{ required: true }] } } } }, want: [] },
    { name: 'nothing if the path requires a parameter', given: { paths: { '/a': { get: ok, parameters: [{ required: true }] } } }, want: [] },
    { name: 'nothing if a parameter may be required', given: { paths: { '/a': { get: ok, parameters: [{ $ref: '#/x' }] } } }, want: [] },
    { name: 'requests without optional parameters', given: { paths: { '/a': { get: { ...ok, parameters: [{}] } } } }, want: open('200') },
    { name: 'no credentials, for a 401', given: { paths: { '/a': { get: { ...ok, security: [{ key: [] }] } } } }, want: locked },
    { name: 'no credentials, for a 401 if every operation requires them', given: { security: [{ key: [] }], paths: { '/a': { get: ok } } }, want: locked },
    {
      name: 'requests to an operation without the security of the document',
      given: { security: [{ key: [] }], paths: { '/a': { get: { ...ok, security: [] } } } },
      want: open('200'),
    },
    { name: 'requests without optional credentials', given: { paths: { '/a': { get: { ...ok, security: [{ key: [] }, {}] } } } }, want: open('200') },
    { name: 'no OPTIONS if one is declared', given: { paths: { '/a': { get: ok, options: ok } } }, want: open('200').slice(1) },
  ];
  test.each(cases)('$name', ({ given, want }) => expect(own(given)).toEqual(want));
});

describe('a status is a success', () => {
  const cases = [
    { name: 'if it is declared', given: { 200: {} }, status: 200, want: true },
    { name: 'in a declared range', given: { '2XX': {} }, status: 204, want: true },
    { name: 'by default if no success is declared', given: { default: {} }, status: 200, want: true },
    { name: 'not by default if a success is declared', given: { 200: {}, default: {} }, status: 202, want: false },
    { name: 'not if it is declared as a failure', given: { 200: {}, 503: {} }, status: 503, want: false },
  ];
  test.each(cases)('$name: $status', ({ given, status, want }) => {
    const get = probes({ paths: { '/a': { get: { responses: given } } } }).find(({ method, path }) => method === 'GET' && path === '/a');
    expect(get?.allows(status)).toBe(want);
  });
});
