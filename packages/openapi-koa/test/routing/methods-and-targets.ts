import { ABSOLUTE, DECODED, HEAD, MALFORMED, METHOD_CASE, NO_TARGET, OPTIONS, PREFIX, SAME_PATH } from './differences.ts';
import { PETS } from './operations.ts';
import type { RoutingRow } from './row.ts';

/** Methods, forms of the request target, and the prefix. */
export const methodAndTargetRows: readonly RoutingRow[] = [
  // Methods.
  { name: 'HEAD is GET', operations: PETS, request: 'HEAD /pets/7', want: 'GET /pets/{petId}', params: { petId: '7' }, stock: { want: '405', why: HEAD } },
  { name: 'HEAD where it is declared', operations: ['GET /pets', 'HEAD /pets'], request: 'HEAD /pets', want: 'HEAD /pets' },
  { name: 'HEAD without a GET', operations: ['POST /pets'], request: 'HEAD /pets', want: '405' },
  { name: 'OPTIONS of a known path', operations: PETS, request: 'OPTIONS /pets', want: '204', stock: { want: '405', why: OPTIONS } },
  { name: 'OPTIONS where it is declared', operations: ['OPTIONS /pets'], request: 'OPTIONS /pets', want: 'OPTIONS /pets' },
  { name: 'OPTIONS of an unknown path', operations: PETS, request: 'OPTIONS /dogs', want: '404' },
  { name: 'OPTIONS of the whole service', operations: PETS, request: 'OPTIONS *', want: '204', stock: { want: '404', why: OPTIONS } },
  { name: 'a method that the path has not', operations: PETS, request: 'PUT /pets', want: '405' },
  { name: 'a method that the templated path has not', operations: PETS, request: 'PUT /pets/7', want: '405' },
  { name: 'a method that nobody knows', operations: PETS, request: 'BREW /pets', want: '405' },
  { name: 'a method that nobody knows, of an unknown path', operations: PETS, request: 'BREW /dogs', want: '404' },
  { name: 'a method in lower case is another method', operations: PETS, request: 'get /pets', want: '405', stock: { want: 'GET /pets', why: METHOD_CASE } },
  { name: 'TRACE where it is declared', operations: ['TRACE /pets'], request: 'TRACE /pets', want: 'TRACE /pets' },

  // Targets (RFC 9112 section 3.2).
  { name: 'a query is no part of the path', operations: PETS, request: 'GET /pets?limit=7', want: 'GET /pets' },
  { name: 'an empty query', operations: PETS, request: 'GET /pets?', want: 'GET /pets' },
  { name: 'a query after a parameter', operations: PETS, request: 'GET /pets/7?x=/y', want: 'GET /pets/{petId}', params: { petId: '7' } },
  { name: 'a second question mark', operations: PETS, request: 'GET /pets??', want: 'GET /pets' },
  { name: 'a bad escape in the query does not concern the path', operations: PETS, request: 'GET /pets?%zz', want: 'GET /pets' },
  {
    name: 'a target in absolute form',
    operations: PETS,
    request: 'GET http://example.com/pets/7?x=1',
    want: 'GET /pets/{petId}',
    params: { petId: '7' },
    stock: { want: '404', why: ABSOLUTE },
  },
  {
    name: 'a target in absolute form without a path',
    operations: ['GET /'],
    request: 'GET http://example.com',
    want: 'GET /',
    stock: { want: '404', why: ABSOLUTE },
  },
  { name: 'a target without a slash', operations: PETS, request: 'GET pets', want: '400', stock: { want: 'GET /pets', why: NO_TARGET } },
  { name: 'a fragment is not part of a target', operations: PETS, request: 'GET /pets#a', want: '400', stock: { want: '404', why: MALFORMED } },
  {
    name: 'a fragment after a parameter is no part of its value',
    operations: PETS,
    request: 'GET /pets/7#a',
    want: '400',
    stock: { want: 'GET /pets/{petId}', params: { petId: '7#a' }, why: MALFORMED },
  },
  { name: 'a fragment after a query', operations: PETS, request: 'GET /pets?limit=7#a', want: '400', stock: { want: 'GET /pets', why: MALFORMED } },
  { name: 'a fragment of the absolute form', operations: PETS, request: 'GET http://example.com/pets#', want: '400', stock: { want: '404', why: MALFORMED } },
  { name: 'a fragment right after the host', operations: ['GET /'], request: 'GET http://example.com#a', want: '400', stock: { want: '404', why: MALFORMED } },
  {
    name: 'a # that is data is encoded',
    operations: PETS,
    request: 'GET /pets/7%23a',
    want: 'GET /pets/{petId}',
    params: { petId: '7%23a' },
    stock: { want: 'GET /pets/{petId}', params: { petId: '7#a' }, why: DECODED },
  },
  { name: 'a user in the absolute form', operations: PETS, request: 'GET http://me@example.com/pets', want: '400', stock: { want: '404', why: MALFORMED } },
  { name: 'no host in the absolute form', operations: PETS, request: 'GET http://:80/pets', want: '400', stock: { want: '404', why: MALFORMED } },
  { name: 'two ports in the absolute form', operations: PETS, request: 'GET http://a:1:2/pets', want: '400', stock: { want: '404', why: MALFORMED } },

  // Prefix.
  { name: 'a path below the prefix', operations: PETS, prefix: '/v2', request: 'GET /v2/pets/7', want: 'GET /pets/{petId}', params: { petId: '7' } },
  { name: 'a path without the prefix', operations: PETS, prefix: '/v2', request: 'GET /pets', want: '404' },
  { name: 'a prefix ends with its segment', operations: PETS, prefix: '/v2', request: 'GET /v2pets', want: '404' },
  { name: 'an escape in the prefix', operations: PETS, prefix: '/v2', request: 'GET /%76%32/pets', want: 'GET /pets', stock: { want: '404', why: SAME_PATH } },
  { name: 'the prefix twice', operations: PETS, prefix: '/v2', request: 'GET /v2/v2/pets', want: '404' },
  { name: 'the prefix itself', operations: ['GET /'], prefix: '/v2', request: 'GET /v2', want: '404', stock: { want: 'GET /', why: PREFIX } },
  { name: 'the root below the prefix', operations: ['GET /'], prefix: '/v2', request: 'GET /v2/', want: 'GET /' },
];
