import { FailedBuild } from '../../../tools/feature/fault.ts';
import type { PlannedContract } from '../../../tools/feature/planned-contract.ts';
import { missingHandlers } from '../../../tools/feature/scheme-handler.ts';
import { handledSchemes, withHandler, withoutHandlers } from '../../../tools/feature/security-list.ts';

const IMPORTS = "import type { SecurityScheme } from '../../generated/types.ts';\nimport type { SecurityHandlers } from '@petsage/openapi-koa';\n";
const list = (items: string, imports = '') =>
  `${IMPORTS}${imports}\n/** Who decides. */\nexport const createSecurityHandlers = (): SecurityHandlers<SecurityScheme> => ({${items}});\n`;

const empty = list('');
const apiKey = { scheme: 'apiKey', path: 'src/security/api-key.ts', name: 'checkApiKey' };
const one = list(' apiKey: checkApiKey ', "import { checkApiKey } from './api-key.ts';\n");

describe('the list of security handlers', () => {
  const schemes: { name: string; given: string; want: string[] }[] = [
    { name: 'nothing', given: empty, want: [] },
    { name: 'one', given: one, want: ['apiKey'] },
    {
      name: 'several lines, with a comma behind the last',
      given: list("\n  apiKey: checkApiKey,\n  'session-id': checkSessionId,\n"),
      want: ['apiKey', 'session-id'],
    },
    { name: 'calls with arguments', given: list(' apiKey: checkApiKey(store, clock), token: checkToken() '), want: ['apiKey', 'token'] },
    { name: 'a name for both', given: list(' apiKey, token '), want: ['apiKey', 'token'] },
    { name: 'a comment before a member', given: list('\n  // Of shelters: by post.\n  apiKey: checkApiKey,\n'), want: ['apiKey'] },
  ];
  test.each(schemes)('names the schemes of $name', ({ given, want }) => expect(handledSchemes(given)).toEqual(want));

  test('gets a line and an import, and loses them again', () => {
    expect(withHandler(empty, apiKey)).toBe(one);
    expect(withoutHandlers(one, ['apiKey'])).toBe(empty);
  });

  test('keeps what others have', () => {
    const two = withHandler(one, { scheme: 'session-id', path: 'src/security/session-id.ts', name: 'checkSessionId' });
    expect(handledSchemes(two)).toEqual(['apiKey', 'session-id']);
    expect(withoutHandlers(two, ['session-id', 'token'])).toBe(one);
    const shared = list(' apiKey: checkKey, token: checkKey ', "import { checkKey } from './key.ts';\n");
    expect(withoutHandlers(shared, ['token'])).toBe(list(' apiKey: checkKey ', "import { checkKey } from './key.ts';\n"));
  });

  test.each([list(' apiKey: ({ secret }) => secret '), list(' ...others '), 'export const createSecurityHandlers = () => others;\n'])(
    'in another form is not changed, and the message says which form it has to have: %#',
    (given) => {
      const act = () => withHandler(given, apiKey);
      expect(act).toThrow(FailedBuild);
      expect(act).toThrow(
        'src/security/security-handlers.ts has no list of the form "=> ({ scheme: checkScheme, … });", a name for each scheme: give it back the form that it had.',
      );
    },
  );
});

describe('the handler of a scheme', () => {
  const made = (names: readonly string[], files: readonly string[] = []) => {
    const securitySchemes = Object.fromEntries(names.map((name) => [name, { type: 'http', scheme: 'bearer' }]));
    const security = [Object.fromEntries(names.map((name) => [name, []]))];
    const contract = { root: { components: { securitySchemes } }, operations: [{ operationId: 'a', security }] } as unknown as PlannedContract;
    return missingHandlers(contract, ['a'], { list: one, files }).map(({ path, name }) => `${path} ${name}`);
  };
  const cases: { name: string; given: Parameters<typeof made>; want: string[] }[] = [
    { name: 'words', given: [['petSageToken']], want: ['src/security/pet-sage-token.ts checkPetSageToken'] },
    { name: 'what the list has already', given: [['apiKey']], want: [] },
    { name: 'no identifier', given: [['2fa.code-v1']], want: ['src/security/2fa-code-v1.ts check2faCodeV1'] },
    { name: 'a name that every object has', given: [['constructor']], want: ['src/security/constructor.ts checkConstructor'] },
    { name: 'no letter', given: [['...']], want: ['src/security/scheme.ts checkScheme'] },
    { name: 'the list', given: [['security-handlers']], want: ['src/security/scheme-security-handlers.ts checkSecurityHandlers'] },
    { name: 'a device', given: [['NUL']], want: ['src/security/scheme-nul.ts checkNul'] },
    {
      name: 'names that are alike',
      given: [['API_KEY', 'api-key']],
      want: ['src/security/api-key.ts checkApiKey2', 'src/security/api-key-2.ts checkApiKey3'],
    },
    { name: 'a file that is there', given: [['token'], ['src/security/Token.ts']], want: ['src/security/token-2.ts checkToken'] },
  ];
  test.each(cases)('is called after $name', ({ given, want }) => expect(made(...given)).toEqual(want));
});
