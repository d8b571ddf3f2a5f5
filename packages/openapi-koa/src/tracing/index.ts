/** Traces of a server by OpenTelemetry, whose packages the service installs. */
export { createTracing, type TracingOptions } from './create-tracing.ts';
