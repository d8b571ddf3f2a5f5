import { parseResponses } from './responses.ts';

const parse = (text: string, isEnded = false) => parseResponses(Buffer.from(text, 'latin1'), () => false, isEnded);
const bodiesOf = (text: string) => parse(text).final.map(({ status, body }) => `${status} ${body}`);

const wellFormed: { name: string; given: string; want: string[] }[] = [
  { name: 'a length', given: 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc', want: ['200 abc'] },
  { name: 'chunks', given: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n', want: ['200 abc'] },
  { name: 'two responses', given: 'HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 1\r\n\r\nx', want: ['204 ', '404 x'] },
  { name: 'an interim response', given: 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx', want: ['200 x'] },
];
test.each(wellFormed)('$name is read', ({ given, want }) => {
  expect(bodiesOf(given)).toEqual(want);
});

test('a response to HEAD has a length and no body', () => {
  const given = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n');
  expect(parseResponses(given, (_, endsHere) => endsHere, false).final.map(({ status }) => status)).toEqual([200, 204]);
});

test('a body without a length ends with the connection', () => {
  expect(parse('HTTP/1.1 200 OK\r\n\r\nabc', true).final.map(({ body }) => String(body))).toEqual(['abc']);
});

const faulty: { name: string; given: string; want: RegExp }[] = [
  { name: 'bytes between responses', given: 'HTTP/1.1 204 No Content\r\n\r\nxHTTP/1.1 204 No Content\r\n\r\n', want: /^no status line, at byte 27/ },
  { name: '100 Continue within a body', given: 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nabc', want: /^no status line/ },
  { name: 'two lengths', given: 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc', want: /^a body with two lengths/ },
  {
    name: 'a length beside chunks',
    given: 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    want: /^a body with two lengths/,
  },
  { name: 'a 204 with a length', given: 'HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n', want: /^a 204 with a length/ },
  { name: 'a chunk without a size', given: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nabcdefghijklmnop\r\n', want: /^a chunk without a size/ },
  {
    name: 'a chunk longer than its size',
    given: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n',
    want: /^a chunk that is longer/,
  },
  { name: 'a malformed field', given: 'HTTP/1.1 200 OK\r\na b: c\r\n\r\n', want: /^a malformed field "a b: c"/ },
];
test.each(faulty)('$name: a fault', ({ given, want }) => {
  expect(parse(given).fault).toMatch(want);
});

test.each([
  'HTTP/1.1 200 OK\r\nContent-Le',
  'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n',
])('%j is cut off', (given) => {
  const { final, fault, cut } = parse(given, true);
  expect({ final, fault, isCut: cut?.startsWith('HTTP/1.1 200') }).toEqual({ final: [], fault: undefined, isCut: true });
});
