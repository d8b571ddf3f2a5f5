import { once } from 'node:events';
import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import type { Health } from './health.ts';

/** How long a turn of the event loop is waited for in which no connection comes. */
const QUIET_MS = 300;
/** From the end of the drain until connections without a request are closed: a request may be under way on each. */
const IDLE_MS = 400;
/** From the end of the drain until every connection is cut: what has not arrived by then never will in time. */
const GRACE_MS = 650;

/**
 * Leaves without losing a request. For `drainMs` new requests are answered as ever, but health checks hear 503 and every answer asks
 * the client to close its connection: closing idle ones at once would cut a request that is already under way. Then no connection is
 * taken any more; those that are there end with their next answer, and what is still open after that is closed.
 *
 * @param drainMs in milliseconds
 */
export async function drain(server: Server, health: Health, drainMs: number): Promise<void> {
  health.drain();
  await new Promise((resolve) => setTimeout(resolve, drainMs));
  const closed = once(server, 'close');
  await takeWaiting(server);
  // The close of node:http, which calls this one, would also cut idle connections, on some of which the next request is on its way.
  NetServer.prototype.close.call(server);
  const idle = setTimeout(() => server.closeIdleConnections(), IDLE_MS);
  const force = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearTimeout(idle);
  clearTimeout(force);
}

/**
 * Takes the connections that wait in the system's queue, as those are reset when a listener closes: turn by turn of the event loop, until
 * one brought none and was so short that hardly any can have come behind it; a busy process is content with less as time goes by. Clients
 * that never pause could keep that up for ever, so it ends after `QUIET_MS`.
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
