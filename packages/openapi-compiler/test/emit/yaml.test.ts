import { stringify } from 'yaml';
import { NO_UNITS, type Units } from '../../src/cache/units.ts';
import { yamlText } from '../../src/emit/yaml.ts';
import type { Json, JsonObject } from '../../src/json.ts';

const ofLibrary = (value: JsonObject) => stringify(value, { lineWidth: 0, aliasDuplicateObjects: false, version: '1.2' });

const STRINGS = [
  ...['', 'a', 'a b', 'true', 'True', 'NULL', 'null', '~', '1', '0x1f', '1e3', '-', '- a', '? b', '?a', ':a', 'a: b', 'a:', 'a:b', 'a #b', 'a#b', '#x'],
  ...[
    "it's",
    '"q"',
    'a\nb',
    'a\n',
    '\n',
    'a\n\n b',
    ' a',
    'a ',
    'a  b',
    '%x',
    '---',
    '--- a',
    '...',
    'a\n---\nb',
    '@x',
    '`',
    '!t',
    '&a',
    '*a',
    '{',
    '[',
    'a,b',
  ],
  ...['.inf', '.NaN', '2020-01-01', 'yes', '<<', '=', '\t', 'a\tb', '\u0000', '\u{1F600}', '\ud800', 'é', 'a\u2028b', '\ufeffa', 'a\r\nb', 'a\'b"c: d', '  \n'],
  ...['$ref', 'a |', '|', '>', '/x/{y}', 'long text '.repeat(300), 'k'.repeat(1001), 'line one of a text that is long enough\nfor "several" lines\u0001'],
];
const NUMBERS = [0, 1, -1, 1.5, 1e21, 1e-7, -0, 123456789012];

test('strings are written as the library writes them, as values, items and keys', () => {
  for (const text of STRINGS) {
    const value: JsonObject = { [text]: text, list: [text, [text], { a: text, [text]: [text] }], deep: { [text]: { [text]: text } } };
    expect(yamlText(value, NO_UNITS)).toBe(ofLibrary(value));
  }
});

test('so are numbers, literals and empty containers', () => {
  const values: Json[] = [...NUMBERS, true, false, null, {}, [], [[]], [{}], [[1, [2]], [{ a: [] }]], { a: {} }];
  const value: JsonObject = { values, ...Object.fromEntries(values.map((each, index) => [`v${index}`, each])) };
  expect(yamlText(value, NO_UNITS)).toBe(ofLibrary(value));
});

test('an operation and a component are units', () => {
  const inputs: string[] = [];
  const units: Units = {
    get(input, make) {
      inputs.push(input);
      return make();
    },
  };
  const value = { paths: { '/a': { get: { operationId: 'a' } } }, components: { schemas: { A: { type: 'string' }, B: {} } } };
  expect(yamlText(value, units)).toBe(ofLibrary(value));
  expect(inputs).toEqual(['yaml {"operationId":"a"}', 'yaml {"type":"string"}']);
});
