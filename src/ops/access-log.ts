import type { Logger } from 'pino';
import type { ExchangeRecord } from '../contract/index.ts';

type AccessLevel = 'debug' | 'info';

/**
 * Logs a line for each request.
 *
 * @param levels by operationId, for operations that are called so often that they would dominate the log; `info` for all others
 */
export function accessLog(log: Logger, levels: Readonly<Record<string, AccessLevel>>): ((record: ExchangeRecord) => void) | undefined {
  // Without a record, nothing is measured.
  if (!log.isLevelEnabled('info')) return undefined;
  const debug = log.isLevelEnabled('debug');
  return (record) => {
    const { requestId, operationId, route, method, status, durationMs } = record;
    const level = (operationId !== undefined && Object.hasOwn(levels, operationId) && levels[operationId]) || 'info';
    if (level === 'debug' && !debug) return;
    const { path, clientAddress } = record;
    log[level]({ requestId, operationId, route, method, path, status, durationMs: Math.round(durationMs * 1000) / 1000, clientAddress }, 'request completed');
  };
}
