/** The latencies of requests, in milliseconds. */
export interface Latencies {
  readonly count: number;
  readonly min: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/**
 * Summarizes latencies by nearest rank: each percentile is a measured value.
 *
 * @param measured at least one
 */
export function latencies(measured: readonly number[]): Latencies {
  const sorted = [...measured].sort((a, b) => a - b);
  const rank = (percent: number) => round(sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN);
  return { count: sorted.length, min: rank(0), p50: rank(50), p90: rank(90), p95: rank(95), p99: rank(99), max: rank(100) };
}

function round(ms: number): number {
  return Number(ms.toFixed(2));
}
