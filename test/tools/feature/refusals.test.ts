import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RefusedRequest } from '../../../tools/feature/fault.ts';
import { planFeature } from '../../../tools/feature/plan-feature.ts';
import { sourcesOfAllTests } from '../../support/tree.ts';

const tree = sourcesOfAllTests();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'feature-refusals-'));
  writeFileSync(join(folder, 'broken.yaml'), 'paths:\n  - a: [\n');
  writeFileSync(join(folder, 'list.json'), '[1]');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a request is refused with, a line for each fault; undefined when it is planned. */
function refusal(request: unknown): string[] | undefined {
  try {
    planFeature(request, { root: tree.root, folder, force: false });
    return undefined;
  } catch (error) {
    if (!(error instanceof RefusedRequest)) throw error;
    return error.message.split('\n').map((line) => line.replaceAll(folder, 'FOLDER'));
  }
}

const NAMES = 'lower-case words of letters and digits, separated by _ or -, such as smoke_test, at most 60 characters, no reserved word';
const PATTERN = `/feature: has another form; allowed: ${NAMES}.`;
const DESCRIPTIONS = 'a text of 1 to 2000 characters that says what the feature is for; no control characters but tabs and line breaks';
const PATHS = 'a path below /api/v1/ of lower-case words separated by -, such as /api/v1/smoke-test; parameters need a contract in `openapi`';
const PATH = `/path: has another form; allowed: ${PATHS}.`;
const FRAGMENT_PATHS = 'a path below /api/v1/ of lower-case words separated by -, and parameters in braces, such as /api/v1/pets/{petId}';
const right = { feature: 'pet_mood', description: 'How pets are' };
/** Sentences of more than one row, each by its pointer. */
const operationExists = (pointer: string) => `${pointer}: GET /api/v1/smoke-test is already in the document, as getSmokeTest; allowed: another path or method.`;
const idExists = (pointer: string, id: string, place: string) => `${pointer}: the operationId ${id} belongs to ${place}; allowed: another operationId.`;
const differs = (pointer: string, component: string) =>
  `${pointer}: the document has another /components/schemas/${component}; allowed: another name, or identical content.`;
const unknownProperty = (pointer: string) =>
  `${pointer}: is not a property of a request; allowed: feature, description, requirements, method, path, tag, openapi.`;
const foreignPath = (pointer: string) => `${pointer}: is not a path of this API; allowed: ${FRAGMENT_PATHS}.`;

describe('a request', () => {
  const cases: { name: string; given: unknown; want: string[] | undefined }[] = [
    { name: 'that is right is planned', given: right, want: undefined },
    { name: 'that is a list', given: [], want: ['the request: is not an object; allowed: an object with feature and description.'] },
    { name: 'that is null', given: null, want: ['the request: is not an object; allowed: an object with feature and description.'] },
    { name: 'without a name', given: { description: 'x' }, want: [`/feature: is missing; allowed: ${NAMES}.`] },
    { name: 'without a description', given: { feature: 'pet_mood' }, want: [`/description: is missing; allowed: ${DESCRIPTIONS}.`] },
    {
      name: 'with an empty description',
      given: { ...right, description: '' },
      want: [`/description: must NOT have fewer than 1 characters; allowed: ${DESCRIPTIONS}.`],
    },
    { name: 'with capitals in its name', given: { ...right, feature: 'PetMood' }, want: [PATTERN] },
    { name: 'with a space in its name', given: { ...right, feature: 'pet mood' }, want: [PATTERN] },
    { name: 'with a digit at the beginning of its name', given: { ...right, feature: '1st' }, want: [PATTERN] },
    { name: 'with a name that leads elsewhere', given: { ...right, feature: '../../etc/passwd' }, want: [PATTERN] },
    { name: 'with a line break behind its name', given: { ...right, feature: 'pet\n' }, want: [PATTERN] },
    {
      name: 'with a name that is too long',
      given: { ...right, feature: 'p'.repeat(61) },
      want: [`/feature: must NOT have more than 60 characters; allowed: ${NAMES}.`],
    },
    { name: 'with a word of the language as its name', given: { ...right, feature: 'delete' }, want: [`/feature: is a reserved word; allowed: ${NAMES}.`] },
    {
      name: 'with a name that the list of features uses',
      given: { ...right, feature: 'create_features' },
      want: [`/feature: is a reserved word; allowed: ${NAMES}.`],
    },
    { name: 'with the name of a device', given: { ...right, feature: 'nul' }, want: [`/feature: is a reserved word; allowed: ${NAMES}.`] },
    { name: 'with a path that leads elsewhere', given: { ...right, path: '/api/v1/../admin' }, want: [PATH] },
    { name: 'with an encoded path', given: { ...right, path: '/api/v1/%2e%2e' }, want: [PATH] },
    { name: 'with a path of another API', given: { ...right, path: '/pets' }, want: [PATH] },
    { name: 'with a slash behind its path', given: { ...right, path: '/api/v1/pets/' }, want: [PATH] },
    { name: 'with a parameter in its path', given: { ...right, path: '/api/v1/pets/{petId}' }, want: [PATH] },
    {
      name: 'with an unknown method',
      given: { ...right, method: 'FETCH' },
      want: ['/method: is not one of the values; allowed: GET, POST, PUT, PATCH, DELETE.'],
    },
    {
      name: 'with a member that is none',
      given: { ...right, name: 'x' },
      want: [unknownProperty('/name')],
    },
    {
      name: 'with half of a character',
      given: { ...right, description: 'x\ud83d' },
      want: ['/description: contains half of a surrogate pair; allowed: well-formed Unicode.'],
    },
    {
      name: 'with a control character',
      given: { ...right, requirements: ['a\u0007'] },
      want: ['/requirements/0: has another form; allowed: a text of 1 to 2000 characters without control characters.'],
    },
    {
      name: 'with a contract and a method',
      given: { ...right, method: 'GET', openapi: { paths: {} } },
      want: [
        '/method: must not be there; allowed: no method beside `openapi`, which says it.',
        '/openapi/paths: has no operation; allowed: an object of paths with at least one operation.',
      ],
    },
    {
      name: 'with several faults has them all at once',
      given: { feature: 'Pets', description: 7, path: '/x', requirements: [], extra: 1 },
      want: [
        unknownProperty('/extra'),
        PATTERN,
        `/description: must be string; allowed: ${DESCRIPTIONS}.`,
        '/requirements: must NOT have fewer than 1 items; allowed: "none", a text, or a list of 1 to 100 different texts, each of 1 to 2000 characters without control characters.',
        PATH,
      ],
    },
    {
      name: 'with the name of a feature that is there',
      given: { ...right, feature: 'smoke_test' },
      want: [
        '/feature: the feature smoke-test already exists (src/features/smoke-test, test/features/smoke-test); allowed: another name; it was made by hand.',
        operationExists('/feature'),
        idExists('/feature', 'getSmokeTest', 'GET /api/v1/smoke-test'),
        differs('/feature', 'SmokeTestResponse'),
      ],
    },
    {
      name: 'with a path that is there',
      given: { ...right, path: '/api/v1/smoke-test' },
      want: [operationExists('/path')],
    },
  ];
  test.each(cases)('$name', ({ given, want }) => expect(refusal(given)).toEqual(want));
});

const ok = {
  responses: {
    200: { description: 'x', content: { 'application/json': { schema: { type: 'object', required: ['a'], properties: { a: { type: 'string' } } } } } },
  },
};
const get = (id: string, more: object = {}) => ({ get: { operationId: id, summary: 'X', ...ok, ...more } });
const one = (path: string, item: object = get('getX'), more: object = {}) => ({ ...right, openapi: { paths: { [path]: item }, ...more } });
const schemes = (name: string) => ({ securitySchemes: JSON.parse(`{${JSON.stringify(name)}:{"type":"apiKey","in":"header","name":"X-Key"}}`) });

describe('a contract', () => {
  const cases: { name: string; given: unknown; want: string[] | undefined }[] = [
    { name: 'that is right is planned', given: one('/api/v1/x'), want: undefined },
    {
      name: 'as a YAML text is planned',
      given: { ...right, openapi: 'paths:\n  /api/v1/x:\n    get:\n      responses:\n        200: { description: x }\n' },
      want: undefined,
    },
    {
      name: 'of no file',
      given: { ...right, openapi: 'none.yaml' },
      want: [expect.stringMatching(/^\/openapi: \S*none\.yaml does not exist; allowed: a file below FOLDER, or an absolute path\.$/)] as unknown as string[],
    },
    {
      name: 'of a file elsewhere',
      given: { ...right, openapi: '../../etc/pets.yaml' },
      want: ['/openapi: is outside the folder of the request; allowed: a file below FOLDER, or an absolute path.'],
    },
    {
      name: 'of a file that is not YAML',
      given: { ...right, openapi: 'broken.yaml' },
      want: [
        expect.stringMatching(/^\/openapi: \S*broken\.yaml cannot be parsed: line \d, column \d+: [A-Z_]+; allowed: YAML 1\.2 or JSON\.$/),
      ] as unknown as string[],
    },
    {
      name: 'of a file that is a list',
      given: { ...right, openapi: 'list.json' },
      want: [expect.stringMatching(/^\/openapi: \S*list\.json is not an object; allowed: an object with paths\.$/)] as unknown as string[],
    },
    {
      name: 'of another version',
      given: one('/api/v1/x', get('getX'), { openapi: '3.1.0' }),
      want: ['/openapi/openapi: is not the document’s version; allowed: 3.0.x.'],
    },
    {
      name: 'with webhooks',
      given: one('/api/v1/x', get('getX'), { webhooks: {} }),
      want: ['/openapi/webhooks: cannot be merged; allowed: openapi, info, servers, tags, paths, components, security, externalDocs.'],
    },
    { name: 'with a path of another API', given: one('/x'), want: [foreignPath('/openapi/paths/~1x')] },
    {
      name: 'with a path that leads elsewhere',
      given: one('/api/v1/../x'),
      want: [foreignPath('/openapi/paths/~1api~1v1~1..~1x')],
    },
    {
      name: 'with an operation that is there',
      given: one('/api/v1/smoke-test'),
      want: [operationExists('/openapi/paths/~1api~1v1~1smoke-test/get')],
    },
    {
      name: 'with an operationId that is there',
      given: one('/api/v1/x', get('getSmokeTest')),
      want: [idExists('/openapi/paths/~1api~1v1~1x/get/operationId', 'getSmokeTest', 'GET /api/v1/smoke-test')],
    },
    {
      name: 'with an operationId twice',
      given: { ...right, openapi: { paths: { '/api/v1/x': get('getX'), '/api/v1/y': get('getX') } } },
      want: [idExists('/openapi/paths/~1api~1v1~1y/get/operationId', 'getX', 'GET /api/v1/x')],
    },
    {
      name: 'with a schema that the document has otherwise',
      given: one('/api/v1/x', get('getX'), { components: { schemas: { Problem: { type: 'string' } } } }),
      want: [differs('/openapi/components/schemas/Problem', 'Problem')],
    },
    {
      name: 'with two tags',
      given: one('/api/v1/x', get('getX', { tags: ['A', 'B'] })),
      want: ['/openapi/paths/~1api~1v1~1x/get/tags: is not a list of one tag; allowed: one tag, or none for the feature’s own.'],
    },
    {
      name: 'without a response',
      given: one('/api/v1/x', { get: { operationId: 'getX' } }),
      want: ['/openapi/paths/~1api~1v1~1x/get/responses: has no response; allowed: an object of responses by status.'],
    },
    {
      name: 'that requires credentials is planned',
      given: one('/api/v1/x', get('getX', { security: [{ key: [] }] }), { components: schemes('key') }),
      want: undefined,
    },
    {
      name: 'that requires credentials of an unknown scheme',
      given: one('/api/v1/x', get('getX', { security: [{ key: [] }, { key: [], token: [] }] }), { components: schemes('key') }),
      want: [
        '/openapi/paths/~1api~1v1~1x/get/security/1/token: neither the fragment nor the document has the security scheme token in components/securitySchemes; allowed: key.',
      ],
    },
    {
      name: 'that requires credentials of an unknown scheme for everything',
      given: one('/api/v1/x', get('getX'), { security: [{ constructor: [] }] }),
      want: [
        '/openapi/security/0/constructor: neither the fragment nor the document has the security scheme constructor in components/securitySchemes; allowed: a scheme that the fragment declares there.',
      ],
    },
    {
      name: 'with security that is not a list',
      given: one('/api/v1/x', get('getX', { security: { key: [] } }), { components: schemes('key') }),
      want: [
        '/openapi/paths/~1api~1v1~1x/get/security: is not a list of security requirements; allowed: [] for public operations, or a list of objects that map scheme names to lists of scopes.',
      ],
    },
    {
      name: 'with a scheme whose name no object can have',
      given: one('/api/v1/x', get('getX', { security: [JSON.parse('{"__proto__":[]}')] }), { components: schemes('__proto__') }),
      want: ['/openapi/components/securitySchemes/__proto__: cannot be the name of a component, because JavaScript reserves it; allowed: any other name.'],
    },
    {
      name: 'with a scheme that is not HTTP’s',
      given: one('/api/v1/x', get('getX', { security: [{ key: [] }] }), { components: { securitySchemes: { key: { type: 'mutualTLS' } } } }),
      want: [expect.stringMatching(/^\/openapi: would be refused in the document: \S+ error\[unsupported-security-scheme\]: /)] as unknown as string[],
    },
    {
      name: 'whose example does not fit',
      given: one('/api/v1/x', {
        get: {
          operationId: 'getX',
          responses: { 200: { description: 'x', content: { 'application/json': { schema: { type: 'integer' }, example: 'secret' } } } },
        },
      }),
      want: [
        '/openapi/paths/~1api~1v1~1x/get/responses/200/content/application~1json/example: breaks its schema: it must be integer; allowed: a valid example.',
      ],
    },
    {
      name: 'that names what is not there',
      given: one('/api/v1/x', { get: { operationId: 'getX', responses: { 200: { $ref: '#/components/responses/None' } } } }),
      want: [
        expect.stringMatching(/^\/openapi: would be refused in the document: openapi\/openapi\.yaml:\d+:\d+: error\[unresolved-reference\]: /),
      ] as unknown as string[],
    },
    {
      name: 'with several faults has them all at once, the request’s own included',
      given: { feature: 'Pets', description: 'x', openapi: { paths: { '/x': get('getSmokeTest') }, components: { schemas: { Problem: {} } } } },
      want: [
        PATTERN,
        foreignPath('/openapi/paths/~1x'),
        idExists('/openapi/paths/~1x/get/operationId', 'getSmokeTest', 'GET /api/v1/smoke-test'),
        differs('/openapi/components/schemas/Problem', 'Problem'),
      ],
    },
  ];
  test.each(cases)('$name', ({ given, want }) => expect(refusal(given)).toEqual(want));
});

describe('a text as the contract', () => {
  const operation = "get: { operationId: listDups, responses: { '200': { description: x } } }";
  const cases = [
    {
      name: 'that has a path twice, in JSON',
      openapi: '{\n  "paths": {\n    "/api/v1/dups": {},\n    "/api/v1/dups": {}\n  }\n}',
      want: ['/openapi: the text cannot be parsed: line 4, column 5: the member /api/v1/dups already exists; allowed: YAML 1.2 or JSON.'],
    },
    {
      name: 'that has a path twice, in YAML',
      openapi: `paths:\n  /api/v1/dups: { ${operation} }\n  /api/v1/dups: { ${operation} }\n`,
      want: ['/openapi: the text cannot be parsed: line 3, column 3: DUPLICATE_KEY; allowed: YAML 1.2 or JSON.'],
    },
    {
      name: 'with a merge key',
      openapi: `x-all: &all { description: x }\npaths:\n  /api/v1/dups: { get: { operationId: listDups, responses: { '200': { <<: *all } } } }\n`,
      want: ['/openapi: the text has a merge key <<, which YAML 1.2 does not define; allowed: the merged members.'],
    },
  ];
  test.each(cases)('$name is refused', ({ openapi, want }) => {
    expect(refusal({ ...right, openapi })).toEqual(want);
  });
});

test.each(['constructor', 'toString', 'hasOwnProperty'])('an operation may be called %s', (operationId) => {
  const openapi = { paths: { '/api/v1/odd': { get: { operationId, responses: { 204: { description: 'x' } } } } } };
  expect(refusal({ ...right, openapi })).toBeUndefined();
});
