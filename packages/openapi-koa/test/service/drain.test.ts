import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { takeWaiting } from '../../src/service/drain.ts';

let server: Server;
beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
});

/** Connects, and says what became of it. */
function visit(outcomes: string[]): void {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', (error: NodeJS.ErrnoException) => outcomes.push(String(error.code)));
  socket.on('end', () => outcomes.push('served'));
}

test('connections that come while others are taken are taken, too, before the listener closes', async () => {
  const COUNT = 20;
  const outcomes: string[] = [];
  let taken = 0;
  server.on('connection', (socket) => {
    taken++;
    // In the system's queue before this turn ends.
    if (taken < COUNT) visit(outcomes);
    socket.end();
    socket.resume();
  });
  visit(outcomes);
  await takeWaiting(server);
  server.close();
  await once(server, 'close');
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect({ taken, outcomes }).toEqual({ taken: COUNT, outcomes: new Array(COUNT).fill('served') });
});

test('clients that never pause do not keep the listener open', async () => {
  let going = true;
  server.on('connection', (socket) => {
    socket.on('error', () => undefined).destroy();
    if (going) visit([]);
  });
  visit([]);
  await takeWaiting(server);
  going = false;
  server.close();
  await once(server, 'close');
  expect(server.listening).toBe(false);
});
