import { invalidRequest } from '../src/problems/invalid-request.ts';
import type { Violation } from '../src/problems/problem.ts';

const PROBLEM_BYTES = 8192;
const violations = (more: (index: number) => Partial<Violation>): Violation[] =>
  Array.from({ length: 12 }, (_, index) => ({ in: 'body', pointer: `/${index}`, keyword: 'enum', message: 'must be one of these', ...more(index) }));

const cases: { name: string; all: Violation[]; listed: number; withAllowed: number }[] = [
  { name: 'small violations are listed as they are', all: violations(() => ({ allowed: ['a'] })), listed: 12, withAllowed: 12 },
  {
    name: 'pointers of which each character takes six bytes',
    all: violations((index) => ({ pointer: `/${index}${'\u0001'.repeat(150)}` })),
    listed: 4,
    withAllowed: 0,
  },
  {
    name: 'messages of which each character takes three bytes',
    all: violations((index) => ({ message: `${index}${'€'.repeat(250)}` })),
    listed: 5,
    withAllowed: 0,
  },
  {
    name: 'long lists of allowed values',
    all: violations((index) => ({ allowed: Array.from({ length: 100 }, (_, value) => `value ${index} ${value}`) })),
    listed: 12,
    withAllowed: 2,
  },
];
test.each(cases)('a problem stays within its limit in bytes: $name', ({ all, listed, withAllowed }) => {
  const problem = invalidRequest(all, 0, PROBLEM_BYTES);
  const { violations: sent = [] } = problem;
  expect([sent.length, sent.filter(({ allowed }) => allowed !== undefined).length]).toEqual([listed, withAllowed]);
  expect(Buffer.byteLength(JSON.stringify(problem.toJson('http://127.0.0.1/problems', 'a')))).toBeLessThanOrEqual(PROBLEM_BYTES);
});
