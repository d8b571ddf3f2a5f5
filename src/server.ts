import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, Server as NetServer } from 'node:net';
import type { Logger } from 'pino';
import { createApp } from './app.ts';
import type { Config } from './config.ts';
import { createHttpServer } from './contract/index.ts';
import type { Clock } from './ops/clock.ts';
import { Health } from './ops/health.ts';

/** A service that listens. */
export interface RunningServer {
  /** The port it listens on, also where the system chose it. */
  readonly port: number;
  /** Stops for good: see `drain`. Calling it again changes nothing. */
  stop(): Promise<void>;
}

/** From the end of the drain until connections without a request are closed: a request may be under way on each. */
const IDLE_MS = 500;
/** From the end of the drain until every connection is cut: what has not arrived by then never will in time. */
const GRACE_MS = 900;

/**
 * Starts the service.
 *
 * @throws the listen error of Node (`EADDRINUSE`, `EACCES`, `ENOTFOUND` …), or ContractError
 */
export async function startServer(config: Config, log: Logger, clock: Clock): Promise<RunningServer> {
  const health = new Health();
  let port = config.port;
  const origin = () => config.publicUrl ?? `http://localhost:${port}`;
  const app = await createApp({ config, health, clock, log, origin });
  const server = createHttpServer(app.callback(), {
    problemBase: () => `${origin()}/problems`,
    onRefused: (problem, requestId) => log.info({ requestId, status: problem.status, code: problem.type?.code }, 'refused'),
  });
  server.listen(config.host === undefined ? { port } : { port, host: config.host });
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
  let stopped: Promise<void> | undefined;
  return {
    port,
    stop() {
      stopped ??= drain(server, health, config.drainMs);
      return stopped;
    },
  };
}

/**
 * Leaves without losing a request. For `drainMs` new requests are answered as ever, but health checks hear 503 and every answer asks
 * the client to close its connection: closing idle ones at once would cut a request that is already under way. Then no connection is
 * taken any more; those that are there end with their next answer, and what is still open after that is closed.
 */
async function drain(server: Server, health: Health, drainMs: number): Promise<void> {
  health.drain();
  await new Promise((resolve) => setTimeout(resolve, drainMs));
  const closed = once(server, 'close');
  // Right after the turn in which the system's waiting connections were taken: what waits when a listener closes is reset.
  await new Promise((resolve) => setImmediate(resolve));
  // The close of node:http would cut connections whose first request is still on its way.
  NetServer.prototype.close.call(server);
  const idle = setTimeout(() => server.closeIdleConnections(), IDLE_MS);
  const force = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearTimeout(idle);
  clearTimeout(force);
}
