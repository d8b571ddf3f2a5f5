/** Measurements of a server for Prometheus, by prom-client, which the service installs. */
export { createMetrics, DEFAULT_DURATION_BUCKETS_S, type MetricsOptions } from './create-metrics.ts';
