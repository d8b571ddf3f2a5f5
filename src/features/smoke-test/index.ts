import type { FeatureDependencies } from '../dependencies.ts';
import type { Feature } from '../feature.ts';
import { createHandler } from './handler.ts';

/** Shows whether the system is alive. */
export function smokeTest(dependencies: FeatureDependencies): Feature<'getSmokeTest'> {
  return {
    handlers: { getSmokeTest: createHandler(dependencies) },
    availabilityChecks: { getSmokeTest: dependencies.drainCheck },
    // Monitors call it every few seconds.
    accessLevels: { getSmokeTest: 'debug' },
  };
}
