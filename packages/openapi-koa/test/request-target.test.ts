import { loggedPath } from '../src/routing/request-target.ts';

describe('the path in the log', () => {
  const cases = [
    { name: 'is as it was sent', given: '/a/b%20c;v=1//../d', want: '/a/b%20c;v=1//../d' },
    { name: 'has no query', given: '/a?token=secret', want: '/a' },
    { name: 'has no fragment', given: '/a#token=secret', want: '/a' },
    { name: 'is / where only a query was sent', given: '?token=secret', want: '/' },
    { name: 'has no authority', given: 'http://ann:secret@host:80/a?b', want: '/a' },
    { name: 'has no authority of another scheme', given: 'ftp://ann:secret@host/a', want: '/a' },
    { name: 'is / where nothing follows the authority', given: 'http://ann:secret@host', want: '/' },
    { name: 'is the asterisk form', given: '*', want: '*' },
    { name: 'has control characters as they are on the wire', given: '/\x1b[31m\x07\x7f\x80\x9b\r\n', want: '/%1B[31m%07%7F%80%9B%0D%0A' },
    { name: 'has octets of UTF-8 as they are on the wire', given: Buffer.from('/é').toString('latin1'), want: '/%C3%A9' },
    { name: 'has characters that middleware put in as UTF-8', given: '/€\u{1f600}\u2028\ud800', want: '/%E2%82%AC%F0%9F%98%80%E2%80%A8%EF%BF%BD' },
    { name: 'has 256 characters', given: `/${'a'.repeat(255)}`, want: `/${'a'.repeat(255)}` },
    { name: 'has not more, and an ellipsis', given: `/${'a'.repeat(256)}`, want: `/${'a'.repeat(255)}…` },
    { name: 'is counted as it is written', given: `/${'\x80'.repeat(100)}`, want: `/${'%80'.repeat(85)}…` },
    { name: 'has no half of an escape', given: `/a${'\x80'.repeat(100)}`, want: `/a${'%80'.repeat(84)}…` },
  ];
  test.each(cases)('$name', ({ given, want }) => expect(loggedPath(given)).toBe(want));
});
