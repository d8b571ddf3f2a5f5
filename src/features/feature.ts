import type { AccessLevel, AvailabilityCheck, Handlers, ProblemType } from '@petsage/openapi-koa';
import type { Operations } from '../../generated/types.ts';

/** One feature: handlers for some of the document's operations, with their checks, problems and log levels. */
export interface Feature<O extends keyof Operations = keyof Operations> {
  readonly handlers: Pick<Handlers<Operations>, O>;
  /** Availability checks that run before an operation. */
  readonly availabilityChecks?: { readonly [Id in O]?: AvailabilityCheck };
  /** Problem types of the feature, which the service lists at `/problems`. */
  readonly problems?: Readonly<Record<string, ProblemType>>;
  /** The level of an operation's access-log lines, if it isn't `info`. */
  readonly accessLevels?: { readonly [Id in O]?: AccessLevel };
}
