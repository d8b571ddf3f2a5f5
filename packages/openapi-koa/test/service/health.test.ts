import { createDrainCheck } from '../../src/service/health.ts';

const cases = [
  { name: 'lets a running instance respond', draining: false, drainMs: 5000, want: undefined },
  { name: 'says for how many seconds a leaving instance is there', draining: true, drainMs: 5000, want: { status: 503, headers: { 'Retry-After': 5 } } },
  { name: 'counts a second that has begun', draining: true, drainMs: 1200, want: { status: 503, headers: { 'Retry-After': 2 } } },
  { name: 'never says to come back at once', draining: true, drainMs: 0, want: { status: 503, headers: { 'Retry-After': 1 } } },
];

test.each(cases)('the check $name', ({ draining, drainMs, want }) => {
  const problem = createDrainCheck({ draining }, drainMs)();
  expect(problem && { status: problem.status, headers: problem.headers }).toEqual(want);
});
