/** Where the middle of some ratios is, and how far they reach. */
export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/** The middle value; of an even number of values the mean of the two in the middle. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length % 2 === 1) return sorted[middle] as number;
  return ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/**
 * Compares two series round by round, as what disturbs a machine disturbs neighbours in time alike.
 *
 * @param values one a round
 * @param base one a round, as many
 */
export function spreadOfRatios(values: readonly number[], base: readonly number[]): Spread {
  const ratios = values.map((value, round) => value / (base[round] as number));
  return { median: median(ratios), lowest: Math.min(...ratios), highest: Math.max(...ratios) };
}

/** The order in which `count` servers take their turn in a round: each is first once in `count` rounds. */
export function turns(count: number, round: number): number[] {
  return Array.from({ length: count }, (_, index) => (index + round) % count);
}
