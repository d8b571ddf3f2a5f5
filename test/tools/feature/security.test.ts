import type { Change, Plan } from '../../../tools/feature/change.ts';
import { planFeature } from '../../../tools/feature/plan-feature.ts';
import { sourcesOfAllTests } from '../../support/tree.ts';

const tree = sourcesOfAllTests();
const names = { 200: { description: 'Names.', content: { 'application/json': { schema: { type: 'array', items: { type: 'string' } } } } } };
const get = (operationId: string, security: object, more: object = {}) => ({ get: { operationId, summary: operationId, security, responses: names, ...more } });

const apiKey = { type: 'apiKey', in: 'header', name: 'X-Key', description: 'Each shelter gets one' };
const limit = { name: 'limit', in: 'query', required: true, schema: { type: 'integer', minimum: 1 } };
const session = { name: 'session', in: 'cookie', required: true, schema: { type: 'string', enum: ['a'] } };
const tone = { name: 'X-Tone', in: 'header', required: true, schema: { type: 'string', enum: ['kind'] } };

/** A feature with operations of each way to require schemes. */
const kennels = {
  feature: 'kennels',
  description: 'The kennels of a shelter',
  requirements: ['be fair'],
  openapi: {
    paths: {
      '/api/v1/kennels': {
        ...get('listKennels', [{ apiKey: [] }], { parameters: [tone] }),
        head: { operationId: 'headKennels', summary: 'Head', security: [{ staff: [] }], responses: { 204: { description: 'There are some.' } } },
      },
      '/api/v1/kennels/both': get('both', [{ apiKey: [], 'session-id': [] }], { parameters: [session] }),
      '/api/v1/kennels/either': get('either', [{ key: [] }, { token: ['kennels:read'] }], { parameters: [limit] }),
      '/api/v1/kennels/optional': get('optional', [{ token: [] }, {}]),
      '/api/v1/kennels/open': get('open', []),
    },
    components: {
      securitySchemes: {
        apiKey,
        'session-id': { type: 'apiKey', in: 'cookie', name: 'sid' },
        key: { type: 'apiKey', in: 'query', name: 'key' },
        staff: { type: 'http', scheme: 'basic' },
        token: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: 'https://petsage.example/token', scopes: { 'kennels:read': 'see kennels' } } } },
      },
    },
  },
};
const FILES = ['api-key', 'key', 'session-id', 'staff', 'token'].map((name) => `src/security/${name}.ts`);
const LIST = 'src/security/security-handlers.ts';

const security = ({ changes }: Plan) => changes.filter(({ path }) => path.startsWith('src/security/'));
const textOf = ({ changes }: Plan, path: string) => (changes.find((change) => change.path === path) as Change).after as string;
describe('operations that require credentials', () => {
  let made: Plan;
  let tests: string;
  beforeAll(() => {
    made = planFeature(kennels, { root: tree.root, folder: tree.root, force: false });
    tests = textOf(made, 'test/features/kennels/kennels.test.ts');
  });

  test('get a handler for each scheme, which accepts no credentials and documents its argument', () => {
    expect(
      security(made)
        .map(({ path }) => path)
        .sort(),
    ).toEqual([...FILES, LIST].sort());
    expect(textOf(made, LIST)).toContain(`=> ({
  apiKey: checkApiKey,
  key: checkKey,
  'session-id': checkSessionId,
  staff: checkStaff,
  token: checkToken,
});
`);
    expect(textOf(made, 'src/security/api-key.ts')).toBe(`import type { SecurityHandler } from '@petsage/openapi-koa';

/** The security scheme that this file handles, as the document names it. */
export const scheme = 'apiKey';

/**
 * The security scheme \`apiKey\`: whose key is in the header field \`X-Key\`. So far no key is accepted.
 *
 * Each shelter gets one.
 *
 * @param credentials \`secret\` is the key; \`scopes\` are those that the operation asks of the scheme
 * @returns the caller, or a promise of it: they are let in, and handlers get them as \`principal\`; undefined for a key that is not accepted (401)
 * @throws Problem \`new Problem(contractProblems.forbidden, { detail })\` for a caller who may not call the operation (403)
 */
export const checkApiKey: SecurityHandler = () => undefined;
`);
    const words = {
      'session-id': 'whose key is in the cookie `sid`',
      key: 'whose key is in the query parameter `key`',
      staff: 'whose password is in `Authorization: Basic` (RFC 7617)',
      token: 'whose token is in `Authorization: Bearer` (RFC 6750 section 2.1)',
    };
    for (const [name, want] of Object.entries(words)) expect(textOf(made, `src/security/${name}.ts`)).toContain(want);
    expect(textOf(made, 'src/security/staff.ts')).toContain('`user` and `secret` are user and password');
    expect(textOf(made, 'generated/types.ts')).toContain('export type SecurityScheme = "apiKey" | "session-id" | "key" | "staff" | "token";\n');
  });

  test('are tested without credentials and with unknown ones, unless credentials are optional', () => {
    const refusals = [...tests.matchAll(/^describe\('(\w+):|\bname: '(a request without credentials|unknown credentials of [^']+)'/gm)].map(
      ([, operation, name]) => operation ?? name,
    );
    expect(refusals).toEqual([
      'listKennels',
      'a request without credentials',
      'unknown credentials of apiKey',
      'headKennels',
      'a request without credentials',
      'unknown credentials of staff',
      'both',
      'a request without credentials',
      'unknown credentials of apiKey and session-id',
      'either',
      'a request without credentials',
      'unknown credentials of key',
      'unknown credentials of token',
      'optional',
      'open',
    ]);
    expect(tests.match(/responds with 200 and the document’s example/g)).toHaveLength(2);
    expect(tests.match(/test\.todo\('responds with 20[04] to valid credentials'\);/g)).toHaveLength(4);
  });

  test('leave a decision for each scheme, in the checklist, the README and a test to be filled', () => {
    const entries = ['apiKey', 'staff', 'session-id', 'key', 'token'].map((scheme, index) => {
      const file = ['api-key', 'staff', 'session-id', 'key', 'token'][index];
      return `${scheme}: decide in src/security/${file}.ts which credentials are accepted`;
    });
    expect(made.checklist.slice(0, 6)).toEqual(['be fair', ...entries]);
    for (const entry of entries) {
      expect(textOf(made, 'src/features/kennels/README.md')).toContain(`- [ ] ${entry}\n`);
      expect(tests).toContain(`test.todo('${entry}');\n`);
    }
    expect(
      textOf(made, 'src/features/kennels/README.md')
        .match(/^\| `\w+` \| `[A-Z]+ \/api.*\| (.*) \|$/gm)
        ?.map((row) => row.split(' | ').at(-1)),
    ).toEqual(['apiKey |', 'staff |', 'apiKey and session-id |', 'key or token |', 'token or none |', 'none |']);
    const manifest = JSON.parse(textOf(made, 'src/features/kennels/feature.json'));
    expect({
      schemes: manifest.schemes,
      files: Object.keys(manifest.files)
        .filter((path) => path.startsWith('src/security/'))
        .sort(),
    }).toEqual({
      schemes: ['apiKey', 'staff', 'session-id', 'key', 'token'],
      files: FILES,
    });
  });
});
