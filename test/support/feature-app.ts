import type { ApiServer } from '@petsage/openapi-koa';
import type { Operations } from '../../generated/types.ts';
import { createApp } from '../../src/app.ts';
import { createTestDependencies, type FeatureDependencies } from '../../src/features/dependencies.ts';
import { createLog } from '../../src/ops/log.ts';

const BODY_LIMIT_BYTES = 1_048_576;

/**
 * The service in this process, for tests of features: its `request` sends a request through the contract, without a port.
 *
 * @param overrides dependencies that the test controls; the others are those of `createTestDependencies`
 */
export function featureApp(overrides: Partial<FeatureDependencies> = {}): Promise<ApiServer<Operations>> {
  const dependencies = createTestDependencies(overrides);
  const config = { bodyLimitBytes: BODY_LIMIT_BYTES, drainMs: 0, publicUrl: undefined };
  return createApp({ config, clock: dependencies.clock, log: createLog('silent'), dependencies });
}
