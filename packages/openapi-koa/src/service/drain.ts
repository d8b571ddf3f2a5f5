import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Server as NetServer } from 'node:net';
import { net } from '../node-modules.ts';
import type { Health } from './health.ts';

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
 * @param drainMs in milliseconds
 */
export async function drain(server: Server, health: Health, drainMs: number): Promise<void> {
  health.drain();
  await new Promise((resolve) => setTimeout(resolve, drainMs));
  const closed = once(server, 'close');
  await takeWaiting(server);
  // `http.Server.close` would also close idle connections, on some of which the next request is on its way.
  net.Server.prototype.close.call(server);
  const idle = setTimeout(() => server.closeIdleConnections(), IDLE_MS);
  const force = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearTimeout(idle);
  clearTimeout(force);
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
