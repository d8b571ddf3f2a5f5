import { Load } from './load.ts';
import { FuzzService, type Measured } from './service.ts';
import type { Schema } from './values.ts';

/** Memory is compared with that after so many requests: until then code is loaded and compiled. */
const WARM_UP_REQUESTS = 3000;
const PROGRESS_MS = 10_000;
const MIB = 1024 * 1024;
/** What caches that have a bound, and code that is compiled late, may add. */
const MAX_GROWTH_BYTES = 24 * MIB;

export interface FuzzOptions {
  readonly requests: number;
  readonly minutes: number;
  readonly seed: number;
  /** Number of the first connection. */
  readonly from: number;
  /** How many connections are open at once. */
  readonly atOnce: number;
}

/** What came of a run. */
export interface Outcome {
  /** A line or more each, with how to repeat it. */
  readonly faults: readonly string[];
  readonly summary: string;
}

/** @param progress gets a line now and then */
export async function fuzz(document: Schema, { requests, minutes, seed, from, atOnce }: FuzzOptions, progress: (line: string) => void): Promise<Outcome> {
  progress(`seed ${seed}`);
  const service = await FuzzService.start();
  const load = new Load(document, seed, from, service);
  const endMs = Date.now() + minutes * 60_000;
  const until = (count: number) => load.run(atOnce, () => load.sent >= count || Date.now() >= endMs);
  const timer = setInterval(() => progress(`${load.sent} requests, ${load.faults.length} faults`), PROGRESS_MS);
  try {
    await until(Math.min(requests, WARM_UP_REQUESTS));
    const before = service.isRunning ? await service.measure() : undefined;
    await until(requests);
    const after = service.isRunning ? await service.measure() : undefined;
    if (before !== undefined && after !== undefined) load.faults.push(...leftovers(before, after));
    load.note();
  } finally {
    clearInterval(timer);
    await service.stop();
  }
  return { faults: load.faults, summary: load.summary };
}

/** What is still there that was not before, once no connection is open. */
function leftovers(before: Measured, after: Measured): string[] {
  const faults: string[] = [];
  if (after.descriptors > before.descriptors) faults.push(`${after.descriptors} descriptors are open, ${before.descriptors} were before`);
  const grown = after.heapBytes - before.heapBytes;
  if (grown > MAX_GROWTH_BYTES) faults.push(`${Math.round(grown / MIB)} MiB more are held than before, after garbage collection`);
  return faults;
}
