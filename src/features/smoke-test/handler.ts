import type { Operations } from '../../../generated/types.ts';
import { type Gate, type Handler, Problem } from '../../contract/index.ts';
import type { FeatureDependencies } from '../feature.ts';
import { smokeTestProblems } from './problems.ts';
import { checkSystemHealth } from './service.ts';

/** Answers that the system is alive. */
export function createHandler({ clock }: Pick<FeatureDependencies, 'clock'>): Handler<Operations['getSmokeTest']> {
  return () => {
    const { message, checkedAt } = checkSystemHealth(clock);
    return { status: 200, headers: { 'Cache-Control': 'no-store' }, body: { status: 'ok', message, timestamp: checkedAt.toISOString() } };
  };
}

/** Tells whoever asks, and however, that an instance is leaving. */
export function createGate({ health, drainMs }: Pick<FeatureDependencies, 'health' | 'drainMs'>): Gate {
  const retryAfterS = Math.max(1, Math.ceil(drainMs / 1000));
  return () =>
    health.draining
      ? new Problem(smokeTestProblems.draining, {
          detail: 'This instance is shutting down and takes no new work. Try again, another instance will answer.',
          headers: { 'Retry-After': retryAfterS },
        })
      : undefined;
}
