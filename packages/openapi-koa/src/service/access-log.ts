import type { Logger } from '../logger.ts';
import type { ExchangeRecord } from '../server/exchange-record.ts';

/** The level of lines in the access log. */
export type AccessLevel = 'debug' | 'info';

/** A logger that says which levels it writes, as Pino does; one that doesn't writes all of them. */
export interface LeveledLogger extends Pick<Logger, 'debug' | 'info'> {
  isLevelEnabled?(level: AccessLevel): boolean;
}

/**
 * Logs a line for each request.
 *
 * @param levels by operationId, or by path for what isn't an operation: of what is called so often that it would dominate the log; `info`
 *   for all others
 */
export function accessLog(log: LeveledLogger, levels: Readonly<Record<string, AccessLevel>>): ((record: ExchangeRecord) => void) | undefined {
  // Without a record, nothing is measured.
  if (log.isLevelEnabled?.('info') === false) return undefined;
  const debug = log.isLevelEnabled?.('debug') ?? true;
  return (record) => {
    const { requestId, operationId, route, method, status, durationMs } = record;
    const name = operationId ?? route;
    const level = (name !== undefined && Object.hasOwn(levels, name) && levels[name]) || 'info';
    if (level === 'debug' && !debug) return;
    const { traceId, path, clientAddress } = record;
    log[level](
      { requestId, traceId, operationId, route, method, path, status, durationMs: Math.round(durationMs * 1000) / 1000, clientAddress },
      'request completed',
    );
  };
}
