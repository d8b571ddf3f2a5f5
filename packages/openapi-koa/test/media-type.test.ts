import { findDeclared, MediaType } from '../src/http/media-type.ts';

const cases: { name: string; given: string; want: [essence: string, ...parameters: [string, string][]] | undefined }[] = [
  { name: 'no parameters', given: 'text/html', want: ['text/html'] },
  { name: 'the essence and names are put in lower case', given: 'Text/HTML; Level=A', want: ['text/html', ['level', 'A']] },
  { name: 'a charset is put in lower case', given: 'text/html; charset=UTF-8', want: ['text/html', ['charset', 'utf-8']] },
  { name: 'no space at the semicolon', given: 'text/html;charset=utf-8', want: ['text/html', ['charset', 'utf-8']] },
  { name: 'tabs and spaces at the semicolon', given: 'text/html\t ; \tcharset=utf-8', want: ['text/html', ['charset', 'utf-8']] },
  { name: 'a quoted value', given: 'text/html; charset="utf-8"', want: ['text/html', ['charset', 'utf-8']] },
  { name: 'delimiters in a quoted value', given: 'a/b; c="d;e=\\"f\\\\"; g=h', want: ['a/b', ['c', 'd;e="f\\'], ['g', 'h']] },
  { name: 'an empty quoted value', given: 'a/b; c=""', want: ['a/b', ['c', '']] },
  { name: 'a semicolon without a parameter', given: 'a/b;; c=d;', want: ['a/b', ['c', 'd']] },
  { name: 'a suffix', given: 'application/vnd.pets+json', want: ['application/vnd.pets+json'] },
  { name: 'a range', given: 'text/*', want: ['text/*'] },
  { name: 'a name like a member of every object', given: 'a/b; __proto__=c', want: ['a/b', ['__proto__', 'c']] },
  { name: 'no subtype', given: 'text', want: undefined },
  { name: 'nothing', given: '', want: undefined },
  { name: 'a space around the equals sign', given: 'a/b; c = d', want: undefined },
  { name: 'a parameter without a value', given: 'a/b; c', want: undefined },
  { name: 'a parameter twice', given: 'a/b; c=1; C=2', want: undefined },
  { name: 'a quote that is not closed', given: 'a/b; c="d', want: undefined },
  { name: 'two types', given: 'a/b, c/d', want: undefined },
  { name: 'a line break', given: 'a/b\r\nc: d', want: undefined },
  { name: 'a line break in quotes', given: 'a/b; c="\r\n"', want: undefined },
];

test.each(cases)('$name', ({ given, want }) => {
  const { isValid, essence, parameters } = MediaType.parse(given);
  expect(isValid ? [essence, ...parameters] : undefined).toEqual(want);
});

const JSON_1 = 'application/json; version=1';
const choices: { name: string; declared: string[]; given: string; want: string | undefined }[] = [
  { name: 'another value of a declared parameter is another type', declared: [JSON_1], given: 'application/json; version=2', want: undefined },
  { name: 'a declared parameter has to be sent', declared: [JSON_1], given: 'application/json', want: undefined },
  { name: 'a declared parameter may be in quotes, beside others', declared: [JSON_1], given: 'Application/JSON;charset=utf-8; Version="1"', want: JSON_1 },
  { name: 'a type without parameters takes all', declared: [JSON_1, 'application/json'], given: 'application/json; version=2', want: 'application/json' },
  {
    name: 'the most parameters win',
    declared: ['a/b', 'a/b; c=1', 'a/b; c=1; d=2'],
    given: 'a/b; d=2; c=1',
    want: 'a/b; c=1; d=2',
  },
  { name: 'a range takes what no type takes', declared: [JSON_1, 'application/*'], given: 'application/json; version=2', want: 'application/*' },
  { name: 'a range has parameters, too', declared: ['text/*; charset=utf-16', '*/*'], given: 'text/a', want: '*/*' },
  { name: 'a suffix has a range', declared: ['application/*+json', '*/*'], given: 'application/vnd.pets+json; v=1', want: 'application/*+json' },
  { name: 'it is closer than that of the kind', declared: ['application/*', 'application/*+json'], given: 'application/a+json', want: 'application/*+json' },
  { name: 'a type is closer than it', declared: ['application/*+json', 'application/a+json'], given: 'application/a+json', want: 'application/a+json' },
  { name: 'a type without the suffix is not in it', declared: ['application/*+json'], given: 'application/json', want: undefined },
  { name: 'another kind is not in it', declared: ['application/*+json'], given: 'image/a+json', want: undefined },
  { name: 'the last suffix counts', declared: ['a/*+json'], given: 'a/b+xml+json', want: 'a/*+json' },
  { name: 'UTF-8 need not be sent', declared: ['application/json; charset=utf-8'], given: 'application/json', want: 'application/json; charset=utf-8' },
  { name: 'UTF-8 has two names', declared: ['text/a; charset=utf-8'], given: 'text/a; charset=UTF8', want: 'text/a; charset=utf-8' },
  { name: 'another charset is another type', declared: ['text/a; charset=utf-8'], given: 'text/a; charset=utf-16', want: undefined },
  {
    name: 'every message has its own boundary',
    declared: ['multipart/form-data; boundary=x'],
    given: 'multipart/form-data; boundary=y',
    want: 'multipart/form-data; boundary=x',
  },
];

test.each(choices)('$name', ({ declared, given, want }) => expect(findDeclared(declared, given)).toBe(want));
