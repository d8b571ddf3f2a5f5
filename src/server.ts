import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { clientAddress, createHttpServer, drain, Health } from '@petsage/openapi-koa';
import type { Logger } from 'pino';
import { createApp } from './app.ts';
import type { Config } from './config.ts';
import type { Clock } from './ops/clock.ts';

/** A running service. */
export interface RunningServer {
  /** The port that the service listens on, even if the system chose it. */
  readonly port: number;
  /** Drains and stops the server: see `drain`. Further calls return the same promise. */
  stop(): Promise<void>;
}

/**
 * Starts the service.
 *
 * @throws the listen error of Node.js (`EADDRINUSE`, `EACCES`, `ENOTFOUND` …), or ContractError
 */
export async function startServer(config: Config, log: Logger, clock: Clock): Promise<RunningServer> {
  const health = new Health();
  let port = config.port;
  const origin = () => config.publicUrl ?? `http://localhost:${port}`;
  const { app, healthPaths } = await createApp({ config, health, clock, log, origin });
  const server = createHttpServer(app.callback(), {
    problemBase: () => `${origin()}/problems`,
    limits: config.connectionLimits,
    healthPaths,
    optimizeEmptyRequests: true,
    onUnread(message) {
      log.info(
        { writeTimeoutMs: config.connectionLimits.writeTimeoutMs, clientAddress: clientAddress(message, undefined) },
        'closed: the client does not read',
      );
    },
    onRefused(problem, requestId, message) {
      log.info({ requestId, status: problem.status, code: problem.type?.code, clientAddress: clientAddress(message, config.trustedProxies) }, 'refused');
    },
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
