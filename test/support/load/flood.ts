/**
 * Clients that send many requests at once and never read: `flood.ts PORT CLIENTS REQUESTS`. Prints `connected` once all of them have
 * written; ends with its standard input.
 */
import { once } from 'node:events';
import { connect } from 'node:net';

const [port, clients, requests] = process.argv.slice(2).map(Number) as [number, number, number];
const TARGETS = ['/api/v1/smoke-test', '/api/v1/smoke-test', '/nope', '/nope', '/openapi.json'];

process.stdin.resume().on('end', () => process.exit());
const connected = Array.from({ length: clients }, async (_, index) => {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  socket.pause();
  await once(socket, 'connect');
  socket.write(`GET ${TARGETS[index % TARGETS.length]} HTTP/1.1\r\nHost: a\r\n\r\n`.repeat(requests));
});
await Promise.all(connected);
process.stdout.write('connected\n');
