import { type Cost, costOf } from '../../src/patterns/cost.ts';
import { isDeterministic } from '../../src/patterns/deterministic.ts';
import { parsePattern } from '../../src/patterns/parse.ts';

const cases: { pattern: string; flags?: string; want: Cost }[] = [
  { pattern: '^[a-z]+$', want: 'linear' },
  { pattern: '^\\d{4}-\\d{2}$', want: 'linear' },
  { pattern: '^([0-9a-f]{40}(?:[0-9a-f]{24})?)$', want: 'linear' },
  { pattern: '^.{0,5000}$', want: 'linear' },
  { pattern: 'prefix_[a-zA-Z0-9]{32}', want: 'linear' },
  { pattern: '^[a-z0-9]+(?:[._-][a-z0-9]+)*@[a-z]+(\\.[a-z]+)+$', want: 'linear' },
  { pattern: '^[a-z]{1,63}(\\.[a-z]{1,63}){0,30}$', want: 'linear' },
  { pattern: '^(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)$', want: 'linear' },
  // Look-around and back-references that cost little.
  { pattern: '^(?=.*[a-z])(?=.*\\d).{8,}$', want: 'linear' },
  { pattern: '^(?!.*--)[a-z-]+(?<!-)$', want: 'linear' },
  { pattern: '^(?=.{1,254}$)((?=[a-z0-9-]{1,63}\\.)(xn--+)?[a-z0-9]+(-[a-z0-9]+)*\\.)+[a-z]{2,63}$', want: 'linear' },
  { pattern: '^(a|b)\\1*$', want: 'linear' },
  // Loops in loops, and alternatives that begin alike.
  { pattern: '^([a-z]+)*$', want: 'exponential' },
  { pattern: '^(\\w+\\s?)*$', want: 'exponential' },
  { pattern: '^(?:a|aa)+$', want: 'exponential' },
  { pattern: '^([a-z]{1,63}\\.?)+$', want: 'exponential' },
  // The same by numbers, all of which end.
  { pattern: '^(a{0,50}){0,50}$', want: 'exponential' },
  { pattern: '^(a{0,10}){0,10}$', want: 'exponential' },
  { pattern: '^(a|aa){20,40}$', want: 'exponential' },
  // A text is gone through again from each place, or for each place of another part.
  { pattern: '\\s+$', want: 'polynomial' },
  { pattern: '[a-z]+_token', want: 'polynomial' },
  { pattern: '^.*a.*b.*c$', want: 'polynomial' },
  { pattern: '^\\S+@\\S+\\.\\S+$', want: 'polynomial' },
  // The same inside of look-around, and around it.
  { pattern: '^(?=a)([a-z]+)*$', want: 'exponential' },
  { pattern: '^(?=(a+)+b)x', want: 'exponential' },
  { pattern: '^(?=.*a.*b)c', want: 'polynomial' },
  { pattern: '^(a+)\\1$', want: 'polynomial' },
  { pattern: '^(?i:a)$', want: 'exponential' },
  // Without Unicode, as some patterns are read.
  { pattern: '^[a-z\\_]+\\@$', flags: '', want: 'linear' },
  { pattern: '^([a-z\\_]+\\@?)*$', flags: '', want: 'exponential' },
];
const deterministic: { pattern: string; want: boolean }[] = [
  { pattern: '^[a-z]+(?:-[a-z0-9]+)*\\.[a-z]{2,5}$', want: true },
  { pattern: '^(?:a|b(?:c|d)+)*$', want: true },
  { pattern: '^(?!-)[a-z-]+(?<!-)$', want: true },
  { pattern: '^(a*)*$', want: false },
  { pattern: '^(a{0,50}){0,50}$', want: false },
  { pattern: '^(?:a?)+$', want: false },
  { pattern: '^(?:a?|b?)$', want: false },
  { pattern: '^a*a$', want: false },
  { pattern: '^(?:a|[^b])$', want: false },
  { pattern: '^(?:ab?)*b$', want: false },
  { pattern: '^a\\b-$', want: false },
  { pattern: '^(a)\\1$', want: false },
];
test.each(deterministic)('whether the next character tells the way in $pattern: $want', ({ pattern, want }) => {
  expect(isDeterministic(parsePattern(pattern, true).alternatives, true)).toBe(want);
});

test.each(cases)('$pattern takes $want time', ({ pattern, flags = 'u', want }) => {
  expect(costOf(pattern, flags)).toBe(want);
});
