import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Server as NetServer, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { net } from '../node-modules.ts';
import { Connection } from '../server/connection.ts';
import type { Health } from './health.ts';

/** For how long before the end of the drain new connections are kept, at most half of the drain: until a busy proxy has as many as it needs. */
const KEPT_MS = 500;
/** How long to wait at most for a turn of the event loop without a new connection. */
const QUIET_MS = 300;
/** From the end of the drain until connections without a request are closed: a request may be on its way on each. */
const IDLE_MS = 400;
/** From the end of the drain until every connection is closed. A request that hasn't arrived by then is too late. */
const GRACE_MS = 650;

/**
 * Stops a server without losing a request. For `drainMs` new requests are served as before, except that health checks get a 503 and every
 * response says `Connection: close`: closing idle connections at once would lose requests that are on their way. Then no connection is
 * accepted any more; open ones close after their next response, and those that remain are closed.
 *
 * A connection is reset if it arrives at the moment when the listener closes, and its request is lost unless it can be sent again. So a
 * client that still opens connections, such as a proxy without health checks, should have no need to at that moment: those that it opens
 * shortly before are kept until then.
 *
 * @param drainMs in milliseconds
 */
export async function drain(server: Server, health: Health, drainMs: number): Promise<void> {
  health.drain();
  const keptMs = Math.min(KEPT_MS, drainMs / 2);
  await sleep(drainMs - keptMs);
  const endKeeping = keepNewConnections(server);
  await sleep(keptMs);
  const closed = once(server, 'close');
  await takeWaiting(server);
  // `http.Server.close` would also close idle connections, on some of which the next request is on its way.
  net.Server.prototype.close.call(server);
  endKeeping();
  const idle = setTimeout(() => server.closeIdleConnections(), IDLE_MS);
  const force = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearTimeout(idle);
  clearTimeout(force);
}

/**
 * Lets connections that open from now on stay open after their responses.
 *
 * @returns ends that, for all of them
 */
function keepNewConnections(server: Server): () => void {
  const kept: Connection[] = [];
  const keep = (socket: Socket) => {
    const connection = Connection.of(socket);
    if (connection === undefined) return;
    connection.isKeptInDrain = true;
    kept.push(connection);
  };
  server.on('connection', keep);
  return () => {
    server.off('connection', keep);
    for (const connection of kept) connection.isKeptInDrain = false;
  };
}

/**
 * Accepts the connections in the system's queue, which would be reset when the listener closes: waits for a turn of the event loop that
 * brought none and was so short that hardly any can have arrived since. The busier the process, the longer a turn may take as time goes
 * by. Clients that never pause could delay this forever, so it ends after `QUIET_MS`.
 */
export async function takeWaiting(server: NetServer): Promise<void> {
  let came = true;
  const note = () => {
    came = true;
  };
  server.on('connection', note);
  let waitedMs = 0;
  for (let turnMs = 0; (came || turnMs > waitedMs / 100) && waitedMs < QUIET_MS; waitedMs += turnMs) {
    came = false;
    const startMs = performance.now();
    await new Promise((resolve) => setImmediate(resolve));
    turnMs = performance.now() - startMs;
  }
  server.off('connection', note);
}
