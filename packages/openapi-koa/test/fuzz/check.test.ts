import type { Case } from './cases.ts';
import { faultsOf } from './check.ts';
import type { Message } from './message.ts';

const message = (id: string, rest: Partial<Message> = {}): Message => ({
  id,
  method: 'GET',
  bytes: Buffer.from(`GET /${id} HTTP/1.1\r\n\r\n`),
  mayClose: false,
  mayCut: false,
  isEarly: false,
  isFaulty: false,
  expectsContinue: false,
  check: ({ status }) => (status === 200 ? undefined : `${status} instead of 200`),
  ...rest,
});

const response = (id: string, { status = 200, headers = '', body = 'x' } = {}) =>
  `HTTP/1.1 ${status} S\r\nX-Request-Id: ${id}\r\nX-Content-Type-Options: nosniff\r\nDate: now\r\n${headers}Content-Length: ${body.length}\r\n\r\n${body}`;
const problem = (id: string, status: number, headers = '') =>
  response(id, {
    status,
    headers: `Content-Type: application/problem+json\r\n${headers}`,
    body: JSON.stringify({ status, title: 't', detail: 'd' }),
  });

function faults(messages: readonly Message[], came: string, rest: Partial<Case> = {}, end: 'closed' | 'reset' | 'open' = 'open'): string[] {
  const each: Case = { index: 0, messages, packets: [], ending: 'reads', isWellFormed: true, ...rest };
  return faultsOf(each, { bytes: Buffer.from(came), end, isHung: false });
}

const a = message('a');
const b = message('b');

test('every request with its response is no fault', () => {
  expect(faults([a, b], response('a') + response('b'))).toEqual([]);
});

const rows: { name: string; messages: readonly Message[]; came: string; rest?: Partial<Case>; end?: 'closed' | 'reset'; want: RegExp }[] = [
  { name: 'a missing response', messages: [a, b], came: response('a'), end: 'closed', want: /^b \(GET \/b HTTP\/1\.1\) has no response$/ },
  { name: 'responses that changed places', messages: [a, b], came: response('b') + response('a'), want: /out of order: b,a/ },
  { name: 'a second response', messages: [a, b], came: response('a') + response('a') + response('b'), want: /out of order: a,a,b/ },
  { name: 'a refusal of a valid request', messages: [a], came: problem('a', 400), want: /400 instead of 200/ },
  { name: 'a 500', messages: [a], came: problem('a', 500), want: /500 / },
  { name: 'a 500 to damaged bytes', messages: [a], came: problem('x', 500), rest: { isWellFormed: false }, want: /a 5xx: 500/ },
  { name: 'a connection that ends for no reason', messages: [a], came: response('a', { headers: 'Connection: close\r\n' }), want: /ends the connection/ },
  {
    name: 'a response after one that closes',
    messages: [message('a', { mayClose: true }), b],
    came: response('a', { headers: 'Connection: close\r\n' }) + response('b'),
    want: /a response after a 200 that closes/,
  },
  { name: 'a 405 without Allow', messages: [message('a', { check: () => undefined })], came: problem('a', 405), want: /405 without .*allow/ },
  { name: 'a refusal that is not a problem', messages: [a], came: response('a', { status: 404 }), want: /404 with the media type undefined/ },
  { name: 'a response without an id', messages: [a], came: 'HTTP/1.1 204 S\r\nDate: now\r\n\r\n', want: /without one X-Request-Id/ },
  { name: '100 Continue that was not asked for', messages: [a], came: `HTTP/1.1 100 C\r\n\r\n${response('a')}`, want: /1 times 100 Continue/ },
  { name: 'a response that is cut off', messages: [a], came: response('a').slice(0, -1), end: 'closed', want: /cut off/ },
];
test.each(rows)('$name is a fault', ({ messages, came, rest, end, want }) => {
  expect(faults(messages, came, rest, end).join('\n')).toMatch(want);
});

const right: { name: string; messages: readonly Message[]; came: string; rest?: Partial<Case>; end?: 'closed' | 'reset' }[] = [
  { name: 'a 5xx of a handler that fails on purpose', messages: [message('a', { isFaulty: true, check: () => undefined })], came: problem('a', 500) },
  {
    name: 'requests without a response after one that closes',
    messages: [message('a', { mayClose: true }), b],
    came: response('a', { headers: 'Connection: close\r\n' }),
    end: 'closed',
  },
  { name: 'responses missing as the client left', messages: [a, b], came: response('a'), rest: { ending: 'aborts' } },
  {
    name: 'a refusal of the message itself, whose id is unknown',
    messages: [message('a', { mayClose: true, check: () => undefined })],
    came: problem('x', 400, 'Connection: close\r\n'),
    end: 'closed',
  },
];
test.each(right)('$name: no fault', ({ messages, came, rest, end }) => {
  expect(faults(messages, came, rest, end)).toEqual([]);
});
