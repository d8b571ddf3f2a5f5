import { readArguments } from '../../tools/arguments.ts';

const options = {
  wait: { type: 'string', default: '60s' },
  varies: { type: 'string', multiple: true },
  json: { type: 'boolean', default: false },
} as const;
const ALLOWED = 'Allowed is --wait, --varies, --json.';

const refused: { name: string; given: string[]; want: string }[] = [
  { name: 'an option that there is none of', given: ['--bogus'], want: `There is no option "--bogus". ${ALLOWED}` },
  { name: 'a slip of the pen', given: ['--wiat', '1s'], want: `There is no option "--wiat". Did you mean --wait? ${ALLOWED}` },
  { name: 'another case', given: ['--JSON'], want: `There is no option "--JSON". Did you mean --json? ${ALLOWED}` },
  { name: 'a name that every object has', given: ['--constructor', '--__proto__'], want: `There is no option "--constructor". ${ALLOWED}` },
  { name: 'a negation', given: ['--no-json'], want: `There is no option "--no-json". Did you mean --json? ${ALLOWED}` },
  { name: 'a letter', given: ['-x'], want: `There is no option "-x". ${ALLOWED}` },
  { name: 'the value of an unknown option, which may be a secret,', given: ['--token=secret'], want: `There is no option "--token". ${ALLOWED}` },
  { name: 'a line end', given: ['--a\nb'], want: `There is no option "--a\\nb". ${ALLOWED}` },
  { name: 'a value where none is taken', given: ['--json=secret'], want: '--json is given a value; allowed is --json alone.' },
  { name: 'an empty value where none is taken', given: ['--json='], want: '--json is given a value; allowed is --json alone.' },
  { name: 'no value', given: ['--json', '--wait'], want: '--wait is given without a value; allowed is --wait and its value.' },
  {
    name: 'the next option in place of a value',
    given: ['--wait', '--json'],
    want: '--wait is followed by "--json"; allowed is a value, and one that begins with -- as in --wait=--value.',
  },
  {
    name: 'the next option with its value in place of a value',
    given: ['--wait', '--token=secret'],
    want: '--wait is followed by "--token"; allowed is a value, and one that begins with -- as in --wait=--value.',
  },
  {
    name: 'the end of options in place of a value',
    given: ['--wait', '--', 'x'],
    want: '--wait is followed by "--"; allowed is a value, and one that begins with -- as in --wait=--value.',
  },
  { name: 'what is no option', given: ['--json', 'x'], want: `"x" is no option, and nothing but options is taken. ${ALLOWED}` },
  { name: 'what stands after the end of options', given: ['--', '--wait'], want: `"--wait" is no option, and nothing but options is taken. ${ALLOWED}` },
  { name: 'a URL with a password', given: ['http://me:secret@a/'], want: `"http://***@a/" is no option, and nothing but options is taken. ${ALLOWED}` },
];
test.each(refused)('$name is refused, in one line', ({ given, want }) => {
  expect(() => readArguments({ args: given, options })).toThrow(new Error(want));
});

const read: { name: string; given: string[]; want: object }[] = [
  { name: 'nothing, which leaves the defaults', given: [], want: { wait: '60s', json: false } },
  { name: 'a value that begins with a dash', given: ['--wait', '-1s'], want: { wait: '-1s', json: false } },
  { name: 'a dash alone', given: ['--wait', '-'], want: { wait: '-', json: false } },
  { name: 'an empty value', given: ['--wait', ''], want: { wait: '', json: false } },
  { name: 'a value that is tied to its option, whatever it is', given: ['--wait=--json'], want: { wait: '--json', json: false } },
  { name: 'the last of several', given: ['--wait', '1s', '--wait=2s'], want: { wait: '2s', json: false } },
  { name: 'all of several where all are wanted', given: ['--varies', 'a', '--varies=b'], want: { wait: '60s', json: false, varies: ['a', 'b'] } },
];
test.each(read)('$name is read', ({ given, want }) => {
  expect(readArguments({ args: given, options }).values).toEqual(want);
});

test('what is no option is handed over where it is allowed', () => {
  expect(readArguments({ args: ['a', '--json', 'b', '--', '--wait'], allowPositionals: true, options }).positionals).toEqual(['a', 'b', '--wait']);
});
