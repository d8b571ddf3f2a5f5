import { FailedBuild } from '../../../tools/feature/fault.ts';
import type { PlannedContract } from '../../../tools/feature/planned-contract.ts';
import { missingHandlers } from '../../../tools/feature/scheme-handler.ts';
import { handlersIn, securityListText } from '../../../tools/feature/security-list.ts';

const filesOf = (texts: Record<string, string>) => new Map(Object.entries(texts).map(([name, text]) => [`src/security/${name}.ts`, text]));
const handler = (scheme: string, name: string) => `export const scheme = ${JSON.stringify(scheme)};\nexport const ${name} = () => undefined;\n`;
const one = filesOf({ 'api-key': handler('apiKey', 'checkApiKey') });

describe('the handlers of the folder', () => {
  const listed: { name: string; given: Record<string, string>; want: string[] }[] = [
    { name: 'an empty folder', given: {}, want: [] },
    { name: 'the list itself', given: { 'security-handlers': handler('apiKey', 'checkApiKey') }, want: [] },
    { name: 'a helper without a scheme', given: { 'key-store': 'export const checkStore = () => undefined;' }, want: [] },
    {
      name: 'several handlers, by file name',
      given: { token: handler('token', 'checkToken'), 'api-key': handler('shelter.key', 'checkKey') },
      want: ['shelter.key checkKey', 'token checkToken'],
    },
    {
      name: 'a handler under another name',
      given: { token: "export const scheme = 'token' as const;\nexport function bearer() {}" },
      want: ['token bearer'],
    },
    {
      name: 'a handler with helpers and types',
      given: { token: `export type Caller = string;\nexport const parse = () => undefined;\n${handler('token', 'checkToken')}` },
      want: ['token checkToken'],
    },
    {
      name: 'a handler that is made from dependencies, with helpers',
      given: { token: "export const scheme = 'token';\nexport const parse = () => undefined;\nexport const createTokenCheck = () => () => undefined;" },
      want: ['token createTokenCheck'],
    },
    {
      name: 'a handler that is exported again',
      given: { token: "export const scheme = 'token' satisfies string;\nexport { check as checkToken, type Caller } from './check.ts';" },
      want: ['token checkToken'],
    },
  ];
  test.each(listed)('$name', ({ given, want }) => expect(handlersIn(filesOf(given)).map(({ scheme, name }) => `${scheme} ${name}`)).toEqual(want));

  const refused: { name: string; given: Record<string, string>; want: string }[] = [
    {
      name: 'a scheme without a handler',
      given: { token: "export const scheme = 'token';" },
      want: 'src/security/token.ts must export one security handler, with a name such as checkApiKey, or createApiKeyCheck for a function that makes it; it exports no value.',
    },
    {
      name: 'two handlers in one file',
      given: { token: `${handler('token', 'checkToken')}export const checkOther = () => undefined;` },
      want: 'src/security/token.ts must export one security handler, with a name such as checkApiKey, or createApiKeyCheck for a function that makes it; it exports checkToken, checkOther.',
    },
    {
      name: 'a scheme that only running the file would show',
      given: { token: 'export const scheme = nameOf();\nexport const checkToken = () => undefined;' },
      want: 'src/security/token.ts must export `scheme` as a string literal.',
    },
    {
      name: 'two files for one scheme',
      given: { a: handler('token', 'checkA'), b: handler('token', 'checkB') },
      want: 'src/security/a.ts and src/security/b.ts both handle the security scheme token.',
    },
    {
      name: 'two handlers of one name',
      given: { a: handler('a', 'checkKey'), b: handler('b', 'checkKey') },
      want: 'src/security/a.ts and src/security/b.ts both export checkKey.',
    },
    { name: 'a file that cannot be parsed', given: { token: 'export const' }, want: 'src/security/token.ts cannot be parsed. npm run typecheck shows why.' },
  ];
  test.each(refused)('$name is refused', ({ given, want }) => expect(() => handlersIn(filesOf(given))).toThrow(new FailedBuild(want)));
});

test('the list gives the dependencies to what makes a handler, and to nothing else', () => {
  const list = (names: readonly string[]) =>
    securityListText(names.map((name) => ({ scheme: name.slice(-1), path: `src/security/${name}.ts`, name }))).match(
      /\((\w+): FeatureDependencies\).* => (.*);/,
    );
  expect(list(['checkA', 'createCheckB'])?.slice(1)).toEqual(['dependencies', '({ A: checkA, B: createCheckB(dependencies) })']);
  expect(list(['checkA', 'createdB'])?.slice(1)).toEqual(['_dependencies', '({ A: checkA, B: createdB })']);
});

describe('the handler of a scheme', () => {
  const made = (names: readonly string[], files: ReadonlyMap<string, string> = one) => {
    const securitySchemes = Object.fromEntries(names.map((name) => [name, { type: 'http', scheme: 'bearer' }]));
    const security = [Object.fromEntries(names.map((name) => [name, []]))];
    const contract = { root: { components: { securitySchemes } }, operations: [{ operationId: 'a', security }] } as unknown as PlannedContract;
    return missingHandlers(contract, ['a'], files).map(({ path, name }) => `${path} ${name}`);
  };
  const cases: { name: string; given: Parameters<typeof made>; want: string[] }[] = [
    { name: 'words', given: [['petSageToken']], want: ['src/security/pet-sage-token.ts checkPetSageToken'] },
    { name: 'what the folder has already', given: [['apiKey']], want: [] },
    { name: 'no identifier', given: [['2fa.code-v1']], want: ['src/security/2fa-code-v1.ts check2faCodeV1'] },
    { name: 'a name that every object has', given: [['constructor']], want: ['src/security/constructor.ts checkConstructor'] },
    { name: 'no letter', given: [['...']], want: ['src/security/scheme.ts checkScheme'] },
    { name: 'the list', given: [['security-handlers']], want: ['src/security/scheme-security-handlers.ts checkSecurityHandlers'] },
    { name: 'a device', given: [['NUL']], want: ['src/security/scheme-nul.ts checkNul'] },
    {
      name: 'names that are alike',
      given: [['API_KEY', 'api-key']],
      want: ['src/security/api-key-2.ts checkApiKey2', 'src/security/api-key-3.ts checkApiKey3'],
    },
    {
      name: 'a file that exists',
      given: [['token'], filesOf({ Token: 'export const parseToken = () => undefined;' })],
      want: ['src/security/token-2.ts checkToken'],
    },
  ];
  test.each(cases)('is called after $name', ({ given, want }) => expect(made(...given)).toEqual(want));
});
