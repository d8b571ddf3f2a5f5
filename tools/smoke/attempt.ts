import { formatDuration } from '@petsage/openapi-checks/lib';
import { checkResponse, parseBody } from './check-response.ts';
import type { HttpClient, HttpResponse } from './http-client.ts';
import { smokeOperation } from './operation.ts';
import { printable, SmokeFault } from './smoke-fault.ts';

const DOCUMENT = '/openapi.json';

/** What a service is expected to be. */
export interface Expectation {
  /** Its base URL, without a trailing slash; it may have a path. */
  readonly url: string;
  /** The largest accepted difference between its clock and this machine's. */
  readonly maxSkewMs: number;
  /** The expected `info.version` of its document. */
  readonly version: string | undefined;
}

/**
 * Calls the smoke test once.
 *
 * @returns the latency in milliseconds
 * @throws SmokeFault
 */
export async function callSmokeTest(client: HttpClient, { url, maxSkewMs }: Expectation): Promise<number> {
  const operation = smokeOperation();
  const target = `${url}${operation.path}`;
  const before = Date.now();
  return await withTarget(target, async () => {
    const response = await client.get(new URL(target));
    checkClock(checkResponse(response, operation), before, maxSkewMs);
    return response.latencyMs;
  });
}

/**
 * Checks the version of the service, which its document has.
 *
 * @throws SmokeFault when it is another one
 */
export async function checkVersion(client: HttpClient, { url, version }: Expectation): Promise<void> {
  if (version === undefined) return;
  await withTarget(`${url}${DOCUMENT}`, async () => {
    const found = versionOf(await client.get(new URL(`${url}${DOCUMENT}`)));
    if (found !== version) throw new SmokeFault('version', `the version is ${printable(found)}; expected ${printable(version)}`);
  });
}

function versionOf(response: HttpResponse): string {
  if (response.status !== 200) throw new SmokeFault('status', `responded ${response.status}`);
  const version = (parseBody(response) as { info?: { version?: unknown } } | null)?.info?.version;
  if (typeof version !== 'string') throw new SmokeFault('schema', 'the document has no version at /info/version', '/info/version');
  return version;
}

/** A response that is hours old comes from a cache; a wrong clock breaks tokens and certificates. */
function checkClock({ timestamp }: Readonly<Record<string, unknown>>, before: number, maxSkewMs: number): void {
  if (typeof timestamp !== 'string') return;
  const at = Date.parse(timestamp);
  const behind = before - at;
  const ahead = at - Date.now();
  const skew = Math.max(behind, ahead);
  if (skew <= maxSkewMs) return;
  const direction = behind > ahead ? 'behind' : 'ahead of';
  const message = `the timestamp ${timestamp} is ${formatDuration(skew)} ${direction} this machine's clock; the limit is ${formatDuration(maxSkewMs)}`;
  throw new SmokeFault('clock', Number.isNaN(at) ? `the timestamp ${timestamp} is not a time` : message, '/timestamp');
}

/** Prefixes a fault with the request. */
async function withTarget<T>(target: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SmokeFault)) throw error;
    throw new SmokeFault(error.kind, `GET ${target}: ${error.message}`, error.pointer);
  }
}
