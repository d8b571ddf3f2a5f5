import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lint } from '../src/lint.ts';
import { DOCUMENT, options } from './options.ts';

const text = readFileSync(DOCUMENT, 'utf8');

async function said(document: string, rules = options.rules): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'lint-'));
  try {
    writeFileSync(join(folder, 'openapi.yaml'), document);
    return (await lint.run({ ...options, rules, document: join(folder, 'openapi.yaml') })).faults.join('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('the document keeps every rule', async () => expect(await said(text)).toBe(''));

describe('lint refuses', () => {
  const cases: { name: string; edit: [RegExp | string, string]; rule: string }[] = [
    { name: 'an operation without operationId', edit: [/ +operationId: .*\n/, ''], rule: 'operation-operationId' },
    { name: 'an operationId in another spelling', edit: ['getSmokeTest', 'get_smoke_test'], rule: 'rule/operation-id-camel-case' },
    { name: 'an operation without summary', edit: [/ +summary: .*\n/, ''], rule: 'operation-summary' },
    { name: 'an operation without tags', edit: [/ +tags: \[System\]\n/, ''], rule: 'rule/operation-has-tag' },
    { name: 'an empty list of tags', edit: ['tags: [System]', 'tags: []'], rule: 'rule/operation-has-tag' },
    { name: 'two tags', edit: ['tags: [System]', 'tags: [System, System]'], rule: 'operation-singular-tag' },
    { name: 'an operation without security', edit: [/ +security: \[\]\n/, ''], rule: 'security-defined' },
    { name: 'an operation that declares no error', edit: [/ {8}default:\n.*\n/, ''], rule: 'rule/operation-error-answer' },
    {
      name: 'an example of an answer against its schema',
      edit: ['                status: ok', '                status: fine'],
      rule: 'no-invalid-media-type-examples',
    },
    { name: 'an example of a property against its schema', edit: ['example: 406', 'example: 200'], rule: 'no-invalid-schema-examples' },
    {
      name: 'a component that nobody uses',
      edit: ['  schemas:\n', '  schemas:\n    Unused: { type: object, description: d }\n'],
      rule: 'no-unused-components',
    },
  ];
  test.each(cases)('$name', async ({ edit: [pattern, by], rule }) => {
    const edited = text.replace(pattern, by);
    expect(edited).not.toBe(text);
    expect(await said(edited)).toMatch(new RegExp(`by the ${rule} rule`));
  });
});

describe('lint wants an example', () => {
  const media = (place: string) => new RegExp(`${place}[\\s\\S]*by the rule/(?:success|request)-example rule`);
  const body = (type: string) => `      requestBody: { content: { ${type}: { schema: { type: object } } } }\n      responses:`;
  const cases: { name: string; edit: [RegExp | string, string]; want: RegExp }[] = [
    { name: 'of a success', edit: [/ {14}example:\n( {16}.*\n){3}/, ''], want: media('responses/200/content/application~1json') },
    {
      name: 'of a request',
      edit: ['      responses:', body('application/merge-patch+json')],
      want: media('requestBody/content/application~1merge-patch\\+json'),
    },
    { name: 'of no request that is no JSON', edit: ['      responses:', body('application/xml')], want: /^$/ },
    {
      name: 'that fits its schema, of a header field, too',
      edit: ['example: 5', 'example: 0'],
      want: /openapi\.yaml:48:15: the example at .*\/headers\/Retry-After\/example breaks its schema: must be >= 1/,
    },
    {
      name: 'that fits, of a header field among the components',
      edit: ['example: no-store', 'example: no-cache'],
      want: /the example at \/components\/headers\/NoStore\/example breaks/,
    },
  ];
  test.each(cases)('$name', async ({ edit: [pattern, by], want }) => {
    const edited = text.replace(pattern, by);
    expect(edited).not.toBe(text);
    expect(await said(edited)).toMatch(want);
  });

  test('among several, too', async () => {
    const edited = text.replace(
      / {14}example:\n(( {16}.*\n){3})/,
      (_, value: string) => `              examples:\n                well:\n                  value:\n${value.replace(/^/gm, '    ').trimEnd()}\n`,
    );
    expect(edited).not.toBe(text);
    expect(await said(edited)).toBe('');
  });
});

test('other rules may be given', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'));
  writeFileSync(join(folder, 'redocly.yaml'), 'rules: { info-contact: error }\n');
  expect(await said(text, join(folder, 'redocly.yaml'))).toMatch(/by the info-contact rule/);
  rmSync(folder, { recursive: true });
});
