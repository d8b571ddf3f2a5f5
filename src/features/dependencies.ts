import type { AvailabilityCheck, ReadinessCheck } from '@petsage/openapi-koa';

/**
 * What every feature and every security handler gets from the service.
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

/** Something that is opened while the service starts, such as a database. */
export interface Connection {
  /** While it returns false, throws or takes longer than a second, `/readyz` responds with 503, and the log names the connection. */
  readonly isUp: ReadinessCheck;
  /** Called after the last response. */
  close(): void | Promise<void>;
}

export interface ServiceDependencies extends FeatureDependencies {
  /** By name, in the order in which they were opened; closed in reverse. */
  readonly connections: Readonly<Record<string, Connection>>;
}

/** Creates the dependencies of the running service, and opens their connections. If this fails, the service doesn't start. */
export async function createDependencies({ clock, drainCheck }: InstanceParts): Promise<ServiceDependencies> {
  return { clock, drainCheck, connections: {} };
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
