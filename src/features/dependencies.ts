import type { AvailabilityCheck } from '@petsage/openapi-koa';

/**
 * What every feature gets from the service.
 *
 * To add a dependency, add it to this type and to both functions below. The service, the features' tests and `npm run feature` take
 * dependencies from here only, so nothing else has to change.
 */
export interface FeatureDependencies {
  readonly clock: () => Date;
  /** The availability check of health-check operations: a 503 while this instance is shutting down. */
  readonly drainCheck: AvailabilityCheck;
}

/** What belongs to one instance of the service, which creates it. */
export type InstanceParts = Pick<FeatureDependencies, 'clock' | 'drainCheck'>;

/** Creates the dependencies of the running service. */
export function createDependencies({ clock, drainCheck }: InstanceParts): FeatureDependencies {
  return { clock, drainCheck };
}

/** The time of the document's examples. */
const TEST_TIME = '2026-01-15T09:30:00.000Z';

/**
 * Creates dependencies that open no file and no connection: a clock that stands still, and an instance that isn't shutting down. For tests,
 * and for `npm run feature`, which creates the features only to see which operations they handle.
 *
 * @param overrides dependencies that a test needs to control
 */
export function createTestDependencies(overrides: Partial<FeatureDependencies> = {}): FeatureDependencies {
  return { clock: () => new Date(TEST_TIME), drainCheck: () => undefined, ...overrides };
}
