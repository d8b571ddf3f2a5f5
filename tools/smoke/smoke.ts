import { callSmokeTest, checkVersion, type Expectation } from './attempt.ts';
import { HttpClient } from './http-client.ts';
import { type Latencies, latencies } from './latencies.ts';
import { SmokeFault } from './smoke-fault.ts';

export interface SmokeOptions extends Expectation {
  /** No attempt starts later than this; 0 makes one. */
  readonly waitMs: number;
  /** From the end of an attempt to the next, at most. */
  readonly intervalMs: number;
  /** For one request. */
  readonly timeoutMs: number;
  /** Calls to measure, once the service answers; 0 measures none. */
  readonly count: number;
}

/** What became of it. */
export interface Outcome {
  readonly ok: boolean;
  readonly attempts: number;
  readonly elapsedMs: number;
  readonly latencies?: Latencies;
  /** What was wrong last. */
  readonly fault?: SmokeFault;
}

/**
 * Waits until a service answers by the contract, each time over a new connection: names and load balancers lead elsewhere with time.
 *
 * @param onFault hears what is wrong after each attempt that is followed by another
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
      if (elapsedMs() >= options.waitMs) return { ok: false, attempts, elapsedMs: elapsedMs(), fault: error };
      onFault(error);
    } finally {
      client.close();
    }
    // The last attempt is made at the very end of the wait.
    await new Promise((resolve) => setTimeout(resolve, Math.min(options.intervalMs, options.waitMs - elapsedMs())));
  }
}

/** Calls one after another, over the connection that is there. One that fails is the outcome: a service that answered once has to go on. */
async function measure(client: HttpClient, options: SmokeOptions): Promise<Pick<Outcome, 'ok' | 'latencies' | 'fault'>> {
  const measured: number[] = [];
  while (measured.length < options.count) {
    try {
      measured.push(await callSmokeTest(client, options));
    } catch (error) {
      if (!(error instanceof SmokeFault)) throw error;
      return { ok: false, fault: new SmokeFault(error.kind, `call ${measured.length + 1} of ${options.count}: ${error.message}`, error.pointer) };
    }
  }
  return { ok: true, ...(options.count > 0 && { latencies: latencies(measured) }) };
}
