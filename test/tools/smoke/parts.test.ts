import { formatDuration, parseDuration } from '@petsage/openapi-checks/lib';
import { latencies } from '../../../tools/smoke/latencies.ts';
import { createProgress } from '../../../tools/smoke/progress.ts';
import { printable, SmokeFault } from '../../../tools/smoke/smoke-fault.ts';

describe('a duration', () => {
  const cases = [
    { given: '500ms', want: 500 },
    { given: '1.5s', want: 1500 },
    { given: '2m', want: 120_000 },
    { given: '24h', want: 86_400_000 },
    { given: '0s', want: 0 },
    { given: '25h', want: undefined },
    { given: '60', want: undefined },
    { given: '-1s', want: undefined },
    { given: '1 s', want: undefined },
    { given: '1e3s', want: undefined },
    { given: 's', want: undefined },
    { given: '', want: undefined },
  ];
  test.each(cases)('$given is $want ms', ({ given, want }) => expect(parseDuration(given)).toBe(want));

  test.each([
    { given: 0.4, want: '0 ms' },
    { given: 999, want: '999 ms' },
    { given: 60_000, want: '60 s' },
    { given: 1234, want: '1.2 s' },
  ])('of $given ms is written $want', ({ given, want }) => expect(formatDuration(given)).toBe(want));
});

describe('percentiles', () => {
  test('are times that were measured, by nearest rank', () => {
    const measured = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(latencies(measured)).toEqual({ count: 100, min: 1, p50: 50, p90: 90, p95: 95, p99: 99, max: 100 });
  });

  test('of one call are that call', () => {
    expect(latencies([1.23456])).toEqual({ count: 1, min: 1.23, p50: 1.23, p90: 1.23, p95: 1.23, p99: 1.23, max: 1.23 });
  });
});

describe('text of others', () => {
  const cases = [
    { name: 'has no colours and no line ends', given: 'a\u001b[31mb\r\nc\u2028d', want: 'ab c d' },
    { name: 'does not run from right to left', given: 'a\u202eb', want: 'a b' },
    { name: 'has an end', given: 'x'.repeat(1000), want: `${'x'.repeat(200)}…` },
  ];
  test.each(cases)('$name', ({ given, want }) => expect(printable(given)).toBe(want));
});

describe('progress', () => {
  function record(terminal: object, term?: string): string {
    let text = '';
    const stream = {
      ...terminal,
      write: (part: string) => {
        text += part;
      },
    };
    const progress = createProgress(stream, term);
    for (const message of ['refused', 'refused', 'responded 503']) progress.update(new SmokeFault('status', message));
    progress.end();
    return text;
  }

  const LINES = 'waiting: refused\nwaiting: responded 503\n';
  test.each([
    { name: 'in a log is a line whenever what is wrong changes', terminal: {}, term: 'xterm' },
    { name: 'on a terminal that cannot go back is lines, too', terminal: { isTTY: true }, term: 'dumb' },
  ])('$name', ({ terminal, term }) => expect(record(terminal, term)).toBe(LINES));

  test('on a terminal is one line that fits, and is gone at the end', () => {
    const drawn = record({ isTTY: true, columns: 10 }, 'xterm').split('\r\x1b[K');
    expect(drawn.map((line) => line.replace(/\d+ s/, 'N s'))).toEqual(['', '⠋ N s ', '⠙ N s ref', '⠹ N s ref', '⠸ N s res', '']);
  });
});
