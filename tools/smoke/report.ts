import { formatDuration } from '@petsage/openapi-checks/lib';
import type { Outcome, SmokeOptions } from './smoke.ts';

/** The result as a sentence, and one for latencies. */
export function reportText({ url, version }: Pick<SmokeOptions, 'url' | 'version'>, { ok, attempts, elapsedMs, latencies, fault }: Outcome): string {
  const after = `after ${formatDuration(elapsedMs)} and ${attempts} attempt${attempts === 1 ? '' : 's'}`;
  if (!ok) return `${url} doesn't respond as the contract declares ${after}.\n${fault?.message}\n`;
  const first = `${url} responds as the contract declares${version === undefined ? '' : `, version ${version},`} ${after}.\n`;
  if (latencies === undefined) return first;
  const { count, ...times } = latencies;
  return `${first}${count} request${count === 1 ? '' : 's'}: ${Object.entries(times)
    .map(([name, ms]) => `${name} ${ms} ms`)
    .join(', ')}\n`;
}

/** The result as one line of JSON. */
export function reportJson({ url, version }: Pick<SmokeOptions, 'url' | 'version'>, { ok, attempts, elapsedMs, latencies, fault }: Outcome): string {
  return `${JSON.stringify({
    ok,
    url,
    attempts,
    elapsedMs: Math.round(elapsedMs),
    ...(ok && version !== undefined && { version }),
    ...(latencies && { latencyMs: latencies }),
    ...(fault && { fault: { kind: fault.kind, message: fault.message, ...(fault.pointer !== undefined && { pointer: fault.pointer }) } }),
  })}\n`;
}
