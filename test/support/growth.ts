/** Processor time of this process in microseconds, the least of some runs: garbage of others counts in some of them. */
async function cpuOf(run: () => unknown, runs: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let time = 0; time < runs; time++) {
    const before = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, user + system);
  }
  return least;
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
  const least = Math.max(await cpuOf(() => run(small), 5), LEAST_MICROSECONDS);
  return (await cpuOf(() => run(large), 3)) / least;
}
