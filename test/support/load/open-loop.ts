/**
 * Requests at a fixed rate, whether responses come or not: `open-loop.ts PORT PATH RATE SECONDS CONNECTIONS PIPELINED
 * DEADLINE_MS`. Prints, as JSON, what became of the requests that were due. Ends with its standard input, or after its time.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** How a load went: counts of requests, and how long the successful ones took from the time they were due. */
export interface LoadResult {
  /** All that were due. The rest of it was still under way at the end, or had no connection with room. */
  readonly due: number;
  readonly ok: number;
  /** Of these, those that came before the deadline. */
  readonly inTime: number;
  readonly shed: number;
  readonly other: number;
  /** Percentiles of the successful ones, in milliseconds: 50, 95, 99, 100. */
  readonly percentilesMs: readonly number[];
}

interface Client {
  readonly socket: Socket;
  /** When the requests under way were due, in order. */
  readonly dueMs: number[];
  rest: string;
}

const TICK_MS = 2;
/** How long responses are waited for after the last request. */
const LAST_MS = 500;
const MARK = 'HTTP/1.1 ';

const [port, path, rate, seconds, connections, pipelined, deadlineMs] = process.argv.slice(2).map((text, index) => (index === 1 ? text : Number(text))) as [
  number,
  string,
  number,
  number,
  number,
  number,
  number,
];
process.stdin.resume().on('end', () => process.exit());
const request = `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
const latenciesMs: number[] = [];
const counts = { ok: 0, shed: 0, other: 0 };

/** Fewer than the system keeps for a listener that has not accepted them. */
const CONNECTING = 100;
const clients: Client[] = [];
while (clients.length < connections) clients.push(...(await Promise.all(Array.from({ length: Math.min(CONNECTING, connections - clients.length) }, open))));
process.stdout.write('connected\n');

/** Opens a connection, and waits until the server has it: it may still be in the queue of the listener when it is established. */
async function open(): Promise<Client> {
  const socket = connect(port, '127.0.0.1').setNoDelay().setEncoding('latin1');
  const client: Client = { socket, dueMs: [], rest: '' };
  socket.on('error', () => undefined).write('OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n');
  await once(socket, 'data');
  socket.on('data', (chunk: string) => take(client, chunk));
  return client;
}

/** Each occurrence of the mark, with the status after it, begins a response; no body contains it. */
function take(client: Client, chunk: string): void {
  const text = client.rest + chunk;
  const nowMs = performance.now();
  let at = 0;
  for (let mark = text.indexOf(MARK); mark !== -1 && mark + MARK.length + 3 <= text.length; mark = text.indexOf(MARK, at)) {
    at = mark + MARK.length + 3;
    const dueMs = client.dueMs.shift() as number;
    const status = text.slice(at - 3, at);
    if (status === '200') {
      counts.ok++;
      latenciesMs.push(nowMs - dueMs);
    } else if (status === '503') counts.shed++;
    else counts.other++;
  }
  client.rest = text.slice(Math.max(at, text.length - MARK.length - 3));
}

let due = 0;
let next = 0;
const startMs = performance.now();
await new Promise<void>((resolve) => {
  const timer = setInterval(() => {
    const elapsedMs = Math.min(performance.now() - startMs, seconds * 1000);
    const until = Math.floor((elapsedMs / 1000) * rate);
    send(until - due);
    due = until;
    if (elapsedMs < seconds * 1000) return;
    clearInterval(timer);
    setTimeout(resolve, LAST_MS);
  }, TICK_MS);
});

/** Spreads requests evenly over the connections that have room. */
function send(count: number): void {
  const nowMs = performance.now();
  const share = Math.ceil(count / connections);
  let left = count;
  for (let tried = 0; tried < connections && left > 0; tried++) {
    const client = clients[next++ % connections] as Client;
    const size = Math.min(share, left, pipelined - client.dueMs.length);
    if (size <= 0 || client.socket.destroyed) continue;
    for (let index = 0; index < size; index++) client.dueMs.push(nowMs);
    client.socket.write(request.repeat(size));
    left -= size;
  }
}

latenciesMs.sort((a, b) => a - b);
const percentilesMs = [0.5, 0.95, 0.99, 1].map((part) => Math.round(latenciesMs[Math.ceil(latenciesMs.length * part) - 1] ?? 0));
const inTime = latenciesMs.filter((latencyMs) => latencyMs <= deadlineMs).length;
const result: LoadResult = { due, ...counts, inTime, percentilesMs };
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit());
