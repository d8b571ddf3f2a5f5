/** How often both sizes are measured at least and at most. What disturbs a measurement only adds to it, so the least counts. */
const LEAST_RUNS = 3;
const MOST_RUNS = 20;
/** What is clearly linear needs no more measurements. */
const LINEAR = 6;
/** In milliseconds: below it the clock of processor time is too coarse. */
const NOISE_MS = 4;

/**
 * How much more processor time a run takes at four times the size. About 4 where the cost is linear, 16 where it is quadratic.
 *
 * @param run  does the work for a size once; it is repeated for as long as the smaller size takes too little time to be measured
 * @param size of the smaller run
 */
export function cpuGrowth(run: (size: number) => void, size: number): number {
  run(size);
  let times = 1;
  while (cpuMs(run, size, times) < NOISE_MS && times < 1024) times *= 2;
  const least = { small: Number.POSITIVE_INFINITY, large: Number.POSITIVE_INFINITY };
  let growth = Number.POSITIVE_INFINITY;
  for (let runs = 0; runs < LEAST_RUNS || (growth > LINEAR && runs < MOST_RUNS); runs++) {
    least.small = Math.min(least.small, cpuMs(run, size, times));
    least.large = Math.min(least.large, cpuMs(run, 4 * size, times));
    growth = least.large / Math.max(least.small, NOISE_MS);
  }
  return growth;
}

function cpuMs(run: (size: number) => void, size: number, times: number): number {
  const start = process.cpuUsage();
  for (let time = 0; time < times; time++) run(size);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
