import { context, propagation, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, type TextMapGetter, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { setGlobalErrorHandler, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Logger } from '../logger.ts';
import type { Exchange } from '../server/context.ts';
import type { ServerTracing } from '../service/server-tracing.ts';
import { batchOptions, checkProtocol, sampler } from './environment.ts';
import { requestAttributes, responseAttributes, spanName } from './span-attributes.ts';

/** The options of `createTracing`. */
export interface TracingOptions {
  /** `service.name` and `service.version`, unless the environment has others (`OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`). */
  readonly service?: { readonly name?: string; readonly version?: string };
  /** Gets a line when spans cannot be exported, at most one a minute. */
  readonly log: Pick<Logger, 'warn'>;
}

/** How long `close` waits for the last export. */
const CLOSE_MS = 400;
const REPORT_MS = 60_000;

const headers: TextMapGetter<Exchange> = {
  keys: ({ req }) => Object.keys(req.headers),
  get: ({ req }, key) => req.headers[key],
};

/**
 * Traces a server with OpenTelemetry, as its environment variables say (`OTEL_EXPORTER_OTLP_ENDPOINT` …): pass it to `createServer` as
 * `tracing`. Each request is a span named by its route, whose parent is that of `traceparent` (W3C Trace Context), and which is active while
 * its handler runs: what handlers trace belongs to it. Spans are exported in batches by OTLP, `http/protobuf`; a collector that is slow or
 * gone never delays a request.
 *
 * It registers itself as the provider of the whole process, so it can be called once.
 *
 * @throws TypeError naming a variable of the environment and what is allowed
 */
export function createTracing({ service = {}, log }: TracingOptions): ServerTracing {
  checkProtocol();
  let reportedMs = Number.NEGATIVE_INFINITY;
  setGlobalErrorHandler((error) => {
    if (performance.now() - reportedMs < REPORT_MS) return;
    reportedMs = performance.now();
    log.warn({ err: error }, 'spans cannot be exported');
  });
  const { name, version } = service;
  const own = resourceFromAttributes({ ...(name && { 'service.name': name }), ...(version && { 'service.version': version }) });
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(own)
      .merge(detectResources({ detectors: [envDetector] })),
    sampler: sampler(),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter(), ...batchOptions() })],
  });
  const propagator = new W3CTraceContextPropagator();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(propagator);
  trace.setGlobalTracerProvider(provider);
  const tracer = provider.getTracer('@petsage/openapi-koa');
  const spans = new WeakMap<Exchange, Span>();

  return {
    run(exchange, handle) {
      const parent = propagator.extract(ROOT_CONTEXT, exchange, headers);
      const attributes = requestAttributes(exchange);
      const span = tracer.startSpan(attributes['http.request.method'] as string, { kind: SpanKind.SERVER, attributes }, parent);
      spans.set(exchange, span);
      exchange.traceId = span.spanContext().traceId;
      return context.with(trace.setSpan(parent, span), handle);
    },
    onFailure(error, exchange) {
      spans.get(exchange)?.recordException(error instanceof Error ? error : String(error));
    },
    onResponse(record) {
      const span = spans.get(record.exchange);
      if (span === undefined) return;
      span.updateName(spanName(record)).setAttributes(responseAttributes(record));
      if (record.status !== undefined && record.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
    async close() {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, CLOSE_MS);
      });
      // A failure is reported to the error handler.
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
      clearTimeout(timer);
    },
  };
}
