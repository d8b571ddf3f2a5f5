import { usesType } from '../src/emit/types/type-text.ts';

const cases = [
  { name: 'a type', code: 'body: Readable;', want: true },
  { name: 'a type among others', code: 'body: string | Readable[];', want: true },
  { name: 'a property', code: 'readonly Readable: string;', want: false },
  { name: 'a property that may be left out', code: 'Readable?: string;', want: false },
  { name: 'a comment', code: '/** Readable by all. */\na: string;', want: false },
  { name: 'a comment of lines', code: '/**\n * Readable\n */', want: false },
  { name: 'a value', code: 'a: \'Readable\' | "Readable";', want: false },
  { name: 'a value with a quote before it', code: "a: 'it\\'s' | Readable;", want: true },
  { name: 'a longer word', code: 'a: NotReadable | Readables;', want: false },
  { name: 'a comment with an apostrophe before it', code: "/** it's */\na: Readable; // don't", want: true },
];
test.each(cases)('$name is a use of the type: $want', ({ code, want }) => {
  expect(usesType(code, 'Readable')).toBe(want);
});
