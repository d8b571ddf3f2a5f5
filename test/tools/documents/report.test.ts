import type { CompileResult } from '../../../tools/documents/compile-job.ts';
import { reportOf, tableOf } from '../../../tools/documents/report.ts';
import type { DocumentResult } from '../../../tools/documents/test-document.ts';

const compiled: CompileResult = { version: '3.0.3', files: 2, operations: 3, way: 'as published', leftOut: 0, refusals: [] };
const served = {
  operations: { passed: 2, all: 3 },
  broken: { passed: 9, all: 9 },
  verdicts: { compared: 40, different: 0 },
  undeclared: 0,
  unreadable: [],
  faults: [{ operationId: 'getPet', what: 'a valid request with everything: 400 instead of 200' }],
};
const refused = [{ way: 'as published', errors: ['a.yaml:1:2: missing-items: `type: array` requires `items`'], codes: { 'missing-items': 1 } }] as const;

const rows: readonly { name: string; given: Omit<DocumentResult, 'name'>; explained?: Record<string, string>; cells: string[]; faults: string[] }[] = [
  {
    name: 'a fault fails the document',
    given: { compiled, typeErrors: '', served },
    cells: ['3.0.3', '2', '3', 'as published', 'fit', '2 of 3', '9 of 9', '40', '0', '1 fault'],
    faults: ['d: getPet: a valid request with everything: 400 instead of 200'],
  },
  {
    name: 'a fault that is explained does not',
    given: { compiled, typeErrors: '', served },
    explained: { getPet: 'the document contradicts itself' },
    cells: ['3.0.3', '2', '3', 'as published', 'fit', '2 of 3', '9 of 9', '40', '0', 'getPet: the document contradicts itself'],
    faults: [],
  },
  {
    name: 'a reason of several faults is told once',
    given: { compiled, typeErrors: '', served: { ...served, faults: [...served.faults, { operationId: 'putPet', what: 'no valid value' }] } },
    explained: { getPet: 'the document contradicts itself', putPet: 'the document contradicts itself' },
    cells: ['3.0.3', '2', '3', 'as published', 'fit', '2 of 3', '9 of 9', '40', '0', 'getPet, putPet: the document contradicts itself'],
    faults: [],
  },
  {
    name: 'a reason without a fault fails it',
    given: { compiled, typeErrors: '', served: { ...served, operations: { passed: 3, all: 3 }, faults: [] } },
    explained: { getPet: 'because' },
    cells: ['3.0.3', '2', '3', 'as published', 'fit', '3 of 3', '9 of 9', '40', '0', ''],
    faults: ['d: getPet is explained, and has no fault; remove the reason'],
  },
  {
    name: 'what is refused is counted by code',
    given: { compiled: { ...compiled, way: undefined, refusals: refused } },
    cells: ['3.0.3', '2', '3', 'no', '', '', '', '', '', 'refused as published: 1 missing-items; 1 fault'],
    faults: ['d: a.yaml:1:2: missing-items: `type: array` requires `items`'],
  },
  {
    name: 'what an overlay corrects is no fault',
    given: {
      compiled: { ...compiled, way: 'with an overlay', leftOut: 1, refusals: refused },
      typeErrors: '',
      served: { ...served, operations: { passed: 2, all: 2 }, undeclared: 4, faults: [] },
    },
    cells: [
      ...['3.0.3', '2', '3', 'with an overlay', 'fit', '2 of 2', '9 of 9', '40', '0'],
      'refused as published: 1 missing-items; 1 operation left out; 4 examples with undeclared members',
    ],
    faults: [],
  },
  {
    name: 'errors of types are faults',
    given: { compiled, typeErrors: 'types.ts(1,2): error TS1: one\n  more of it\ntypes.ts(3,4): error TS2: two\n' },
    cells: ['3.0.3', '2', '3', 'as published', '2 errors', '', '', '', '', '3 faults'],
    faults: ['d: types.ts(1,2): error TS1: one', 'd:   more of it', 'd: types.ts(3,4): error TS2: two'],
  },
  {
    name: 'what takes too long is a fault',
    given: { stopped: 'compiling took longer than 1 s' },
    cells: ['', '', '', 'no', '', '', '', '', '', 'compiling took longer than 1 s'],
    faults: ['d: compiling took longer than 1 s'],
  },
];
test.each(rows)('$name', ({ given, explained = {}, cells, faults }) => {
  expect(reportOf({ name: 'd', ...given }, explained)).toEqual({ row: ['d', ...cells], faults });
});

test('the table is Markdown', () => {
  expect(tableOf([['a|b.yaml', '3.0.3', '1', '2', 'as published', 'fit', '2 of 2', '3 of 3', '4', '0', '']])).toBe(
    [
      '| document  | version | files | operations | compiled     | types | own requests | broken requests | verdicts | differ | reason |',
      '| --------- | ------- | ----- | ---------- | ------------ | ----- | ------------ | --------------- | -------- | ------ | --- |',
      '| a\\|b.yaml | 3.0.3   | 1     | 2          | as published | fit   | 2 of 2       | 3 of 3          | 4        | 0      |  |',
      '',
    ].join('\n'),
  );
});
