import { allows } from '../../src/conformance/declared-statuses.ts';

describe('a status is declared', () => {
  const cases: { name: string; declared: string[]; status: number; want: boolean }[] = [
    { name: 'by itself', declared: ['200'], status: 200, want: true },
    { name: 'by its range', declared: ['2XX'], status: 204, want: true },
    { name: 'as an error by default', declared: ['200', 'default'], status: 404, want: true },
    { name: 'as a success by default if no other is', declared: ['503', 'default'], status: 204, want: true },
    { name: 'not as a success by default if another is', declared: ['200', 'default'], status: 202, want: false },
    { name: 'not if only others are', declared: ['200', '4XX'], status: 503, want: false },
  ];
  test.each(cases)('$name', ({ declared, status, want }) => expect(allows(declared, status)).toBe(want));
});
