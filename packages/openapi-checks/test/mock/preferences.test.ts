import { parsePreferences, UnmetPreference } from '../../src/mock/preferences.ts';

const read: { name: string; given: string | undefined; want: object }[] = [
  { name: 'no header', given: undefined, want: {} },
  { name: 'a status', given: 'code=503', want: { code: 503 } },
  { name: 'several preferences', given: 'code=400, example=malformed-target,dynamic=true', want: { code: 400, example: 'malformed-target', dynamic: true } },
  { name: 'space and another case', given: ' Code = 503 ', want: { code: 503 } },
  { name: 'a quoted string', given: 'example="a, code=500 \\"b\\""', want: { example: 'a, code=500 "b"' } },
  { name: 'parameters, which are ignored', given: 'code=503; example=a, dynamic=false; x="y, z"', want: { code: 503, dynamic: false } },
  { name: 'unknown preferences', given: 'respond-async, wait=100, return=minimal', want: {} },
  { name: 'the first of two', given: 'code=503, code=500', want: { code: 503 } },
  { name: 'an inherited name', given: '__proto__=1, constructor=2', want: {} },
];
test.each(read)('$name is parsed', ({ given, want }) => expect(parsePreferences(given)).toEqual(want));

const refused = [
  { given: 'code=abc', want: 'The Prefer header has code "abc"; expected a status from 200 to 599.' },
  { given: 'code', want: 'The Prefer header has code ""; expected a status from 200 to 599.' },
  { given: 'code=100', want: 'The Prefer header has code "100"; expected a status from 200 to 599.' },
  { given: 'code=5030', want: 'The Prefer header has code "5030"; expected a status from 200 to 599.' },
  { given: 'dynamic=yes', want: 'The Prefer header has dynamic "yes"; expected true or false.' },
];
test.each(refused)('$given is refused', ({ given, want }) => expect(() => parsePreferences(given)).toThrow(new UnmetPreference(want)));
