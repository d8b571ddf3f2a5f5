import type { Server } from 'node:http';
import { HeaderList } from '../http/header-list.ts';
import type { Logger } from '../logger.ts';
import { NOT_STORED, Problem } from '../problems/problem.ts';
import type { SerializedResponse } from '../response/serialized-response.ts';
import { ContractApp } from '../server/app.ts';
import { createHttpServer } from '../server/http-server.ts';
import { type Endpoint, serveResources } from '../server/static-resources.ts';
import { createDrainCheck, drainProblems, type Health } from './health.ts';
import { Readiness, type ReadinessCheck } from './readiness.ts';
import type { ServerMetrics } from './server-metrics.ts';

/** What is served for orchestrators and Prometheus, beside the operations of the document. */
export interface MonitoringOptions {
  /** By name, for the log; without any, an instance that has started is ready until it drains. */
  readonly readinessChecks?: Readonly<Record<string, ReadinessCheck>>;
  /** What `/metrics` shows; without it, there is no such path. */
  readonly metrics?: ServerMetrics;
  /** A port of their own, 0 for any free one; by default they are on the port of the operations, where clients reach them, too. */
  readonly port?: number | undefined;
}

/** The server that is monitored. */
export interface MonitoredServer {
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly health: Health;
  /** See `createDrainCheck`. */
  readonly drainMs: number;
}

/**
 * `/livez`: the event loop turns; `/readyz`: the server has started, what it depends on is up, and it isn't draining; `/metrics`. Overload
 * changes neither of the probes: to take every replica out of service at once would make it worse.
 */
export function monitoringEndpoints({ readinessChecks = {}, metrics }: MonitoringOptions, { log, health, drainMs }: MonitoredServer): readonly Endpoint[] {
  const readiness = new Readiness(readinessChecks, log);
  const ok = text('text/plain; charset=utf-8', 'ok\n');
  const drainCheck = createDrainCheck(health, drainMs);
  const probes = [
    { path: '/livez', respond: () => ok },
    {
      path: '/readyz',
      async respond() {
        const draining = drainCheck();
        if (draining !== undefined) throw draining;
        if (!health.started) throw notReady('This instance has not started yet.');
        if (!(await readiness.isReady())) throw notReady('Something that this instance depends on is not available.');
        return ok;
      },
    },
  ];
  if (metrics === undefined) return probes;
  return [...probes, { path: '/metrics', respond: async () => text(metrics.contentType, await metrics.expose()) }];
}

function text(type: string, body: string): SerializedResponse {
  return { status: 200, headers: HeaderList.of({ ...NOT_STORED, 'Content-Type': type }), body };
}

function notReady(detail: string): Problem {
  return new Problem(drainProblems['not-ready'], { detail, headers: { 'Retry-After': 1 } });
}

/** Few connections: of probes and Prometheus. */
const CONNECTIONS = 100;
const BODY_LIMIT_BYTES = 1024;

/** The server of the endpoints where they have a port of their own. Nothing is shed there. */
export function createMonitoringServer(endpoints: readonly Endpoint[], problemBase: () => string, onFailure: (error: unknown) => void): Server {
  const app = new ContractApp({ problemBase, bodyLimitBytes: BODY_LIMIT_BYTES, cors: false, onFailure });
  app.use(serveResources(endpoints, BODY_LIMIT_BYTES));
  return createHttpServer(app.callback(), { problemBase, limits: { connections: CONNECTIONS, eventLoopDelayMs: 0 }, optimizeEmptyRequests: true });
}
