/** A service whose handlers leave faults behind, run as the service runs: a program for tests of `runServer`. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ContractApp, createContract, createHttpServer, runServer } from '../../packages/openapi-koa/src/index.ts';
import { drain } from '../../packages/openapi-koa/src/service/drain.ts';
import { Health } from '../../packages/openapi-koa/src/service/health.ts';
import { createLog } from '../../src/ops/log.ts';

const SLOW_MS = 500;

const faults: Readonly<Record<string, () => void>> = {
  rejection: () => void setTimeout(() => void Promise.reject(new Error('a stray rejection'))),
  exception: () => void setTimeout(throwing(new Error('a stray exception'))),
  text: () => void setTimeout(() => void Promise.reject('a text')),
  nothing: () => void setTimeout(throwing(undefined)),
  unreadable: () => void setTimeout(throwing(unreadable())),
  many: () => void setInterval(throwing(new Error('again and again')), 2),
  memory: () => void setInterval(leak, 1),
  interval: () => void setInterval(() => undefined, 1000),
};

const operation = (operationId: string) => ({
  operationId,
  method: 'GET' as const,
  path: `/${operationId}`,
  security: [],
  load: () => ({ parameters: [], responses: { 200: { headers: [], content: ['application/json'] } }, validators: { responses: {} } }),
});

const drainMs = Number(process.env['DRAIN_MS']);
const log = createLog('info');
const handlers = {
  ...Object.fromEntries(Object.entries(faults).map(([name, fault]) => [name, () => ({ status: 200, body: fault() ?? name })])),
  slow: () => sleep(SLOW_MS, { status: 200, body: 'slow' }),
};

const { server } = await runServer({ start, log, drainMs });
log.info({ port: server.port }, 'listening');

async function start() {
  const { AT_START } = process.env;
  if (AT_START === 'failure') throw new Error('cannot start');
  if (AT_START !== undefined) {
    faults[AT_START]?.();
    log.info({}, 'starting');
    // Longer than any test waits.
    await sleep(60_000);
  }
  const health = new Health();
  const problemBase = () => '';
  const app = new ContractApp({ problemBase, bodyLimitBytes: 1024, health });
  const operations = { securitySchemes: {}, list: Object.keys(handlers).map(operation) };
  app.use(await createContract<Record<string, never>>({ operations, handlers: handlers as never, bodyLimitBytes: 1024, log, problemBase }));
  const server = createHttpServer(app.callback(), { problemBase }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => (process.env['STOP'] === 'never' ? new Promise<void>(() => undefined) : drain(server, health, drainMs));
  return { port: (server.address() as AddressInfo).port, close };
}

const leaked: unknown[] = [];
function leak(): void {
  for (let index = 0; index < 10; index++) leaked.push(Array.from({ length: 10_000 }, () => ({ index })));
}

function throwing(error: unknown): () => never {
  return () => {
    throw error;
  };
}

function unreadable(): Error {
  return Object.defineProperty(new Error('hidden'), 'cause', { enumerable: true, get: throwing(new Error('no cause to read')) });
}
