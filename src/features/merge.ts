import type { AccessLevel, AvailabilityCheck, Handlers, ProblemType } from '@petsage/openapi-koa';
import type { Operations } from '../../generated/types.ts';
import type { Feature } from './feature.ts';

/** The intersection of no types is an empty object. */
type Intersection<U> = [U] extends [never] ? Record<never, never> : IntersectionOfSome<U>;
type IntersectionOfSome<U> = (U extends unknown ? (member: U) => void : never) extends (all: infer I) => void ? I : never;

/** The features merged into one. */
export interface MergedFeatures<H> {
  readonly handlers: H;
  readonly availabilityChecks: { readonly [O in keyof Operations]?: AvailabilityCheck };
  /** The service's own ones first. */
  readonly problems: readonly ProblemType[];
  readonly accessLevels: Readonly<Record<string, AccessLevel>>;
}

/**
 * Merges the features. The handlers keep their types, so that an operation without one does not compile where all are required.
 *
 * @param ownProblems problem types of the service itself, whose codes a feature must not use
 * @throws Error naming an operationId or a problem code that is used twice
 */
export function mergeFeatures<const F extends readonly Feature<never>[]>(
  features: F,
  ownProblems: Readonly<Record<string, ProblemType>>,
): MergedFeatures<Intersection<F[number]['handlers']>> {
  const handlers = union(
    'operationId',
    features.map((feature) => feature.handlers),
  ) as Partial<Handlers<Operations>>;
  const problems = union('problem code', [ownProblems, ...features.map((feature) => feature.problems ?? {})]);
  return {
    handlers: handlers as Intersection<F[number]['handlers']>,
    // The cast is needed because an operationId may be the name of a member of every object.
    availabilityChecks: union(
      'availability check',
      features.map((feature) => feature.availabilityChecks ?? {}),
    ) as { readonly [O in keyof Operations]?: AvailabilityCheck },
    problems: Object.values(problems),
    accessLevels: union(
      'access level',
      features.map((feature) => feature.accessLevels ?? {}),
    ),
  };
}

function union<V>(what: string, tables: readonly Readonly<Record<string, V>>[]): Record<string, V> {
  const all = new Map<string, V>();
  for (const [key, value] of tables.flatMap((table) => Object.entries(table))) {
    if (all.has(key)) throw new Error(`The ${what} ${key} is used twice.`);
    all.set(key, value);
  }
  return Object.fromEntries(all);
}
