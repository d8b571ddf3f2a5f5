import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { jsonSchemaSpec } from '../../tools/json-schema/command.ts';
import type { KnownFailure } from '../../tools/json-schema/known-failures.ts';
import { report } from '../../tools/json-schema/report.ts';
import { runSuite } from '../../tools/json-schema/run-suite.ts';
import { readSuite, type Suite } from '../../tools/json-schema/suite.ts';
import { commandOutcome } from '../support/command-outcome.ts';

const ROOT = join(__dirname, '../..');

/** A suite of four groups, in the form of the official one. */
const FILES: Readonly<Record<string, unknown>> = {
  'tests/draft2020-12/type.json': [
    {
      description: 'integers',
      schema: { type: 'integer' },
      tests: [
        { description: 'an integer', data: 1, valid: true },
        { description: 'a text', data: 'x', valid: true },
        { description: 'null', data: null, valid: true },
      ],
    },
  ],
  'tests/draft2020-12/ref.json': [
    {
      description: 'a definition',
      schema: { $ref: '#/$defs/a', $defs: { a: { const: 1 } } },
      tests: [{ description: 'is found', data: 1, valid: true }],
    },
    {
      description: 'a remote',
      schema: { $id: 'http://localhost:1234/draft2020-12/here/', $ref: 'text.json#/$defs/text' },
      tests: [
        { description: 'a text', data: 'x', valid: true },
        { description: 'a number', data: 1, valid: false },
      ],
    },
    { description: 'nothing', schema: { $ref: 'nowhere.json' }, tests: [{ description: 'is not found', data: 1, valid: true }] },
  ],
  'tests/draft2020-12/optional/format/date.json': [
    { description: 'dates', schema: { format: 'date' }, tests: [{ description: 'no date', data: '2026-02-30', valid: false }] },
  ],
  'tests/draft2020-12/optional/other.json': [],
  'remotes/draft2020-12/here/text.json': { $defs: { text: { $ref: '#text' }, other: { $anchor: 'text', type: 'string' } } },
};

const SUMMARY = `file                       passed  failed  known
ref.json                        3       1      0
type.json                       1       1      1
optional/format/date.json       1       0      0
total                           5       2      1

Failed, by reason
     1  refused: external-reference
     1  valid data is refused

Known failures, by reason
     1  because`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'suite-'));
  for (const [path, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), JSON.stringify(content));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a suite is run, and its failures are counted with their reasons', () => {
  const outcomes = runSuite(readSuite(folder) as Suite);
  const known = [{ file: 'type.json', group: 'integers', test: 'null', reason: 'because' }];
  expect(report(outcomes, known)).toEqual({
    summary: SUMMARY,
    faults: ['ref.json / nothing / is not found: refused: external-reference', 'type.json / integers / a text: valid data is refused'],
  });
});

test('what was generated is removed again', () => {
  const cached = () => readdirSync(join(ROOT, 'node_modules/.cache')).filter((name) => name.startsWith('json-schema-'));
  const before = cached();
  runSuite(readSuite(folder) as Suite);
  expect(cached().filter((name) => !before.includes(name))).toEqual([]);
});

const outcomes = [
  { file: 'a.json', group: 'g', test: 'fails', fault: 'valid data is refused' },
  { file: 'a.json', group: 'g', test: 'passes' },
];
const lists: { name: string; known: KnownFailure[]; want: string[] }[] = [
  { name: 'one that fails is expected', known: [{ file: 'a.json', group: 'g', test: 'fails', reason: 'r' }], want: [] },
  {
    name: 'one that passes is a fault',
    known: [
      { file: 'a.json', group: 'g', test: 'fails', reason: 'r' },
      { file: 'a.json', group: 'g', test: 'passes', reason: 'r' },
    ],
    want: ['a.json / g / passes: passes, and is listed as a known failure: take it off the list'],
  },
  {
    name: 'a group in which one passes is a fault',
    known: [{ file: 'a.json', group: 'g', reason: 'r' }],
    want: ['a.json / g / passes: passes, and is listed as a known failure: take it off the list'],
  },
  {
    name: 'one that names nothing is a fault',
    known: [
      { file: 'a.json', group: 'g', test: 'fails', reason: 'r' },
      { file: 'b.json', reason: 'r' },
    ],
    want: ['b.json: is listed as a known failure, and names no test'],
  },
];

test.each(lists)('of known failures, $name', ({ known, want }) => {
  expect(report(outcomes, known).faults).toEqual(want);
});

describe('npm run test:json-schema', () => {
  test('fails when the known failures are not those of the suite', async () => {
    const { code, stdout, stderr } = await commandOutcome(jsonSchemaSpec, [folder]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^file .*\ntotal +5 +3 +0\n/s);
    expect(stderr).toContain('type.json / integers / a text: valid data is refused\n');
    expect(stderr).toContain(
      'format.json / email format / invalid email string is only an annotation by default: is listed as a known failure, and names no test\n',
    );
  });

  test('CI takes the folder from the environment, or from beside the checkout', () => {
    expect(readFileSync(join(ROOT, '.ci/run'), 'utf8')).toMatch(/^suite=\$\{JSON_SCHEMA_TEST_SUITE:-\.\.\/shared\/corpora\/json-schema-test-suite\}$/m);
  });
});
