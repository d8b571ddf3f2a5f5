import { COMPARISONS } from '../../bench/contestants.ts';
import { FIGURES, parseCompare, parseRun } from '../../bench/options.ts';

const lengths = { rounds: '7', seconds: '1', settle: '10', starts: '30' };

test('all rows are measured by default, and for another revision a few', () => {
  expect(parseRun(lengths)).toEqual({ rounds: 7, seconds: 1, settle: 10, starts: 30, only: COMPARISONS, json: FIGURES });
  expect(parseCompare(lengths, ['HEAD'])).toEqual({
    rounds: 7,
    seconds: 1,
    settle: 10,
    starts: 30,
    revision: 'HEAD',
    only: ['smoke-test', 'body-1kb', 'cold-start'],
  });
});

test('a run of some rows leaves the figures of all as they are', () => {
  expect(parseRun({ ...lengths, only: ['list-100'] }).json).toBeUndefined();
  expect(parseRun({ ...lengths, only: ['list-100'], json: 'a.json' }).json).toBe('a.json');
});

test('a turn may be a fraction of a second', () => {
  expect(parseRun({ ...lengths, seconds: '0.2' }).seconds).toBe(0.2);
});

test.each([
  { given: { ...lengths, seconds: '0' }, want: '--seconds must be a number from 0.1 to 60; got "0".' },
  { given: { ...lengths, seconds: '1e1' }, want: '--seconds must be a number from 0.1 to 60; got "1e1".' },
  { given: { ...lengths, settle: '61' }, want: '--settle must be a whole number from 0 to 60; got "61".' },
  { given: { ...lengths, only: ['list-7'] }, want: `--only must be one of ${COMPARISONS.join(', ')}; got "list-7".` },
])('$want', ({ given, want }) => {
  expect(() => parseRun(given)).toThrow(want);
});
