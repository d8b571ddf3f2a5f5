import { checkAnswer, parseJson } from './check-answer.ts';
import { formatDuration } from './duration.ts';
import type { Answer, HttpClient } from './http-client.ts';
import { smokeOperation } from './operation.ts';
import { printable, SmokeFault } from './smoke-fault.ts';

const DOCUMENT = '/openapi.json';

/** What is asked of a service. */
export interface Expectation {
  /** Where it is reached, without a trailing slash; a path in front of everything stays there. */
  readonly url: string;
  /** How far its clock may be from this machine's. */
  readonly maxSkewMs: number;
  /** What `info.version` of its document has to be. */
  readonly version: string | undefined;
}

/**
 * Calls the smoke test once.
 *
 * @returns how long the answer took, in milliseconds
 * @throws SmokeFault
 */
export async function callSmokeTest(client: HttpClient, { url, maxSkewMs }: Expectation): Promise<number> {
  const operation = smokeOperation();
  const target = `${url}${operation.path}`;
  const before = Date.now();
  return await about(target, async () => {
    const answer = await client.get(new URL(target));
    checkClock(checkAnswer(answer, operation), before, maxSkewMs);
    return answer.latencyMs;
  });
}

/**
 * Reads the version of the service from its document.
 *
 * @throws SmokeFault when it is another
 */
export async function checkVersion(client: HttpClient, { url, version }: Expectation): Promise<void> {
  if (version === undefined) return;
  await about(`${url}${DOCUMENT}`, async () => {
    const found = versionOf(await client.get(new URL(`${url}${DOCUMENT}`)));
    if (found !== version) throw new SmokeFault('version', `the version is ${printable(found)}, and ${printable(version)} is expected`);
  });
}

function versionOf(answer: Answer): string {
  if (answer.status !== 200) throw new SmokeFault('status', `answered ${answer.status}`);
  const version = (parseJson(answer) as { info?: { version?: unknown } } | null)?.info?.version;
  if (typeof version !== 'string') throw new SmokeFault('schema', 'the document has no version at /info/version', '/info/version');
  return version;
}

/** An answer that is hours old was kept by a cache; a clock that is wrong breaks tokens and certificates. */
function checkClock({ timestamp }: Readonly<Record<string, unknown>>, before: number, maxSkewMs: number): void {
  if (typeof timestamp !== 'string') return;
  const at = Date.parse(timestamp);
  const behind = before - at;
  const ahead = at - Date.now();
  const skew = Math.max(behind, ahead);
  if (skew <= maxSkewMs) return;
  const direction = behind > ahead ? 'behind' : 'ahead of';
  const message = `the timestamp ${timestamp} is ${formatDuration(skew)} ${direction} this machine's clock, and ${formatDuration(maxSkewMs)} are allowed`;
  throw new SmokeFault('clock', Number.isNaN(at) ? `the timestamp ${timestamp} is no time` : message, '/timestamp');
}

/** Names the request in what went wrong with it. */
async function about<T>(target: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SmokeFault)) throw error;
    throw new SmokeFault(error.kind, `GET ${target}: ${error.message}`, error.pointer);
  }
}
