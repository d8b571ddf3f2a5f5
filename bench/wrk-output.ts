/** What a client saw of a server for some seconds. */
export interface Load {
  readonly requests: number;
  readonly seconds: number;
  /** Median latency, in microseconds. */
  readonly p50Us: number;
  /** Responses with a status of another class than expected, and requests without a response. */
  readonly failures: number;
}

/**
 * Reads what `wrk --latency` prints.
 *
 * @param status that is expected: wrk counts the statuses from 400 on
 * @throws Error with the text where it is something else
 */
export function readWrk(text: string, status: number): Load {
  const [, requests, took] = / (\d+) requests in (\S+),/.exec(text) ?? [];
  const p50 = /^ +50% +(\S+)/m.exec(text)?.[1];
  if (requests === undefined || took === undefined || p50 === undefined) throw new Error(`wrk printed: ${text}`);
  const refused = Number(/Non-2xx or 3xx responses: (\d+)/.exec(text)?.[1] ?? 0);
  const broken = [...(/Socket errors: (.*)/.exec(text)?.[1] ?? '').matchAll(/\d+/g)].reduce((sum, [count]) => sum + Number(count), 0);
  return {
    requests: Number(requests),
    seconds: microseconds(took) / 1e6,
    p50Us: microseconds(p50),
    failures: (status < 400 ? refused : Number(requests) - refused) + broken,
  };
}

const UNITS: Readonly<Record<string, number>> = { us: 1, ms: 1e3, s: 1e6, m: 60e6 };

/** Of a time as wrk prints it, such as `1.08ms`. */
function microseconds(text: string): number {
  const [, number, unit = ''] = /^([\d.]+)([a-z]+)$/.exec(text) ?? [];
  const factor = UNITS[unit];
  if (factor === undefined) throw new Error(`wrk printed the time ${text}`);
  return Number(number) * factor;
}
