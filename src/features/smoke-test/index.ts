import type { Feature, FeatureDependencies } from '../feature.ts';
import { createGate, createHandler } from './handler.ts';
import { smokeTestProblems } from './problems.ts';

export function smokeTest(dependencies: FeatureDependencies): Feature<'getSmokeTest'> {
  return {
    handlers: { getSmokeTest: createHandler(dependencies) },
    gates: { getSmokeTest: createGate(dependencies) },
    problems: smokeTestProblems,
    // Monitors call it every few seconds.
    accessLevels: { getSmokeTest: 'debug' },
  };
}
