import { callSmokeTest, checkVersion, type Expectation } from './attempt.ts';
import { HttpClient } from './http-client.ts';
import { type Latencies, latencies } from './latencies.ts';
import { isLasting, SmokeFault } from './smoke-fault.ts';

export interface SmokeOptions extends Expectation {
  /** No attempt starts later than this; 0 allows one attempt. */
  readonly waitMs: number;
  /** From the end of an attempt to the next, at most. */
  readonly intervalMs: number;
  /** For one request. */
  readonly timeoutMs: number;
  /** Requests to measure, once the service responds; 0 measures none. */
  readonly count: number;
}

/** The result. */
export interface Outcome {
  readonly ok: boolean;
  readonly attempts: number;
  readonly elapsedMs: number;
  readonly latencies?: Latencies;
  /** The last fault. */
  readonly fault?: SmokeFault;
}

/**
 * Waits until a service responds as the contract declares. Each attempt uses a new connection, as DNS and load balancers may lead to another
 * instance. A fault that no wait changes, such as a redirection, ends it at once.
 *
 * @param onFault called after each failed attempt that is followed by another
 */
export async function smoke(options: SmokeOptions, onFault: (fault: SmokeFault) => void): Promise<Outcome> {
  const startMs = performance.now();
  const elapsedMs = () => performance.now() - startMs;
  for (let attempts = 1; ; attempts++) {
    const client = new HttpClient(new URL(options.url).protocol, options.timeoutMs);
    try {
      await callSmokeTest(client, options);
      await checkVersion(client, options);
      return { ...(await measure(client, options)), attempts, elapsedMs: elapsedMs() };
    } catch (error) {
      if (!(error instanceof SmokeFault)) throw error;
      if (isLasting(error) || elapsedMs() >= options.waitMs) return { ok: false, attempts, elapsedMs: elapsedMs(), fault: error };
      onFault(error);
    } finally {
      client.close();
    }
    // The last attempt starts at the end of the wait.
    await new Promise((resolve) => setTimeout(resolve, Math.min(options.intervalMs, options.waitMs - elapsedMs())));
  }
}

/** Sends requests one after another over the open connection. A failed one is the outcome: a service that responded once has to keep responding. */
async function measure(client: HttpClient, options: SmokeOptions): Promise<Pick<Outcome, 'ok' | 'latencies' | 'fault'>> {
  const measured: number[] = [];
  while (measured.length < options.count) {
    try {
      measured.push(await callSmokeTest(client, options));
    } catch (error) {
      if (!(error instanceof SmokeFault)) throw error;
      return { ok: false, fault: new SmokeFault(error.kind, `request ${measured.length + 1} of ${options.count}: ${error.message}`, error.pointer) };
    }
  }
  return { ok: true, ...(options.count > 0 && { latencies: latencies(measured) }) };
}
