import { numbers } from '../../../test/support/numbers.ts';
import { ForbiddenNameError, parseJsonBytes } from '../src/request/json-text.ts';

const LIMITS = { jsonDepthLimit: 256 };
const parse = (bytes: Buffer) => parseJsonBytes(bytes, LIMITS);
/** A text of more than 128 KiB, which is parsed in parts. */
const repeated = (item: string, times = Math.ceil(300_000 / item.length)) => Array.from({ length: times }, () => item).join();

const large = [
  { name: 'objects', text: `[${repeated('{"a":1,"b":"x"}')}]` },
  { name: 'objects after a byte order mark and white space', text: `\ufeff \n[${repeated('{"a":1}')}]\n` },
  { name: 'objects with brackets and commas in strings', text: `[${repeated('{"a":"},{","b":"[{},{}]"}')}]` },
  { name: 'objects with lists of objects', text: `[${repeated('{"a":[{"b":1},{"b":2}]}')}]` },
  { name: 'objects of several lists', text: `[[${repeated('{"a":1}')}],[${repeated('{"a":2}')}]]` },
  { name: 'objects inside of an object', text: `{"items":[${repeated('{"a":1}')}],"total":1}` },
  { name: 'objects among other values', text: `[1,null,${repeated('{"a":1},{"a":2}')},"x",[],{}]` },
  { name: 'objects with spaces between them', text: `[${repeated('{"a":1} ')}]` },
  { name: 'objects of 100 KB', text: `[${repeated(`{"a":"${'x'.repeat(100_000)}"}`, 5)}]` },
  { name: 'objects with characters of several bytes', text: `[${repeated('{"ä":"😀ж","b":"},{"}')}]` },
  { name: 'numbers', text: `[${repeated('12345')}]` },
  { name: 'a string', text: JSON.stringify('},{'.repeat(100_000)) },
];
test.each(large)('a large text has the value that JSON.parse gives: $name', ({ text }) => {
  const bytes = Buffer.from(text);
  expect(parse(bytes)).toEqual(JSON.parse(text.replace('\ufeff', '')));
  expect(bytes.equals(Buffer.from(text))).toBe(true);
});

const invalid = [
  { name: 'a list that does not end', text: `[${repeated('{"a":1}')}` },
  { name: 'a comma at the end', text: `[${repeated('{"a":1}')},]` },
  { name: 'more after the end', text: `[${repeated('{"a":1}')}],{"a":1}` },
  { name: 'the wrong bracket in the middle', text: `[${repeated('{"a":1}', 20_000)}],{"a":1},[${repeated('{"a":1}', 20_000)}]` },
  { name: 'no bracket at the beginning', text: `${repeated('{"a":1}')}]` },
  { name: 'objects without a list', text: repeated('{"a":1}') },
  { name: 'a missing quote in the middle', text: `[${repeated('{"a":1}', 20_000)},{"a:1},${repeated('{"a":1}', 20_000)}]` },
];
test.each(invalid)('a large text that is not JSON is refused: $name', ({ text }) => {
  const bytes = Buffer.from(text);
  expect(() => JSON.parse(text)).toThrow(SyntaxError);
  expect(() => parse(bytes)).toThrow(SyntaxError);
  expect(bytes.equals(Buffer.from(text))).toBe(true);
});

test('a large text that is not UTF-8 is refused', () => {
  const bytes = Buffer.from(`[${repeated('{"a":"x"}')}]`);
  bytes[bytes.length - 10] = 0xff;
  expect(() => parse(bytes)).toThrow(SyntaxError);
});

test('a property __proto__ anywhere in a large text is refused', () => {
  const text = `[${repeated('{"a":1}', 30_000)},{"__proto__":{}},${repeated('{"a":1}', 30_000)}]`;
  expect(() => parse(Buffer.from(text))).toThrow(ForbiddenNameError);
});

test('random texts are parsed or refused as JSON.parse does it', () => {
  const below = numbers(5);
  const pieces = ['{"a":1},{"b":[{"c":2},{"d":3}]}', '{"x":"},{"}', '{"x":"[\\"},{\\"]"}', '[{},{}]', '{}', '"},{"', '7', `{"y":"${'z'.repeat(40_000)}"}`];
  let parsed = 0;
  for (let round = 0; round < 15; round++) {
    let text = `[${Array.from({ length: 4000 + below(8000) }, () => pieces[below(100) === 0 ? below(pieces.length) : below(3)]).join()}]`;
    if (round % 3 === 0) {
      const at = below(text.length);
      text = text.slice(0, at) + ('[]{},"'[below(6)] as string) + text.slice(at + below(2));
    }
    let want: unknown;
    try {
      want = JSON.parse(text);
    } catch {
      expect(() => parse(Buffer.from(text))).toThrow(SyntaxError);
      continue;
    }
    parsed++;
    expect(JSON.stringify(parse(Buffer.from(text))) === JSON.stringify(want)).toBe(true);
  }
  expect(parsed).toBeGreaterThan(8);
  expect(parsed).toBeLessThan(15);
});
