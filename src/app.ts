import { join } from 'node:path';
import {
  accessLog,
  ContractApp,
  contractProblems,
  createContract,
  createDrainCheck,
  drainProblems,
  type Health,
  InvalidResponseError,
  serveResources,
} from '@petsage/openapi-koa';
import type { Logger } from 'pino';
import { operations } from '../generated/operations.cjs';
import type { Operations } from '../generated/types.ts';
import type { Config } from './config.ts';
import { createDependencies } from './features/dependencies.ts';
import { createFeatures } from './features/features.ts';
import { mergeFeatures } from './features/merge.ts';
import type { Clock } from './ops/clock.ts';
import { createPages } from './pages/pages.ts';
import { createSecurityHandlers } from './security/security-handlers.ts';

export interface AppParts {
  readonly config: Pick<Config, 'bodyLimitBytes' | 'drainMs' | 'publicUrl'> & Partial<Pick<Config, 'trustedProxies' | 'requestLimits'>>;
  readonly health: Health;
  readonly clock: Clock;
  readonly log: Logger;
  /** Returns the address of the service for clients, without a trailing slash. Called late, as the system may choose the port. */
  readonly origin: () => string;
}

/** The service as one Koa app: the API and its pages. */
export interface ServiceApp {
  readonly app: ContractApp;
  /** The paths of health checks. */
  readonly healthPaths: readonly string[];
}

export async function createApp({ config, health, clock, log, origin }: AppParts): Promise<ServiceApp> {
  const drainCheck = createDrainCheck(health, config.drainMs);
  const features = mergeFeatures(createFeatures(createDependencies({ clock, drainCheck })), { ...contractProblems, ...drainProblems });
  const problemBase = () => `${origin()}/problems`;
  const { bodyLimitBytes } = config;
  const onResponse = accessLog(log, features.accessLevels);
  const app = new ContractApp({
    problemBase,
    bodyLimitBytes,
    ...(config.trustedProxies && { trustedProxies: config.trustedProxies }),
    closing: () => health.draining,
    ...(onResponse && { onResponse }),
    onFailure(error, { requestId, operationId }) {
      const violation = error instanceof InvalidResponseError ? { status: error.responseStatus, pointer: error.pointer, reason: error.reason } : { err: error };
      log.error({ requestId, operationId, ...violation }, error instanceof InvalidResponseError ? 'the response breaks the contract' : 'failed');
    },
  });
  const { handlers, availabilityChecks } = features;
  const securityHandlers = createSecurityHandlers();
  app.use(
    await createContract<Operations>({ operations, handlers, availabilityChecks, securityHandlers, bodyLimitBytes, ...config.requestLimits, log, problemBase }),
  );
  const documentFolder = join(import.meta.dirname, '../generated');
  app.use(serveResources(createPages({ documentFolder, publicUrl: config.publicUrl, problems: features.problems }), bodyLimitBytes));
  const healthPaths = operations.list.filter(({ operationId }) => availabilityChecks[operationId as keyof Operations] === drainCheck).map(({ path }) => path);
  return { app, healthPaths };
}
