/** How many runs are compared; the least of them is the one that nothing else disturbed. */
const RUNS = 5;
/** In milliseconds: below it the clock of the processor time says nothing. */
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
  return (
    least(() => cpuMs(run, 4 * size, times)) /
    Math.max(
      least(() => cpuMs(run, size, times)),
      NOISE_MS,
    )
  );
}

function least(measure: () => number): number {
  return Math.min(...Array.from({ length: RUNS }, measure));
}

function cpuMs(run: (size: number) => void, size: number, times: number): number {
  const start = process.cpuUsage();
  for (let time = 0; time < times; time++) run(size);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
