import type { Message } from './message.ts';
import { Random } from './random.ts';
import { Requests } from './requests.ts';
import type { Schema } from './values.ts';

/** How a client behaves once it has sent everything. */
export type Ending = 'reads' | 'half-closes' | 'reads late' | 'aborts' | 'waits';

/** One connection. */
export interface Case {
  /** By which its run finds it again. */
  readonly index: number;
  /** In the order in which they are sent; none where the bytes are not those of messages any more. */
  readonly messages: readonly Message[];
  /** What is sent, a packet each. */
  readonly packets: readonly Buffer[];
  readonly ending: Ending;
  /** Whether the responses tell that the connection is in step, so that each request has to have one. */
  readonly isWellFormed: boolean;
}

const MAX_MESSAGES = 12;
const JUNK = [
  ...['\0', '\r\n', '\r', '\n', ' ', '\t', ':', '%', '?', '#', '/', '"', ',', ';', '\x7f', '\xff', '\r\n\r\n', '9'.repeat(40), '0\r\n\r\n', '5\r\nabcde\r\n'],
  ...[
    'Content-Length: 7\r\n',
    'Content-Length: -1\r\n',
    'Transfer-Encoding: chunked\r\n',
    'Transfer-Encoding: gzip, chunked\r\n',
    'Host: b\r\n',
    'Expect: 100-continue\r\n',
  ],
  ...[
    'Connection: close\r\n',
    'Connection: upgrade\r\nUpgrade: x\r\n',
    'X: a\r\n b\r\n',
    'HTTP/2.0',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n',
  ],
];

/**
 * Makes a case of a run.
 *
 * @param seed  that of the run
 * @param index of the case in the run: the same two make the same case
 */
export function caseOf(document: Schema, seed: number, index: number): Case {
  const random = new Random(seed, index);
  const requests = new Requests(random, document);
  const id = (number: number) => `c${index}-${number}`;
  const isRaw = random.chance(0.35);
  const mayFail = !isRaw && random.chance(0.2);
  const count = 1 + random.small(random.chance(0.05) ? 15 * MAX_MESSAGES : MAX_MESSAGES);
  const messages = Array.from({ length: count }, (_, number) => (random.chance(0.6) ? requests.valid(id(number), mayFail) : requests.invalid(id(number))));
  messages.push(requests.marker(id(count)));
  const whole = Buffer.concat(messages.map(({ bytes }) => bytes));
  const bytes = isRaw ? damaged(random, whole) : whole;
  return { index, messages, packets: packetsOf(random, bytes), ending: endingOf(random, isRaw), isWellFormed: !isRaw };
}

function endingOf(random: Random, isRaw: boolean): Ending {
  if (random.chance(0.1)) return 'aborts';
  if (isRaw) return random.chance(0.02) ? 'waits' : 'half-closes';
  return random.chance(0.2) ? 'half-closes' : random.chance(0.05) ? 'reads late' : 'reads';
}

/** Cuts, doubles and mixes bytes in a few places. */
function damaged(random: Random, given: Buffer): Buffer {
  let bytes = given;
  for (let edits = 1 + random.small(4); edits > 0; edits--) {
    const at = random.below(bytes.length + 1);
    const kept = at + (random.chance(0.5) ? 0 : random.small(40));
    const put = random.chance(0.2) ? copied(random, bytes) : random.chance(0.1) ? random.bytes(30) : Buffer.from(random.pick(JUNK), 'latin1');
    bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(kept)]);
  }
  return bytes;
}

function copied(random: Random, bytes: Buffer): Buffer {
  const start = random.below(bytes.length + 1);
  return bytes.subarray(start, start + random.small(200));
}

function packetsOf(random: Random, bytes: Buffer): Buffer[] {
  const cuts = random.chance(0.4) ? [] : Array.from({ length: random.small(8) }, () => random.below(bytes.length + 1)).sort((one, other) => one - other);
  return [0, ...cuts].map((start, index) => bytes.subarray(start, cuts[index] ?? bytes.length)).filter((packet) => packet.length > 0);
}
