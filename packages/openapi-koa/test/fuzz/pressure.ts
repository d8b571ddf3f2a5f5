import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from './random.ts';
import { parseResponses } from './responses.ts';

const PIPELINED = 3000;
const MIB = 1024 * 1024;
const HANG_MS = 20_000;

/** A client that takes more than its share, or less. */
interface Client {
  readonly name: string;
  readonly send: readonly (Buffer | number)[];
  /** Whether it reads; else it leaves in the end. */
  readonly reads: boolean;
  /** @returns what is wrong with what it got */
  check?(bytes: Buffer, isClosed: boolean): string | undefined;
}

const marker = (id: string) => `GET /marker/${id} HTTP/1.1\r\nHost: a\r\nX-Request-Id: ${id}\r\n\r\n`;
const markers = (last = '') => Buffer.from(Array.from({ length: PIPELINED }, (_, index) => marker(`m${index}`)).join('') + last);

/** Every marker has its response, in order. */
function inOrder(bytes: Buffer, isClosed: boolean): string | undefined {
  const { final, fault } = parseResponses(bytes, () => false, isClosed);
  const wrong = final.findIndex(({ body }, index) => body.toString() !== `m${index} m${index}`);
  if (fault !== undefined || wrong !== -1 || final.length !== PIPELINED)
    return `${final.length} responses of ${PIPELINED}, ${fault ?? `the first wrong one is ${wrong}`}`;
  return undefined;
}

const endsWith = (status: number) => (bytes: Buffer) => {
  const { final, fault } = parseResponses(bytes, () => false, true);
  return fault === undefined && final.at(-1)?.status === status ? undefined : `${final.map((response) => response.status)} ${fault ?? ''} instead of ${status}`;
};

const put = (size: number) => Buffer.from(`PUT /bytes HTTP/1.1\r\nHost: a\r\nContent-Type: application/octet-stream\r\nContent-Length: ${size}\r\n\r\n`);
const large = 'GET /streams/large HTTP/1.1\r\nHost: a\r\n\r\n';

const CLIENTS: readonly Client[] = [
  { name: 'pipelines and does not read', send: [markers(), 300], reads: false },
  { name: 'pipelines large responses and does not read', send: [Buffer.from(large.repeat(200)), 300], reads: false },
  { name: 'pipelines and reads', send: [markers()], reads: true, check: inOrder },
  { name: 'pipelines, reads, and ends in nonsense', send: [markers('NONSENSE\r\n\r\n')], reads: true, check: endsWith(400) },
  { name: 'connects and leaves', send: [], reads: false },
  { name: 'never finishes its header section', send: [Buffer.from('GET / HTTP/1.1\r\nHo')], reads: true, check: endsWith(408) },
  { name: 'never finishes its body', send: [put(100_000), Buffer.alloc(10_000)], reads: true },
  { name: 'leaves in the middle of its body', send: [put(300_000), Buffer.alloc(100_000), 50], reads: false },
  { name: 'sends more than is allowed', send: [put(MIB), Buffer.alloc(MIB)], reads: true },
  { name: 'idles until it is closed', send: [Buffer.from(marker('m'))], reads: true, check: endsWith(200) },
];

/**
 * Plays one of the clients.
 *
 * @returns what is wrong, if anything
 */
export async function pressure(port: number, random: Random): Promise<string | undefined> {
  const { name, send, reads, check } = random.pick(CLIENTS);
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const chunks: Buffer[] = [];
  let isClosed = false;
  let isHung = false;
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const deadline = setTimeout(() => {
    isHung = true;
    socket.destroy();
  }, HANG_MS);
  socket.on('error', () => undefined);
  socket.on('end', () => {
    isClosed = true;
    socket.end();
  });
  if (reads) socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  for (const part of send) {
    if (typeof part === 'number') await sleep(part);
    else if (!socket.destroyed) socket.write(part);
  }
  if (!reads) socket.destroy();
  await closed;
  clearTimeout(deadline);
  const fault = isHung ? 'is never closed' : check?.(Buffer.concat(chunks), isClosed);
  return fault === undefined ? undefined : `a client that ${name}: ${fault}`;
}
