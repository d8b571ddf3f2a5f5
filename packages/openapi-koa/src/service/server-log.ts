import type { BlockList } from 'node:net';
import { traceIdOf } from '../http/trace-context.ts';
import type { Logger } from '../logger.ts';
import { InvalidResponseError } from '../response/invalid-response.ts';
import type { ContractAppOptions } from '../server/app.ts';
import { clientAddress } from '../server/client-address.ts';
import type { HttpServerOptions } from '../server/http-server.ts';
import { type AccessLevel, accessLog, type LeveledLogger } from './access-log.ts';

/** The logger of a server: pino's, or one like it. */
export type ServerLogger = Logger & LeveledLogger;

export interface ServerLogOptions {
  readonly accessLevels: Readonly<Record<string, AccessLevel>>;
  readonly trustedProxies: BlockList | undefined;
  readonly writeTimeoutMs: number;
  readonly eventLoopDelayMs: number;
}

type Hooks = Pick<ContractAppOptions, 'onResponse'> &
  Pick<HttpServerOptions, 'onRefused' | 'onUnread' | 'onShed'> & {
    /** For the app, and for messages that did not reach it. */
    readonly onFailure: (
      error: unknown,
      exchange: { readonly requestId: string; readonly traceId?: string | undefined; readonly operationId?: string | undefined },
    ) => void;
  };

/** Under overload, a line for each request would make it worse. */
const SHED_LINE_MS = 1000;

/**
 * The hooks that log: a line for each request, for each error behind a 500, and for each connection that was refused or closed. What is
 * shed because of the event loop has a line per second.
 */
export function serverLog(
  log: ServerLogger,
  accessLogger: LeveledLogger,
  { accessLevels, trustedProxies, writeTimeoutMs, eventLoopDelayMs }: ServerLogOptions,
): Hooks {
  const onResponse = accessLog(accessLogger, accessLevels);
  let shed = 0;
  return {
    onShed(reason) {
      // Other reasons have lines of their own.
      if (reason !== 'event-loop-delay' || shed++ > 0) return;
      setTimeout(() => {
        log.warn({ requests: shed, eventLoopDelayMs }, 'overloaded: requests were refused');
        shed = 0;
      }, SHED_LINE_MS).unref();
    },
    ...(onResponse && { onResponse }),
    onFailure(error, { requestId, traceId, operationId }) {
      if (error instanceof InvalidResponseError) {
        const { responseStatus: status, pointer, reason, isOfMapping } = error;
        const what = isOfMapping ? 'what mapProblem returned breaks the contract' : 'the response breaks the contract';
        log.error({ requestId, traceId, operationId, status, pointer, reason }, what);
      } else log.error({ requestId, traceId, operationId, err: error }, 'failed');
    },
    onRefused(problem, requestId, message) {
      const { status, type } = problem;
      const traceId = traceIdOf(message.headers['traceparent']);
      log.info({ requestId, traceId, status, code: type?.code, clientAddress: clientAddress(message, trustedProxies) }, 'refused');
    },
    onUnread(message) {
      log.info({ writeTimeoutMs, clientAddress: clientAddress(message, undefined) }, 'closed: the client does not read');
    },
  };
}
