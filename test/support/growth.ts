/** How often both sizes are measured at least and at most. What disturbs a measurement only adds to it, so the least counts. */
const LEAST_RUNS = 2;
const MOST_RUNS = 20;
/** What is clearly linear needs no more measurements. */
const LINEAR = 6;

/** Processor time of this process in microseconds. */
async function cpuOf(run: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** Below it, what a request costs anyway, and noise, is most of the time. */
const LEAST_MICROSECONDS = 4000;

/**
 * How many times as much processor time four times the input takes: 4 where the cost grows in proportion, 16 where it grows with the
 * square.
 *
 * @param run what is done with an input
 * @param n   size of the smaller input
 */
export async function growthOf<Input>(input: (n: number) => Input, run: (input: Input) => unknown, n: number): Promise<number> {
  const [small, large] = [input(n), input(4 * n)];
  await run(small);
  const least = { small: Number.POSITIVE_INFINITY, large: Number.POSITIVE_INFINITY };
  let growth = Number.POSITIVE_INFINITY;
  for (let runs = 0; runs < LEAST_RUNS || (growth > LINEAR && runs < MOST_RUNS); runs++) {
    least.small = Math.min(least.small, await cpuOf(() => run(small)));
    least.large = Math.min(least.large, await cpuOf(() => run(large)));
    growth = least.large / Math.max(least.small, LEAST_MICROSECONDS);
  }
  return growth;
}
