import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lint } from '../../src/lint/lint.ts';
import { DOCUMENT, options, ROOT } from '../options.ts';

const text = readFileSync(DOCUMENT, 'utf8');

async function faultsOf(document: string, rules = options.rules): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'lint-'));
  try {
    writeFileSync(join(folder, 'openapi.yaml'), document);
    return (await lint.run({ ...options, rules, document: join(folder, 'openapi.yaml') })).faults.join('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('the document follows every rule', async () => expect(await faultsOf(text)).toBe(''));

test('the document of the bookshop is valid', async () => {
  const { faults } = await lint.run({ ...options, rules: undefined, document: join(ROOT, 'docs/examples/bookshop/openapi.yaml') });
  expect(faults).toEqual([]);
});

describe('lint refuses', () => {
  const cases: { name: string; edit: [RegExp | string, string]; rule: string }[] = [
    { name: 'an operation without operationId', edit: [/ +operationId: .*\n/, ''], rule: 'operation-operationId' },
    { name: 'an operationId in another spelling', edit: ['getSmokeTest', 'get_smoke_test'], rule: 'rule/operation-id-camel-case' },
    { name: 'an operation without summary', edit: [/ +summary: .*\n/, ''], rule: 'operation-summary' },
    { name: 'an operation without tags', edit: [/ +tags: \[System\]\n/, ''], rule: 'rule/operation-has-tag' },
    { name: 'an empty list of tags', edit: ['tags: [System]', 'tags: []'], rule: 'rule/operation-has-tag' },
    { name: 'two tags', edit: ['tags: [System]', 'tags: [System, System]'], rule: 'operation-singular-tag' },
    { name: 'an operation without security', edit: [/ +security: \[\]\n/, ''], rule: 'security-defined' },
    { name: 'an operation that declares no error', edit: [/ {8}default:\n.*\n/, ''], rule: 'rule/operation-error-response' },
    {
      name: 'an invalid example of a response',
      edit: ['                status: ok', '                status: fine'],
      rule: 'no-invalid-media-type-examples',
    },
    { name: 'an invalid example of a property', edit: ['example: 406', 'example: 200'], rule: 'no-invalid-schema-examples' },
    {
      name: 'an unused component',
      edit: ['  schemas:\n', '  schemas:\n    Unused: { type: object, description: d }\n'],
      rule: 'no-unused-components',
    },
  ];
  test.each(cases)('$name', async ({ edit: [pattern, by], rule }) => {
    const edited = text.replace(pattern, by);
    expect(edited).not.toBe(text);
    expect(await faultsOf(edited)).toMatch(new RegExp(`by the ${rule} rule`));
  });
});

describe('lint requires an example', () => {
  const media = (place: string) => new RegExp(`${place}[\\s\\S]*by the rule/(?:success|request)-example rule`);
  const body = (type: string) => `      requestBody: { content: { ${type}: { schema: { type: object } } } }\n      responses:`;
  const cases: { name: string; edit: [RegExp | string, string]; want: RegExp }[] = [
    { name: 'of a success', edit: [/ {14}example:\n( {16}.*\n){3}/, ''], want: media('responses/200/content/application~1json') },
    {
      name: 'of a request',
      edit: ['      responses:', body('application/merge-patch+json')],
      want: media('requestBody/content/application~1merge-patch\\+json'),
    },
    { name: 'but not of a request that is not JSON', edit: ['      responses:', body('application/xml')], want: /^$/ },
    {
      name: 'that is valid, also of a header',
      edit: ['example: 5', 'example: 0'],
      want: /openapi\.yaml:48:15: .*\/headers\/Retry-After\/example /,
    },
    {
      name: 'that is valid, also of a header in components',
      edit: ['example: no-store', 'example: no-cache'],
      want: / \/components\/headers\/NoStore\/example /,
    },
  ];
  test.each(cases)('$name', async ({ edit: [pattern, by], want }) => {
    const edited = text.replace(pattern, by);
    expect(edited).not.toBe(text);
    expect(await faultsOf(edited)).toMatch(want);
  });

  test('which may be one of several', async () => {
    const edited = text.replace(
      / {14}example:\n(( {16}.*\n){3})/,
      (_, value: string) => `              examples:\n                well:\n                  value:\n${value.replace(/^/gm, '    ').trimEnd()}\n`,
    );
    expect(edited).not.toBe(text);
    expect(await faultsOf(edited)).toBe('');
  });
});

test('other rules can be given', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'));
  writeFileSync(join(folder, 'redocly.yaml'), 'rules: { info-contact: error }\n');
  expect(await faultsOf(text, join(folder, 'redocly.yaml'))).toMatch(/by the info-contact rule/);
  rmSync(folder, { recursive: true });
});
