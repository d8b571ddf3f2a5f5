import { defineProblems, type Gate, Problem } from '../contract/index.ts';
import type { Health } from './health.ts';

export const drainProblems = defineProblems({
  draining: {
    status: 503,
    title: 'The instance is shutting down',
    remedy: 'Send no new work to this instance; try again after the seconds that `Retry-After` names, another one will answer.',
  },
});

/**
 * Tells whoever asks, and however, that an instance is leaving: for the operations that monitors and load balancers call.
 *
 * @param drainMs how long a leaving instance still answers, in milliseconds
 */
export function createDrainGate(health: Pick<Health, 'draining'>, drainMs: number): Gate {
  const retryAfterS = Math.max(1, Math.ceil(drainMs / 1000));
  return () =>
    health.draining
      ? new Problem(drainProblems.draining, {
          detail: 'This instance is shutting down and takes no new work. Try again, another instance will answer.',
          headers: { 'Retry-After': retryAfterS },
        })
      : undefined;
}
