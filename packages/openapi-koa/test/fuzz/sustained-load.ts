import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT } from '@petsage/openapi-checks/lib';
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

export interface SoakOptions {
  readonly minutes: number;
  readonly windows: number;
  readonly seed: number;
}

/** Loads the service window by window, and prints what it measures. @returns an exit code */
export async function soak({ minutes, windows, seed }: SoakOptions): Promise<number> {
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
