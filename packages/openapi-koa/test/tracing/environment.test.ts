import { isTracingConfigured } from '../../src/index.ts';
import { createTracing } from '../../src/tracing/index.ts';

const asked: { env: Record<string, string>; want: boolean }[] = [
  { env: {}, want: false },
  { env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, want: true },
  { env: { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/v1/traces' }, want: true },
  { env: { OTEL_EXPORTER_OTLP_ENDPOINT: '' }, want: false },
  { env: { OTEL_TRACES_EXPORTER: 'otlp' }, want: true },
  { env: { OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, want: false },
  { env: { OTEL_SDK_DISABLED: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, want: false },
  { env: { OTEL_SDK_DISABLED: 'false', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, want: true },
];
test.each(asked)('whether $env asks for traces', ({ env, want }) => {
  expect(isTracingConfigured(env)).toBe(want);
});

const env = { ...process.env };
afterEach(() => {
  process.env = { ...env };
});

const invalid: { name: string; value: string; allowed: string }[] = [
  { name: 'OTEL_TRACES_SAMPLER', value: 'sometimes', allowed: 'one of always_on, always_off, traceidratio, ' },
  { name: 'OTEL_TRACES_SAMPLER_ARG', value: '2', allowed: 'a number from 0 to 1; got "2".' },
  { name: 'OTEL_EXPORTER_OTLP_PROTOCOL', value: 'grpc', allowed: 'http/protobuf; got "grpc".' },
  { name: 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', value: 'http/json', allowed: 'http/protobuf; got "http/json".' },
];
test.each(invalid)('$name refuses $value', ({ name, value, allowed }) => {
  Object.assign(process.env, { OTEL_TRACES_SAMPLER: 'traceidratio', [name]: value });
  expect(() => createTracing({ log: { warn() {} } })).toThrow(
    new TypeError(`${name} must be ${allowed}`.replace(/, $/, ', parentbased_always_on, parentbased_always_off, parentbased_traceidratio; got "sometimes".')),
  );
});
