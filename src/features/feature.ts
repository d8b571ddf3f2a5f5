import type { Operations } from '../../generated/types.ts';
import type { Gate, Handlers, ProblemType } from '../contract/index.ts';

/** What the application hands to every feature. */
export interface FeatureDependencies {
  readonly clock: () => Date;
  /** Answers 503 while this instance is shutting down: the gate of an operation that tells monitors whether it is well. */
  readonly drainGate: Gate;
}

/** The level of lines in the access log. */
export type AccessLevel = 'debug' | 'info';

/** One feature: handlers for some of the document's operations, and what belongs to them. */
export interface Feature<O extends keyof Operations = keyof Operations> {
  readonly handlers: Pick<Handlers<Operations>, O>;
  /** Checks that come before an operation. */
  readonly gates?: { readonly [Id in O]?: Gate };
  /** Problems of the feature's own, for the table that the service serves. */
  readonly problems?: Readonly<Record<string, ProblemType>>;
  /** The level of an operation's access-log lines, where it is not `info`. */
  readonly accessLevels?: { readonly [Id in O]?: AccessLevel };
}
