import type { Handler } from '@petsage/openapi-koa';
import type { Operations } from '../../../generated/types.ts';
import type { FeatureDependencies } from '../dependencies.ts';
import { checkSystemHealth } from './service.ts';

/** Responds that the system is alive. */
export function createHandler({ clock }: Pick<FeatureDependencies, 'clock'>): Handler<Operations['getSmokeTest']> {
  return () => {
    const { message, checkedAt } = checkSystemHealth(clock);
    return { status: 200, headers: { 'Cache-Control': 'no-store' }, body: { status: 'ok', message, timestamp: checkedAt.toISOString() } };
  };
}
