/** `npm run test:soak`: good and bad load for a while, and what remains of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createCommand, EXIT, runCommand, wholeNumber } from '@petsage/openapi-checks/lib';
import { readDocument } from './document.ts';
import { Load } from './load.ts';
import { pressure } from './pressure.ts';
import { Random } from './random.ts';
import { FuzzService, type Measured } from './service.ts';

const AT_ONCE = 40;
const PRESSURE_AT_ONCE = 12;
const MIB = 1024 * 1024;
/** How much more memory the last third of windows may have than the second, on average. */
const MAX_GROWTH_BYTES = 6 * MIB;

interface SoakOptions {
  readonly minutes: number;
  readonly windows: number;
  readonly seed: number;
}

interface Values {
  readonly minutes: string;
  readonly windows: string;
  readonly seed?: string;
}

const command = createCommand<Values, SoakOptions>({
  name: 'npm run test:soak --',
  description:
    'Loads a service of everything that a document can describe, in a process of its own on loopback: the requests of npm run test:fuzz, and beside them clients that pipeline thousands of requests, do not read, leave in the middle, or never finish what they begin.',
  examples: ['$0 --minutes 10', '$0 --minutes 600 --windows 60'],
  notes: `
The run is cut into windows. After each, when no connection is open any more, memory after garbage collection and open descriptors are
measured. The run fails as npm run test:fuzz does, and if descriptors remain, or memory grows from the second third of windows to the last.`,
  exitCodes: '0 no fault, 1 a fault, 2 misused',
  define: (command) =>
    command
      .option('--minutes <number>', 'how long the load lasts, from 1 to 1440', '10')
      .option('--windows <number>', 'how often it is measured, from 3 to 1000', '12')
      .option('--seed <number>', 'the seed of the run, from 0 to 4294967295 (default: the time)'),
  parse: (values) => ({
    minutes: wholeNumber('--minutes', values.minutes, 1, 1440),
    windows: wholeNumber('--windows', values.windows, 3, 1000),
    seed: wholeNumber('--seed', values.seed ?? String(Date.now() % 0x100000000), 0, 0xffffffff),
  }),
  run,
});
await runCommand(command);

async function run({ minutes, windows, seed }: SoakOptions): Promise<number> {
  const service = await FuzzService.start();
  const load = new Load(readDocument(), seed, 0, service);
  const random = new Random(seed);
  const measured: Measured[] = [];
  let clients = 0;
  try {
    for (let window = 0; window < windows && service.isRunning && load.faults.length === 0; window++) {
      const endMs = Date.now() + (minutes * 60_000) / windows;
      const isOver = () => Date.now() >= endMs;
      const press = async () => {
        for (; !isOver() && service.isRunning; clients++) {
          const fault = await pressure(service.port, random);
          if (fault !== undefined) load.faults.push(fault);
          await sleep(random.below(200));
        }
      };
      await Promise.all([load.run(AT_ONCE, isOver), ...Array.from({ length: PRESSURE_AT_ONCE }, press)]);
      load.note();
      if (!service.isRunning) break;
      const now = await service.measure();
      measured.push(now);
      process.stdout.write(
        `window ${window + 1} of ${windows}: ${load.sent} requests, ${clients} other clients, ${mib(now.heapBytes)} MiB, ${now.descriptors} descriptors\n`,
      );
    }
    load.faults.push(...leftovers(measured));
  } finally {
    await service.stop();
  }
  for (const fault of load.faults) process.stderr.write(`${fault}\n`);
  process.stdout.write(`${load.summary}\n`);
  return load.faults.length === 0 ? EXIT.done : EXIT.failed;
}

/** What the load left behind. The first third of windows is left out: code is loaded and compiled in them. */
function leftovers(measured: readonly Measured[]): string[] {
  const third = Math.floor(measured.length / 3);
  if (third === 0) return [];
  const faults: string[] = [];
  const last = measured.slice(-third);
  const second = measured.slice(-2 * third, -third);
  const grown = averageBytes(last) - averageBytes(second);
  if (grown > MAX_GROWTH_BYTES) faults.push(`memory grew by ${mib(grown)} MiB from the second third of windows to the last`);
  const [before, after] = [second, last].map((windows) => Math.max(...windows.map(({ descriptors }) => descriptors))) as [number, number];
  if (after > before) faults.push(`${after} descriptors are open, ${before} were before`);
  return faults;
}

function averageBytes(measured: readonly Measured[]): number {
  return measured.reduce((sum, { heapBytes }) => sum + heapBytes, 0) / measured.length;
}

function mib(bytes: number): string {
  return (bytes / MIB).toFixed(1);
}
