/**
 * Clients that send many requests at once and read all responses: `readers.ts PORT CLIENTS REQUESTS`. Prints, as JSON, how many responses
 * were right and in order, and the first that was not.
 */
import { once } from 'node:events';
import { connect } from 'node:net';

const [port, clients, requests] = process.argv.slice(2).map(Number) as [number, number, number];
const TARGETS = ['/api/v1/smoke-test', '/nope', '/api/v1/smoke-test', '/openapi.json'];
const STATUSES = [200, 404, 200, 200];
const BODIES = [/^\{"status":"ok",/, /^\{"type":"[^"]+#not-found"/, /^\{"status":"ok",/, /^\{\s*"openapi":/];
/** The document is many times as long as the other bodies, and would be most of what is sent. */
const DOCUMENT_EVERY = 100;

process.stdin.resume().on('end', () => process.exit());
let right = 0;
let fault: string | undefined;
await Promise.all(Array.from({ length: clients }, (_, client) => read(client)));
process.stdout.write(`${JSON.stringify({ right, fault })}\n`, () => process.exit());

function kindOf(index: number): number {
  return index % DOCUMENT_EVERY === 0 ? 3 : index % 3;
}

async function read(client: number): Promise<void> {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  let received = '';
  let index = 0;
  socket.on('error', (error) => {
    fault ??= `client ${client}, response ${index}: ${error.message}`;
  });
  socket.on('data', (chunk: string) => {
    received += chunk;
    let at = 0;
    while (true) {
      const head = received.indexOf('\r\n\r\n', at);
      const length = head === -1 ? -1 : Number(/\r\ncontent-length: (\d+)/i.exec(received.slice(at, head))?.[1]);
      const end = head + 4 + length;
      if (head === -1 || received.length < end) break;
      check(client, index++, received.slice(at, head), received.slice(head + 4, end));
      at = end;
    }
    received = received.slice(at);
    if (index === requests) socket.destroy();
  });
  const lines = Array.from({ length: requests }, (_, each) => `GET ${TARGETS[kindOf(each)]} HTTP/1.1\r\nHost: a\r\nX-Request-Id: ${client}-${each}\r\n\r\n`);
  socket.write(lines.join(''));
  await once(socket, 'close');
  if (index < requests) fault ??= `client ${client}: closed after ${index} responses`;
}

function check(client: number, index: number, head: string, body: string): void {
  const kind = kindOf(index);
  const isRight = head.startsWith(`HTTP/1.1 ${STATUSES[kind]} `) && head.includes(`\r\nX-Request-Id: ${client}-${index}\r\n`) && BODIES[kind]?.test(body);
  if (isRight) right++;
  else fault ??= `client ${client}, response ${index}: ${head.slice(0, 200)} … ${body.slice(0, 100)}`;
}
