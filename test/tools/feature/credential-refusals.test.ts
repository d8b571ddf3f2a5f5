import type { Json, JsonObject } from '../../../packages/openapi-compiler/src/json.ts';
import { readOperations } from '../../../packages/openapi-compiler/src/parse/operations.ts';
import { credentialRefusals } from '../../../tools/feature/credential-refusals.ts';
import { textsOf } from '../../../tools/feature/request-example.ts';

const securitySchemes = {
  key: { type: 'apiKey', in: 'header', name: 'X-Key' },
  session: { type: 'apiKey', in: 'cookie', name: 'sid' },
  query: { type: 'apiKey', in: 'query', name: 'api key' },
  basic: { type: 'http', scheme: 'basic' },
  bearer: { type: 'http', scheme: 'bearer' },
  digest: { type: 'http', scheme: 'Digest' },
  oauth: { type: 'oauth2', flows: {} },
  named: { $ref: '#/components/securitySchemes/bearer' },
};

/** The refusals of an operation with these requirements, and an example of each parameter. */
function refusals(security: object[], parameters: object[] = [], method = 'get') {
  const paths = { '/t': { [method]: { operationId: 't', security, parameters, responses: {} } } };
  const root = { paths, components: { securitySchemes } } as unknown as JsonObject;
  const [operation] = readOperations(root);
  if (operation === undefined) throw new Error('There is no operation.');
  const sent = new Map(operation.parameters.map((parameter) => [parameter, textsOf(parameter, parameter.value['example'] as Json)] as const));
  return credentialRefusals(root, operation, { name: '', parameters: sent });
}

const KEY = 'ApiKey in="header", name="X-Key"';
const BEARER = 'Bearer realm="api"';
const cases: { name: string; given: Parameters<typeof refusals>; want: { name: string; given: object; challenge: string }[] }[] = [
  {
    name: 'a key in a header field, beside those of the request',
    given: [[{ key: [] }], [{ name: 'X-Tone', in: 'header', example: 'kind' }]],
    want: [{ name: 'key', given: { headers: { 'X-Tone': 'kind', 'X-Key': 'unknown' } }, challenge: KEY }],
  },
  {
    name: 'a key in a cookie, beside those of the request',
    given: [[{ session: [] }], [{ name: 'theme', in: 'cookie', example: 'dark' }]],
    want: [{ name: 'session', given: { headers: { Cookie: 'theme=dark; sid=unknown' } }, challenge: 'ApiKey in="cookie", name="sid"' }],
  },
  {
    name: 'a key in the query',
    given: [[{ query: [] }]],
    want: [{ name: 'query', given: { path: '/t?api%20key=unknown' }, challenge: 'ApiKey in="query", name="api%20key"' }],
  },
  {
    name: 'a key in the query, beside that of the request',
    given: [[{ query: [] }], [{ name: 'limit', in: 'query', example: 1 }]],
    want: [{ name: 'query', given: { path: '/t?limit=1&api%20key=unknown' }, challenge: 'ApiKey in="query", name="api%20key"' }],
  },
  {
    name: 'user and password',
    given: [[{ basic: [] }]],
    want: [
      {
        name: 'basic',
        given: { headers: { Authorization: `Basic ${Buffer.from('nobody:unknown').toString('base64')}` } },
        challenge: 'Basic realm="api", charset="UTF-8"',
      },
    ],
  },
  { name: 'a token', given: [[{ bearer: [] }]], want: [{ name: 'bearer', given: { headers: { Authorization: 'bearer unknown' } }, challenge: BEARER }] },
  {
    name: 'a token of OAuth',
    given: [[{ oauth: ['a'] }]],
    want: [{ name: 'oauth', given: { headers: { Authorization: 'Bearer unknown' } }, challenge: BEARER }],
  },
  {
    name: 'another method',
    given: [[{ digest: [] }]],
    want: [{ name: 'digest', given: { headers: { Authorization: 'Digest unknown' } }, challenge: 'Digest realm="api"' }],
  },
  {
    name: 'a scheme by reference',
    given: [[{ named: [] }]],
    want: [{ name: 'named', given: { headers: { Authorization: 'bearer unknown' } }, challenge: BEARER }],
  },
  {
    name: 'several at once',
    given: [[{ key: [], session: [] }]],
    want: [
      {
        name: 'key and session',
        given: { headers: { 'X-Key': 'unknown', Cookie: 'sid=unknown' } },
        challenge: `${KEY}, ApiKey in="cookie", name="sid"`,
      },
    ],
  },
  {
    name: 'one of several',
    given: [[{ key: [] }, { bearer: [] }]],
    want: [
      { name: 'key', given: { headers: { 'X-Key': 'unknown' } }, challenge: `${KEY}, ${BEARER}` },
      { name: 'bearer', given: { headers: { Authorization: 'bearer unknown' } }, challenge: `${KEY}, ${BEARER}` },
    ],
  },
];

test.each(cases)('a request without credentials, or with unknown ones, is refused with a challenge: $name', ({ given, want }) => {
  const [first] = want;
  const refused = (challenge = '') => ({ status: 401, code: 'unauthorized', challenge });
  expect(refusals(...given)).toEqual([
    { name: 'a request without credentials', given: {}, want: refused(first?.challenge) },
    ...want.map(({ name, given: sent, challenge }) => ({ name: `unknown credentials of ${name}`, given: sent, want: refused(challenge) })),
  ]);
});
