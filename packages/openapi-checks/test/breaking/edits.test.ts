import { documentDifferences } from '../../src/breaking/document-differences.ts';
import { KEYWORD_EDITS } from './edits/keywords.ts';
import { OASDIFF_CHECKS } from './edits/oasdiff-checks.ts';
import { OTHER_VERDICTS, WITHOUT_EDIT } from './edits/oasdiff-reasons.ts';
import { OPERATION_EDITS } from './edits/operations.ts';
import { SCHEMA_EDITS } from './edits/schemas.ts';

const EDITS = [...KEYWORD_EDITS, ...OPERATION_EDITS, ...SCHEMA_EDITS];

test.each(EDITS)('$name', ({ before, after, breaks }) => {
  const found = documentDifferences(before, after);
  expect([...new Set(found.flatMap(({ affected }) => affected))]).toEqual(breaks);
});

test('nothing breaks without a change', () => {
  const broken = EDITS.filter(({ before, after }) => [before, after].some((document) => documentDifferences(document, structuredClone(document)).length > 0));
  expect(broken.map(({ name }) => name)).toEqual([]);
});

test('there are enough edits of both kinds', () => {
  expect(EDITS.filter(({ breaks }) => breaks.length > 0).length).toBeGreaterThan(120);
  expect(EDITS.filter(({ breaks }) => breaks.length === 0).length).toBeGreaterThan(120);
});

describe('the checks of oasdiff', () => {
  const covered = new Map<string, boolean[]>();
  for (const { oasdiff, breaks } of EDITS) for (const id of oasdiff) covered.set(id, [...(covered.get(id) ?? []), breaks.length > 0]);

  test('each has an edit, or a reason why there is none', () => {
    expect([...covered.keys()].filter((id) => !OASDIFF_CHECKS.has(id))).toEqual([]);
    const missing = [...OASDIFF_CHECKS.keys()].filter((id) => !covered.has(id));
    expect(missing.sort()).toEqual(Object.keys(WITHOUT_EDIT).sort());
  });

  test('each has the verdict of oasdiff, or a reason why it has another', () => {
    const other = [...covered].filter(([id, verdicts]) => verdicts.some((breaks) => breaks !== (OASDIFF_CHECKS.get(id) !== 'INFO'))).map(([id]) => id);
    expect(other.sort()).toEqual(OTHER_VERDICTS.flatMap(({ checks }) => checks).sort());
  });
});
