import type { Operations } from '../../generated/types.ts';
import type { Gate, Handlers, ProblemType } from '../contract/index.ts';
import type { AccessLevel, Feature } from './feature.ts';

/** No members at all are an object without members. */
type Intersection<U> = [U] extends [never] ? Record<never, never> : IntersectionOfSome<U>;
type IntersectionOfSome<U> = (U extends unknown ? (member: U) => void : never) extends (all: infer I) => void ? I : never;

/** All features as one. */
export interface MergedFeatures<H> {
  readonly handlers: H;
  readonly gates: { readonly [O in keyof Operations]?: Gate };
  /** The service's own first. */
  readonly problems: readonly ProblemType[];
  readonly accessLevels: Readonly<Record<string, AccessLevel>>;
}

/**
 * Puts the features together. The handlers keep their types, so that an operation without one does not compile where all are wanted.
 *
 * @param ownProblems problems of the service itself, whose codes no feature may claim
 * @throws Error naming an operationId or a problem code that is claimed twice
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
    // As an operation may be called like a member of every object, which the compiler sees in each.
    gates: union(
      'gate',
      features.map((feature) => feature.gates ?? {}),
    ) as { readonly [O in keyof Operations]?: Gate },
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
    if (all.has(key)) throw new Error(`The ${what} ${key} is claimed twice.`);
    all.set(key, value);
  }
  return Object.fromEntries(all);
}
