import type { AvailabilityCheck } from '../operation.ts';
import { Problem } from '../problems/problem.ts';
import { defineProblems } from '../problems/registry.ts';

/** Whether this instance has started, and whether it is draining. */
export class Health {
  started = false;
  draining = false;

  /** From now on the instance takes requests. */
  start(): void {
    this.started = true;
  }

  /** From now on health checks get a 503. This cannot be undone. */
  drain(): void {
    this.draining = true;
  }
}

/** The problems of health checks. */
export const drainProblems = defineProblems({
  draining: {
    status: 503,
    title: 'The instance is shutting down',
    remedy: 'Send no new requests to this instance. Try again after the number of seconds in `Retry-After`; another instance will respond.',
  },
  'not-ready': {
    status: 503,
    title: 'The instance is not ready',
    remedy: 'Send no requests to this instance until `/readyz` responds with 200.',
  },
});

/**
 * The availability check of operations that monitors and load balancers call: unavailable while the instance is draining.
 *
 * @param drainMs how long a draining instance still serves requests, in milliseconds
 */
export function createDrainCheck(health: Pick<Health, 'draining'>, drainMs: number): AvailabilityCheck {
  const retryAfterS = Math.max(1, Math.ceil(drainMs / 1000));
  return () =>
    health.draining
      ? new Problem(drainProblems.draining, {
          detail: 'This instance is shutting down and takes no new work. Try again; another instance will respond.',
          headers: { 'Retry-After': retryAfterS },
        })
      : undefined;
}
