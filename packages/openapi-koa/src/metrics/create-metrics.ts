import { Counter, Gauge, Registry } from 'prom-client';
import type { ServerMetrics } from '../service/server-metrics.ts';
import { DurationHistogram } from './duration-histogram.ts';
import { measureProcess } from './process-metrics.ts';

/** The options of `createMetrics`. */
export interface MetricsOptions {
  /** What runs, for the gauge `build_info`; `unknown` by default. */
  readonly build?: { readonly version?: string; readonly revision?: string };
  /** Returns how many log lines were dropped since the start, for loggers that drop lines. */
  readonly droppedLogLines?: () => number;
  /** The upper bounds of the duration histogram, in seconds, ascending: `DEFAULT_DURATION_BUCKETS_S`. */
  readonly durationBucketsS?: readonly number[];
  /** Where the metrics are registered, such as one with metrics of your own; by default a new one, in which the process is measured from the first scrape on. */
  readonly registry?: Registry;
}

/** Those that the semantic conventions of OpenTelemetry advise, with two more for operations that only compute. */
export const DEFAULT_DURATION_BUCKETS_S: readonly number[] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/**
 * Measures a server for Prometheus: pass it to `createServer` as `monitoring.metrics`. The number of series has a bound, whatever clients
 * send: see `labelsOf`. Metrics of the process, its heap, garbage collection and event loop are those of prom-client.
 *
 * @throws the error of prom-client if the registry already has a metric of that name
 */
export function createMetrics(options: MetricsOptions = {}): ServerMetrics {
  const { build = {}, droppedLogLines, durationBucketsS = DEFAULT_DURATION_BUCKETS_S, registry = new Registry() } = options;
  const registers = [registry];
  const duration = new DurationHistogram(
    'http_server_request_duration_seconds',
    'Time from the header section of a request until its response was handed to the socket, by operation.',
    durationBucketsS,
  );
  duration.registerIn(registry);
  let requestsInWork = () => 0;
  new Gauge({
    name: 'http_server_active_requests',
    help: 'Requests without a complete response.',
    registers,
    collect() {
      this.set(requestsInWork());
    },
  });
  const shed = new Counter({
    name: 'http_server_shed_requests_total',
    help: 'Requests that were refused because of overload, by the limit that was reached.',
    labelNames: ['reason'],
    registers,
  });
  const violations = new Counter({
    name: 'http_server_contract_violations_total',
    help: 'Responses that broke the contract and were replaced by a 500, by operation.',
    labelNames: ['operation_id'],
    registers,
  });
  // Series that exist from the start: the first event is an increase.
  for (const reason of ['connections', 'event-loop-delay', 'body-memory']) shed.inc({ reason }, 0);
  if (droppedLogLines !== undefined) {
    new Counter({
      name: 'log_lines_dropped_total',
      help: 'Log lines that could not be written.',
      registers,
      collect() {
        this.reset();
        this.inc(droppedLogLines());
      },
    });
  }
  new Gauge({ name: 'build_info', help: 'What runs; always 1.', labelNames: ['version', 'revision'], registers }).set(
    { version: build.version ?? 'unknown', revision: build.revision ?? 'unknown' },
    1,
  );
  // A registry that others have is read by others too.
  let processMeasured = options.registry && measureProcess(registry);

  return {
    onResponse: (record) => duration.record(record),
    onContractViolation: (operationId) => violations.inc({ operation_id: operationId ?? '' }),
    onShed: (reason) => shed.inc({ reason }),
    watch(count) {
      requestsInWork = count;
    },
    contentType: registry.contentType,
    async expose() {
      processMeasured ??= measureProcess(registry);
      await processMeasured;
      return registry.metrics();
    },
  };
}
