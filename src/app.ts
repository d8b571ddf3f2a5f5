import { join } from 'node:path';
import {
  type ApiServer,
  contractProblems,
  createDrainCheck,
  createServer,
  drainProblems,
  Health,
  type LeveledLogger,
  type ReadinessCheck,
  SECURITY_HEADERS,
  type SecurityHeaders,
  type ServerLogger,
  type ServerMetrics,
  type ServerTracing,
} from '@petsage/openapi-koa';
import { operations } from '../generated/operations.cjs';
import type { Operations } from '../generated/types.ts';
import { backendBinder, decodeBody } from './binding.ts';
import type { Config } from './config.ts';
import { type Connection, createDependencies, type FeatureDependencies, type ServiceDependencies } from './features/dependencies.ts';
import { createFeatures } from './features/features.ts';
import { mergeFeatures } from './features/merge.ts';
import { isBuilt } from './ops/build-info.ts';
import type { Clock } from './ops/clock.ts';
import { createPages } from './pages/pages.ts';
import { createSecurityHandlers } from './security/security-handlers.ts';

export interface AppParts {
  readonly config: Pick<Config, 'bodyLimitBytes' | 'drainMs' | 'publicUrl'> &
    Partial<Pick<Config, 'metricsPort' | 'trustedProxies' | 'requestLimits' | 'connectionLimits'>>;
  readonly clock: Clock;
  readonly log: ServerLogger;
  /** Writes the access log; `log` if undefined. */
  readonly accessLogger?: LeveledLogger | undefined;
  /** What `/metrics` shows; without it, there is no such path. */
  readonly metrics?: ServerMetrics;
  readonly tracing?: ServerTracing | undefined;
  /** What the features get, if not the dependencies of the running service: see `createTestDependencies`. */
  readonly dependencies?: FeatureDependencies & Partial<Pick<ServiceDependencies, 'connections'>>;
}

/** For a service that clients reach by HTTPS only. Browsers ignore it over HTTP (RFC 6797 section 8.1). */
const HTTPS_ONLY: SecurityHeaders = { 'Strict-Transport-Security': 'max-age=31536000' };

/** Where the files that pages serve are. `npm run build` copies all of them into one folder. */
const BUILT_PAGES = join(import.meta.dirname, 'pages');
const PAGE_FOLDERS = isBuilt
  ? { documentFolder: BUILT_PAGES, packageFolder: BUILT_PAGES, changelogFolder: BUILT_PAGES }
  : { documentFolder: join(import.meta.dirname, '../generated'), changelogFolder: join(import.meta.dirname, '..') };

/** Creates the service, the API and its pages, which isn't listening yet. The connections of its dependencies are open until it has closed. */
export async function createApp({ config, clock, log, accessLogger, metrics, tracing, dependencies: given }: AppParts): Promise<ApiServer<Operations>> {
  const { bodyLimitBytes, drainMs, publicUrl, trustedProxies } = config;
  const health = new Health();
  const drainCheck = createDrainCheck(health, drainMs);
  const { connections = {}, ...dependencies } = given ?? (await createDependencies({ clock, drainCheck }));
  const features = mergeFeatures(createFeatures(dependencies), { ...contractProblems, ...drainProblems });
  const { handlers, availabilityChecks, accessLevels, problems } = features;
  const healthPaths = operations.list.filter(({ operationId }) => availabilityChecks[operationId as keyof Operations] === drainCheck).map(({ path }) => path);
  const server = await createServer<Operations>({
    operations,
    handlers,
    availabilityChecks,
    securityHandlers: createSecurityHandlers(dependencies),
    binder: backendBinder,
    decodeBody,
    pages: createPages({ ...PAGE_FOLDERS, publicUrl, problems }),
    limits: { bodyLimitBytes, ...config.requestLimits, ...config.connectionLimits },
    log,
    accessLevels,
    ...(accessLogger && { accessLogger }),
    health,
    healthPaths,
    drainMs,
    ...(tracing && { tracing }),
    monitoring: { readinessChecks: readinessChecksOf(connections), port: config.metricsPort, ...(metrics && { metrics }) },
    securityHeaders: publicUrl?.startsWith('https:') ? { ...SECURITY_HEADERS, ...HTTPS_ONLY } : SECURITY_HEADERS,
    ...(publicUrl !== undefined && { problemBase: `${publicUrl}/problems` }),
    ...(trustedProxies && { trustedProxies }),
  });
  let closed: Promise<void> | undefined;
  const stop = async () => {
    try {
      await server.close();
    } finally {
      for (const connection of Object.values(connections).reverse()) await connection.close();
    }
  };
  return {
    ...server,
    close() {
      closed ??= stop();
      return closed;
    },
  };
}

function readinessChecksOf(connections: Readonly<Record<string, Connection>>): Record<string, ReadinessCheck> {
  return Object.fromEntries(Object.entries(connections).map(([name, { isUp }]) => [name, isUp]));
}
