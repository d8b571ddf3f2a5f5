/**
 * The server of the overload test, in a process of its own: `server.ts FOLDER EVENT_LOOP_DELAY_MS`. It serves what was compiled into FOLDER,
 * prints its port, and ends with its standard input.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createServer, type OperationsSpec, type ServerLogger } from '../../src/index.ts';
import { createMetrics } from '../../src/metrics/index.ts';

const [folder, eventLoopDelayMs] = process.argv.slice(2) as [string, string];
const { operations } = createRequire(import.meta.url)(join(folder, 'operations.cjs')) as { operations: OperationsSpec };

/** Work for the processor, in steps of some microseconds. */
function spin(steps: number): number {
  let sum = 0;
  for (let step = 0; step < steps * 1000; step++) sum = (sum * 31 + step) | 0;
  return sum;
}
/** How many steps take 1 ms of processor time, whatever else runs on the machine. */
function stepsPerMs(): number {
  spin(20_000);
  const before = process.cpuUsage();
  spin(20_000);
  const { user, system } = process.cpuUsage(before);
  return Math.round(20_000 / ((user + system) / 1000));
}
const steps = stepsPerMs();

const log: ServerLogger = { child: () => log, debug() {}, info() {}, warn() {}, error() {}, isLevelEnabled: () => false };
const small = () => ({ status: 200, body: { status: 'ok', message: 'x'.repeat(37), timestamp: new Date().toISOString() } });
const api = await createServer<never>({
  operations,
  handlers: { work: () => ({ status: 200, body: { result: spin(steps) } }), small, health: small } as never,
  log,
  limits: { eventLoopDelayMs: Number(eventLoopDelayMs) },
  healthPaths: ['/api/v1/smoke-test'],
  monitoring: { metrics: createMetrics() },
});
const { port } = await api.listen({ host: '127.0.0.1' });
process.stdout.write(`${port}\n`);
process.stdin.resume().on('end', () => process.exit());
