import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { DocumentText } from '../../../tools/feature/document-text.ts';

const OURS = readFileSync(join(__dirname, '../../fixtures/service/openapi/openapi.yaml'), 'utf8');

interface Case {
  readonly name: string;
  readonly given: string;
  readonly edit: (document: DocumentText) => void;
  readonly want: string;
}

const adding: readonly Case[] = [
  {
    name: 'a member comes after the last one, and comments, quotes, folds and spaces stay',
    given: 'a:   "x"   # one\nmap:\n    k: >-\n        folded\n        text\n    l: [ 1,2 ]   # two\n# three\nz: {b:  1}\n',
    edit: (document) => document.add(['map'], 'm', { n: 1 }),
    want: 'a:   "x"   # one\nmap:\n    k: >-\n        folded\n        text\n    l: [ 1,2 ]   # two\n    m:\n      n: 1\n# three\nz: {b:  1}\n',
  },
  {
    name: 'an empty line stands before it where members have one between them',
    given: 'paths:\n  /a:\n    get: {}\n\ntags: []\n',
    edit: (document) => document.add(['paths'], '/b', { get: {} }, true),
    want: 'paths:\n  /a:\n    get: {}\n\n  /b:\n    get: {}\n\ntags: []\n',
  },
  {
    name: 'an empty map in braces gets lines of its own',
    given: 'paths: {} # none yet\nlast: 1\n',
    edit: (document) => document.add(['paths'], '/a', { get: {} }),
    want: 'paths: # none yet\n  /a:\n    get: {}\nlast: 1\n',
  },
  {
    name: 'a null is a map without members',
    given: 'paths:\nlast: 1\n',
    edit: (document) => document.add(['paths'], '/a', 1),
    want: 'paths:\n  /a: 1\nlast: 1\n',
  },
  {
    name: 'a map that is missing is made, with those around it',
    given: 'a: 1\n',
    edit: (document) => document.add(['components', 'schemas'], 'Pet', { type: 'object' }),
    want: 'a: 1\n\ncomponents:\n  schemas:\n    Pet:\n      type: object\n',
  },
  {
    name: 'a map in braces stays on its line',
    given: "map: { 'a': 1 }\n",
    edit: (document) => document.add(['map'], 'b', { c: [1, 'x'] }),
    want: 'map: { \'a\': 1, "b": {"c":[1,"x"]} }\n',
  },
  { name: 'a file without a last line break gets one', given: 'a:\n  b: 1', edit: (document) => document.add(['a'], 'c', 2), want: 'a:\n  b: 1\n  c: 2\n' },
  {
    name: 'line breaks are those of the file',
    given: 'a:\r\n  b: 1\r\nz: 1\r\n',
    edit: (document) => document.add(['a'], 'c', { d: 2 }),
    want: 'a:\r\n  b: 1\r\n  c:\r\n    d: 2\r\nz: 1\r\n',
  },
  {
    name: 'a text of several lines ends where its lines do',
    given: 'a:\n  b: |\n    x\n    y\n\nz: 1\n',
    edit: (document) => document.add(['a'], 'c', 2),
    want: 'a:\n  b: |\n    x\n    y\n  c: 2\n\nz: 1\n',
  },
  {
    name: 'an item comes after the last one',
    given: 'tags:\n- name: A # first\n\nz: 1\n',
    edit: (document) => document.push(['tags'], { name: 'B', description: 'x: y' }),
    want: "tags:\n- name: A # first\n- name: B\n  description: 'x: y'\n\nz: 1\n",
  },
  { name: 'a list that is missing is made', given: 'a: 1\n', edit: (document) => document.push(['tags'], { name: 'A' }), want: 'a: 1\n\ntags:\n  - name: A\n' },
  {
    name: 'a node brings its comments',
    given: 'a:\n  b: 1\n',
    edit: (document) => document.add(['a'], 'c', parseDocument('# why\nd: 1 # how\n').contents),
    want: 'a:\n  b: 1\n  c:\n    # why\n    d: 1 # how\n',
  },
  {
    name: 'what YAML 1.1 takes for a date is quoted',
    given: 'a: 1\n',
    edit: (document) => document.add([], 'at', ['2026-01-15T09:30:00.000Z', 'x']),
    want: "a: 1\nat: ['2026-01-15T09:30:00.000Z', x]\n",
  },
];

test.each(adding)('$name', ({ given, edit, want }) => {
  const document = new DocumentText(given);
  edit(document);
  expect(document.text).toBe(want);
});

const removing: readonly Case[] = [
  {
    name: 'a member goes with its comment and the empty line before it',
    given: 'a:\n  b: 1\n\n  c: # x\n    d: 2 # y\n\nz: 1\n',
    edit: (document) => document.remove(['a', 'c']),
    want: 'a:\n  b: 1\n\nz: 1\n',
  },
  {
    name: 'the first member goes with the empty line behind it',
    given: 'a:\n  b: 1\n\n  c: 2\n',
    edit: (document) => document.remove(['a', 'b']),
    want: 'a:\n  c: 2\n',
  },
  {
    name: 'the last member takes its map along',
    given: 'a: 1\n\ncomponents:\n  schemas:\n    Pet: {}\n',
    edit: (document) => document.remove(['components', 'schemas', 'Pet']),
    want: 'a: 1\n',
  },
  {
    name: 'paths stay, as every document has them',
    given: 'paths:\n  /a:\n    get: {}\nz: 1\n',
    edit: (document) => document.remove(['paths', '/a']),
    want: 'paths: {}\nz: 1\n',
  },
  {
    name: 'an item goes',
    given: 'tags:\n  - name: A\n  - name: B\n    x: 1\nz: 1\n',
    edit: (document) => document.remove(['tags', 1]),
    want: 'tags:\n  - name: A\nz: 1\n',
  },
  {
    name: 'paths keep their comment',
    given: 'paths: # none yet\n  /a:\n    get: {}\nz: 1\n',
    edit: (document) => document.remove(['paths', '/a']),
    want: 'paths: {} # none yet\nz: 1\n',
  },
  {
    name: 'the only member stays where another is meant',
    given: 'paths:\n  /a:\n    get: {}\n',
    edit: (document) => document.remove(['paths', '/b']),
    want: 'paths:\n  /a:\n    get: {}\n',
  },
  { name: 'what is not there is not missed', given: 'a: {}\n', edit: (document) => document.remove(['b', 'c']), want: 'a: {}\n' },
];

test.each(removing)('$name', ({ given, edit, want }) => {
  const document = new DocumentText(given);
  edit(document);
  expect(document.text).toBe(want);
});

test('what was added is taken back byte by byte', () => {
  const document = new DocumentText(OURS);
  document.push(['tags'], { name: 'Pets', description: 'It\'s: "x"\ny' });
  document.add(['paths'], '/api/v1/pets', { get: { responses: { '200': { description: '# no comment' } } } }, true);
  document.add(['paths', '/api/v1/pets'], 'post', {});
  document.add(['components', 'schemas'], 'Pet', { example: ['- a', '{b}'] }, true);
  document.add(['components', 'parameters'], 'Limit', { in: 'query' });
  expect(document.value(['paths', '/api/v1/pets', 'get'])).toEqual({ responses: { '200': { description: '# no comment' } } });
  document.remove(['components', 'parameters', 'Limit']);
  document.remove(['components', 'schemas', 'Pet']);
  document.remove(['paths', '/api/v1/pets', 'post']);
  document.remove(['paths', '/api/v1/pets']);
  document.remove(['tags', 1]);
  expect(document.text).toBe(OURS);
});

const refused = [
  { name: 'a list', given: '- a\n', want: 'The document is not a YAML map' },
  { name: 'text that is not YAML', given: 'a: [\n', want: /^The document is not a YAML map: Flow sequence/ },
];
test.each(refused)('$name is refused', ({ given, want }) => expect(() => new DocumentText(given)).toThrow(want));
