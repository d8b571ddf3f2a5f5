/**
 * The server of a fuzz or soak run, in a process of its own: `server.ts FOLDER`, with a channel to its parent. It serves what was compiled
 * into FOLDER, reports what must not happen, and measures itself when the parent asks; it ends with the channel.
 */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startApi } from '../../../../test/support/api.ts';
import type { OperationsSpec } from '../../src/index.ts';
import { FAULTY_OPERATION, handlers, securityHandlers } from './handlers.ts';
import { BODY_LIMIT_BYTES, type FromServer, HTTP_LIMITS, type ToServer } from './service.ts';

const REPORT_INTERVAL_MS = 100;
const HANDLER_TIMEOUT_MS = 2000;

const send = (message: FromServer) => process.send?.(message);
const report = (what: string) => (error: unknown) => send({ kind: 'fault', text: `${what}: ${error instanceof Error ? error.stack : String(error)}` });

process.on('unhandledRejection', report('unhandled rejection'));
process.on('uncaughtException', report('uncaught exception'));
process.on('warning', report('warning'));
process.on('disconnect', () => process.exit());

const { operations } = createRequire(import.meta.url)(join(process.argv[2] as string, 'operations.cjs')) as { operations: OperationsSpec };
const api = await startApi({
  operations,
  handlers,
  securityHandlers,
  bodyLimitBytes: BODY_LIMIT_BYTES,
  handlerTimeoutMs: HANDLER_TIMEOUT_MS,
  limits: HTTP_LIMITS,
});

/** Failures of operations are faults, but for those of the one that is there to fail. */
function reportFailures(): void {
  for (const { error, operationId } of api.failures.splice(0))
    if (operationId !== FAULTY_OPERATION) report(`failure of ${operationId ?? 'no operation'}`)(error);
  api.lines.length = 0;
}

setInterval(reportFailures, REPORT_INTERVAL_MS).unref();
process.on('message', async (message: ToServer) => {
  if (message !== 'measure') return;
  for (let round = 0; round < 3; round++) {
    await sleep(20);
    globalThis.gc?.();
  }
  reportFailures();
  const { heapUsed, external } = process.memoryUsage();
  send({ kind: 'measured', heapBytes: heapUsed + external, descriptors: descriptors(), connections: await api.connections() });
});
send({ kind: 'listening', port: api.port });

/** How many files, sockets and pipes are open; 0 where the system has no /proc. */
function descriptors(): number {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return 0;
  }
}
